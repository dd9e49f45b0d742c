"""Templates from their folders: shipped ones by name, custom ones by path."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from folio.basics.content_folders import content_folder
from folio.basics.file_names import slug
from folio.exit_codes import ContentProblem, UsageProblem
from folio.template.authoring_rules import authoring_errors
from folio.template.excel_limits import excel_errors
from folio.template.schema import Column, Quality, QualityList, Question, QuestionBank, Template
from folio.template.theme import Theme
from folio.template.toml_source import TomlSource, read_source
from folio.template.validation import TemplateError, template_errors
from folio.template.vocabulary import FACETS

DEFAULT = "complete"
_LONGEST_KEY = 40
WORKBOOK_FILE = "workbook.toml"
THEME_FILE = "theme.toml"
SHARED_FILES = ("question_bank.toml", "qualities.toml", THEME_FILE)
# The theme of folio's own reports; the others are in files of their name.
_USUAL_THEME = "american"

_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kit:
    """A template with everything a workbook is made from."""

    template: Template
    questions: tuple[Question, ...]
    qualities: tuple[Quality, ...]
    theme: Theme

    @property
    def plan(self) -> list[Question]:
        """The questions that are filled in beforehand, in order."""
        by_id = {q.id: q for q in self.questions}
        return [by_id[i] for i in self.template.plan.questions]

    @property
    def for_anyone(self) -> tuple[Question, ...]:
        """The questions that can be asked before anybody was heard."""
        return tuple(q for q in self.questions if not q.disputed)


def shipped_names() -> list[str]:
    """The names of the templates that come with folio."""
    return sorted(p.parent.name for p in content_folder("workbook_templates").glob(f"*/{WORKBOOK_FILE}"))


def template_folder(name_or_folder: str) -> Path:
    """Return the folder of a template given by shipped name or by path; UsageProblem if there is none."""
    if name_or_folder in shipped_names():
        return content_folder("workbook_templates") / name_or_folder
    folder = Path(name_or_folder)
    if (folder / WORKBOOK_FILE).is_file():
        return folder
    if folder.is_dir():
        raise ContentProblem(
            f"{folder}: there is no {WORKBOOK_FILE} in this folder.",
            "To make your own template: folio template copy complete FOLDER",
        )
    raise UsageProblem(
        f"There is no template {name_or_folder!r}.",
        f"Use {' or '.join(shipped_names())}, or the folder of your own template.",
    )


def load_kit(name_or_folder: str) -> Kit:
    """Load a template with its question bank, qualities and theme; one that comes with folio is read once.

    Files that the folder lacks are taken from folio's own. Raises UsageProblem when there is no such template and
    ContentProblem when it is wrong, with a line for each error that names the file and the place in it, such as
    ``mine/workbook.toml, line 143: sheet contacts, column email, type: ...``.
    """
    return (_shipped_kit if name_or_folder in shipped_names() else _kit)(name_or_folder)


def _kit(name_or_folder: str) -> Kit:
    folder = template_folder(name_or_folder)
    wrong: list[str] = []
    bank_file = shared_file(folder, "question_bank.toml")
    bank = _load(bank_file, QuestionBank, wrong, check=excel_errors)
    qualities = _load(shared_file(folder, "qualities.toml"), QualityList, wrong, check=excel_errors)
    theme = _load(shared_file(folder, THEME_FILE), Theme, wrong, _complete_theme, excel_errors)

    def prepare(source: TomlSource) -> None:
        name = source.data.get("name")
        custom = content_folder("workbook_templates").resolve() not in folder.resolve().parents
        if custom and name in shipped_names():
            source.errors.append(
                (("name",), f"{name!r} is the name of one of folio's templates. Give yours another name")
            )
        _compare(source, bank, qualities, theme)

    template = _load(folder / WORKBOOK_FILE, Template, wrong, prepare, _all_errors)
    if bank and template and any(_unknown_facets(bank, template)):
        _load(bank_file, QuestionBank, wrong, check=lambda made: _unknown_facets(made, template))
    if wrong or not (bank and qualities and theme and template):
        again = f"folio template check {shlex.quote(name_or_folder)}"
        raise ContentProblem("\n".join(wrong), f"Fix the template, then try: {again}")
    return Kit(template, bank.questions, qualities.qualities, theme)


_shipped_kit = cache(_kit)


def theme_names() -> list[str]:
    """The names of the themes that come with folio."""
    themes = content_folder("workbook_templates") / "themes"
    return [_USUAL_THEME, *sorted(p.stem for p in themes.glob("*.toml"))]


def load_theme(name_or_file: str = _USUAL_THEME) -> Theme:
    """Load a theme by the name of a shipped one, or from a file; what the file leaves out is as in folio's own.

    Raises UsageProblem when there is no such theme, and ContentProblem when it is wrong, as ``load_kit`` does.
    """
    folder, file = content_folder("workbook_templates"), Path(name_or_file)
    if (name := name_or_file.casefold()) in theme_names():
        file = folder / (THEME_FILE if name == _USUAL_THEME else f"themes/{name}.toml")
    elif not file.is_file():
        raise UsageProblem(
            f"There is no theme {name_or_file!r}, and no file of that name.",
            f"--theme (or FOLIO_THEME) takes {', '.join(theme_names())}, or the file of your own theme.",
        )
    wrong: list[str] = []
    theme = _load(file, Theme, wrong, _complete_theme, excel_errors)
    if theme is None or wrong:
        raise ContentProblem("\n".join(wrong), "Fix the theme. Nothing was written.")
    return theme


def _complete_theme(source: TomlSource) -> None:
    """Take what a theme leaves out from folio's own."""
    usual = read_source(content_folder("workbook_templates") / THEME_FILE).data
    for key, value in usual.items():
        given = source.data.setdefault(key, value)
        if isinstance(value, dict) and isinstance(given, dict):
            source.data[key] = value | given


