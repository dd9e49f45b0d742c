"""``folio check --marked``: the copies that students get back, with marks, notes and the sheet "folio feedback"."""

from __future__ import annotations

import html
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openxml_audit import OpenXmlValidator

from folio.basics.rerun_folder import is_list
from folio.intake import limits
from folio.intake.model import Problem
from folio.intake.problems.catalog import CATALOG
from folio.output.marked.feedback_files import for_students
from folio.output.marked.mark import Mark
from folio.output.marked.marked_copy import mark_copy
from folio.workbook.build import build_workbook
from tests.office import LibreOffice
from tests.workbooks import ANA, CLEAN, CREATED, at, edited, kit, make, read, with_change
from tests.workbooks import TODAY as DAY

ROOT = Path(__file__).resolve().parent.parent

Folio = Callable[..., Any]
Parts = dict[str, bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
VALIDATOR = OpenXmlValidator()
TODAY = ("--today", "2026-11-20")


# The cells of "faulty" that are plainly wrong.
EMAIL, DUE = at("contacts", "email", 6), at("contacts", "next_step_due", 6)
BOTH = f"{DUE} {EMAIL}"


@cache
def faulty() -> bytes:
    """A workbook with an error and a warning on one sheet, an error on another, and a note."""
    content = with_change("contacts", 0, email="dana at acme", next_step="Call", next_step_due="soon")
    content["interviews"][0] |= {"interest_before": 9, "thank_you_sent": None}
    content["contacts"].append({"name": "dana lee", "organization": "Cedar Clinic"})
    return make(content)


def opened(workbook: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says which of Excel's extensions it passes over
        return load_workbook(BytesIO(workbook))


def parts_of(workbook: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        return {n: package.read(n) for n in package.namelist()}


def packed(parts: Parts) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8)), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def marks_for(workbook: bytes) -> list[Mark]:
    reading = read(workbook)
    assert reading.readable, reading.problems
    return [Mark(p.severity, p.message, p.fix, p.sheet, p.cell, str(p.value or "")) for p in reading.problems]


@cache
def marked(workbook: bytes) -> bytes:
    return mark_copy(workbook, marks_for(workbook), kit().theme, name="Ana Lopez")


@cache
def known(workbook: bytes) -> tuple[Any, ...]:
    """All that folio reads out of a workbook."""
    reading = read(workbook)
    assert reading.readable, reading.problems
    return reading.tables, reading.extra, reading.notes, reading.problems, reading.student


def feedback(workbook: bytes) -> list[list[str]]:
    """The visible texts of the feedback sheet, row by row."""
    sheet = opened(workbook)["folio feedback"]
    assert str(sheet["A1"].value).startswith("folio:feedback")
    assert sheet.column_dimensions["A"].hidden
    rows = ([str(v) for v in row[1:] if v is not None] for row in sheet.iter_rows(values_only=True))
    return [row for row in rows if row]


def findings(workbook: bytes, tmp_path: Path) -> list[str]:
    """What is against the schema of Office Open XML."""
    path = tmp_path / "checked.xlsx"
    path.write_bytes(workbook)
    found = [f"{e.part_uri}: {e.description}" for e in VALIDATOR.validate(path).errors]
    # Texts that stand in their cells are no fault; Excel would only write them elsewhere.
    return [f for f in found if "inline-string" not in f]


# --- kinds of files, as other programs write them


def with_prefixes(parts: Parts) -> Parts:
    """Every element of a sheet with a prefix, as some programs write them."""

    def prefixed(part: bytes) -> bytes:
        part = re.sub(rb"<(/?)(?=[a-zA-Z][\w]*[\s/>])", rb"<\1x:", part)
        return part.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode())

    own = re.compile(r"xl/(workbook|styles|sharedStrings|comments\d+|worksheets/sheet\d+)\.xml")
    return {n: prefixed(p) if own.fullmatch(n) else p for n, p in parts.items()}


