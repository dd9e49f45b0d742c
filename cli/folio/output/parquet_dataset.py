"""``folio export --format parquet``: a dataset that every export adds to, and that never changes what it has.

Each table has a folder, in it one for each class and term, and in these a file for each export and template. The name
of a file tells what was exported, so that the same export again finds its files there.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.compute import field

from folio.basics.file_writing import refuse_existing, write_whole
from folio.collecting.contents import due_date
from folio.domain.terms import term_of
from folio.exit_codes import ContentProblem, OutputRefused
from folio.intake.model import Reading
from folio.output.export_output import CONTACT, EXTRA, FIELD, NOTES, workbook_data
from folio.template.schema import ColumnType, Template

FORMAT = 1
WORKBOOKS = "all-workbooks"
# All else is text. So are times: Spark gives up on a file with a time of day in it.
_KINDS: dict[ColumnType, str] = {"date": "date32", "rating": "int64", "integer": "int64", "yes_no": "bool"}
_WORDS = {"string": "text", "date32": "a date", "int64": "a number", "bool": "yes or no"}
_AS_TYPED, _UNTOUCHED, _LIST = "_as_typed", "_untouched", "list"
# Rows waiting to be written have the number of their workbook instead of all that is said about it.
_WORKBOOK = "_workbook"
# A folder's name may have 255 bytes on most systems; the class is whole in the file.
_LONGEST = 120
# So many rows are packed at a time, and about so many are unpacked: packed, they need a tenth of the memory.
_PACKED, _UNPACKED = 500, 50_000
_NAME = re.compile(r"[\d-]{10}-(\d{4,})-([0-9a-f]{8})-([0-9a-f]{16})(-private)?\.parquet")

# The columns of a table with the kind of each.
_Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class _Group:
    """The workbooks that share a file in each table; ``tables`` has the columns of every table."""

    collected: str
    class_: str
    term: str
    template: str
    version: int
    tables: tuple[tuple[str, _Columns], ...]

    @property
    def folder(self) -> str:
        """Where in the folder of a table its files are, as Hive writes it."""
        return f"by_class={_folder_name(self.class_)}/by_term={_folder_name(self.term)}"


@dataclass(frozen=True, slots=True, order=True)
class _Workbook:
    group: _Group
    path: str
    sha256: str
    workbook_id: str
    name: str
    id: str


class ParquetDataset:
    """What an export adds to the dataset in a folder; in which order workbooks are added makes no difference.

    ``term`` is that of all workbooks; without it, each one's due date tells. Raises OutputRefused when the folder can't
    be written to, or has a dataset that differs in ``private``.
    """

    def __init__(self, out: Path, *, private: bool, term: str = "") -> None:
        self._out, self._private, self._term = out, private, term
        self._workbooks: list[_Workbook] = []
        self._tables: dict[tuple[str, _Columns], _PackedRows] = {}
        self._of_template: dict[str, tuple[tuple[str, _Columns], ...]] = {}
        # Of exports before: their numbers by what was exported, and a file with each set of columns.
        self._numbers: dict[str, int] = {}
        self._before: dict[str, Path] = {}
        refuse_existing([out / "new"], force=True)
        for path in out.glob(f"{WORKBOOKS}/*/*/*.parquet"):
            if match := _NAME.fullmatch(path.name):
                if bool(match[4]) != private:
                    has = "private columns" if match[4] else "no private columns"
                    raise OutputRefused(f"{out} has a dataset with {has}.", "Choose another folder for this one.")
                self._numbers[match[3]] = int(match[1])
                self._before[match[2]] = path
        self._next = max(self._numbers.values(), default=0) + 1

    def add(self, reading: Reading, collected: date) -> None:
        """Add a workbook that could be read, as it was collected on this day."""
        template, student = reading.template, reading.student
        if template is None:
            raise ValueError("an unreadable file has nothing to export")
        term = self._term or term_of(due_date(reading) or collected)
        if template.as_json not in self._of_template:
            self._of_template[template.as_json] = _tables(template, private=self._private)
        tables = self._of_template[template.as_json]
        group = _Group(collected.isoformat(), student.class_, term, template.name, template.version, tables)
        number = len(self._workbooks)
        self._workbooks.append(
            _Workbook(group, reading.path, reading.sha256, reading.workbook_id, student.name, student.id)
        )
        data = workbook_data(reading, private=self._private)
        rows = data["tables"] | {
            WORKBOOKS: [data | {"withheld": _json(data.get("withheld"))}],
            EXTRA: [_placed(extra) | {"value": _json(extra["value"])} for extra in data["extra"]],
            NOTES: [_placed(note) for note in data["notes"]],
        }
        for key in tables:
            table, columns = key
            if key not in self._tables:
                self._tables[key] = _PackedRows(columns)
            self._tables[key].add([_row(row, columns) | {_WORKBOOK: number} for row in rows.get(table, ())])

    def write(self) -> Iterator[Path]:
        """Write what isn't there yet, each file whole, and yield its path.

        Raises ContentProblem before that when two templates disagree about what a column holds.
        """
        self._refuse_conflicts()
        # Sorted, the workbooks of a group stand side by side.
        order = sorted(range(len(self._workbooks)), key=self._workbooks.__getitem__)
        places = pa.array(sorted(range(len(order)), key=order.__getitem__), pa.int32())
        workbooks = [self._workbooks[i] for i in order]
        groups = [(group, list(found)) for group, found in groupby(workbooks, lambda w: w.group)]
        names = [self._number_and_name(group, found) for group, found in groups]
        has_file = {table for (table, _), packed in self._tables.items() if packed.count}
        # The workbooks come first: what is missing of an interrupted export gets the number that they have.
        for table, columns in sorted(self._tables, key=lambda found: (found[0] != WORKBOOKS, found)):
            packed = self._tables[table, columns]
            at_once = len(workbooks) * _UNPACKED // max(packed.count, 1)
            end = unpacked = 0
            for (group, found), (number, name) in zip(groups, names, strict=True):
                first, end = end, end + len(found)
                if end > unpacked:
                    unpacked = max(end, first + at_once)
                    rows = packed.unpacked(places, first, unpacked)
                    at = rows[_WORKBOOK].to_numpy()
                part = rows.slice(start := bisect_left(at, first), bisect_left(at, end) - start)
                # A file without rows only stands where its table has no other, so that it can be read at all.
                if (table, columns) not in group.tables or (table in has_file and not part.num_rows):
                    continue
                has_file.add(table)
                target = self._out / table / group.folder / name
                if not target.exists():
                    write_whole(target, _content(table, group, number, workbooks, part))
                    yield target

    def _number_and_name(self, group: _Group, workbooks: Sequence[_Workbook]) -> tuple[int, str]:
        """Return what these files are called, and which export they are of: the next, unless they are there."""
        identity = [FORMAT, self._private, group, [(w.path, w.sha256) for w in workbooks]]
        digest = _digest(identity, 16)
        number = self._numbers.get(digest, self._next)
        private = "-private" if self._private else ""
        return number, f"{group.collected}-{number:04}-{_digest(group.tables, 8)}-{digest}{private}.parquet"

    def _refuse_conflicts(self) -> None:
        known: dict[tuple[str, str], tuple[str, str]] = {}
        said = sorted({(w.group.template, w.group.tables) for w in self._workbooks})
        for path in self._before.values():
            with path.open("rb") as file:
                about = json.loads(pq.read_schema(file).metadata[b"folio"])
            said.append((about["template"], about["tables"]))
        for template, tables in said:
            for table, columns in tables:
                for column, kind in columns:
                    other, before = known.setdefault((table, column), (template, kind))
                    if kind != before:
                        raise ContentProblem(
                            f"{table}.{column} is {_WORDS[kind]} in the template {template}, and {_WORDS[before]} in "
                            f"the template {other}. One table can't have both, so nothing was written.",
                            "Export the workbooks of one of them to another folder.",
                        )


class _PackedRows:
    """Rows of a table, compressed in memory, each with the number of its workbook."""

    def __init__(self, columns: _Columns) -> None:
        kinds = {_LIST: pa.list_(pa.string())}
        fields = [(name, kinds.get(kind) or pa.type_for_alias(kind)) for name, kind in columns]
        self._schema = pa.schema([(_WORKBOOK, pa.int32()), *fields])
        self._waiting: list[dict[str, Any]] = []
        self._packed: list[bytes] = []
        self.count = 0

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the rows of a workbook, in the order of the file."""
        self.count += len(rows)
        self._waiting += rows
        if len(self._waiting) >= _PACKED:
            self._pack()

    def _pack(self) -> None:
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, self._schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
            stream.write_batch(pa.RecordBatch.from_pylist(self._waiting, self._schema))
        self._packed.append(sink.getvalue())
        self._waiting.clear()

    def unpacked(self, places: Any, first: int, end: int) -> Any:
        """Return the rows of some workbooks as an Arrow table, sorted by place, from ``first`` up to ``end``.

        ``places`` has the place of each workbook by its number.
        """
        if self._waiting or not self._packed:
            self._pack()
        is_wanted = (field(_WORKBOOK) >= first) & (field(_WORKBOOK) < end)
        found = []
        for packed in self._packed:
            rows = pa.ipc.open_stream(packed).read_all()
            found.append(rows.set_column(0, _WORKBOOK, places.take(rows[_WORKBOOK])).filter(is_wanted))
        return pa.concat_tables(found).sort_by(_WORKBOOK)  # which leaves the rows of a workbook in their order


