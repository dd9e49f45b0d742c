"""What a workbook must have so that everybody can use it: by eye, by ear, by keyboard, on a phone and on paper.

Each check reads the parts of an .xlsx as they are stored, and returns what is wrong in words: nothing when all is well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from openpyxl.utils.cell import get_column_letter

from tests.parts import BLACK, MAIN, WHITE, Book, Element, Look, bounds, color_of, local
from tests.test_content import LEAST_CONTRAST, contrast

# What Excel 2016, LibreOffice 7.4 and Google Sheets all have, and work out alike. TEXT is not here: the letters of its
# formats are those of the program's language. INDIRECT and OFFSET are not: they lose their place when a sheet is renamed.
SHARED_FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        """ABS AND AVERAGE AVERAGEIF AVERAGEIFS CELL CHOOSE COLUMN COLUMNS COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY EDATE
    EOMONTH EXACT FIND FREQUENCY HYPERLINK IF IFERROR IFNA INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN LOWER MATCH MAX MEDIAN MID
    MIN MOD MONTH N NETWORKDAYS NOT OR RANK REPT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SMALL SUBSTITUTE SUBTOTAL SUM
    SUMIF SUMIFS SUMPRODUCT TODAY TRIM UPPER VALUE VLOOKUP WEEKDAY WORKDAY YEAR""",
    )
) | {"_XLFN.ISFORMULA"}  # Excel writes it so, since its version of 2013
# A small phone, held upright, in CSS pixels: what is frozen must leave half of it to scroll in.
PHONE_WIDTH, PHONE_HEIGHT = 360, 640
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_FORMULAS = {"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "definedName"}


def low_contrast(book: Book) -> Iterator[str]:
    """Text that is hard to read on its ground: in cells, under conditional formats, and on data bars."""
    for sheet in book.visible:
        pairs = {(look.text, look.ground, "cells") for look in sheet.looks()}
        for block in sheet.root.iterfind(f"{MAIN}conditionalFormatting"):
            places = (block.get("sqref") or "").split()
            where = [bounds(ref) for ref in places]
            for rule in block:
                for look in sheet.looks(where):
                    pairs |= _under(book, rule, look)
        for text, ground, what in sorted(pairs, key=str):
            if contrast(text or BLACK, ground or WHITE) < LEAST_CONTRAST:
                yield f"{sheet.name}: {text} on {ground} in {what}"


def _under(book: Book, rule: Element, look: Look) -> set[tuple[str | None, str | None, str]]:
    """The colors of text and ground where a conditional format holds."""
    bar = rule.find(f"{MAIN}dataBar/{MAIN}color")
    if bar is not None:
        return {(look.text, color_of(book, bar, WHITE), "data bars")}
    change = rule.get("dxfId")
    if change is None:
        return set()
    other = book.changes[int(change)]
    if other.text and other.text == other.ground:
        return set()  # hidden on purpose: nothing of a field that Start doesn't name is to be seen
    return {(other.text or look.text, other.ground or look.ground, "conditional formats")}


def pictures_without_words(book: Book) -> Iterator[str]:
    """Charts, pictures and shapes that do not say what they show."""
    for sheet in book.visible:
        for drawing in sheet.drawings:
            for shape in (e for e in drawing.iter() if local(e) == "cNvPr"):
                words = (shape.get("descr") or "").strip()
                if len(words.split()) < 3:
                    yield f"{sheet.name}: {shape.get('name')} is described as {words!r}"


def tables_without_headings(book: Book) -> Iterator[str]:
    """Tables without a row of headings, or with headings that are blank, twice there, or not those of the sheet."""
    for sheet in book.visible:
        for table in sheet.tables:
            name, (left, top, *_) = table.get("displayName"), bounds(table.get("ref") or "A1")
            if table.get("headerRowCount", "1") == "0":
                yield f"{sheet.name}: {name} has no headings"
                continue
            heads = [(c.get("name") or "").strip() for c in table.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")]
            shown = [sheet.shown(f"{get_column_letter(left + i)}{top}").strip() for i in range(len(heads))]
            if "" in heads or len({h.casefold() for h in heads}) < len(heads):
                yield f"{sheet.name}: {name} has blank or equal headings"
            if heads != shown:
                yield f"{sheet.name}: {name} says {heads}, its cells say {shown}"


def merged_cells(book: Book) -> Iterator[str]:
    """Merged cells beside a table: they confuse screen readers, sorting and the arrow keys."""
    for sheet in book.visible:
        merged = [m.get("ref") for m in sheet.root.iter(f"{MAIN}mergeCell")]
        if sheet.tables and merged:
            yield f"{sheet.name}: {', '.join(map(str, merged))} merged"


def poor_sheet_names(book: Book) -> Iterator[str]:
    """Names of sheets that are too long, told twice, spaced oddly, or say nothing."""
    names = [s.name for s in book.sheets]
    if len({n.casefold() for n in names}) < len(names):
        yield f"two of {names} are equal"
    for name in names:
        if not name.strip() or name != name.strip() or len(name) > 31:
            yield f"{name!r} is blank, spaced or too long"
    for sheet in book.visible:
        if re.fullmatch(r"(?i)(sheet|table|chart)?\s*\d*", sheet.name.strip()):
            yield f"{sheet.name!r} says nothing"


def headings_that_scroll_away(book: Book) -> Iterator[str]:
    """Tables whose headings are not frozen."""
    for sheet in book.visible:
        pane = sheet.find("sheetViews/sheetView/pane")
        frozen = 0 if pane is None or pane.get("state") != "frozen" else int(float(pane.get("ySplit", "0")))
        for table in sheet.tables:
            if bounds(table.get("ref") or "A1")[1] > frozen:
                yield f"{sheet.name}: rows 1 to {frozen} are frozen, the headings of {table.get('displayName')} are not"


def panes_that_trap(book: Book) -> Iterator[str]:
    """Frozen rows and columns that leave less than half of a small phone's window to scroll in."""
    for sheet in book.visible:
        pane = sheet.find("sheetViews/sheetView/pane")
        if pane is None or pane.get("state") != "frozen":
            continue
        widths, heights = sheet.widths(), sheet.heights()
        wide = sum(widths.get(i, 64.0) for i in range(1, int(float(pane.get("xSplit", "0"))) + 1))
        high = sum(heights.get(i, sheet.row_points * 4 / 3) for i in range(1, int(float(pane.get("ySplit", "0"))) + 1))
        if wide > PHONE_WIDTH / 2 or high > PHONE_HEIGHT / 2:
            yield f"{sheet.name}: {wide:.0f} x {high:.0f} pixels are frozen"


