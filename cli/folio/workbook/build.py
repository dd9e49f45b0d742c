"""A whole workbook from a template: its sheets, the lists behind the drop-downs, and what it says about itself."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from folio.basics.cell_references import column_letter
from folio.exit_codes import ContentProblem
from folio.template.loading import Kit
from folio.template.plan_builder import PlannedQuestion, build_plan
from folio.template.schema import (
    LISTS_SHEET,
    META_SHEET,
    WORKINGS_SHEET,
    Column,
    Sheet,
    Template,
    duplicates,
    fill_field,
)
from folio.workbook.cell_help import DropDowns
from folio.workbook.embedded_description import (
    FORMAT,
    PROPERTY_PREFIX,
    EmbeddedDescription,
    Owner,
    PrefilledRow,
    opening_cells,
    to_cells,
)
from folio.workbook.form_sheet import write_form
from folio.workbook.formulas.measure_formulas import formula_fingerprints
from folio.workbook.formulas.parts import SheetData, SheetRows, name
from folio.workbook.formulas.workings_layout import named_areas
from folio.workbook.layout import TABLE_FIRST, TABLE_HEADER, column_range, form_layout, list_names
from folio.workbook.list_blocks import list_blocks
from folio.workbook.own_cells import OwnContent, write_beside, write_own_sheet
from folio.workbook.package_patches import (
    SharedFormulas,
    let_rows_grow,
    with_plain_theme,
    with_short_head,
    without_contents,
    without_defaults,
    without_hints,
    without_print_settings,
)
from folio.workbook.packing import Part, pack
from folio.workbook.page import Page
from folio.workbook.question_bank_sheet import write_question_bank
from folio.workbook.sheet_styles import Styles
from folio.workbook.table_sheet import write_table
from folio.workbook.unpacked_workbook import UnpackedWorkbook
from folio.workbook.workings_sheet import has_workings, write_workings


def prefilled_rows(kit: Kit, field: str | None, plan: Sequence[PlannedQuestion] = ()) -> dict[str, list[PrefilledRow]]:
    """The question plan that is filled in beforehand, by sheet key. An empty ``plan`` stands for the template's own."""
    rows = [_planned_row(p, field) for p in plan or build_plan(kit)]
    return {
        s.key: [{k: v for k, v in row.items() if k in s.keys and _takes(s.column(k), v)} for row in rows]
        for s in kit.template.sheets
        if s.prefill == "question_plan"
    }