def _tables(template: Template, *, private: bool) -> tuple[tuple[str, _Columns], ...]:
    """Return the tables of a template with their columns: those that a person fills, and may be seen."""
    place = (("_sheet", "string"), ("_cell", "string"))
    counted = () if private else (("withheld", "string"),)
    tables: list[tuple[str, _Columns]] = [
        (WORKBOOKS, (("template", "string"), ("version", "int64"), ("sha256", "string"), *counted)),
        (EXTRA, (*place, ("value", "string"), ("formula", "string"))),
        (NOTES, (*place, ("text", "string"))),
    ]
    for sheet in template.sheets:
        columns = [
            (c.key, _KINDS.get(c.type, "string")) for c in sheet.columns if c.typed and (private or not c.private)
        ]
        if columns:
            of_contact = [(FIELD, "string")] if CONTACT in dict(columns) else []
            begin = (("_sheet", "string"), ("_row", "int64"), (_UNTOUCHED, "bool"))
            tables.append((sheet.key, (*begin, *columns, *of_contact, (_AS_TYPED, "string"), ("_proposed", _LIST))))
    return tuple(tables)


def _placed(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "_sheet": item["sheet"], "_cell": item["cell"]}


def _row(row: Mapping[str, Any], columns: _Columns) -> dict[str, Any]:
    """Return a row of the JSON as its table has it."""
    found: dict[str, Any] = {}
    for name, kind in columns:
        value = row.get(name)
        if name == _UNTOUCHED:
            value = bool(value)
        elif name == _AS_TYPED:
            value = _json(value)
        elif kind == "date32" and value is not None:
            value = date.fromisoformat(value)
        found[name] = value
    return found