def _all_errors(template: Template) -> list[TemplateError]:
    return [*template_errors(template, core=True), *authoring_errors(template)]


def _unknown_facets(bank: QuestionBank, template: Template) -> Iterator[TemplateError]:
    """Facets of the questions that neither the template's job preview asks about, nor folio's own."""
    facets = template.facets or FACETS
    for i, question in enumerate(bank.questions):
        for j, facet in enumerate(question.facets):
            # A template that leaves out a facet can keep the questions on it: nothing then asks for them.
            if facet not in facets and facet not in FACETS:
                yield ("questions", i, "facets", j), f"there is no facet {facet!r}. The facets are {', '.join(facets)}"


def shared_file(folder: Path, name: str) -> Path:
    """The file ``name`` of a template: its own, or the one that folio ships for all."""
    custom = folder / name
    return custom if custom.is_file() else content_folder("workbook_templates") / name


def renamed(text: str, name: str, folder: str) -> str:
    """A copied ``workbook.toml`` under a name of its own, after its folder, so that nobody takes it for folio's."""
    key = slug(folder, "", _LONGEST_KEY).replace("-", "_")
    key = key if key[:1].isalpha() and key not in shipped_names() else f"my_{key}"[:_LONGEST_KEY].rstrip("_")
    return text.replace(f'name = "{name}"', f'name = "{key}"', 1)


def _load(
    file: Path, kind: type[_M], wrong: list[str], prepare: Callable[[TomlSource], None] | None = None,
    check: Callable[[_M], Iterable[TemplateError]] = lambda made: (),
) -> _M | None:  # fmt: skip
    """Load a file, after ``prepare`` has looked at its data; what is wrong goes into ``wrong``."""
    try:
        source = read_source(file)
    except ContentProblem as problem:
        wrong.append(f"{problem.message} {problem.fix}")
        return None
    if prepare is not None:
        prepare(source)
    made = source.load(kind, check)
    wrong += source.error_lines()
    return made


def _compare(source: TomlSource, bank: QuestionBank | None, qualities: QualityList | None, theme: Theme | None) -> None:
    """Put lists in the place of their names, and see that the other files have what the workbook names of them."""
    questions, traits = bank.questions if bank else (), qualities.qualities if qualities else ()
    given = source.data.pop("lists", {})
    custom: dict[str, Any] = given if isinstance(given, dict) else {}
    lists = {
        "stages": _in_order(q.stage for q in questions),
        "topics": _in_order(q.topic for q in questions),
        "categories": _in_order(q.category for q in traits),
        "qualities": _in_order(q.quality for q in traits),
    } | custom
    for i, sheet in enumerate(_dicts(source.data.get("sheets"))):
        accent = sheet.get("accent")
        if theme and isinstance(accent, str) and accent not in theme.accents:
            what = f"the theme has no accent {accent!r}. Its accents are {', '.join(theme.accents)}"
            source.errors.append((("sheets", i, "accent"), what))
        for j, column in enumerate(_dicts(sheet.get("columns"))):
            for key in ("choices", "suggest"):
                name = column.get(key)
                if not isinstance(name, str):
                    continue
                column[key] = lists.get(name)
                if name not in lists:
                    what = f"there is no list {name!r}. The lists are {', '.join(sorted(lists))}"
                    source.errors.append((("sheets", i, "columns", j, key), what))
                if name not in custom and not column[key]:  # a text will do to look at the rest
                    column |= {"type": "text", key: None}
                    source.doubtful.append(("sheets", i, "columns", j))
    plan = source.data.get("plan")
    ids = plan.get("questions") if isinstance(plan, dict) and bank else None
    known = {q.id for q in questions}
    source.errors += [
        (("plan", "questions", i), f"the question bank has no question {name!r}")
        for i, name in enumerate(ids if isinstance(ids, list) else ())
        if isinstance(name, str) and name not in known
    ]


def _dicts(value: object) -> list[dict[str, Any]]:
    """The tables of a list; an empty one for what is none, so that each keeps its number."""
    return [v if isinstance(v, dict) else {} for v in value] if isinstance(value, list) else []


def _in_order(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def template_json(template: Template) -> dict[str, Any]:
    """The template as ``folio template show --format json`` prints it (keys as in the README's reference)."""
    keys = ("key", "header", "type", "required", "private", "choices", "min", "max", "help", "aliases")

    def column(it: Column) -> dict[str, Any]:
        data = it.model_dump(mode="json") | {"min": it.low, "max": it.high}
        out = {k: data[k] for k in keys}
        return out | ({"refers_to": it.refers_to} if it.refers_to else {})

    return {
        "name": template.name,
        "version": template.version,
        "title": template.title,
        "sheets": [
            {k: getattr(s, k) for k in ("key", "title", "purpose", "layout", "label")}
            | {"columns": [column(c) for c in s.columns]}
            for s in template.sheets
        ],
    }
