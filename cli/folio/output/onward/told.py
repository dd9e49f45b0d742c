"""What is said of a workbook that was carried over: what came along, what is otherwise, and what stayed behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from folio.basics.cell_references import cell_address
from folio.basics.wording import counted, visible
from folio.output.onward.carry_over import NewWorkbook
from folio.output.onward.lines import Remark
from folio.template.schema import Template


def came_along(new: NewWorkbook, template: Template) -> list[str]:
    """Say how much came along, and what was left out on purpose."""
    rows = [f"{template.sheet(key).title} {number}" for key, number in new.lines.items() if number]
    lines = [f"Carried over: {counted(len(new.placed), 'cell')}" + (f"; rows: {', '.join(rows)}." if rows else ".")]
    titles = {sheet.title for sheet in template.sheets}
    own = Counter(visible(title) for title, _ in (p.spot for p in new.placed.values()) if title not in titles)
    if own:
        each = ", ".join(f"{title} {number}" for title, number in own.items())
        lines.append(f"Sheets that the new template doesn't have came along beside it, in cells: {each}.")
    if new.given_field:
        field = visible(new.given_field, 60)
        lines.append(f"The contacts without a field now say {field}, which was the only one until now.")
    if new.left_out:
        sheets = Counter(title for title, _ in new.left_out)
        each = ", ".join(f"{visible(title)} {number}" for title, number in sheets.items())
        cells = counted(len(new.left_out), "cell")
        lines.append(f"Left out on purpose, since only people were to be kept: {cells} ({each}).")
    return lines


def not_as_it_was(new: NewWorkbook) -> list[str]:
    """List the cells that are in the new workbook in another way."""
    return _listed(r for r in new.remarks if not r.is_left)


def stayed_behind(new: NewWorkbook) -> list[str]:
    """List the cells that aren't in the new workbook, with the reason."""
    return _listed(r for r in new.remarks if r.is_left)


def _listed(remarks: Iterable[Remark]) -> list[str]:
    """One line for all cells of a sheet of which the same is to be said."""
    groups: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        groups.setdefault((remark.sheet, remark.why), []).append(remark)
    return [
        f"{visible(sheet)} {', '.join(cell_address(*r.place) for r in sorted(group, key=lambda r: r.place))}: {why}"
        for (sheet, why), group in groups.items()
    ]