def cells_out_of_reach(book: Book) -> Iterator[str]:
    """Protected sheets whose cells the keyboard cannot get to, and hidden columns or rows inside of tables.

    Columns folded into a group aren't hidden: the group opens by a click or by keys.
    """
    for sheet in book.visible:
        guard = sheet.find("sheetProtection")
        if (
            guard is not None
            and guard.get("sheet") == "1"
            and "1" in (guard.get("selectLockedCells"), guard.get("selectUnlockedCells"))
        ):
            yield f"{sheet.name}: its cells cannot be selected"
        widths, heights = sheet.widths(), sheet.heights()
        for table in sheet.tables:
            left, top, right, bottom = bounds(table.get("ref") or "A1")
            if any(widths.get(i) == 0 for i in range(left, right + 1)) or any(
                heights.get(i) == 0 for i in range(top, bottom + 1)
            ):
                yield f"{sheet.name}: a part of {table.get('displayName')} is hidden"


def poor_prints(book: Book) -> Iterator[str]:
    """Sheets that do not print one page wide, and long ones that do not repeat their headings."""
    for sheet in book.visible:
        fit, setup = sheet.find("sheetPr/pageSetUpPr"), sheet.find("pageSetup")
        if fit is None or fit.get("fitToPage") != "1" or setup is None or setup.get("fitToWidth", "1") != "1":
            yield f"{sheet.name}: does not fit one page wide"
        elif setup.get("fitToHeight", "1") != "1" and not book.print_titles(sheet):
            yield f"{sheet.name}: no headings on the second page"
        for table in sheet.tables:
            top = bounds(table.get("ref") or "A1")[1]
            rows = re.fullmatch(r"\$(\d+):\$(\d+)", book.print_titles(sheet))
            if rows is None or not int(rows[1]) <= top <= int(rows[2]):
                yield f"{sheet.name}: the headings of {table.get('displayName')} are not repeated in print"