def strict(parts: Parts) -> Parts:
    pairs = (
        (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )
    return {
        n: replaced(p, *((a.encode(), b.encode()) for a, b in pairs)) if n.endswith((".xml", ".rels")) else p
        for n, p in parts.items()
    }


def replaced(part: bytes, *pairs: tuple[bytes, bytes]) -> bytes:
    for old, new in pairs:
        part = part.replace(old, new)
    return part


def without_styles(parts: Parts) -> Parts:
    parts = {n: p for n, p in parts.items() if n != "xl/styles.xml"}
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            plain = re.sub(rb"<conditionalFormatting.*</conditionalFormatting>", b"", parts[name])
            parts[name] = re.sub(rb' (?:s|style)="\d+"', b"", plain)
    for name, mark in (
        ("[Content_Types].xml", rb"<Override[^>]*styles[^>]*/>"),
        ("xl/_rels/workbook.xml.rels", rb"<Relationship [^>]*styles[^>]*/>"),
    ):
        parts[name] = re.sub(mark, b"", parts[name])
    return parts


def absolute(parts: Parts) -> Parts:
    """Relations by the whole path."""

    def whole(name: str, part: bytes) -> bytes:
        folder = name.replace("_rels/", "").rpartition("/")[0]
        up = folder.rpartition("/")[0]
        part = part.replace(b'Target="../', f'Target="/{up}/'.encode())
        return re.sub(rb'Target="(?!/|http|#)', f'Target="/{folder}/'.encode() if folder else b'Target="/', part)

    return {n: whole(n, p) if n.endswith(".rels") else p for n, p in parts.items()}


def with_macros(parts: Parts) -> Parts:
    types = (
        parts["[Content_Types].xml"]
        .replace(b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")
        .replace(
            b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
        )
    )
    return parts | {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not read"}


def by_openpyxl(book: Workbook) -> None:
    """Saving is the change; a note and a merged area of a person's come with it."""
    sheet = book["Contacts"]
    sheet[EMAIL].comment = Comment("Is this right?\nI asked her.", "Ana")
    sheet.merge_cells("S1:T2")


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "folio": lambda _: faulty(),
    "openpyxl": lambda w: edited(w, by_openpyxl),
    "prefixes": lambda w: packed(with_prefixes(parts_of(w))),
    "strict": lambda w: packed(strict(parts_of(w))),
    "no styles": lambda w: packed(without_styles(parts_of(w))),
    "absolute targets": lambda w: packed(absolute(parts_of(w))),
    "macros": lambda w: packed(with_macros(parts_of(w))),
}


@cache
def of_kind(kind: str) -> bytes:
    return KINDS[kind](faulty())


each_kind = pytest.mark.parametrize("kind", KINDS)


# --- the copy


def test_what_is_wrong_is_marked_and_said(tmp_path: Path) -> None:
    original = faulty()
    copy = marked(original)
    book = opened(copy)
    sheet = book["Contacts"]
    note = sheet[EMAIL].comment.text
    assert note.startswith('[folio check]\nTo fix: "dana at acme" isn\'t an email address.\nType it like')
    rules = {
        str(r.sqref): rule for r in sheet.conditional_formatting for rule in r.rules if "folio:" in str(rule.formula)
    }
    error, warning = rules[BOTH], rules["A8"]
    assert (error.priority, warning.priority) == (1, 2)
    assert (
        min(
            rule.priority for r in sheet.conditional_formatting for rule in r.rules if "folio:" not in str(rule.formula)
        )
        > 2
    )
    # Color is never alone.
    assert error.dxf.font.b
    assert error.dxf.border.left.style == "thin"
    assert warning.dxf.font.u
    assert warning.dxf.border.left.style == "dashed"
    assert error.dxf.fill.bgColor.rgb != warning.dxf.fill.bgColor.rgb
    assert book.sheetnames[0] == "folio feedback"
    assert book.sheetnames[1:] == opened(original).sheetnames


def test_the_feedback_sheet_lists_everything(tmp_path: Path) -> None:
    original = faulty()
    marks = [
        *marks_for(original),
        Mark("note", "Nothing ails it.", "Nothing to do."),
        Mark("warning", "A sheet.", "Look.", "Leads"),
    ]
    copy = mark_copy(original, marks, kit().theme, name="Ana Lopez")
    rows = feedback(copy)
    text = "\n".join("\t".join(row) for row in rows)
    assert "Hello Ana Lopez, thank you for your work!" in rows[1][0]
    assert f"{sum(m.severity == 'error' for m in marks)} things to fix" in rows[1][0]
    assert all(m.message in text and m.fix in text for m in marks)
    kinds = [row[0] for row in rows if row[0] in ("To fix", "To check", "Good to know")]
    assert len(kinds) == len(marks)
    assert kinds == sorted(kinds, key=["To fix", "To check", "Good to know"].index)
    sheet = opened(copy)["folio feedback"]
    links = {c.value: c.hyperlink.location for (c,) in sheet["C6:C20"] if c.hyperlink}
    assert links[f"Contacts {EMAIL}"] == f"'Contacts'!{EMAIL}"
    assert links["Leads"] == "'Leads'!A1"
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    part = parts_of(copy)["xl/worksheets/folio-feedback1.xml"].decode()
    assert '<pageSetUpPr fitToPage="1"/>' in part
    assert f'<tabColor rgb="FF{kit().theme.accents["ink"]}"/>' in part


@each_kind
def test_every_other_part_stays_as_it_was(kind: str) -> None:
    original = of_kind(kind)
    before, after = parts_of(original), parts_of(marked(original))
    same = [n for n in before if after.get(n) == before[n]]
    changed = set(before) - set(same)
    assert list(after)[: len(before)] == list(before)
    kept = re.compile(
        r"(\[Content_Types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml"
        r"|xl/worksheets/(_rels/)?sheet(2|4)\.xml(\.rels)?|xl/(comments/)?comment.*\.xml|xl/drawings/.*\.vml)"
    )
    assert {n for n in changed if not kept.fullmatch(n)} == set()
    assert "xl/worksheets/folio-feedback1.xml" in after
    assert "docProps/app.xml" in same


@each_kind
def test_the_copy_reads_as_the_original(kind: str) -> None:
    original = of_kind(kind)
    assert known(marked(original)) == known(original)


def test_replies_on_a_copy_that_an_older_folio_marked_are_told_from_its_words() -> None:
    """Its keys vouch for folio's words with fingerprints that have two more digits."""

    def change(book: Workbook) -> None:
        sheet = book["folio feedback"]
        keys = [row[0] for row in sheet.iter_rows(max_col=1) if str(row[0].value).startswith("folio:feedback ")]
        assert len(keys) > 3
        for key in keys:
            key.value = " ".join(m + "f0" if re.fullmatch("[0-9a-f]{8}", m) else m for m in str(key.value).split())
        sheet["J7"] = "I asked her."

    extra = read(edited(marked(faulty()), change)).extra
    assert [(e.sheet, e.cell, e.value) for e in extra] == [("folio feedback", "J7", "I asked her.")]


@each_kind
def test_marking_twice_is_marking_once(kind: str) -> None:
    original = of_kind(kind)
    once = marked(original)
    assert marked(once) == once


@each_kind
def test_the_copy_keeps_to_the_schema(kind: str, tmp_path: Path) -> None:
    original = of_kind(kind)
    before = findings(original, tmp_path)
    assert [f for f in findings(marked(original), tmp_path) if f not in before] == []


def test_a_new_workbook_keeps_to_the_schema(tmp_path: Path) -> None:
    for template in ("complete", "essentials"):
        assert findings(make(template=template), tmp_path) == []


def test_marks_of_an_earlier_time_are_replaced() -> None:
    original = faulty()
    later = [Mark("warning", "Another thing.", "Look again.", "Contacts", "B6", "Cedar Clinic")]
    once, again = (mark_copy(w, later, kit().theme) for w in (original, marked(original)))
    assert feedback(again) == feedback(once)
    for copy in (once, again):
        sheets = opened(copy).worksheets
        notes = {
            c.coordinate
            for s in sheets
            for row in s.iter_rows()
            for c in row
            if c.comment and "[folio check]" in c.comment.text
        }
        cells = {
            str(r.sqref)
            for s in sheets
            for r in s.conditional_formatting
            for rule in r.rules
            if "folio:" in str(rule.formula)
        }
        assert notes == cells == {"B6"}
    parts = (parts_of(copy) for copy in (once, again))
    assert len({frozenset(p) for p in parts}) == 1


def test_without_marks_the_workbook_is_as_its_owner_has_it() -> None:
    original = of_kind("openpyxl")
    cleaned = mark_copy(marked(original), [], kit().theme)
    assert parts_of(cleaned).keys() == parts_of(original).keys()
    assert known(cleaned) == known(original)
    before, after = (opened(w) for w in (original, cleaned))
    assert after.sheetnames == before.sheetnames
    assert after["Contacts"].print_title_rows == before["Contacts"].print_title_rows


def test_a_note_of_ones_own_stays_and_comes_out_alone() -> None:
    original = of_kind("openpyxl")
    copy = marked(original)
    text = opened(copy)["Contacts"][EMAIL].comment.text
    assert text.startswith("Is this right?\nI asked her.\n\n[folio check]\nTo fix")
    (note,) = read(copy).notes
    assert (note.cell, note.text) == (EMAIL, "Is this right?\nI asked her.")


def test_an_answer_typed_among_folios_words_is_not_lost() -> None:
    copy = marked(faulty())
    answered = packed(
        {
            n: p.replace(b"To fix: ", b"She has none!\nTo fix: ") if "comments" in n else p
            for n, p in parts_of(copy).items()
        }
    )
    texts = {n.text for n in read(answered).notes}
    assert texts == {"She has none!"}
    assert {n.text for n in read(marked(answered)).notes} == texts


def test_a_reply_on_the_feedback_sheet_is_read_and_stays_beside_its_problem() -> None:
    def reply(book: Workbook) -> None:
        sheet = book["folio feedback"]
        row = next(r for r in range(6, 20) if sheet.cell(r, 3).value == f"Contacts {EMAIL}")
        sheet.cell(row, 7, "She has no e-mail")
        sheet["J30"] = 12
        sheet.title = "What folio says"

    first = edited(marked(faulty()), reply)
    again = marked(first)
    for workbook in (first, again):
        extra = {str(e.value) for e in read(workbook).extra}
        assert extra == {"She has no e-mail", "12"}
    sheet = opened(again)["folio feedback"]
    rows = {row[2]: row for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert rows[f"Contacts {EMAIL}"][6] == "She has no e-mail"
    assert marked(again) == again
    gone = mark_copy(first, [Mark("note", "Well done.", "Go on.")], kit().theme)
    assert ["What you wrote on this sheet before"] in feedback(gone)
    assert {str(e.value) for e in read(gone).extra} == {"She has no e-mail", "12"}


def test_a_conversation_keeps_its_cell_and_is_not_written_into() -> None:
    def interview(book: Workbook) -> None:
        book["Contacts"][EMAIL].comment = Comment("[Threaded comment]\n\nComment:\n    Really?", "tc={1}")

    parts = parts_of(edited(faulty(), interview))
    rels = next(
        n
        for n, p in parts.items()
        if n.startswith("xl/worksheets/_rels/") and b"comments" in p and b"sheet2" in n.encode()
    )
    thread = b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="%s" id="{1}"><text>Really?</text></threadedComment></ThreadedComments>'
    thread %= EMAIL.encode()
    link = b'<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="/xl/threadedComments/t1.xml"/></Relationships>'
    parts |= {rels: parts[rels].replace(b"</Relationships>", link), "xl/threadedComments/t1.xml": thread}
    copy = marked(packed(parts))
    assert parts_of(copy)["xl/threadedComments/t1.xml"] == thread
    sheet = opened(copy)["Contacts"]
    assert "[folio check]" not in sheet[EMAIL].comment.text
    assert "[folio check]" in sheet[DUE].comment.text
    assert BOTH in {str(r.sqref) for r in sheet.conditional_formatting}


def test_the_place_of_every_sheet_is_set_right() -> None:
    def look_at_interviews(book: Workbook) -> None:
        book.active = book.sheetnames.index("Interviews")
        book["Interviews"].print_title_rows = "5:5"

    original = edited(faulty(), look_at_interviews)
    book = opened(marked(original))
    assert book.active is not None
    assert book.active.title == "Interviews"
    assert book["Interviews"].print_title_rows == "$5:$5"


def test_what_is_typed_never_becomes_a_formula_or_a_tag() -> None:
    nasty = '=HYPERLINK("x")<b>&amp;_x0041_\x07'
    mark = Mark("error", f"{nasty} is wrong.", "Fix it.", "Contacts", EMAIL, nasty)
    copy = mark_copy(faulty(), [mark], kit().theme, name="<Ana> & 'Co'")
    sheet = opened(copy)["folio feedback"]
    shown = sheet["D6"]
    assert (shown.data_type, shown.value) == ("s", '=HYPERLINK("x")<b>&amp;_x005F_x0041_ ')
    assert "<Ana> & 'Co'" in sheet["B2"].value
    assert read(copy).extra == ()
    assert read(copy).notes == ()


def test_a_workbook_without_views_opens_where_it_did() -> None:
    parts = parts_of(faulty())
    parts["xl/workbook.xml"] = re.sub(rb"<bookViews>.*</bookViews>", b"", parts["xl/workbook.xml"])
    book = opened(marked(packed(parts)))
    assert book.active is not None
    assert book.active.title == "Start"


def test_a_sheet_of_that_name_is_let_alone() -> None:
    def own_sheet(book: Workbook) -> None:
        book.create_sheet("Folio Feedback")["B2"] = "my own"

    original = edited(faulty(), own_sheet)
    copy = marked(original)
    assert opened(copy).sheetnames[0] == "folio feedback 2"
    assert known(copy) == known(original)


def test_a_reply_in_folios_own_words_stays_a_reply() -> None:
    def reply(book: Workbook) -> None:
        sheet = book["folio feedback"]
        row = next(r for r in range(6, 20) if sheet.cell(r, 3).value == f"Contacts {EMAIL}")
        sheet.cell(row, 7, sheet.cell(row, 6).value)  # what to do, said back
        sheet.cell(row + 1, 7, "To fix")
        sheet["J30"] = "Kind"

    replied = edited(marked(faulty()), reply)
    again = marked(replied)
    for workbook in (replied, again):
        kind, label, fix = sorted(str(e.value) for e in read(workbook).extra)
        assert (kind, label) == ("Kind", "To fix")
        assert fix.startswith("Type it like")
    assert marked(again) == again


def test_folios_words_that_were_moved_stay_folios() -> None:
    def move(book: Workbook) -> None:
        sheet = book["folio feedback"]
        sheet.unmerge_cells("B2:G2")
        sheet.move_range("B2:F8", rows=30, cols=3)

    assert read(edited(marked(faulty()), move)).extra == ()


def test_a_reply_whose_problem_is_gone_says_what_it_was_about() -> None:
    def reply(book: Workbook) -> None:
        sheet = book["folio feedback"]
        row = next(r for r in range(6, 20) if sheet.cell(r, 3).value == f"Contacts {EMAIL}")
        sheet.cell(row, 7, "She has no e-mail")
        sheet["J5"] = "beside the headings"

    first = edited(marked(faulty()), reply)
    later = [Mark("note", "Well done.", "Go on.")]
    gone = mark_copy(first, later, kit().theme)
    rest = [["beside the headings"], [f"Contacts {EMAIL}", "She has no e-mail"]]
    assert feedback(gone)[-3:] == [["What you wrote on this sheet before"], *rest]
    assert {str(e.value) for e in read(gone).extra} == {"She has no e-mail", "beside the headings"}
    assert mark_copy(gone, later, kit().theme) == gone


def test_more_notes_than_folio_reads_are_not_written() -> None:
    places = [f"{'STUVW'[i % 5]}{i // 5 + 20}" for i in range(3_400)]
    marks = [Mark("warning", "Odd.", "Look.", "Contacts", p) for p in places]
    marks.append(Mark("error", "Wrong.", "Fix it.", "Contacts", "Z9999"))
    copy = mark_copy(faulty(), marks, kit().theme)
    assert read(copy).readable
    sheet = opened(copy)["Contacts"]
    noted = (c for row in sheet.iter_rows() for c in row if c.comment and "[folio check]" in c.comment.text)
    assert {c.coordinate for c in noted} == {"Z9999", *places[:1_999]}
    rules = {rule.priority: r for r in sheet.conditional_formatting for rule in r.rules if rule.priority <= 2}
    assert sum(area.size["rows"] * area.size["columns"] for area in rules[2].sqref.ranges) == len(places)
    assert len(feedback(copy)) == len(marks) + 4


def test_a_long_text_does_not_fill_the_feedback_sheet() -> None:
    typed = "All I heard. " * 60
    mark = Mark("error", "Too long.\n" * 90, "Cut it.", "Contacts", EMAIL, typed)
    sheet = opened(mark_copy(faulty(), [mark], kit().theme))["folio feedback"]
    shown = str(sheet["D6"].value)
    assert shown.endswith("...")
    assert typed.startswith(shown.removesuffix("..."))
    assert 150 < len(shown) <= 200
    assert sheet.row_dimensions[6].height == 409


def test_a_problem_in_a_merged_area_is_seen() -> None:
    def merge(book: Workbook) -> None:
        book["Contacts"].merge_cells("Q20:S22")

    marks = [
        Mark("warning", "Odd.", "Look.", "Contacts", "R21"),
        Mark("error", "Wrong.", "Fix it.", "Contacts", "S22"),
        Mark("error", "Wrong.", "Fix it.", "Contacts", "Q22"),
    ]
    merged = edited(faulty(), merge)
    copy = mark_copy(merged, marks, kit().theme)
    formats = re.findall(rb'sqref="([^"]*)"><cfRule[^>]*><formula>ISTEXT', parts_of(copy)["xl/worksheets/sheet2.xml"])
    assert formats == [b"Q20 Q22 S22", b"R21"]
    note = next(p for n, p in parts_of(copy).items() if "comment" in n and b"folio check" in p)
    assert b'ref="Q20"' in note
    text = "".join(opened(copy)["Contacts"]["Q20"].comment.text)
    assert text.startswith("[folio check]\nTo fix: Wrong.\nFix it.\nTo check: Odd.\nLook.\n[folio ")
    assert mark_copy(copy, marks, kit().theme) == copy
    assert known(copy) == known(merged)


def test_a_priority_is_never_more_than_programs_take() -> None:
    parts = parts_of(faulty())
    name = "xl/worksheets/sheet2.xml"
    parts[name] = re.sub(rb'priority="\d+"', b'priority="2147483647"', parts[name])
    parts[name] = parts[name].replace(b'priority="2147483647"', b'priority="1"', 1)
    copy = parts_of(marked(packed(parts)))[name]
    assert max(int(p) for p in re.findall(rb'priority="(\d+)"', copy)) == 2**31 - 1


# --- a real LibreOffice


Save = Callable[[bytes], bytes]


@pytest.fixture
def saved_by_libreoffice(libreoffice: LibreOffice, tmp_path: Path) -> Save:
    """``saved_by_libreoffice(workbook)``: the workbook as LibreOffice saves it."""

    def save(workbook: bytes) -> bytes:
        before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
        before.write_bytes(workbook)
        libreoffice([{"open": str(before), "save": [{"path": str(after), "format": "xlsx"}]}])
        return after.read_bytes()

    return save


def test_a_copy_that_libreoffice_saved_is_marked_anew(saved_by_libreoffice: Save) -> None:
    original = faulty()
    saved = saved_by_libreoffice(marked(original))
    tables, extra, notes, problems, student = known(saved_by_libreoffice(original))
    assert known(saved) == (tables, extra, notes, problems, student)
    assert (extra, notes) == ((), ())
    again = marked(saved)
    assert marked(again) == again
    assert feedback(again) == feedback(marked(original))
    book = opened(again)
    assert [s for s in book.sheetnames if "feedback" in s] == ["folio feedback"]
    assert book["Contacts"][EMAIL].comment.text.count("[folio check]") == 1
    rules = [
        str(r.sqref) for r in book["Contacts"].conditional_formatting for x in r.rules if "folio:" in str(x.formula)
    ]
    assert sorted(rules) == ["A8", BOTH]
    assert known(again) == known(saved)


def test_what_libreoffice_saved_is_marked_and_read_by_it_again(saved_by_libreoffice: Save) -> None:
    copy = marked(saved_by_libreoffice(of_kind("openpyxl")))
    again = saved_by_libreoffice(copy)
    assert known(again) == known(copy)
    assert [n.text for n in read(again).notes] == ["Is this right?\nI asked her."]


# --- the command


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    (folder / "late").mkdir(parents=True)
    (folder / "Ana.xlsx").write_bytes(faulty())
    (folder / "late" / "Ben.xlsm").write_bytes(packed(with_macros(parts_of(faulty()))))
    good = build_workbook(kit(), ANA, workbook_id="good", content=CLEAN, today=DAY, created=CREATED).content
    (folder / "Good.xlsx").write_bytes(good)
    (folder / "Torn.xlsx").write_bytes(faulty()[:5000])
    return folder


def written(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and not is_list(p.name))


def test_copies_and_pages_of_a_class(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    before = {p: p.read_bytes() for p in class_folder.rglob("*.xls*")}
    plain = folio("check", "class", *TODAY)
    result = folio("check", "class", "--marked", "back", *TODAY)
    assert (result.code, result.out) == (3, plain.out)
    assert "2 marked copies and 1 feedback page written to back. 1 workbook had no problems." in result.err
    assert written(tmp_path / "back") == ["Ana.xlsx", "Torn.html", "late/Ben.xlsm"]
    assert {p: p.read_bytes() for p in class_folder.rglob("*.xls*")} == before
    assert (tmp_path / "back" / "late" / "Ben.xlsm").stat().st_mode & 0o777 == 0o600
    assert parts_of((tmp_path / "back/late/Ben.xlsm").read_bytes())["xl/vbaProject.bin"].startswith(b"\xd0\xcf")
    page = html.unescape((tmp_path / "back" / "Torn.html").read_text(encoding="utf-8"))
    assert "couldn't open this file" in page
    assert "<script" not in page
    quiet = folio("check", "class", "--marked", "other", "-q", *TODAY)
    assert quiet.err == ""
    # The same from run to run, whatever the day of the files.
    for name in written(tmp_path / "back"):
        assert (tmp_path / "other" / name).read_bytes() == (tmp_path / "back" / name).read_bytes()


def test_the_copy_exports_as_the_original(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    assert folio("check", "class/Ana.xlsx", "--marked", "back", *TODAY).code == 1
    one, other = (
        json.loads(folio("export", p, "--private").out)["workbooks"][0] for p in ("class/Ana.xlsx", "back/Ana.xlsx")
    )
    assert {k: v for k, v in one.items() if k not in ("path", "sha256")} == {
        k: v for k, v in other.items() if k not in ("path", "sha256")
    }
    assert one["sha256"] != other["sha256"]
    sheets = folio("check", "back/Ana.xlsx", "--format", "json", *TODAY).out
    assert (
        json.loads(sheets)["workbooks"][0]["problems"]
        == json.loads(folio("check", "class/Ana.xlsx", "--format", "json", *TODAY).out)["workbooks"][0]["problems"]
    )


def test_other_formats_get_a_page(folio: Folio, tmp_path: Path) -> None:
    source = next((ROOT / "samples" / "riverside").glob("*.ods"))
    (tmp_path / "Ana & Co.ods").write_bytes(source.read_bytes())
    assert folio("check", "Ana & Co.ods", "--marked", "back", *TODAY).code == 1
    assert written(tmp_path / "back") == ["Ana & Co.html"]
    page = (tmp_path / "back" / "Ana & Co.html").read_text(encoding="utf-8")
    problems = json.loads(folio("check", "Ana & Co.ods", "--format", "json", *TODAY).out)["workbooks"][0]["problems"]
    assert page.count("<tr>") == len(problems) + 1
    assert "Ana &amp; Co.ods" in page
    assert not re.findall(r"(?:src|href)\s*=|@import|url\(", page)


def test_days_stand_there_as_people_read_them(folio: Folio, tmp_path: Path) -> None:
    content = with_change("follow_ups", 0, due=date(2026, 11, 2))
    content["contacts"][1]["next_step_due"] = "2026-02-30"
    (tmp_path / "a.ods").write_bytes(make(content))
    folio("check", "a.ods", "--marked", "back", "--today", "2026-11-20")
    page = (tmp_path / "back" / "a.html").read_text("utf-8")
    assert '<span class="free" dir="auto">Nov 2, 2026</span>' in page
    assert '<span class="free" dir="auto">2026-02-30</span>' in page


def test_names_are_kept_numbered_and_harmless(folio: Folio, tmp_path: Path) -> None:
    workbook = faulty()
    names = [
        "a/Ana.xlsx",
        "../../evil.xlsx",
        "/etc/Ben.xlsx",
        "con.xlsx",
        "b/wh?at*.xlsx",
        "a/ana.XLSX",
        "x.xlsx/In.xlsx",
        "x.xlsx",
    ]
    with zipfile.ZipFile(tmp_path / "subs.zip", "w") as archive:
        for name in names:
            archive.writestr(name, workbook)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "con.xlsx").write_bytes(workbook)
    assert folio("check", "subs.zip", "more", "--marked", "back", *TODAY).code == 1
    assert written(tmp_path / "back") == [
        "_con-2.xlsx", "_con.xlsx", "a/Ana.xlsx", "a/ana-2.XLSX", "b/wh_at_.xlsx", "etc/Ben.xlsx", "evil.xlsx",
        "x-2.xlsx", "x.xlsx/In.xlsx",
    ]  # fmt: skip
    assert not list(tmp_path.parent.glob("evil*"))


def test_a_link_never_leads_out_of_the_folder(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "late").symlink_to(tmp_path / "elsewhere")
    assert folio("check", "class", "--marked", "back", *TODAY).code == 4
    assert written(tmp_path / "elsewhere") == written(tmp_path / "back") == []


def test_nothing_that_exists_is_replaced_without_force(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "back" / "late").mkdir(parents=True)
    (tmp_path / "back" / "late" / "Ben.xlsm").write_text("mine")
    refused = folio("check", "class", "--marked", "back", *TODAY)
    assert (refused.code, refused.out) == (4, "")
    assert "late/Ben.xlsm" in refused.err
    assert written(tmp_path / "back") == ["late/Ben.xlsm"]
    assert folio("check", "class", "--marked", "back", "--force", *TODAY).code == 3
    assert zipfile.is_zipfile(tmp_path / "back" / "late" / "Ben.xlsm")


def test_an_input_is_never_replaced(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    before = (class_folder / "Ana.xlsx").read_bytes()
    assert folio("check", "class", "--marked", "class", "--force", *TODAY).code == 4
    assert (class_folder / "Ana.xlsx").read_bytes() == before
    assert written(class_folder) == ["Ana.xlsx", "Good.xlsx", "Torn.xlsx", "late/Ben.xlsm"]


def test_force_alone_is_a_slip(folio: Folio, class_folder: Path) -> None:
    assert folio("check", "class", "--force").code == 2


def test_a_file_that_cannot_be_marked_costs_its_copy_only(
    folio: Folio, class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (class_folder / "Ana.html").write_text("skipped")

    def treacherous(workbook: bytes, *rest: Any, **named: Any) -> bytes:
        if b"vbaProject" in workbook:
            return mark_copy(workbook, *rest, **named)
        while True:
            pass

    monkeypatch.setattr("folio.output.marked.feedback_files.mark_copy", treacherous)
    monkeypatch.setattr(limits, "SECONDS", 2.0)
    result = folio("check", "class", "--marked", "back", *TODAY)
    assert result.code == 3
    assert (
        "class/Ana.xlsx couldn't be marked (it took longer than folio waits). It got a feedback page instead."
        in result.err
    )
    assert written(tmp_path / "back") == ["Ana.html", "Torn.html", "late/Ben.xlsm"]


def test_a_page_that_was_not_planned_gets_a_free_name(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["A6"].comment = Comment("Mine", "Ana")

    parts = parts_of(edited(faulty(), change))
    (class_folder / "Zed.xlsx").write_bytes(packed({n: b"" if n.endswith(".vml") else p for n, p in parts.items()}))
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "Zed.html").write_text("mine")
    for _ in range(2):
        result = folio("check", "class", "--marked", "back", *TODAY)
        assert (result.code, "2 marked copies and 2 feedback pages" in result.err) == (3, True)
        assert written(tmp_path / "back") == ["Ana.xlsx", "Torn.html", "Zed-2.html", "Zed.html", "late/Ben.xlsm"]
    assert (tmp_path / "back" / "Zed.html").read_text() == "mine"


def test_no_other_students_file_is_named(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    assert (
        "another copy of the workbook in class/Ana.xlsx"
        in folio("check", "class", "--details", "--marked", "back", *TODAY).out
    )
    copy = (tmp_path / "back" / "late" / "Ben.xlsm").read_bytes()
    assert "Ana.xlsx" not in str(feedback(copy))


def test_only_the_counselor_hears_that_workbooks_are_copies(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    """A student whose work was copied by another was asked which of the files counts."""
    good = (class_folder / "Good.xlsx").read_bytes()
    (class_folder / "Twin.xlsx").write_bytes(good)
    (class_folder / "Twin.ods").write_bytes(good)
    result = folio("check", "class", "--details", "--marked", "back", *TODAY)
    assert result.out.count("[same-workbook]") == 3
    assert "1 workbook had no problems." in result.err
    assert written(tmp_path / "back") == ["Ana.xlsx", "Torn.html", "late/Ben.xlsm"]
    # One that was copied hears of its own problems alone, and one without any what is next.
    assert folio("check", "class", "--marked", "all", "--all", *TODAY).code == 3
    ana, ben, twin = (
        feedback((tmp_path / folder / name).read_bytes())
        for folder, name in (("back", "Ana.xlsx"), ("back", "late/Ben.xlsm"), ("all", "Twin.xlsx"))
    )
    assert ben == ana
    assert twin == feedback((tmp_path / "all" / "Good.xlsx").read_bytes())
    page = (tmp_path / "all" / "Twin.html").read_text("utf-8")
    for text in (page, str([ana, ben, twin])):
        assert "counselor which file" not in text
        assert "same workbook" not in text.casefold()
        assert "another copy" not in text


def test_what_stands_in_private_columns_is_not_repeated(folio: Folio, tmp_path: Path) -> None:
    content = with_change("contacts", 0, email="dana at acme", private_notes="#PRIVATE-CANARY")
    (tmp_path / "a.xlsx").write_bytes(make(content))
    folio("check", "a.xlsx", "--marked", "back", *TODAY)
    parts = parts_of((tmp_path / "back" / "a.xlsx").read_bytes())
    assert b"PRIVATE-CANARY" in parts["xl/sharedStrings.xml"]
    assert b"PRIVATE-CANARY" not in parts["xl/worksheets/folio-feedback1.xml"]


def test_the_folder_of_copies_is_never_one_to_read(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    before = written(class_folder)
    (tmp_path / "link").symlink_to(class_folder)
    for given, back in (("class", "class/back"), ("class", "class"), (".", "back"), ("class", "link/a/b")):
        result = folio("check", given, "--marked", back, "--force", *TODAY)
        assert (result.code, result.out) == (4, "")
        assert f"{back} is inside {given}, so the next run would read the copies, too." in result.err
    assert written(class_folder) == before
    assert not (tmp_path / "back").exists()
    assert folio("check", "class/Ana.xlsx", "--marked", "class/back", *TODAY).code == 1


@pytest.mark.parametrize("changed", [False, True])
def test_a_copy_of_an_earlier_run_is_removed_unless_somebody_changed_it(
    folio: Folio, class_folder: Path, tmp_path: Path, *, changed: bool
) -> None:
    folio("check", "class", "--marked", "back", *TODAY)
    old = [tmp_path / "back" / name for name in ("Ana.xlsx", "Torn.html", "late/Ben.xlsm")]
    for path in old[:changed]:
        path.write_bytes(b"mine")
    (class_folder / "Ana.xlsx").write_bytes((class_folder / "Good.xlsx").read_bytes())
    (class_folder / "Good.xlsx").unlink()
    (class_folder / "late" / "Ben.xlsm").write_bytes(b"torn")
    (class_folder / "Torn.xlsx").write_bytes(faulty())
    result = folio("check", "class", "--marked", "back", *TODAY)
    for path in old:
        assert path.exists() == (path in old[:changed])
        assert str(path.relative_to(tmp_path)) in result.err
    assert ("back/Ana.xlsx is from an earlier run. Don't hand it back." in result.err) == changed
    assert written(tmp_path / "back") == [*["Ana.xlsx"] * changed, "Torn.xlsx", "late/Ben.html"]


def test_a_copy_that_is_not_on_the_list_is_named_and_left(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    folio("check", "class", "--marked", "back", *TODAY)
    stale = (tmp_path / "back" / "Ana.xlsx").read_bytes()
    (tmp_path / "back" / ".folio-marked.jsonl").unlink()
    (class_folder / "Ana.xlsx").write_bytes((class_folder / "Good.xlsx").read_bytes())
    result = folio("check", "class", "--marked", "back", "--force", *TODAY)
    assert "back/Ana.xlsx is from an earlier run. Don't hand it back." in result.err
    assert (tmp_path / "back" / "Ana.xlsx").read_bytes() == stale


def test_names_that_differ_in_spelling_only_are_numbered(folio: Folio, tmp_path: Path) -> None:
    for folder, name in (("a", "Zoe\u0308.xlsx"), ("b", "ZO\u00cb.xlsx")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(faulty())
    folio("check", "a", "b", "--marked", "back", *TODAY)
    assert written(tmp_path / "back") == sorted(["Zoe\u0308.xlsx", "ZO\u00cb-2.xlsx"])


def test_a_page_speaks_to_the_student(folio: Folio, class_folder: Path, tmp_path: Path) -> None:
    plain = Workbook()
    plain.worksheets[0]["A1"] = "Budget"
    plain.save(class_folder / "Budget.xlsx")
    told = folio("check", "class", "--details", "--marked", "back", *TODAY)
    assert "Ask for the file again" in told.out
    assert "folio new" in told.out
    torn, budget = ((tmp_path / "back" / name).read_text("utf-8") for name in ("Torn.html", "Budget.html"))
    assert "The file is damaged or incomplete: " in torn
    assert "turn it in again" in torn
    assert "Ask for the file" not in torn
    assert "folio new" not in budget
    assert "workbook your counselor gave you" in budget


@pytest.mark.parametrize("code", [code for code in CATALOG if not CATALOG[code].counselor_only])
def test_what_only_a_counselor_can_do_is_not_asked_of_students(code: str) -> None:
    kind = CATALOG[code]
    words = dict.fromkeys(re.findall(r"{(\w+)}", kind.message + kind.fix), "(it)")
    problem = Problem(code, kind.severity, kind.message.format_map(words), kind.fix.format_map(words))
    told = " ".join(for_students(problem))
    for word in ("folio new", "pdate folio", "sk for the file", "makers of folio", "in the folder", "permission"):
        assert word not in told
    assert "{" not in told
    assert "(it)" in told or "{why}" not in kind.message