def _content(table: str, group: _Group, number: int, workbooks: Sequence[_Workbook], rows: Any) -> bytes:
    """Return a file with these rows, and in front of each whose it is."""
    whose = [workbooks[i] for i in rows[_WORKBOOK].to_pylist()]
    same = len(whose)
    head = {
        "_collected": pa.array([date.fromisoformat(group.collected)] * same, pa.date32()),
        "_export": pa.array([number] * same, pa.int64()),
        "_path": [w.path for w in whose], "_workbook_id": [w.workbook_id for w in whose],
        "_name": [w.name for w in whose], "_id": [w.id for w in whose],
        "_class": [group.class_] * same, "_term": [group.term] * same,
    }  # fmt: skip
    columns = {name: pa.array(v, pa.string()) if isinstance(v, list) else v for name, v in head.items()}
    columns |= {name: rows[name] for name in rows.column_names[1:]}
    about = {"format": FORMAT, "template": group.template, "version": group.version}
    if table == WORKBOOKS:
        about["tables"] = group.tables
    whole, sink = pa.table(columns), io.BytesIO()
    # Snappy, since everything reads it: files this small don't get smaller by anything else.
    with pq.ParquetWriter(sink, whole.schema, compression="snappy", store_schema=False) as writer:
        writer.write_table(whole)
        writer.add_key_value_metadata({"folio": json.dumps(about)})
    return sink.getvalue()


def _folder_name(text: str) -> str:
    text = text[:_LONGEST] or "none"
    while len(quote(text, safe="")) > _LONGEST:
        text = text[:-1]
    return quote(text, safe="")


def _digest(data: Any, length: int) -> str:
    return hashlib.sha256(json.dumps(data, default=asdict).encode()).hexdigest()[:length]


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
