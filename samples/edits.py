"""The edits that people make: what they do, and what must come of it. ``edits_run.py`` has LibreOffice do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from edits_expected import (
    As,
    Computed,
    Expectation,
    Expected,
    Gap,
    Row,
    Slip,
    both,
    broken_formulas,
    change,
    column_copied,
    copied,
    copied_row,
    extra,
    line_deleted,
    more,
    names_deleted,
    own_notes,
    pushed_down,
    row_gone,
    row_in_own_sheet,
    sheet_deleted,
    titled,
    told,
    two_renamed_copies,
)
from edits_typed import MORE_SPELLINGS, SPELLINGS

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that people do, and what it changes in what must be read."""

    name: str
    steps: list[Step]
    expect: Expectation = lambda _: None


def step(do: str, sheet: str = "contacts", **how: Any) -> Step:
    """One step of the robot."""
    return {"do": do, "sheet": sheet, **how}


def spellings() -> list[Step]:
    """Type values as people write them."""
    typed_steps = [
        step("type", column=column, row=i, value=raw)
        for column, pairs in SPELLINGS.items()
        for i, (raw, _) in enumerate(pairs)
    ]
    return typed_steps + [step("type", s, column=c, row=i, value=raw) for s, i, c, raw, _ in MORE_SPELLINGS]


def spelled(e: Expected) -> None:
    """Expect each in its canonical form, with what was typed beside it."""
    for column, pairs in SPELLINGS.items():
        for row, (raw, value) in zip(e.rows["contacts"], pairs, strict=True):
            row[column] = raw if value is None else value if raw == value else As(raw, value)
    for sheet, i, column, raw, value in MORE_SPELLINGS:
        if sheet == "questions":
            row = e.untouched[sheet].pop(1)  # the first is row 1
            e.rows[sheet].append(row | {column: As(raw, value)})
        else:
            e.rows[sheet][i][column] = As(raw, value)


LIST = {"A1": "Name", "B1": "Email", "C1": "Phone", "D1": "Notes", "A2": "Una Frost", "C2": "555-0160"}
REMARK: Row = {
    "contact": Gap("missing-required"),
    "category": Gap("missing-required"),
    "quality": Gap("missing-required"),
    "words": "Only a remark",
}


def swap(**how: Any) -> Step:
    """Exchange two columns."""
    return step("swap_columns", a="email", b="phone", **how)


def own_sheet(name: str, **cells: Any) -> Step:
    """Add a sheet of their own, or type into one that is there."""
    return {"do": "add_sheet", "name": name, "cells": cells}


def delete(title: str) -> Step:
    """Delete a sheet."""
    return {"do": "delete_sheet", "title": title}


