"""What ``folio export`` gives: every cell that a person filled, with its place, as JSON or as CSV files."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any
from weakref import finalize

from folio.basics.csv_cells import neutral
from folio.basics.plain_values import as_json
from folio.basics.wording import json_text
from folio.intake.model import Extra, Intake, Note, Reading, Row
from folio.intake.reading_records import records_of
from folio.output.check_output import student_data
from folio.output.report.report_wording import value_at
from folio.output.report.summary_page import SummaryPage, paths_of

FORMAT = 1
# So many characters are given out at a time.
_PART = 1 << 16
# Rows that name a contact also have the field of work they are about.
CONTACT, FIELD = "contact", "_field"
# Tables beside those of the sheets, whose keys have no hyphen.
EXTRA, NOTES = "extra-cells", "cell-notes"
_SHORT = {EXTRA: "extra", NOTES: "notes"}


def export_json(intake: Intake, *, private: bool) -> Iterator[str]:
    """The text of ``folio export --format json``, by workbook; private columns only when asked for, else counted.

    Joined, it's what ``json_text`` gives for all of it.
    """
    yield f'{{\n "format": {FORMAT},\n "workbooks": ['
    count = 0
    for count, reading in enumerate(intake.readable, start=1):
        yield ("\n  " if count == 1 else ",\n  ") + _indented(workbook_data(reading, private=private), 2)
    yield "\n ]" if count else "]"
    unreadable = [
        {"path": r.path, "code": r.problems[0].code, "message": r.problems[0].message, "fix": r.problems[0].fix}
        for r in intake.readings
        if not r.readable
    ]
    yield f',\n "unreadable": {_indented(unreadable, 1)}'
    skipped = [{"path": s.path, "why": s.why} for s in intake.skipped]
    yield f',\n "skipped": {_indented(skipped, 1)}\n}}\n'


def _indented(data: object, depth: int) -> str:
    return json_text(data).replace("\n", "\n" + " " * depth)


def workbook_data(reading: Reading, *, private: bool) -> dict[str, Any]:
    """What was typed into one workbook that could be read, with its place."""
    template = reading.template
    if template is None:
        raise ValueError("an unreadable file has nothing to export")
    hidden = set() if private else _private_columns(reading)
    data: dict[str, Any] = {
        "path": reading.path,
        "sha256": reading.sha256,
        "workbook_id": reading.workbook_id,
        "template": template.name,
        "version": template.version,
        "student": student_data(reading),
        "tables": {
            key: [_row(key, row, hidden) | _of_contact(reading, key, row, hidden) for row in table.rows]
            for key, table in reading.tables.items()
        },
        "extra": [
            {"sheet": e.sheet, "cell": e.cell, "value": e.value} | ({"formula": e.formula} if e.formula else {})
            for e in reading.extra
            if private or not e.private
        ],
        "notes": [
            {"sheet": n.sheet, "cell": n.cell, "text": n.text} for n in reading.notes if private or not n.private
        ],
    }
    if not private:
        data["withheld"] = _withheld(reading, hidden)
    return data


def _private_columns(reading: Reading) -> set[tuple[str, str]]:
    sheets = reading.template.sheets if reading.template else ()
    return {(s.key, c.key) for s in sheets for c in s.columns if c.private}


def _withheld(reading: Reading, hidden: set[tuple[str, str]]) -> dict[str, int]:
    counted = Counter(
        f"{key}.{column}"
        for key, table in reading.tables.items()
        for row in table.rows
        for column, value in row.values.items()
        if (key, column) in hidden and (value is not None or column in row.as_typed)
    )
    others = {"extra": sum(e.private for e in reading.extra), "notes": sum(n.private for n in reading.notes)}
    return dict(sorted(counted.items())) | {k: n for k, n in others.items() if n}


def _row(key: str, row: Row, hidden: set[tuple[str, str]]) -> dict[str, Any]:
    data: dict[str, Any] = {"_sheet": row.sheet, "_row": row.number}
    data |= {k: _exported(v) for k, v in row.values.items() if (key, k) not in hidden}
    as_typed = {k: v for k, v in row.as_typed.items() if (key, k) not in hidden}
    if as_typed:
        data["_as_typed"] = as_typed
    if proposed := sorted(k for k in row.proposed if (key, k) not in hidden):
        data["_proposed"] = proposed
    if row.untouched:
        data["_untouched"] = True
    return data


def _of_contact(reading: Reading, key: str, row: Row, hidden: set[tuple[str, str]]) -> dict[str, str | None]:
    """The field of work that a row about a contact belongs to, as reports see it; nothing for other rows."""
    if CONTACT not in reading.tables[key].columns or (key, CONTACT) in hidden:
        return {}
    # The field doesn't depend on the day.
    records, name = records_of(reading, date.min), row.values.get(CONTACT)
    return {FIELD: None if row.untouched else records.field_of(str(name or "").strip()) or None}


def _exported(value: Any) -> Any:
    return value.isoformat(timespec="minutes") if isinstance(value, time) else as_json(value)


def export_csv(intake: Intake, *, private: bool) -> dict[str, Iterator[str]]:
    """In parts, a CSV text per table over all workbooks (``contacts.csv`` ...), one for extra cells and one for notes.

    Every line begins with the workbook's path and student, under names that begin with ``_``. Text that a spreadsheet
    would run as a formula is neutralized with an apostrophe. Where a template has a sheet ``notes`` or ``extra``, the
    notes and extra cells of workbooks are in ``cell-notes.csv`` and ``extra-cells.csv``.
    """
    columns: dict[str, dict[str, None]] = {}
    lines: dict[str, _Lines] = defaultdict(_Lines)
    for reading in intake.readable:
        hidden = set() if private else _private_columns(reading)
        whose = {"_path": reading.path} | {f"_{k}": v for k, v in student_data(reading).items()}
        for key, table in reading.tables.items():
            names = [c for c in table.columns if (key, c) not in hidden]
            columns.setdefault(key, {}).update(dict.fromkeys(names))
            for row in table.typed_rows:
                typed = {c: _exported(row.values[c]) for c in names}
                unfit = {c: _readable(row.as_typed[c]) for c in names if typed[c] is None and c in row.as_typed}
                place = {"_sheet": row.sheet, "_row": row.number}
                lines[key].add(whose | place | typed | unfit | _of_contact(reading, key, row, hidden))
        found: list[tuple[str, Extra | Note, Any]]
        found = [(EXTRA, e, _readable(e.formula if e.value is None else e.value)) for e in reading.extra]
        found += [(NOTES, n, n.text) for n in reading.notes]
        for name, item, value in found:
            if private or not item.private:
                lines[name].add(whose | {"_sheet": item.sheet, "_cell": item.cell, "value": value})
    head = ["_path", "_name", "_id", "_class", "_sheet"]
    texts = {
        f"{key}.csv": _csv([*head, "_row", *names, *([FIELD] if CONTACT in names else [])], lines[key])
        for key, names in columns.items()
    }
    for key, short in _SHORT.items():
        if key in lines:
            texts[f"{key if short in columns else short}.csv"] = _csv([*head, "_cell", "value"], lines[key])
    return texts


class _Lines:
    """Lines that lie on the disk until it's known which columns there are."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - as long as the lines are needed
        finalize(self, self._file.close)

    def add(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def page_csv(page: SummaryPage) -> dict[str, Iterator[str]]:
    """One CSV text for the figures of a page, and one per table; what isn't shown is blank."""
    texts = {"figures.csv": _csv(["figure", "value"], [{"figure": f.label, "value": f.value} for f in page.figures])}
    for table in page.tables:
        paths = paths_of(table)
        lines = [{path: as_json(value_at(row, path)) for path in paths} for row in table.rows]
        texts[f"{table.key}.csv"] = _csv(paths, lines)
    return texts


def _readable(value: Any) -> Any:
    return value["error"] if isinstance(value, Mapping) else value


def _csv(header: list[str], lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header, lineterminator="\r\n", restval="")
    writer.writeheader()
    for line in lines:
        writer.writerow({k: neutral(v) for k, v in line.items()})
        if stream.tell() > _PART:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()