def listed_rows(template: Template, prepared: int | None = None) -> dict[str, list[PrefilledRow]]:
    """The rows in which folio lists what people type something beside, by sheet key: numbers, facets, categories.

    ``prepared`` is how many rows there are, in place of what the template says; what belongs to a number is complete.
    """
    found: dict[str, list[PrefilledRow]] = {}
    for sheet in template.tables:
        if sheet.listed:
            number = [key for key in sheet.listed if key == "number"]
            key = sheet.listed[-1]
            each = [{key: choice} for choice in sheet.column(key).choices or ()] or [{}]
            count = max((prepared or sheet.rows) // len(each), 1) if number else 1
            numbers = [dict.fromkeys(number, n) for n in range(1, count + 1)]
            found[sheet.key] = [{**numbered, **one} for numbered in numbers for one in each]
    return found


def among_listed(template: Template, key: str, rows: SheetRows, prepared: int | None = None) -> list[PrefilledRow]:
    """Rows of a sheet put where folio lists their number (and facet or category); all others follow below.

    Interviews without a number take the next ones that are free.
    """
    listed = [dict(row) for row in listed_rows(template, prepared).get(key, ())]
    keys = template.sheet(key).listed
    free = {tuple(row[k] for k in keys): row for row in listed}
    placed = [(row, free.pop(tuple(row.get(k) for k in keys), None)) for row in rows]
    next_free = iter(free.values() if keys == ("number",) else ())
    below: list[PrefilledRow] = []
    for row, found in placed:
        place = found if found is not None or "number" in row else next(next_free, None)
        if place is None:
            below.append(dict(row))
        else:
            place.update(row)
    return [*listed, *below]


def _planned_row(planned: PlannedQuestion, field: str | None) -> PrefilledRow:
    """A question of the plan as a row, with the field of interest in its texts."""
    q = planned.question
    texts = {"question": q.question, "purpose": q.purpose, "probe": q.probe}
    row: PrefilledRow = {"priority": planned.priority, "stage": q.stage, "topic": q.topic, "minutes": q.minutes}
    return row | {k: fill_field(text, field) for k, text in texts.items()}


def _takes(column: Column, value: object) -> bool:
    """Whether a column has room for a prefilled value: a custom template may offer other choices."""
    return column.choices is None or value in column.choices


@dataclass(frozen=True, slots=True)
class BuiltWorkbook:
    """A new workbook: the bytes of the file, and what it says about itself on its hidden sheet."""

    content: bytes
    description: EmbeddedDescription


_NOTHING_OWN = OwnContent()


def build_workbook(
    kit: Kit, owner: Owner, *, workbook_id: str = "", content: Mapping[str, SheetRows] | None = None, today: date,
    created: datetime | None = None, plan: Sequence[PlannedQuestion] = (), prepared: int | None = None,
    own: OwnContent = _NOTHING_OWN,
) -> BuiltWorkbook:  # fmt: skip
    """Build an .xlsx from the template for ``owner``.

    ``content`` gives rows by sheet key to stand in the sheets instead of the prefilled ones, as if a person had typed
    them. ``plan`` is what the question plan begins with, the template's own if empty. ``prepared`` is how many rows of
    each table are prepared before anyone types, in place of what the template says. ``own`` is what a person has
    beside the template: it is written as it is, and folio never takes it for its own.
    ``today`` is the day for which formulas get their stored values. The bytes depend on the arguments only.
    """
    template, start = kit.template, kit.template.sheets[0]
    workbook_id = workbook_id or uuid.uuid4().hex
    prefilled = prefilled_rows(kit, owner.fields[0] if owner.fields else None, plan)
    filled: dict[str, SheetRows] = {**listed_rows(template, prepared), **prefilled, **(content or {})}
    boards = [sheet.key for sheet in template.tables if sheet.board and sheet.listed]
    filled |= {key: among_listed(template, key, filled[key], prepared) for key in boards}
    filled[start.key] = [owner.start_row() | dict(row) for row in filled.get(start.key, [{}])]
    titles = [*(s.title for s in template.sheets), template.bank_title, LISTS_SHEET]
    titles += [WORKINGS_SHEET] if has_workings(template) else []
    formulas = SharedFormulas()
    with UnpackedWorkbook({"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_calc_mode("auto")
        styles = Styles(book, kit.theme)
        pages = {title: Page(book, book.add_worksheet(title), styles, formulas) for title in titles if title}
        hidden = book.add_worksheet(META_SHEET)
        for key, headings in own.headings.items():
            page = pages[template.sheet(key).title]
            page.beside, page.lines_beside = headings, own.lines_beside(template.sheet(key))
        facts = {"workbook_id": workbook_id, "template": template.name, "version": str(template.version)}
        facts |= {k: str(v) for k, v in owner.start_row().items()}
        written = _write_rows(hidden, opening_cells(facts, prefilled))
        _write_pages(book, pages, kit, owner, SheetData(template, filled, today, prepared))
        description = EmbeddedDescription(
            facts,
            template.to_read(),
            prefilled,
            {title: page.static for title, page in pages.items()},
            formula_fingerprints(template),
        )
        _write_rows(hidden, to_cells(description)[written:], written)
        hidden.hide()
        for sheet in template.sheets:
            write_beside(pages[sheet.title], sheet, own)
        for title in own.sheets:
            write_own_sheet(Page(book, book.add_worksheet(title), styles, formulas), own)
        _set_properties(book, template, owner, workbook_id, created or datetime.now(UTC))
        pages[start.title].sheet.activate()
    return BuiltWorkbook(_finished(book.parts, template, formulas), description)


def _write_rows(sheet: Worksheet, rows: Sequence[tuple[str, str]], first: int = 0) -> int:
    """Write pairs of texts from the row ``first`` on, and return the number of the row after them."""
    for r, pair in enumerate(rows, start=first):
        for c, text in enumerate(pair):
            sheet.write_string(r, c, text)
    return first + len(rows)


def _write_pages(book: Workbook, pages: Mapping[str, Page], kit: Kit, owner: Owner, data: SheetData) -> None:
    """Write every sheet but the hidden description, and define the names that formulas and the reader use."""
    template = kit.template
    # First of all, so that other texts that are alike stand close together in the file, and pack better.
    if template.bank_title:
        write_question_bank(pages[template.bank_title], kit, owner, template.sheets[0])
    drop_downs = DropDowns(_write_lists(pages[LISTS_SHEET], template), _define_references(book, template))
    for sheet in template.sheets:
        write = write_form if sheet.layout == "form" else write_table
        for key, target in write(pages[sheet.title], sheet, data, drop_downs).items():
            book.define_name(key, target)
    if WORKINGS_SHEET in pages:
        write_workings(pages[WORKINGS_SHEET], data)
        pages[WORKINGS_SHEET].sheet.hide()
    pages[LISTS_SHEET].sheet.hide()
    _define_ranges(book, template, pages.values())
    _refuse_names_twice(book, template)


def _finished(parts: Iterable[Part], template: Template, formulas: SharedFormulas) -> bytes:
    """The packed parts with what xlsxwriter cannot write: the language, shared formulas, and rows that grow."""
    growing = {f"xl/worksheets/sheet{i}.xml": _growing(s) for i, s in enumerate(template.sheets, start=1)}

    def finish(part_name: str, part: bytes) -> bytes:
        if part_name == "docProps/core.xml":
            part = part.replace(b"</cp:coreProperties>", b"<dc:language>en-US</dc:language></cp:coreProperties>")
        if part_name == "docProps/app.xml":
            part = without_contents(part)
        if part_name.startswith("xl/worksheets/sheet"):
            part = without_hints(part)
        if part_name == "xl/theme/theme1.xml":
            part = with_plain_theme(part)
        if part_name.startswith("xl/charts/"):
            part = without_print_settings(part)
        if part_name.startswith(("xl/worksheets/sheet", "xl/tables/")):
            part = formulas.put_in(without_defaults(part))
        part = let_rows_grow(part, growing[part_name]) if part_name in growing else part
        return with_short_head(part)

    return pack((name, finish(name, part)) for name, part in parts)


def _growing(sheet: Sheet) -> Container[int]:
    """The rows, from 1, that people type into."""
    if sheet.layout == "table":
        return () if sheet.board and not sheet.listed else range(TABLE_FIRST + 1, 2**20 + 1)
    lines = form_layout(sheet).lines
    return {lines[c.key] + 1 for c in sheet.columns if c.typed}


def _write_lists(page: Page, template: Template) -> dict[tuple[str, ...], str]:
    """Write each list of choices once, and return the defined name of each."""
    names = list_names(template)
    titles = {f"folio_list_{s.key}_{c.key}": f"{s.title}: {c.header}" for s in template.sheets for c in s.columns}
    for col, (choices, called) in enumerate(names.items()):
        page.text(0, col, titles[called], page.styles(bold=True))
        for row, choice in enumerate(choices, start=1):
            page.text(row, col, choice, page.styles())
        page.sheet.set_column(col, col, 24)
        letter = column_letter(col)
        page.book.define_name(called, f"={LISTS_SHEET}!${letter}$2:${letter}${len(choices) + 1}")
    return names


def _define_references(book: Workbook, template: Template) -> dict[str, str]:
    """Define a name for the labels of each sheet that others refer to, and return the names by sheet key."""
    wanted = sorted({c.refers_to for s in template.sheets for c in s.columns if c.refers_to})
    names = {key: f"folio_names_{key}" for key in wanted}
    for key, called in names.items():
        label = template.sheet(key).label
        book.define_name(called, f"={column_range(template, f'{key}.{label}')}")
    return names


def _define_ranges(book: Workbook, template: Template, pages: Iterable[Page]) -> None:
    """Define the names by which formulas call whole columns: ``interviews__date``.

    They begin at the heading, so that a row that is inserted above the first one counts like any other.
    """
    used = set().union(*(page.ranges for page in pages))
    for sheet in template.tables:
        for column in sheet.columns:
            path = f"{sheet.key}.{column.key}"
            if name(path) in used:
                book.define_name(name(path), f"={column_range(template, path, TABLE_HEADER)}")
    for called, area in (named_areas(template) | {block.name: block.area for block in list_blocks(template)}).items():
        if called in used:
            book.define_name(called, f"={area}")


def _refuse_names_twice(book: Workbook, template: Template) -> None:
    """Raise ContentProblem where two keys would give one name to Excel, which calls such a file broken.

    A column ``name`` of the sheet ``a_b`` and a column ``b_name`` of the sheet ``a`` do.
    """
    names = [name for name, sheet, *_ in book.defined_names if sheet < 0]
    names += [f"folio_table_{sheet.key}" for sheet in template.tables if not sheet.board]
    if twice := [name for _, name in duplicates(names)]:
        raise ContentProblem(
            f"Two parts of the template would have the same name in Excel: {', '.join(twice)}.",
            "Give the sheet or the column that you added another key.",
        )


def _set_properties(book: Workbook, template: Template, owner: Owner, workbook_id: str, created: datetime) -> None:
    properties: dict[str, Any] = {
        "title": template.title,
        "created": created.astimezone(UTC).replace(tzinfo=None),
        "comments": "Made with folio",
    }
    book.set_properties(properties | ({"author": owner.name} if owner.name else {}))
    facts = {
        "format": str(FORMAT), "workbook_id": workbook_id, "template": template.name,
        "version": str(template.version), "name": owner.name, "student_id": owner.student_id, "class": owner.class_,
    }  # fmt: skip
    for key, text in facts.items():
        if text:
            book.set_custom_property(PROPERTY_PREFIX + key, text, "text")