EDITS: list[Edit] = [
    Edit("nothing but typing", []),
    # --- sheets
    Edit("sheet renamed", [step("rename_sheet", to="My people")], titled("My people")),
    Edit("sheet copied", [step("copy_sheet", to="Contacts_2")], copied("Contacts_2")),
    Edit(
        "sheet copied, the original deleted",
        [step("copy_sheet", to="Contacts_2"), delete("Contacts")],
        both(titled("Contacts_2"), broken_formulas),
    ),
    Edit(
        "sheet copied, both renamed",
        [step("copy_sheet", to="People B"), step("rename_sheet", to="People A")],
        two_renamed_copies,
    ),
    Edit(
        "sheet copied, the copy takes over its name",
        [
            step("copy_sheet", to="Contacts_2"),
            {"do": "retitle", "title": "Contacts", "to": "Contacts old"},
            {"do": "retitle", "title": "Contacts_2", "to": "Contacts"},
        ],
        copied("Contacts old"),
    ),
    Edit("sheets reordered", [step("move_sheet", to=6), step("move_sheet", "questions", to=0)]),
    Edit("hidden sheets shown", [{"do": "show_sheets"}]),
    Edit("sheet deleted", [delete("Interviews")], sheet_deleted),
    Edit("table copied to a new sheet, with its keys", [step("copy_table", to="New people")], copied("New people")),
    Edit(
        "table copied to a new sheet, the original deleted",
        [step("copy_table", to="New people"), delete("Contacts")],
        both(titled("New people"), broken_formulas),
    ),
    Edit(
        "table copied to a new sheet without its keys, the original deleted",
        [step("copy_table", to="New people", seen=True), delete("Contacts")],
        both(titled("New people"), broken_formulas),
    ),
    Edit(
        "visible cells cut to a new sheet",
        [step("copy_table", to="New people", seen=True, cut=True)],
        both(titled("New people"), told("sheet-moved", "New people")),
    ),
    Edit("rows cut to a sheet of their own", [step("move_row", row=3, into="Archive", to=1)], row_in_own_sheet),
    Edit("sheet `_folio` deleted", [delete("_folio")], told("description-missing")),
    Edit("sheet `Lists` deleted", [delete("Lists")]),
    Edit("`_folio` and `Lists` deleted", [delete("_folio"), delete("Lists")], told("description-missing")),
    # --- columns
    Edit(
        "column inserted",
        [step("insert_column", before="field", header="How it went", values=["fair", "", 41])],
        extra("How it went", "fair", 41),
    ),
    Edit("column deleted", [step("delete_column", column="phone")], lambda e: e.without_column("contacts", "phone")),
    Edit("column of names deleted", [step("delete_column", column="name")], names_deleted),
    Edit(
        "column of numbers inserted at the left",
        [step("insert_column", before="name", header="No.", values=[51, 52, 53, 54, 55, 56])],
        extra("No.", 51, 52, 53, 54, 55, 56),
    ),
    Edit("column hidden", [step("hide_column", column="email")]),
    Edit("column moved to the right, past a gap", [step("move_column", column="email", gap=2)]),
    Edit(
        "column copied to the right",
        [step("move_column", column="email", gap=1, copy=True)],
        column_copied,
    ),
    Edit("two columns exchanged", [swap()]),
    Edit(
        "visible cells of two columns exchanged",
        [swap(seen=True)],
        told("headings-moved", "Contacts"),
    ),
    Edit(
        "heading reworded",
        [step("rename_header", column="job_title", to="Their job")],
        both(extra("Their job"), told("heading-changed", "Contacts", "job_title", "Their job")),
    ),
    Edit("heading blanked", [step("rename_header", column="job_title", to="")]),
    Edit("row of headings deleted", [step("delete_rows", which="heading")], told("headings-missing", "Contacts")),
    Edit("hidden keys shown", [step("show_keys"), step("show_keys", "interviews")]),
    Edit(
        "one hidden key mistyped, one cleared",
        [
            step("show_keys"),
            step("change_key", column="email", to="folio:contacts.emial"),
            step("change_key", column="organization", to=""),
        ],
        extra("folio:contacts.emial"),
    ),
    Edit("row of keys deleted", [step("delete_rows", which="keys")]),
    # --- rows
    Edit("rows inserted above", [step("insert_rows_above", count=3), step("insert_rows_above", "interviews", count=1)]),
    Edit(
        "rows inserted above the headings and below them",
        [step("insert_rows", above="heading", count=1), step("insert_rows", "interviews", above="data", count=2)],
    ),
    Edit("title and purpose deleted", [step("delete_rows", which="top", count=2)]),
    Edit("first row of data deleted", [step("delete_rows", which="data")], row_gone("contacts", 0)),
    Edit(
        "rows typed after gaps below the table",
        [
            step("type_below", offset=66, values={"name": "Una Frost", "email": "una at frost"}),
            step("type_below", "peaks_mine", offset=64, values={"category": "Skills", "quality": "Sorting seeds"}),
        ],
        both(
            more("contacts", name="Una Frost", email=Slip("una at frost", "not-an-email")),
            more("peaks_mine", category="Skills", quality="Sorting seeds"),
        ),
    ),
    Edit(
        "a row typed in row 600",
        [step("type_below", offset=594, values={"name": "Una Frost", "status": "Requested"})],
        more("contacts", name="Una Frost", status="Requested"),
    ),
    Edit("sorted", [step("sort", by="name"), step("sort", "interviews", by="takeaway", descending=True)]),
    Edit(
        "sorted together with the row of headings",
        [step("sort", by="name", heading=True)],
        told("headings-among-rows", "Contacts", None, "Name"),
    ),
    Edit("filtered", [step("filter", column="requested_on")]),
    Edit("rows hidden", [step("hide_rows", rows=[1, 2]), step("hide_rows", "interviews", rows=[2])]),
    Edit("a row copied over another", [step("copy_row", row=0, over=3)], copied_row),
    Edit(
        "rows of the plan moved",
        [step("move_row", "questions", row=0, to=12), step("move_row", "questions", row=3, to=0)],
    ),
    Edit("cells of a column moved down by one", [step("push_down", column="phone", row=1)], pushed_down),
    Edit(
        "cells merged, in the table and over its title",
        [
            step("merge", rows=[3, 4], first="organization", last="organization"),
            step("merge", rows=[4, 4], first="next_step", last="next_step_due"),
            step("merge", rows=[0, 0], first="name", last="email", top=True),
        ],
    ),
    # --- cells of their own
    Edit(
        "cells to the right of the table and below it",
        [
            step("type_beside", gap=0, values=["right beside", 12]),
            step("type_beside", gap=3, row=70, values=["far off"]),
            step("type_below", "peaks_wanted", offset=90, values={"words": "Only a remark"}),
        ],
        both(extra("right beside", 12, "far off"), more("peaks_wanted", **REMARK)),
    ),
    Edit(
        "custom sheets",
        [
            own_sheet("Scratch", B2="Bus fares", B3=20, B4="=B3*2", AA40="far out"),
            own_sheet("Ideas", A1="Call the zoo"),
        ],
        extra("Bus fares", 20, 40, "far out", "Call the zoo"),
    ),
    Edit(
        "a list of their own with the same headings",
        [own_sheet("My list", **LIST)],
        extra(*LIST.values()),
    ),
    Edit(
        "a custom column beside the table",
        [step("type_beside", gap=0, row=-1, values=["Mood", "good", "", "tired"])],
        extra("Mood", "good", "tired"),
    ),
    Edit(
        "notes of their own",
        [
            step("note", row=0, column="name", text="She called back"),
            step("note", row=4, column="phone", text="Has none"),
            step("note", row=-1, column="email", text="Ask first"),
        ],
        own_notes,
    ),
    Edit(
        "formulas of their own",
        [
            step("type", column="next_step_due", row=3, value="=DATE(2026;12;9)+1"),
            step("type", column="notes", row=3, value='="Sent to "&B7'),
            step("type_beside", gap=0, values=["=1+1", "=1/0"]),
        ],
        both(
            change("contacts", 3, next_step_due=Computed(date(2026, 12, 10)), notes=Computed("Sent to Valley Labs")),
            extra(2, {"error": "#DIV/0!"}),
        ),
    ),
    Edit(
        "values typed over formulas",
        [
            step("type", "interviews", column="interest_change", row=0, value=7),
            step("type", "interviews", column="thank_you_due", row=1, value="in time"),
            step("type", "start", line="asked", value=99),
        ],
        extra(7, "in time", 99),
    ),
    Edit("values spelled as people spell them", spellings(), spelled),
    # --- the form
    Edit(
        "form: rows inserted",
        [step("insert_rows", "start", line="email", count=2), step("insert_rows", "start", count=1)],
    ),
    Edit(
        "form: label reworded",
        [step("rename_label", "start", line="about_me", to="Me in short")],
        both(extra("Me in short"), told("heading-changed", "Start", "about_me", "Me in short")),
    ),
    Edit(
        "form: column inserted",
        [step("insert_form_column", "start", line="field_2", value="or Chemistry")],
        extra("or Chemistry"),
    ),
    Edit("form: a line deleted", [step("delete_rows", "start", line="student_id")], line_deleted),
    Edit("form: lines in another order", [step("move_line", "start", line="about_me", above="email")]),
    Edit("form: hidden column of keys deleted", [step("delete_form_keys", "start")]),
    # --- looks and locks
    Edit("colors, bold, wider columns", [step("format"), step("format", "interviews")]),
    Edit("sheets protected", [step("protect"), step("protect", "start")]),
    Edit("workbook protected", [{"do": "protect"}]),
    Edit("all protection taken away", [step("protect"), {"do": "protect", "off": True}]),
    # --- several at once
    Edit(
        "renamed, column inserted, rows above",
        [
            step("rename_sheet", to="My people"),
            step("insert_column", before="email", header="Tea or coffee", values=["tea"]),
            step("insert_rows_above", count=2),
        ],
        both(titled("My people"), extra("Tea or coffee", "tea")),
    ),
    Edit(
        "visible cells of two columns exchanged, then sorted, rows below",
        [
            swap(seen=True),
            step("sort", by="organization"),
            step("type_below", offset=70, values={"name": "Una Frost"}),
        ],
        both(told("headings-moved", "Contacts"), more("contacts", name="Una Frost")),
    ),
    Edit(
        "keys deleted, column moved, heading reworded",
        [
            step("move_column", column="notes", gap=2),
            step("rename_header", column="field", to="Field of work"),
            step("delete_rows", which="keys"),
        ],
        extra("Field of work"),
    ),
]