def poor_properties(book: Book) -> Iterator[str]:
    """A document without a title or a language, which screen readers announce and choose their voice by."""
    core = book.part("docProps/core.xml")
    for key in ("title", "language"):
        if not (core.findtext(f"{_DUBLIN}{key}") or "").strip():
            yield f"the document has no {key}"


def tabs_without_color(book: Book) -> Iterator[str]:
    """Visible sheets whose tab has no color: groups of sheets are told by it, and by their names."""
    for sheet in book.visible:
        if sheet.find("sheetPr/tabColor") is None:
            yield f"{sheet.name}: the tab has no color"


def links_without_words(book: Book) -> Iterator[str]:
    """Links on empty cells, links that show a bare address, and links without a hint where they lead."""
    for sheet in book.visible:
        for link in sheet.root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
            at = (link.get("ref") or "").partition(":")[0]
            text = sheet.shown(at).strip()
            if not text or re.match(r"\w+://", text):
                yield f"{sheet.name} {at}: the link shows {text!r}"
            if not (link.get("tooltip") or "").strip():
                yield f"{sheet.name} {at}: no hint says where it leads"


def lists_out_of_place(book: Book) -> Iterator[str]:
    """Drop-downs whose choices are not named lists of the workbook: long ones are cut, others break when sheets move."""
    for sheet in book.visible:
        for rule in (e for e in sheet.root.iter() if local(e) == "dataValidation" and e.get("type") == "list"):
            first = next(iter(rule))
            source = "".join(map(str, first.itertext())).strip()
            if source not in book.names and source != '"Yes,No"':
                yield f"{sheet.name} {rule.get('sqref')}: chooses from {source}"


def foreign_functions(book: Book) -> Iterator[str]:
    """Functions that not every one of the three programs has, in cells, rules, names, tables and charts."""
    for name in sorted(book.parts):
        if name.startswith("xl/") and name.endswith(".xml"):
            formulas = {"".join(map(str, e.itertext())) for e in book.part(name).iter() if local(e) in _FORMULAS}
            for formula in sorted(formulas):
                found = sorted(functions_of(formula) - SHARED_FUNCTIONS)
                if found:
                    yield f"{name}: {', '.join(found)} in {formula}"


def functions_of(formula: str) -> set[str]:
    """The functions that a formula calls; what stands in quotes or brackets calls none."""
    bare = re.sub(r'"[^"]*"|\'[^\']*\'', "0", formula)
    while bare != (less := re.sub(r"\[[^\[\]]*\]", "", bare)):
        bare = less
    return {name.upper() for name in re.findall(r"([A-Za-z_][\w.]*)\s*\(", bare)}


def formulas_without_value(book: Book) -> Iterator[str]:
    """Formulas that show nothing, or an error, where a program does not work them out.

    An empty value is the true one only where the formula can give an empty text.
    """
    for sheet in book.sheets:
        groups: dict[str, str] = {}  # what cells that share a formula say only once
        for address, cell in sheet.cells.items():
            formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if formula is None:
                continue
            text = "".join(map(str, formula.itertext()))
            group = formula.get("si", "")
            text = groups.setdefault(group, text) if group else text
            may_be_empty = '""' in text
            if value is None or cell.get("t") == "e" or not (value.text or may_be_empty):
                yield f"{sheet.name} {address}: no value beside {formula.text}"


Check = Callable[[Book], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    low_contrast, pictures_without_words, tables_without_headings, merged_cells, poor_sheet_names,
    headings_that_scroll_away, panes_that_trap, cells_out_of_reach, poor_prints, poor_properties, tabs_without_color,
    links_without_words, lists_out_of_place, foreign_functions, formulas_without_value,
)  # fmt: skip
