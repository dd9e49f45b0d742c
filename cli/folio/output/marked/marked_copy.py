"""A marked copy of a workbook: a patch of the file's own XML, in which every other part stays byte for byte.

Each cell with an error or a warning gets a look and a note in words; one sheet tells everything. What an earlier
marking left is taken away first, so that a marked copy can be marked again.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Sequence

from lxml import etree

from folio.basics.cell_references import parse_address
from folio.output.marked.cell_marks import SEVERITIES, SIGNS, mark_cells, shown_cells, strip_cells
from folio.output.marked.cell_notes import NoteWords, add_notes, strip_notes
from folio.output.marked.feedback_sheet import HEADING_ROW, TITLE, feedback_xml
from folio.output.marked.mark import Mark
from folio.output.marked.mark_styles import MarkStyles
from folio.output.marked.package_parts import Element, NotMarkable, Package, namespace, parse
from folio.output.marked.replies import FeedbackReader
from folio.output.marked.sheet_list import ListedSheet, SheetList
from folio.template.theme import Theme
from folio.workbook.feedback_traces import BEGIN, LABELS

_PART = "xl/worksheets/folio-feedback{}.xml"
# A third more on one sheet, and folio would refuse to read it: what has no note is on the feedback sheet all the same.
_MOST_NOTES = 2_000
# What a package that is not whole may lead to.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, LookupError, ValueError, ArithmeticError,
    etree.LxmlError,
)  # fmt: skip


def mark_copy(workbook: bytes, marks: Sequence[Mark], theme: Theme, *, name: str = "") -> bytes:
    """Return the workbook with these marks, and none of an earlier time; ``name`` is whom the feedback greets.

    Without marks, what is left is the workbook as its owner has it. Raises NotMarkable when it cannot be done.
    """
    try:
        return _marked(Package(workbook), marks, theme, name)
    except _DAMAGE as error:
        raise NotMarkable(f"the file is damaged ({type(error).__name__})") from error


def _marked(package: Package, marks: Sequence[Mark], theme: Theme, name: str) -> bytes:
    book = SheetList(package)
    earlier = FeedbackReader(book)
    replies = earlier.replies()
    for sheet in earlier.sheets:
        book.clear(sheet)
    for sheet in earlier.sheets[1:] if marks else earlier.sheets:
        book.remove(sheet)
    people = [s for s in book.sheets if s not in earlier.sheets]
    trees = _strip(package, people)
    if marks:
        styles_part = book.styles_part()
        styles = MarkStyles(parse(package.read(styles_part)), theme)
        own = earlier.sheets[0] if earlier.sheets else book.add_sheet(package.free_name(_PART))
        book.rename(own, TITLE, HEADING_ROW)
        links = {s.title for s in people if s.visible}
        package.put(own.part, feedback_xml(marks, name, styles, theme, links, replies, namespace(book.root)[1:-1]))
        for sheet in people:
            _mark_sheet(package, sheet, [m for m in marks if m.sheet == sheet.title], trees, styles, theme)
        package.put_xml(styles_part, styles.root)
    for part, root in trees.items():
        package.put_xml(part, root)
    if marks or earlier.sheets:
        book.save()
    return package.pack()


def _strip(package: Package, sheets: Sequence[ListedSheet]) -> dict[str, Element]:
    """Take old marks out of the sheets that have some, and return those, by part."""
    changed = {}
    for part in [s.part for s in sheets if s.part]:
        raw = package.read(part)
        notes = package.related(part, "comments")
        if any(sign in raw for sign in SIGNS) or (notes and BEGIN.encode() in package.read(notes)):
            root = parse(raw)
            strip_cells(root)
            strip_notes(package, part, root)
            changed[part] = root
    return changed


def _mark_sheet(
    package: Package,
    sheet: ListedSheet,
    marks: Sequence[Mark],
    trees: dict[str, Element],
    styles: MarkStyles,
    theme: Theme,
) -> None:
    """Mark the cells of one sheet, each by the gravest of its problems."""
    marks = [m for severity in SEVERITIES for m in marks if m.cell and m.severity == severity]
    if not marks or not sheet.part:
        return
    if sheet.part not in trees:
        trees[sheet.part] = parse(package.read(sheet.part))
    shown = shown_cells(trees[sheet.part], {m.cell for m in marks if m.cell})
    by_cell: dict[str, dict[tuple[str, str], Mark]] = defaultdict(dict)  # in a merged area, the same is said once
    for mark in marks:
        for cell in {mark.cell or "", shown.get(mark.cell or "", "")} - {""}:
            by_cell[cell].setdefault((mark.message, mark.fix), mark)
    cells: dict[str, list[str]] = defaultdict(list)
    words = {}
    for cell in sorted(by_cell, key=parse_address):
        said = list(by_cell[cell].values())
        gravest = said[0].severity
        cells[gravest].append(cell)
        lines = (line for m in said for line in (f"{LABELS[m.severity]}: {m.message}", m.fix) if line)
        words[cell] = NoteWords(gravest, tuple(lines))
    mark_cells(trees[sheet.part], cells, {severity: styles.mark(severity) for severity in cells})
    noted = set([cell for severity in SEVERITIES for cell in cells[severity]][:_MOST_NOTES])
    add_notes(package, sheet.part, trees[sheet.part], {c: w for c, w in words.items() if c in noted}, theme)
