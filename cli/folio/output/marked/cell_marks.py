"""The visible marks of one sheet: two conditional formats that come before all others and are always true."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from folio.basics.cell_references import cell_address, parse_address, parse_range
from folio.output.marked.cell_notes import BEFORE_BOXES
from folio.output.marked.package_parts import Element, children, insert, inside, make

# A formula that is true in every program, and by which folio's formats are known again.
_FORMULA = 'ISTEXT("folio:{}")'
SEVERITIES = ("error", "warning")
# Programs take no greater number for the order of a format.
_LAST = 2**31 - 1
SIGNS = tuple(f"folio:{severity}".encode() for severity in SEVERITIES)
# Before all others too: where formats overlap, LibreOffice takes the first, whatever its priority.
_BEFORE = BEFORE_BOXES[: BEFORE_BOXES.index("conditionalFormatting")]


def strip_cells(sheet: Element) -> None:
    """Take folio's formats away, and leave all others as they are."""
    for formats in children(sheet, "conditionalFormatting"):
        for rule in children(formats, "cfRule"):
            if any(sign.decode() in (f.text or "") for f in children(rule, "formula") for sign in SIGNS):
                formats.remove(rule)
        if not children(formats, "cfRule"):
            sheet.remove(formats)


def mark_cells(sheet: Element, cells: Mapping[str, Sequence[str]], formats: Mapping[str, int]) -> None:
    """Mark cells by severity; ``formats`` gives the number of each severity's look among the styles."""
    # Both places are kept free, so that marks added later move nothing again.
    lowest = min((int(rule.get("priority", "1")) for rule in _rules(sheet)), default=len(SEVERITIES) + 1)
    room = len(SEVERITIES) + 1 - lowest
    if room > 0:
        for rule in _rules(sheet):
            rule.set("priority", str(min(int(rule.get("priority", "1")) + room, _LAST)))
    for priority, severity in reversed(list(enumerate(SEVERITIES, start=1))):
        if not cells.get(severity):
            continue
        rule = make(sheet, "cfRule", type="expression", dxfId=str(formats[severity]), priority=str(priority))
        formula = make(sheet, "formula")
        formula.text = _FORMULA.format(severity)
        rule.append(formula)
        whole = make(sheet, "conditionalFormatting", sqref=" ".join(cells[severity]))
        whole.append(rule)
        insert(sheet, whole, _BEFORE)


def shown_cells(sheet: Element, cells: Iterable[str]) -> dict[str, str]:
    """For each of these cells that a merged area hides: the first cell of that area, which is the one that is seen."""
    places = sorted((parse_address(cell), cell) for cell in cells)
    found = {}
    for area in (a.get("ref", "") for areas in children(sheet, "mergeCells") for a in children(areas, "mergeCell")):
        (top, left), (bottom, right) = parse_range(area)
        start = bisect_left(places, ((top, left), ""))
        for (row, col), cell in places[start : bisect_left(places, ((bottom, right + 1), ""))]:
            if left <= col <= right and (row, col) != (top, left):
                found[cell] = cell_address(top, left)
    return found


def _rules(sheet: Element) -> Iterator[Element]:
    """Every rule of the sheet, those of newer programs among them: they share one order."""
    return (r for r in inside(sheet, "cfRule") if (r.get("priority") or "").isdigit())
