"""Templates from their folders: shipped ones by name, a counselor's own by path."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from folio.content import content_folder
from folio.errors import ContentProblem, UsageProblem
from folio.template.core import core_faults
from folio.template.model import Column, Quality, QualityList, Question, QuestionBank, Template
from folio.template.theme import Theme

DEFAULT = "complete"
WORKBOOK_FILE = "workbook.toml"
SHARED_FILES = ("question_bank.toml", "qualities.toml", "theme.toml")

_T = TypeVar("_T")


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
            "Make a template of your own with: folio template copy complete FOLDER",
        )
    raise UsageProblem(
        f"There is no template {name_or_folder!r}.",
        f"Give one of {', '.join(shipped_names())}, or the folder of a template of your own.",
    )


@cache
def load_kit(name_or_folder: str) -> Kit:
    """Load a template with its question bank, qualities and theme.

    Files that the folder lacks are taken from folio's own. Raises UsageProblem when there is no such template and
    ContentProblem when it is wrong: the message names the file and the path inside it, such as
    ``mine/workbook.toml: sheets[2].columns[4].type``, one line for each fault.
    """
    folder = template_folder(name_or_folder)
    files = {name: shared_file(folder, name) for name in SHARED_FILES}
    questions = _validate(files["question_bank.toml"], QuestionBank).questions
    qualities = _validate(files["qualities.toml"], QualityList).qualities
    theme = _validate(files["theme.toml"], Theme)
    lists = {
        "stages": _in_order(q.stage for q in questions),
        "topics": _in_order(q.topic for q in questions),
        "categories": _in_order(q.category for q in qualities),
        "qualities": _in_order(q.quality for q in qualities),
    }
    file = folder / WORKBOOK_FILE
    template = _validate(file, Template, lambda d: _resolve(file, d, lists))
    _check_whole(file, template, {q.id for q in questions}, theme)
    return Kit(template, questions, qualities, theme)


def shared_file(folder: Path, name: str) -> Path:
    """The file ``name`` of a template: its own, or the one that folio ships for all."""
    own = folder / name
    return own if own.is_file() else content_folder("workbook_templates") / name


def renamed(text: str, name: str, folder: str) -> str:
    """A copied ``workbook.toml`` under a name of its own, after its folder, so that nobody takes it for folio's."""
    own = re.sub(r"[^a-z0-9]+", "_", folder.casefold()).strip("_")[:40]
    own = own if own[:1].isalpha() and own not in shipped_names() else f"my_{own}"[:40].rstrip("_")
    return text.replace(f'name = "{name}"', f'name = "{own}"', 1)


def _validate(file: Path, kind: type[_T], prepare: Callable[[dict[str, Any]], Any] = lambda d: d) -> _T:
    try:
        with file.open("rb") as stream:
            data = prepare(tomllib.load(stream))
    except tomllib.TOMLDecodeError as error:
        raise ContentProblem(f"{_short(file)}: this is not valid TOML: {error}.", "Mend that line.") from None
    except UnicodeDecodeError:
        raise ContentProblem(f"{_short(file)}: this is not UTF-8 text.", "Save the file as UTF-8.") from None
    except OSError as error:
        raise ContentProblem(f"{_short(file)}: {error.strerror}.", "Is the file there and readable?") from None
    try:
        return TypeAdapter(kind).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        faults = [(_path(e["loc"]), _words(e["msg"])) for e in error.errors(include_url=False)]
        raise _wrong(file, faults) from None


def _resolve(file: Path, data: dict[str, Any], lists: dict[str, list[str]]) -> dict[str, Any]:
    """Put named lists in the place of their names, and drop the ``lists`` table."""
    own = data.pop("lists", {})
    known = lists | own if isinstance(own, dict) else lists
    faults: list[tuple[str, str]] = []
    for i, sheet in enumerate(_dicts(data.get("sheets"))):
        for j, column in enumerate(_dicts(sheet.get("columns"))):
            for name in ("choices", "suggest"):
                given = column.get(name)
                if isinstance(given, str):
                    if given not in known:
                        names = ", ".join(sorted(known))
                        where = f"sheets[{i}].columns[{j}].{name}"
                        faults.append((where, f"there is no list {given!r}; the lists are {names}"))
                    column[name] = known.get(given, ["?"])
    if faults:
        raise _wrong(file, faults)
    return data


def _check_whole(file: Path, template: Template, ids: set[str], theme: Theme) -> None:
    faults = core_faults(template)
    faults += [
        (f"plan.questions[{i}]", f"the question bank has no question {name!r}")
        for i, name in enumerate(template.plan.questions)
        if name not in ids
    ]
    faults += [
        (
            f"sheets[{i}].accent",
            f"the theme has no accent {sheet.accent!r}; it has {', '.join(theme.accents)}",
        )
        for i, sheet in enumerate(template.sheets)
        if sheet.accent not in theme.accents
    ]
    if faults:
        raise _wrong(file, faults)


def _wrong(file: Path, faults: list[tuple[str, str]]) -> ContentProblem:
    lines = [f"{_short(file)}: {where}: {what}" if where else f"{_short(file)}: {what}" for where, what in faults]
    return ContentProblem("\n".join(lines), "Mend the template, then try: folio template check FOLDER")


def _dicts(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _in_order(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _path(loc: tuple[int | str, ...]) -> str:
    out = ""
    for part in loc:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else part)
    return out


def _words(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return {
        "Extra inputs are not permitted": "folio does not know this key",
        "Field required": "this is missing",
    }.get(message, message[:1].lower() + message[1:])


def _short(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def shown(template: Template) -> dict[str, Any]:
    """The template as ``folio template show --format json`` prints it (keys as in the README's reference)."""
    own = ("key", "header", "type", "required", "private", "choices", "min", "max", "help", "aliases")

    def column(it: Column) -> dict[str, Any]:
        data = it.model_dump(mode="json") | {"min": it.low, "max": it.high}
        out = {k: data[k] for k in own}
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
