"""Files tell whose they are, in whatever script the name is written."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.conftest import Folio, cell_of, open_book

# Each name, and how files spell it.
NAMES = {
    "田中太郎": "tianzhongtailang", "Ольга Иванова": "olga-ivanova", "محمد": "mhmd", "✨": "sparkles",
    "🙂": "slight-smile", "अमित": "amit", "Nguyễn Thị Linh": "nguyen-thi-linh", "Zoë O\u2019Neil": "zoe-oneil",
}  # fmt: skip


def test_letters_say_to_whom_they_go(folio: Folio) -> None:
    folio("new", "a.xlsx", "--name", "Ana Lopez")
    book = open_book(Path("a.xlsx"))
    for row, name in enumerate((*NAMES, "田中太朗")):
        cell_of(book, "contacts.name", row).value = name
    book.save("a.xlsx")
    folio("letters", "a.xlsx", "--out", "out", "--format", "txt")
    told = {re.findall("Dear (.*),", p.read_text(encoding="utf-8"))[0]: p.stem for p in Path("out").glob("*.txt")}
    # A picture is no name to write to.
    spelled = {**{n: s for n, s in NAMES.items() if any(map(str.isalnum, n))}, "田中太朗": "tianzhongtailang-2"}
    assert told == {name: f"request-{stem}" for name, stem in spelled.items()}
    index = Path("out/index.md").read_text(encoding="utf-8")
    assert "**田中太朗**, request: [txt](request-tianzhongtailang-2.txt)" in index


def test_workbooks_of_a_class_say_whose_they_are(folio: Folio) -> None:
    rows = "".join(f"{name},{number}\n" for number, name in enumerate(NAMES, start=1))
    Path("roster.csv").write_text(f"name,student_id\n{rows}", encoding="utf-8")
    folio("new", "--roster", "roster.csv", "w")
    assert {p.stem for p in Path("w").iterdir()} == {f"{s}-{n}" for n, s in enumerate(NAMES.values(), start=1)}
    folio("collect", "w", "--roster", "roster.csv", "--out", "collected")
    with Path("collected/collect.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {row["student_id"]: f"{row['first_name']} {row['last_name']}".strip() for row in csv.DictReader(file)}
    assert found == {str(number): name for number, name in enumerate(NAMES, start=1)}
    files = {p.stem.rpartition("-")[2]: p.stem for p in Path("collected/files").iterdir()}
    assert (files["1"], files["2"], files["4"]) == ("tianzhongtailang-1", "ivanova-olga-2", "sparkles-4")
    folio("report", "collected", "--out", "report")
    assert {"ivanova-olga.html", "sparkles.html"} <= {p.name for p in Path("report/students").iterdir()}


def test_a_template_is_named_after_its_folder_in_any_script(folio: Folio) -> None:
    folio("template", "copy", "essentials", "Школа 5", "-q")
    assert 'name = "shkola_5"' in Path("Школа 5/workbook.toml").read_text(encoding="utf-8")
    assert folio("template", "check", "Школа 5").code == 0
