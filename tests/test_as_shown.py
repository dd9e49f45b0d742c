"""What a person reads in a cell is what folio takes from it: number formats, links, linked data, rich text, totals."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from folio.intake.model import Reading
from folio.workbook.packing import repack
from tests import shapes
from tests.conftest import cell_of
from tests.hostile import RELATIONS, SHEET, STYLES, changed, good, in_sheet, packed, parts, put
from tests.shapes import Cell, OdsTraits
from tests.workbooks import CLEAN, at, edited, found, letter, make, read


def with_cell(key: str, value: Any, number_format: str = "General", link: str = "") -> Reading:
    """What is read when a cell of the first contact holds this, as another program saves it."""

    def change(book: Workbook) -> None:
        cell = cell_of(book, key)
        cell.value, cell.number_format = value, number_format
        if link:
            cell.hyperlink = link

    return read(edited(make(CLEAN), change))


@pytest.mark.parametrize(
    ("value", "number_format", "shown", "stored"),
    [
        (0.5, "0%", "50%", 0.5),
        (65000, '"$"#,##0', "$65,000", 65000),
        (17, "00000", "00017", 17),
        (2024, "0", "2024", None),
        (2024.5, "General", "2024.5", None),
        (timedelta(hours=36, minutes=30), "[h]:mm", "36:30", "36:30:00"),
        (timedelta(hours=36, minutes=30), "[h]:mm:ss", "36:30:00", None),
        (0.25, "# ?/?", "1/4", 0.25),
    ],
)
def test_a_number_among_words_is_what_a_person_reads(
    value: object, number_format: str, shown: str, stored: object
) -> None:
    row = with_cell("contacts.next_step", value, number_format).tables["contacts"].rows[0]
    assert row.values["next_step"] == shown
    assert row.as_typed.get("next_step") == stored


def test_a_rating_with_decimals_in_its_format_stays_a_number() -> None:
    assert (
        with_cell("interviews.interest_before", 4, "0.00").tables["interviews"].rows[0].values["interest_before"] == 4
    )


@pytest.mark.parametrize(
    ("key", "link", "hint"),
    [
        ("contacts.email", "mailto:dana@example.com?subject=Hello", "Did you mean dana@example.com?"),
        ("contacts.profile_url", "https://example.com/in/dana", "Did you mean https://example.com/in/dana?"),
    ],
)
def test_the_address_behind_another_text_is_offered(key: str, link: str, hint: str) -> None:
    (problem,) = [p for p in with_cell(key, "write to her", link=link).problems if p.severity == "error"]
    assert problem.column == key.partition(".")[2]
    assert hint in problem.message + problem.fix


@pytest.mark.parametrize(
    ("cell", "text", "shown", "stored"),
    [
        ('"percentage" office:value="0.5"', "50%", "50%", 0.5),
        ('"currency" office:currency="USD" office:value="65000"', "$65,000", "$65,000", 65000),
        ('"float" office:value="17"', "00017", "00017", 17),
        ('"float" office:value="2024.5"', "2024,5", "2024.5", None),
        ('"float" office:value="5035550142"', "5.04E+09", "5035550142", None),
        ('"float" office:value="7"', "", "7", None),
        ('"time" office:time-value="PT36H30M00S"', "36:30", "36:30", "36:30:00"),
    ],
)
def test_a_number_among_words_of_an_ods_is_what_a_person_reads(
    cell: str, text: str, shown: str, stored: object
) -> None:
    reading = read(
        ods_with_step(f"<table:table-cell office:value-type={cell}><text:p>{text}</text:p></table:table-cell>")
    )
    row = reading.tables["contacts"].rows[0]
    assert row.values["next_step"] == shown
    assert row.as_typed.get("next_step") == stored


def test_the_address_behind_another_text_of_an_ods_is_offered() -> None:
    link = '<text:p><text:a xlink:href="mailto:dana@example.com?subject=Hi">write to her</text:a></text:p>'
    cell = f'<table:table-cell office:value-type="string">{link}</table:table-cell>'
    (problem,) = [p for p in read(ods_with_step(cell, "email")).problems if p.severity == "error"]
    assert "Did you mean dana@example.com?" in problem.message + problem.fix


def ods_with_step(cell: str, column: str = "next_step") -> bytes:
    """An .ods in which this cell of the first contact stands."""
    model = shapes.clean_model()
    model.sheet("Contacts").cells[shapes.place_of("contacts", column, 6)] = Cell("HERE")
    old = re.compile(rb"<table:table-cell[^>]*><text:p>HERE</text:p></table:table-cell>")
    return repack(shapes.write_ods(model, OdsTraits()), lambda _, part: old.sub(lambda _: cell.encode(), part))


def test_a_formula_is_given_as_it_is_shown() -> None:
    """Files write newer functions with prefixes that nobody has typed."""
    formula = '_xlfn.XLOOKUP(A5,_xlfn._xlws.FILTER(B:B,B:B<>""),C:C)'
    workbook = edited(make(CLEAN), lambda book: book.create_sheet("Mine").__setitem__("A1", f"={formula}"))
    (extra,) = [e for e in read(workbook).extra if e.sheet == "Mine"]
    assert extra.formula == '=XLOOKUP(A5,FILTER(B:B,B:B<>""),C:C)'


LINKED = {
    "xl/metadata.xml": '<metadata xmlns:x="urn:x"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes>'
    '<futureMetadata name="XLRICHVALUE"><bk><extLst><ext><x:rvb i="1"/></ext></extLst></bk><bk><extLst><ext><x:rvb i="0"/>'
    '</ext></extLst></bk></futureMetadata><valueMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata>'
    "</metadata>",
    "xl/richData/rdrichvalue.xml": '<rvData><rv s="1"><v>0</v></rv><rv s="0"><v>7</v><v>Portland</v></rv></rvData>',
    "xl/richData/rdrichvaluestructure.xml": '<rvStructures><s t="_linkedentity2"><k n="_Id"/><k n="_DisplayString" t="s"/>'
    '</s><s t="_localImage"><k n="_rvRel:LocalImageIdentifier"/></s></rvStructures>',
}  # fmt: skip
KINDS = {"xl/metadata.xml": "sheetMetadata", "xl/richData/rdrichvalue.xml": "rdRichValue",
         "xl/richData/rdrichvaluestructure.xml": "rdRichValueStructure"}  # fmt: skip


def test_a_linked_data_type_is_the_word_that_it_shows() -> None:
    """Older programs show an error there; the picture, which has no word, is called one."""
    row = "".join(
        f'<c r="{letter("contacts", k)}6" t="e" vm="{n}"><v>#VALUE!</v></c>'
        for n, k in ((1, "organization"), (2, "job_title"))
    )
    workbook = in_sheet(
        b'<row r="99"><c r="A99" t="str"><v>Bo Example</v></c>%s</row>' % row.replace('6"', '99"').encode()
    )
    relations = "".join(
        f'<Relationship Id="m{i}" Type="x/{kind}" Target="/{part}"/>' for i, (part, kind) in enumerate(KINDS.items())
    )
    workbook = changed(RELATIONS, b"</Relationships>", relations.encode() + b"</Relationships>", lambda: workbook)
    for part, xml in LINKED.items():
        workbook = put(part, xml.encode(), lambda done=workbook: done)  # type: ignore[misc]
    reading = read(workbook)
    last = reading.tables["contacts"].rows[-1]
    assert last.values["organization"] == "Portland"
    assert last.as_typed["job_title"] == {"error": "picture"}
    assert ("picture-in-cell", "job_title") in [(p.code, p.column) for p in reading.problems]


def test_a_space_that_is_a_run_of_its_own_is_kept() -> None:
    bold = InlineFont(b=True)
    text = CellRichText(TextBlock(bold, "Dana"), TextBlock(bold, " "), TextBlock(bold, "Example"))
    assert with_cell("contacts.organization", text).tables["contacts"].rows[0].values["organization"] == "Dana Example"


def total_row(label: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = book["Contacts"]
        sheet[at("contacts", "name", 8)] = label
        sheet[at("contacts", "source", 8)] = "=SUBTOTAL(103,E6:E7)"

    return change


def test_the_total_row_of_excel_is_no_contact() -> None:
    reading = read(edited(make(CLEAN), total_row("Total")))
    assert [r.values["name"] for r in reading.tables["contacts"].rows] == ["Dana Lee", "Sam Ortiz"]
    assert reading.extra == ()
    assert found(reading) == []


def test_a_label_that_someone_gave_the_total_row_is_kept_beside_the_table() -> None:
    reading = read(edited(make(CLEAN), total_row("How many so far")))
    assert [r.values["name"] for r in reading.tables["contacts"].rows] == ["Dana Lee", "Sam Ortiz"]
    assert [e.value for e in reading.extra] == ["How many so far"]


def test_a_total_row_without_totals_is_known_by_its_table() -> None:
    """Excel says in the table how many rows are totals, and what their label is."""
    contents = parts(make(CLEAN))
    table = next(n for n, part in contents.items() if n.startswith("xl/tables/") and b'name="Email"' in part)
    row = int(re.findall(rb' ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"', contents[table])[0])
    contents[table] = contents[table].replace(b'totalsRowShown="0"', b'totalsRowCount="1"')
    contents[table] = contents[table].replace(b'name="Name"', b'name="Name" totalsRowLabel="Total"', 1)
    cell = f'<c r="A{row}" t="str"><v>Total</v></c>'.encode()
    pattern = rb'(<row r="%d"[^>]*>)(<c r="A%d"[^>]*/>)?' % (row, row)
    contents[SHEET], count = re.subn(pattern, rb"\1" + cell, contents[SHEET])
    assert count == 1
    reading = read(packed(contents))
    assert [r.values["name"] for r in reading.tables["contacts"].rows] == ["Dana Lee", "Sam Ortiz"]
    assert reading.extra == ()


@pytest.mark.parametrize("dimension", ["A1", "", "$A$1:$T$9", "A0:B2", "nonsense", "A1:XFD1048576"])
def test_the_size_that_a_sheet_says_it_has_is_not_believed(dimension: str) -> None:
    part = parts(good())[SHEET]
    old = part.partition(b"<dimension")[2].partition(b">")[0]
    assert old
    lying = changed(SHEET, b"<dimension" + old, f'<dimension ref="{dimension}"/'.encode())
    assert read(lying).tables == read(good()).tables


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b", ""])
def test_what_is_blank_to_a_person_makes_no_file_too_large(blank: str) -> None:
    far = f'<row r="1048576"><c r="XFD1048576" t="str"><v xml:space="preserve">{blank}</v></c></row>'
    assert read(in_sheet(far.encode())).status == read(good()).status


def test_export_gives_what_is_shown_and_what_is_stored(folio: Callable[..., Any], tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        cell = cell_of(book, "contacts.next_step")
        cell.value, cell.number_format = 0.5, "0%"

    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    exported = folio("export", "a.xlsx").out
    assert '"next_step": "50%"' in exported
    assert '"next_step": 0.5' in exported


def test_a_workbook_without_styles_shows_plain_numbers() -> None:
    assert read(put(STYLES, None)).readable
