"""The documentation is true: its commands parse, its links lead somewhere, its examples work, its quotes are real."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import click
import pytest

import folio as package
from folio.app import cli
from folio.commands.common import CommaList
from folio.exit_codes import ExitCode
from folio.intake.problems.catalog import CATALOG
from folio.template import form_parts, grade_requirements, requirements, schema
from folio.template.loading import load_kit, shipped_names
from folio.template.measures import MEASURES, Measure
from folio.template.theme import Theme

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "reports").rglob("*.md")])
IDS = [p.relative_to(ROOT).as_posix() for p in PAGES]
Folio = Callable[..., Any]

each_page = pytest.mark.parametrize("page", PAGES, ids=IDS)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def doc(name: str) -> str:
    return text_of(ROOT / name)


def code_lines(text: str) -> Iterator[str]:
    """Lines of code: indented ones, and those between fences."""
    fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def code_spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^\s*```.*?^\s*```", "", text, flags=re.MULTILINE | re.DOTALL))


def words_of(line: str) -> list[str]:
    """The words of a shell line up to a pipe or a redirection."""
    words = shlex.split(line.removeprefix("$ "), comments=True)
    ends = [i for i, w in enumerate(words) if w in ("|", ">", ">>", "&&", ";")]
    return words[: ends[0]] if ends else words


def parse(line: str, *, whole: bool) -> None:
    """Parse one ``folio ...`` line; with ``whole`` also see that nothing needed is missing."""
    words = words_of(line)[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="folio", help_option_names=["-h", "--help"])
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"{line}: there is no command {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    if "-h" in words or "--help" in words or isinstance(command, click.Group):
        assert not whole or words, f"{line}: this only shows help"
        return
    given, rest, _ = command.make_parser(context).parse_args(list(words))
    assert not rest, f"{line}: too much: {rest}"
    for parameter in command.params:
        value = given.get(parameter.name)
        # Newer click gives a marker of its own for what is not there.
        missing = value is None or value == () or type(value).__name__ == "Sentinel"
        assert not (whole and missing and parameter.required), f"{line}: {parameter.name} is missing"
        chosen = isinstance(parameter.type, click.Choice | CommaList) or parameter.type.name == "date"
        if not missing and chosen and not re.fullmatch(r"[A-Z,.]+", str(value)):
            parameter.type.convert(value, parameter, context)


@each_page
def test_every_command_line_parses(page: Path) -> None:
    for line in code_lines(text_of(page)):
        if re.match(r"(\$ )?folio\s", line):
            parse(line, whole=True)
    for span in code_spans(text_of(page)):
        if re.match(r"folio\s", span):
            parse(span, whole=False)


def test_the_readme_shows_every_command() -> None:
    shown = {words_of(line)[1] for line in code_lines(doc("README.md")) if line.startswith("folio ")}
    assert shown | {"demo"} == set(cli.list_commands(click.Context(cli)))


@each_page
def test_every_make_target_exists(page: Path) -> None:
    code = [*code_lines(text_of(page)), *code_spans(text_of(page))]
    named = {m[1] for line in code if (m := re.match(r"make ([a-z]+)", line))}
    assert named <= set(re.findall(r"^([a-z]+):", doc("Makefile"), re.MULTILINE))


def test_the_readme_is_one_page_with_the_two_commands_to_try() -> None:
    lines = doc("README.md").splitlines()
    assert len(lines) <= 150
    code = [line.split("#")[0].strip() for line in lines if line.startswith("    ")]
    assert "make demo" in code
    assert "make test" in code


@each_page
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    targets = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r"<img[^>]*\ssrc=\"([^\"]+)\"", text)]
    for target in targets:
        if not target.startswith(("https://", "mailto:")):
            path = page.parent / target.partition("#")[0]
            assert path.exists(), f"{page.name} links to {target}"


def test_pictures_are_small_used_and_described() -> None:
    texts = "\n".join(text_of(p) for p in PAGES)
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size <= 300 * 1024
        assert picture.name in texts
    assert not re.findall(r"!\[\s*\]\(", texts)
    assert all("alt=" in tag for tag in re.findall(r"<img[^>]*>", texts))


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(doc("pyproject.toml"))["project"]
    node = json.loads(doc("tests/node/package.json"))["dependencies"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"], *node]
    rows = [line for line in doc("CONTRIBUTING.md").splitlines() if line.startswith("| ")]
    named = {name.strip() for row in rows for name in row.split("|")[1].split(",")}
    assert {re.split(r"[\[<>=!~ ]", n)[0] for n in needed} <= named


@each_page
def test_nothing_refers_to_one_persons_machine(page: Path) -> None:
    text = text_of(page)
    assert not re.findall(r"(?<![\w.}])/(?:home|root|Users|work|tmp|opt|srv|mnt)/", text)
    assert not re.findall(r"\bshared/|\bfile://|[A-Z]:\\\\", text)


def quotes() -> list[Any]:
    """Every block of quoted output: the command it is from, the file to read (or stdout and stderr), the lines."""
    pattern = r"<!-- output: (folio .+?)(?: ; (\S+))? -->\s*```text\n(.*?)```"
    return [
        pytest.param(*m.groups(), id=f"{page.name}: {m[1][:40]}")
        for page in PAGES
        for m in re.finditer(pattern, text_of(page), re.DOTALL)
    ]


@pytest.mark.parametrize(("command", "file", "lines"), quotes())
def test_quoted_output_is_real(folio: Folio, tmp_path: Path, command: str, file: str | None, lines: str) -> None:
    if "shadow-template" in command:
        worked_example(folio)
    result = folio(*(w.replace("samples/", f"{ROOT}/samples/") for w in words_of(command)[1:]))
    said = (tmp_path / file).read_text(encoding="utf-8") if file else result.out + result.err
    there = {line.strip() for line in said.splitlines()}
    assert not [line for line in lines.splitlines() if line.strip() and line.strip() not in there]


def examples() -> dict[str, str]:
    """The blocks of docs/templates.md that are marked as examples, by what the mark says."""
    return dict(re.findall(r"<!-- example: (.+?) -->\n```\w+\n(.*?)```", doc("docs/templates.md"), re.DOTALL))


def worked_example(folio: Folio) -> None:
    """Do what docs/templates.md tells to do."""
    assert folio("template", "copy", "essentials", "shadow-template").code == 0
    file, blocks = Path("shadow-template/workbook.toml"), examples()
    text = file.read_text(encoding="utf-8")
    for sheet in ("questions", "contacts"):
        mark = f'[[sheets]]\nkey = "{sheet}"'
        assert text.count(mark) == 1
        text = text.replace(mark, f"{blocks[f'before {sheet}']}\n{mark}")
    file.write_text(f"{text}\n{blocks['at the end']}", encoding="utf-8")


def test_the_worked_example_makes_a_workbook_that_reads_back(folio: Folio) -> None:
    worked_example(folio)
    assert folio("new", "trial.xlsx", "--template", "shadow-template", "--name", "Kim Wu").code == 0
    checked = folio("check", "trial.xlsx", "--format", "json")
    assert checked.code == ExitCode.OK
    (workbook,) = json.loads(checked.out)["workbooks"]
    assert workbook["template"] == "shadow_template"
    assert workbook["rows"]["shadowing"] == 0
    assert workbook["problems"] == []


def test_the_letter_of_the_example_is_drafted(folio: Folio, tmp_path: Path) -> None:
    folder = tmp_path / "my-letters"
    folder.mkdir()
    (folder / "thank-you.txt.j2").write_text(examples()["letter"], encoding="utf-8")
    source = ROOT / "samples" / "riverside" / "noah begay (half done).xlsx"
    options = ("--kind", "thank-you", "--format", "txt", "--today", "2026-11-20")
    assert folio("letters", source, "--out", "out", "--letters", folder, *options).code == ExitCode.OK
    (letter,) = (tmp_path / "out").glob("*.txt")
    assert "Thank you for your time." in letter.read_text(encoding="utf-8")


def table_keys(text: str, heading: str) -> set[str]:
    """The words in code in the first cells of the table below a heading."""
    part = text.partition(f"{heading}\n")[2]
    part = re.split(r"^#", part, maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_every_key_of_a_template_is_explained_and_none_besides() -> None:
    text = doc("docs/templates.md")
    for heading, expected in (
        ("### At the top", {*schema.Template.model_fields, "lists"}),
        ("### A sheet: `[[sheets]]`", set(schema.Sheet.model_fields)),
        ("### A column: `[[sheets.columns]]`", set(schema.Column.model_fields)),
        ("### Types", set(get_args(schema.ColumnType))),
        ("### Figures: `measure`", set(MEASURES)),
        ("### Charts: `charts`", set(form_parts.Chart.model_fields)),
    ):
        assert table_keys(text, heading) == expected, heading
    for part in (schema.Plan, form_parts.Section, Measure, schema.Question, schema.Quality, Theme):
        assert not [key for key in part.model_fields if f"`{key}`" not in text]


def test_every_key_of_requirements_is_explained_and_none_besides() -> None:
    kinds = {f'"{kind}"' for kind in get_args(grade_requirements.Counts)} | {"counts"}
    parts = (grade_requirements.Requirements, grade_requirements.Criterion, grade_requirements.StudentDecision)
    expected = kinds.union(*(part.model_fields for part in parts))
    assert table_keys(doc("docs/grade.md"), "## Requirements") == expected


def test_the_core_is_told_as_it_is() -> None:
    part = doc("docs/templates.md").partition("## The core")[2].partition("\n## ")[0]
    rows = [re.findall(r"`([^`]+)`", line) for line in part.splitlines() if line.startswith("| `")]
    assert {row[0]: set(row[1:]) for row in rows} == {
        k: set(v) for k, v in (requirements.REQUIRED | requirements.OPTIONAL).items()
    }


def test_every_sheet_is_explained_for_the_template_that_has_it() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in doc("docs/workbook.md").splitlines()
        if line.startswith("| ")
    ]
    for column, name in enumerate(("complete", "essentials"), start=1):
        template = load_kit(name).template
        told = {row[0] for row in rows if len(row) == 4 and row[column] == "yes"}
        titles = {s.title for s in template.sheets} | ({template.bank_title} if template.bank_title else set())
        assert told == titles
    assert shipped_names() == ["complete", "essentials"]


@pytest.mark.parametrize("name", ["README.md", "docs/data.md"])
def test_the_exit_codes_are_all_there(name: str) -> None:
    assert set(re.findall(r"^\| (\d+) \|", doc(name), re.MULTILINE)) == {str(code.value) for code in ExitCode}


def json_blocks() -> list[dict[str, Any]]:
    return [json.loads(b) for b in re.findall(r"```json\n(.*?)```", doc("docs/data.md"), re.DOTALL)]


def keys(data: Any, open_keys: tuple[str, ...] = (), path: str = "") -> set[str]:
    """All keys of JSON data as paths; objects below ``open_keys`` have keys of their own, which do not count."""
    if isinstance(data, list):
        return {key for item in data for key in keys(item, open_keys, f"{path}[]")}
    if not isinstance(data, dict):
        return set()
    below = {key for k, v in data.items() if k not in open_keys for key in keys(v, open_keys, f"{path}.{k}")}
    return below | {f"{path}.{k}" for k in data}


def test_the_json_has_the_keys_that_are_documented(folio: Folio) -> None:
    checked, exported, shown = json_blocks()
    class_ = str(ROOT / "samples" / "riverside")
    check = json.loads(folio("check", class_, "--format", "json", "--today", "2026-11-20").out)
    assert keys(check, ("rows",)) == keys(checked, ("rows",))
    export = json.loads(folio("export", class_).out)
    told, real = (keys(d, ("tables", "withheld", "extra", "notes", "skipped")) for d in (exported, export))
    assert told == real
    template = json.loads(folio("template", "show", "essentials", "--format", "json").out)
    assert keys(template) == keys(shown)


def test_the_json_of_what_is_due_has_the_keys_that_are_documented(folio: Folio) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", doc("docs/due.md"), re.DOTALL)
    real = json.loads(folio("due", ROOT / "samples" / "riverside", "--format", "json", "--today", "2026-11-20").out)
    assert keys(real) == keys(json.loads(block))


def test_the_json_of_contacts_has_the_keys_that_are_documented(folio: Folio) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", doc("docs/contacts.md"), re.DOTALL)
    Path("page.csv").write_text("<html>", encoding="utf-8")
    books = sorted((ROOT / "samples" / "address-books").iterdir())
    real = json.loads(folio("contacts", *books, "page.csv", "--format", "json").out)
    assert keys(real) == keys(json.loads(block))


def test_every_code_in_the_docs_is_a_problem_folio_knows() -> None:
    told = {p["code"] for w in json_blocks()[0]["workbooks"] for p in w["problems"]}
    told |= set(re.findall(r"\[([a-z]+(?:-[a-z]+)+)\]$", doc("README.md"), re.MULTILINE))
    assert told
    assert told <= set(CATALOG)


def test_the_changelog_has_an_entry_for_this_version() -> None:
    headings = re.findall(r"^## (.+)$", doc("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert any(h.split()[0] == package.__version__ for h in headings)


def test_the_picture_of_the_parts_shows_those_there_are() -> None:
    flow = re.search(r"^ *(basics -> .*)$", doc("CONTRIBUTING.md"), re.MULTILINE)
    assert flow
    shown = {*flow[1].split(" -> "), "commands"} - {"(a person)"}
    assert shown == {p.parent.name for p in (ROOT / "cli" / "folio").glob("*/__init__.py")}
    for part in sorted(shown):
        assert f"| `{part}/` |" in doc("CONTRIBUTING.md")
