"""Reports as PDF: what the Markdown report says, set as pages by typst."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from math import sqrt
from typing import Any

from folio.basics.dates import date_in_prose
from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.report.html_report import student_places
from folio.output.report.markdown_report import markdown_report
from folio.output.report.report_wording import NOTHING
from folio.output.report.xlsx_report import SEVERITY_TONES, THANKS_TONES, VERDICT_TONES
from folio.output.typesetting import breakable, typeset
from folio.template.theme import Theme

Block = dict[str, Any]

_ESCAPED = re.compile(r"\\(.)|&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_CELL = re.compile(r"\|((?:\\.|[^|\\])*)(?=\|)")
_BOLD = re.compile(r"\*\*((?:\\.|[^*\\])*)\*\*")
_FIGURE = re.compile(rf"[-+\N{{MINUS SIGN}}]?\d+(\.\d+)?%?|{NOTHING}|")
_TONES: Mapping[str, str] = {
    **SEVERITY_TONES, **VERDICT_TONES, **THANKS_TONES, "today": "warn", "tomorrow": "warn", "enough to decide": "good",
}  # fmt: skip
# Widths of columns in letters: no more than so many for the sake of one long word, and for a long text.
LONGEST_WORD, WIDEST = 13, 26


def pdf_reports(
    findings: StudentFindings | ClassFindings, theme: Theme, today: date
) -> Mapping[str, Callable[[], bytes]]:
    """Return what makes each PDF by its place: one student's report, or the class's with one for each student."""
    if isinstance(findings, StudentFindings):
        return {"report.pdf": partial(_student, findings, theme, today)}
    whole = partial(markdown_as_pdf, markdown_report(findings, today), "class report", theme, today)
    made = (partial(_pdf_of, findings, i, theme, today) for i in range(len(findings.students)))
    return {"report.pdf": whole} | dict(zip(student_places(findings, "pdf"), made, strict=True))


def _pdf_of(findings: ClassFindings, number: int, theme: Theme, today: date) -> bytes:
    return _student(findings.students[number], theme, today)


def _student(s: StudentFindings, theme: Theme, today: date) -> bytes:
    return markdown_as_pdf(markdown_report(replace(s, name=s.full_name), today), "report", theme, today)


def markdown_as_pdf(text: str, kind: str, theme: Theme, today: date) -> bytes:
    """Set what folio wrote as Markdown; ``kind`` says in a word or two what it is."""
    blocks = list(read_markdown(text))
    data = {
        "title": blocks[0]["text"],
        "kind": kind,
        "day": date_in_prose(today),
        "made": [today.year, today.month, today.day],
        "colors": {name.replace("_", "-"): f"#{color}" for name, color in theme.colors.items()}
        | {f"in-{name}": f"#{color}" for name, color in theme.accents.items()},
        "blocks": blocks,
    }
    return typeset("report.typ", breakable(data))


def read_markdown(text: str) -> Iterator[Block]:
    """Take apart what ``markdown_report`` wrote: no more of Markdown than headings, lists, tables and lines."""
    lines = (line.rstrip() for line in text.splitlines())
    for kind, several in groupby(filter(None, lines), key=_kind_of):
        yield from _READ[kind](list(several))


def _kind_of(line: str) -> str:
    if line.startswith("| "):
        return "table"
    if line.startswith("#"):
        return "heading"
    return "list" if line.lstrip().startswith("- ") else "text"


def _headings(lines: Sequence[str]) -> Iterator[Block]:
    for line in lines:
        signs, _, text = line.partition(" ")
        yield {"kind": "heading", "level": len(signs), "text": _plain(text)}


def _texts(lines: Sequence[str]) -> Iterator[Block]:
    yield from ({"kind": "text", "runs": _runs(line)} for line in lines)


def _list(lines: Sequence[str]) -> Iterator[Block]:
    items = ((len(line) - len(line.lstrip()), line.lstrip()[2:]) for line in lines)
    yield {"kind": "list", "items": [{"depth": indent // 2, "runs": _runs(item)} for indent, item in items]}


def _tables(lines: Sequence[str]) -> Iterator[Block]:
    heads, _, *rows = ([_plain(cell.strip()) for cell in _CELL.findall(line)] for line in lines)
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    figures = [any(column) and all(map(_FIGURE.fullmatch, column)) for column in columns]
    if len(rows) == 1 and all(figures):
        yield {"kind": "figures", "items": [{"label": h, "value": v} for h, v in zip(heads, rows[0], strict=True)]}
    elif heads == ["Status", "People"] and all(value.isdecimal() for _, value in rows):
        yield {"kind": "bars", "items": [{"label": label, "value": int(value)} for label, value in rows]}
    else:
        shown = [[{"text": cell, "tone": _tone(cell)} for cell in row] for row in rows]
        widths = [_width(head, column) for head, column in zip(heads, columns, strict=True)]
        yield {"kind": "table", "heads": heads, "figures": figures, "widths": widths, "rows": shown}


_READ: Mapping[str, Callable[[Sequence[str]], Iterator[Block]]] = {
    "heading": _headings, "text": _texts, "list": _list, "table": _tables,
}  # fmt: skip


def _width(head: str, column: Sequence[str]) -> float:
    word = max((len(w) for text in (head, *column) for w in re.split(r"[\s-]", text)), default=0)
    longest = max(map(len, column), default=0)
    return max(min(word, LONGEST_WORD), min(WIDEST, 2.2 * sqrt(longest))) + 1.5


def _tone(cell: str) -> str:
    return "bad" if cell.endswith(" overdue") else _TONES.get(cell, "")


def _runs(line: str) -> list[Block]:
    """A line as parts, which are bold or not."""
    parts = _BOLD.split(line)
    return [{"text": _plain(part), "bold": bool(n % 2)} for n, part in enumerate(parts) if part]


def _plain(text: str) -> str:
    """What a person reads in a text that ``markdown_report.inline`` wrote."""
    return _ESCAPED.sub(lambda found: found[1] or _ENTITIES[found[2]], text)
