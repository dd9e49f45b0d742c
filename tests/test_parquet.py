"""``folio export --format parquet``: what is typed comes back in each reader, and an export only adds to the dataset."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from folio.commands import export
from folio.domain.terms import term_of
from folio.output import parquet_dataset
from tests.workbooks import ANA, CLEAN, at, edited, make, with_change

Folio = Callable[..., Any]
Rows = list[dict[str, Any]]
Reader = Callable[[str], Rows]
ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples" / "riverside"
BEN = replace(ANA, name="Ben Ito", student_id="R1002")
SECTION = (ROOT / "docs" / "data.md").read_text(encoding="utf-8").partition("### Parquet\n")[2].partition("\n## ")[0]
PARQUET = ("--format", "parquet", "--out", "dataset")


def documented(which: int) -> str:
    """A block of Python in the docs."""
    return str(re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)[which])


def with_pandas(table: str) -> Rows:
    """The rows of a table, read as the docs say."""
    frame = run_line(table, "pandas")
    return [{k: None if v is pd.NA else plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def with_polars(table: str) -> Rows:
    """The rows of a table, read as the docs say."""
    return [{k: plain(v) for k, v in row.items()} for row in run_line(table, "polars").to_dicts()]


def with_duckdb(table: str) -> Rows:
    """The rows of a table, read as the docs say."""
    return from_duckdb(run_line(table, "duckdb"))


def from_duckdb(found: Any) -> Rows:
    """The rows of a relation, or of a query."""
    found = duckdb.sql(found) if isinstance(found, str) else found
    return [{k: plain(v) for k, v in zip(found.columns, row, strict=True)} for row in found.fetchall()]


def run_line(table: str, reader: str) -> Any:
    given: dict[str, Any] = {}
    exec(documented(0).replace("dataset/contacts", f"dataset/{table}"), given)  # noqa: S102
    return given[f"in_{reader}"]


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value


READERS = {"pandas": with_pandas, "polars": with_polars, "duckdb": with_duckdb}


def as_json(rows: Rows) -> Rows:
    """Rows of a table as the JSON has them, with every column."""
    for row in rows:
        row["_as_typed"] = json.loads(row["_as_typed"]) if row.get("_as_typed") else None
        row["_untouched"] = row["_untouched"] or None
    return rows


def differences(data: Mapping[str, Any], read: Reader) -> Iterator[str]:
    """Each cell of the JSON that a reader has otherwise, and each cell that only the reader has."""
    for key in {key for w in data["workbooks"] for key in w["tables"]}:
        rows = {w["path"]: w["tables"].get(key, []) for w in data["workbooks"]}
        if not Path("dataset", key).exists():
            yield from (f"{key} is missing" for found in rows.values() if found)
            continue
        there = as_json(read(key))
        if len(there) != sum(map(len, rows.values())):
            yield f"{key} has {len(there)} rows"
        for row in there:
            (expected,) = [r for r in rows[row["_path"]] if r["_row"] == row["_row"]]
            for column in expected.keys() | {c for c in row if row[c] is not None} - ABOUT:
                one, other = expected.get(column), row[column]
                if (type(one), one) != (type(other), other):
                    yield f"{row['_path']} {key} {row['_row']} {column}: {one!r} is {other!r}"


ABOUT = {"_collected", "_export", "_path", "_workbook_id", "_name", "_id", "_class", "_term", "by_class", "by_term"}


def files() -> dict[str, bytes]:
    """What is in the dataset, without its folder."""
    return {p.relative_to("dataset").as_posix(): p.read_bytes() for p in Path("dataset").rglob("*") if p.is_file()}


def put(path: str, content: Mapping[str, Any] | None = None, **options: Any) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_bytes(make(CLEAN if content is None else content, **options))


@pytest.mark.parametrize("reader", READERS)
def test_every_cell_of_the_json_is_what_readers_read(folio: Folio, reader: str) -> None:
    data = json.loads(folio("export", SAMPLES).out)
    assert folio("export", SAMPLES, *PARQUET).code == 3  # one file of the class is broken
    assert list(differences(data, READERS[reader])) == []
    assert {w["template"] for w in data["workbooks"]} == {"complete", "essentials"}
    extra = {(r["_path"], r["_sheet"], r["_cell"], r["value"], r["formula"]) for r in READERS[reader]("extra-cells")}
    assert extra == {
        (w["path"], e["sheet"], e["cell"], json.dumps(e["value"], ensure_ascii=False), e.get("formula"))
        for w in data["workbooks"]
        for e in w["extra"]
    }
    assert extra
    told = {r["_path"]: r for r in READERS[reader]("all-workbooks")}
    assert len(told) == len(data["workbooks"])
    for w in data["workbooks"]:
        row = told[w["path"]]
        assert (row["_name"], row["_id"], row["_class"]) == tuple(w["student"].values())
        for key in ("sha256", "template", "version"):
            assert row[key] == w[key]
        assert (row["_workbook_id"], json.loads(row["withheld"])) == (w["workbook_id"], w["withheld"])


def test_workbooks_of_earlier_versions_are_read_together(folio: Folio) -> None:
    folders = sorted((ROOT / "tests").glob("made_by_*"))
    data = json.loads(folio("export", *folders).out)
    result = folio("export", *folders, *PARQUET)
    assert result.code == 0
    assert len({(w["template"], w["version"]) for w in data["workbooks"]}) > 4
    assert list(differences(data, with_polars)) == []


def test_values_have_the_types_of_their_columns(folio: Folio) -> None:
    content = with_change("interviews", 0, time="14:30", interest_before=9, date="3/4/2026")
    put("class/ana.xlsx", content)
    written = folio("export", "class", *PARQUET).out.splitlines()
    assert sorted(written) == sorted(f"dataset/{name}" for name in files())
    (path,) = [p for p in written if "/interviews/" in p]
    types = {f.name: str(f.type) for f in pq.read_schema(path)}
    assert [types[c] for c in ("_collected", "date", "time", "interest_before", "minutes", "contact", "_untouched")] == [
        "date32[day]", "date32[day]", "string", "int64", "int64", "string", "bool",
    ]  # fmt: skip
    rows = with_polars("interviews")
    assert (rows[0]["time"], rows[0]["minutes"], rows[0]["interest_before"], rows[0]["date"]) == (
        "14:30",
        30,
        None,
        None,
    )
    assert json.loads(rows[0]["_as_typed"]) | {"time": ""} == {"interest_before": 9, "date": "3/4/2026", "time": ""}
    assert [r["can_advise"] for r in with_polars("contacts")] == [True, None]
    # Nobody has a lead of kin here, yet each table can be read.
    assert with_duckdb("decisions") == []


def test_cells_and_notes_of_a_persons_own_keep_what_they_are(folio: Folio) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Scratch")
        sheet["A2"], sheet["A10"], sheet["B1"], sheet["B2"] = 9, "9", "=1+1", "#REF!"
        book["Contacts"]["A6"].comment = Comment("Call after five", "Ana")
        book["Contacts"][at("contacts", "private_notes", 7)].comment = Comment("CANARY", "Ana")

    Path("ana.xlsx").write_bytes(edited(make(CLEAN), change))
    assert folio("export", "ana.xlsx", *PARQUET).code == 0
    cells = {r["_cell"]: (r["value"], r["formula"]) for r in with_duckdb("extra-cells")}
    assert cells == {
        "A2": ("9", None), "A10": ('"9"', None), "B1": (None, "=1+1"), "B2": ('{"error": "#REF!"}', None),
    }  # fmt: skip
    assert [(r["_sheet"], r["_cell"], r["text"]) for r in with_polars("cell-notes")] == [
        ("Contacts", "A6", "Call after five")
    ]


CLASSES = [
    "Period 4", "period 4", "4", "a/b", "Ü, ß", "x=y", "", "..", "%41", "NULL", "2026-01-01", "日本語",
    "a\\b:c*?\"<>|", "ü" * 200, "ü" * 199 + "u",
]  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_any_name_of_a_class_comes_back(folio: Folio, reader: str) -> None:
    for number, name in enumerate(CLASSES):
        owner = replace(ANA, class_=name)
        put(f"class/{number:02}.xlsx", template="essentials", content={}, owner=owner, prepared=1)
    assert folio("export", "class", *PARQUET, "-q").code == 0
    assert [r["_class"] for r in sorted(READERS[reader]("start"), key=lambda r: str(r["_path"]))] == CLASSES
    assert all(len(part.encode()) < 200 for name in files() for part in name.split("/"))
    # On some disks, folders with such names are one: the files in them still are two.
    both = [p.name for p in Path("dataset/start").rglob("*.parquet") if "eriod" in str(p)]
    assert len({*both}) == 2


def test_the_folder_of_a_class_is_read_as_its_name(folio: Folio) -> None:
    for number, name in enumerate(CLASSES[3:6]):
        owner = replace(ANA, class_=name)
        put(f"class/{number:02}.xlsx", template="essentials", content={}, owner=owner, prepared=1)
    folio("export", "class", *PARQUET, "-q")
    plainly: list[Any] = [
        pd.read_parquet("dataset/start").to_dict("records"),
        pl.read_parquet("dataset/start").to_dicts(),
        from_duckdb("FROM 'dataset/start/*/*/*.parquet'"),
    ]
    for rows in plainly:
        assert [(r["_class"], r["_term"]) for r in rows] == [(r["by_class"], r["by_term"]) for r in rows]
        assert {r["by_class"] for r in rows} == {*CLASSES[3:6]}


@pytest.fixture
def two_weeks(folio: Folio) -> dict[str, tuple[bytes, int]]:
    """Two collections, exported after each; what the first export had left."""
    Path("roster.csv").write_text("name,student_id\nAna Lopez,R1001\nBen Ito,R1002\n", encoding="utf-8")
    put("in/ana.xlsx")
    put("in/ben.xlsx", owner=BEN)
    assert folio("collect in --roster roster.csv --out collected --today 2026-11-13").code == 0
    assert folio("export", "collected", *PARQUET).code == 0
    first = {name: (content, Path("dataset", name).stat().st_mtime_ns) for name, content in files().items()}
    put("in/ana.xlsx", with_change("contacts", 2, name="Kim Wu"))
    assert folio("collect in --roster roster.csv --out collected --today 2026-11-20").code == 0
    assert folio("export", "collected", *PARQUET).code == 0
    return first


def test_a_later_collection_is_added_and_touches_nothing(two_weeks: dict[str, tuple[bytes, int]]) -> None:
    assert all(
        (Path("dataset", n).read_bytes(), Path("dataset", n).stat().st_mtime_ns) == two_weeks[n] for n in two_weeks
    )
    assert len(files()) == 2 * len(two_weeks)
    days = [(r["_collected"], r["_export"], r["_name"]) for r in with_duckdb("all-workbooks")]
    assert sorted(days) == [
        (day, number, name)
        for number, day in enumerate(("2026-11-13", "2026-11-20"), start=1)
        for name in ("Ana Lopez", "Ben Ito")
    ]


def latest() -> dict[str, list[str]]:
    """Whom each student has as contacts, by the two ways in the docs to take the latest state; they agree."""
    given: dict[str, Any] = {}
    exec(documented(1), given)  # noqa: S102
    (query,) = re.findall(r"```sql\n(.*?)```", SECTION, re.DOTALL)
    both = []
    for rows in (given["contacts"].to_dicts(), from_duckdb(query)):
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["_name"], []).append(row["name"])
        both.append({name: sorted(contacts) for name, contacts in found.items()})
    assert both[0] == both[1]
    return both[0]


def test_the_latest_state_is_taken_as_documented(folio: Folio, two_weeks: object) -> None:
    assert latest() == {"Ana Lopez": ["Dana Lee", "Kim Wu", "Sam Ortiz"], "Ben Ito": ["Dana Lee", "Sam Ortiz"]}
    # Later on the same day, and nobody is left of a list: what was there before is not the latest.
    put("in/ben.xlsx", {"contacts": []}, owner=BEN)
    folio("collect in --roster roster.csv --out collected --today 2026-11-20")
    assert folio("export", "collected", *PARQUET).code == 0
    assert latest() == {"Ana Lopez": ["Dana Lee", "Kim Wu", "Sam Ortiz"]}


def test_the_same_again_writes_nothing_and_completes_what_is_missing(folio: Folio, two_weeks: object) -> None:
    before = files()
    again = folio("export", "collected", *PARQUET)
    assert (again.out, again.code) == ("", 0)
    assert "has all of this" in again.err
    lost = next(name for name in before if "contacts/" in name and "2026-11-20-0002" in name)
    Path("dataset", lost).unlink()
    assert folio("export", "collected", *PARQUET).out == f"dataset/{lost}\n"
    assert files() == before


def test_the_order_in_which_workbooks_are_given_makes_no_difference(
    folio: Folio, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("c.xlsx", template="essentials", content={})
    put("a.xlsx", owner=BEN)
    put("b.xlsx", with_change("contacts", 2, name="Kim Wu"))
    given = ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert folio("export", *given, *PARQUET).code == 0
    before = files()
    Path("dataset").rename("before")
    # Nor does how many rows are held at a time.
    monkeypatch.setattr(parquet_dataset, "_PACKED", 1)
    monkeypatch.setattr(parquet_dataset, "_UNPACKED", 1)
    assert folio("export", *reversed(given), *PARQUET).code == 0
    assert files() == before
    assert len({name.partition("/")[0] for name in before}) > 10


def test_private_columns_are_nowhere_unless_asked_for(folio: Folio) -> None:
    put("class/ana.xlsx")
    assert folio("export", "class", *PARQUET).code == 0
    assert not [n for n, content in files().items() if b"CANARY" in content]
    schemas = {n: pq.read_schema(Path("dataset", n)).names for n in files()}
    assert not [n for n, columns in schemas.items() if "private_notes" in columns]
    assert json.loads(with_duckdb("all-workbooks")[0]["withheld"]) == {"contacts.private_notes": 1}
    before = files()
    mixed = folio("export", "class", *PARQUET, "--private")
    assert (mixed.code, files()) == (4, before)
    assert "no private columns" in mixed.err
    Path("dataset").rename("without")
    assert folio("export", "class", *PARQUET, "--private").code == 0
    assert [r["private_notes"] for r in with_polars("contacts")] == [None, "PRIVATE-CANARY"]
    assert "withheld" not in with_polars("all-workbooks")[0]
    assert folio("export", "class", *PARQUET).code == 4


@pytest.mark.parametrize(
    ("day", "term"),
    [("2026-01-01", "2026-spring"), ("2026-05-31", "2026-spring"), ("2026-06-01", "2026-summer"),
     ("2026-07-31", "2026-summer"), ("2026-08-01", "2026-fall"), ("2026-12-31", "2026-fall")],
)  # fmt: skip
def test_a_day_tells_its_term(day: str, term: str) -> None:
    assert term_of(date.fromisoformat(day)) == term


def test_the_term_is_that_of_the_due_date_or_as_given(folio: Folio, frozen: None) -> None:
    put("class/fall.xlsx")
    put("class/none.xlsx", owner=replace(BEN, due=None))
    assert folio("export", "class", *PARQUET).code == 0
    # Time stands still in February.
    assert {r["_name"]: r["_term"] for r in with_polars("start")} == {
        "Ana Lopez": "2026-fall",
        "Ben Ito": "2026-spring",
    }
    Path("dataset").rename("before")
    assert folio("export", "class", *PARQUET, "--term", "Fall 2026").code == 0
    assert {(r["_term"], r["by_term"]) for r in with_duckdb("start")} == {("Fall 2026", "Fall 2026")}


def test_templates_that_disagree_about_a_column_are_refused(folio: Folio) -> None:
    for name, kind in (("one", "integer"), ("two", "text")):
        folio("template", "copy", "essentials", name)
        file = Path(name, "workbook.toml")
        head, mark, tail = file.read_text(encoding="utf-8").partition('key = "job_title"')
        added = f'key = "lucky"\nheader = "Lucky"\ntype = "{kind}"\n\n[[sheets.columns]]\n{mark}'
        file.write_text(head + added + tail, encoding="utf-8")
        assert folio("new", f"{name}.xlsx", "--template", name, "--name", "Kim Wu").code == 0
    both = folio("export", "one.xlsx", "two.xlsx", *PARQUET)
    assert both.code == 5
    assert "contacts.lucky is text in the template two, and a number in the template one" in both.err
    assert not Path("dataset").exists()
    assert folio("export", "one.xlsx", *PARQUET).code == 0
    before = files()
    later = folio("export", "two.xlsx", *PARQUET)
    assert (later.code, files()) == (5, before)
    assert "contacts.lucky" in later.err


def test_without_pyarrow_nothing_is_read(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    put("class/ana.xlsx")
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    monkeypatch.setattr(
        "folio.intake.pipeline.read_workbooks", lambda *given, **more: pytest.fail("something was read")
    )
    refused = folio("export", "class", *PARQUET)
    assert refused.code == 2
    assert "-m pip install pyarrow" in refused.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--format parquet", "--out"),
        ("--format parquet --out dataset --force", "--force"),
        ("--format parquet --out dataset --audience family", "--audience family"),
        ("--format csv --out dataset --term 2026-fall", "--term"),
    ],
)
def test_what_does_not_go_together_is_said(folio: Folio, options: str, said: str) -> None:
    put("class/ana.xlsx")
    refused = folio(f"export class {options}")
    assert refused.code == 2
    assert said in refused.err
    assert not Path("dataset").exists()


def test_a_folder_that_cannot_be_written_to_is_refused_first(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    put("class/ana.xlsx")
    Path("file").write_text("", encoding="utf-8")
    monkeypatch.setattr(
        "folio.intake.pipeline.read_workbooks", lambda *given, **more: pytest.fail("something was read")
    )
    assert folio("export", "class", "--format", "parquet", "--out", "file/dataset").code == 4
