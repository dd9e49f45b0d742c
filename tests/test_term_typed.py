"""A student's term, typed into both templates in LibreOffice: what the sheets compute is what folio computes.

Formulas look at the day on which they are worked out, so folio's side takes the day of the run, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from folio.domain.disagreements import DISAGREE
from folio.domain.due_days import business_days_after, follow_up_due, months_after
from folio.domain.follow_ups import all_follow_ups
from folio.domain.names import normalize_name
from folio.domain.start_list import start_list
from folio.insight.student_findings import StudentFindings, student_findings
from folio.intake.model import Reading
from folio.intake.one_workbook import read_content
from folio.intake.reading_records import records_of
from folio.intake.rules.check_rules import check_rules
from folio.workbook.build import build_workbook, listed_rows, prefilled_rows
from tests import office
from tests.conftest import Folio
from tests.term import BEN, CARLA, ESSENTIALS_TERM, KAI, MEI, NINA, OLU, OMAR, PAUL, ROSA, ROSE, TERM, VERA
from tests.workbooks import ANA, CREATED, kit

TERMS = {"complete": TERM, "essentials": ESSENTIALS_TERM}
BOTH = pytest.mark.parametrize("template", sorted(TERMS))
STYLES = ("xlsx", "ods")
Content = dict[str, list[dict[str, Any]]]
Cells = Mapping[office.Place, Any]

ZOE, UMA = "Zoe Quist", "Uma Tran"
SOON = date.today() + timedelta(days=3)  # noqa: DTZ011
# How much of a step two lines on the first sheet have room for.
FITS = 70
# Rows beyond the prepared ones, and the last one that formulas and drop-downs reach, counted from 1.
FAR, BEYOND = 295, 500
INSERTED = {
    "complete": {("Contacts", 6), ("Contacts", 11), ("Contacts", 14), ("Interviews", 6), ("Interviews", 13)},
    "essentials": {("Contacts", 10)},
}
EDITS: dict[str, list[dict[str, Any]]] = {
    "complete": [
        {"do": "insert_row", "sheet": "contacts", "row": 4},
        {"do": "key_in", "sheet": "contacts", "row": 4, "rows": [
            {"name": ZOE, "status": "Identified", "next_step": "Ask", "next_step_due": "2026-11-09", "can_advise": "Yes"},
        ]},
        {"do": "insert_row", "sheet": "interviews", "row": 3},
        {"do": "key_in", "sheet": "interviews", "row": 3, "rows": [
            {"contact": ZOE, "date": "2026-11-17", "status": "Planned"},
        ]},
        {"do": "insert_row", "sheet": "contacts", "row": 7},
        {"do": "delete_row", "sheet": "contacts", "row": 11},
        {"do": "delete_row", "sheet": "preview", "row": 6},
        {"do": "delete_row", "sheet": "follow_ups", "row": 2},
        {"do": "sort", "sheet": "interviews", "by": "date"},
        {"do": "sort", "sheet": "peaks_wanted", "by": "quality", "descending": True},
        {"do": "sort", "sheet": "follow_ups", "by": "kind"},
        # Above the first row, and a day that is none: every other row goes on counting.
        *({"do": "insert_row", "sheet": sheet, "row": 0}
          for sheet in ("contacts", "interviews", "preview", "peaks_wanted", "practice", "questions")),
        {"do": "key_in", "sheet": "contacts", "row": 0, "rows": [
            {"name": UMA, "status": "Completed", "referred_by": ROSA, "next_step": "Call", "next_step_due": "2026-11-09"},
        ]},
        {"do": "key_in", "sheet": "interviews", "row": 0, "rows": [
            {"contact": ROSA, "date": "2026-11-14", "status": "Completed", "interest_before": "1", "interest_after": "4",
             "thank_you_sent": "2026-11-15"},
            {"date": "some day in May"},
        ]},
        {"do": "key_in", "sheet": "interviews", "row": 20, "rows": [
            {"contact": OMAR, "date": SOON.isoformat(), "status": "Scheduled"},
        ]},
        {"do": "key_in", "sheet": "preview", "row": 0, "rows": [
            {"contact": UMA, "facet": "Meaning and rewards", "upside": "Thanks.", "rating": "5"},
        ]},
        {"do": "key_in", "sheet": "peaks_wanted", "row": 0, "rows": [
            {"contact": UMA, "category": "Skills", "quality": "Typing", "importance": "5"},
        ]},
        {"do": "key_in", "sheet": "practice", "row": 0, "rows": [{"date": "2026-08-01", "version": "I?", "rating": "1"}]},
        {"do": "key_in", "sheet": "questions", "row": 0, "rows": [{"question": "And then?", "minutes": "9"}]},
    ],
    "essentials": [
        {"do": "insert_row", "sheet": "contacts", "row": 4},
        {"do": "key_in", "sheet": "contacts", "row": 4, "rows": [
            {"name": ZOE, "status": "Identified", "next_step": "Ask", "next_step_due": "2026-11-09"},
        ]},
        {"do": "delete_row", "sheet": "interviews", "row": 7},
        {"do": "sort", "sheet": "interviews", "by": "date"},
    ],
}  # fmt: skip


def below(sheet: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Keying these rows in below those of the term; the question plan has others above."""
    return {"do": "key_in", "sheet": sheet, "row": len(TERM[sheet]), "rows": list(rows)}


# What formulas and folio could easily take for something else: names that begin like criteria, someone twice, rows
# without a name or a number, interviews of which nobody says how far they are, two who led to each other, more leads
# than there is room for, no headings.
ODD_ROWS = [
    below("contacts",
          {"name": PAUL, "referred_by": ROSA, "status": "Identified"},
          {"name": ">a", "status": "Completed", "field": "Software"},
          {"name": "<>", "status": "Thanked", "referred_by": "<>", "can_advise": "Yes"},
          {"name": "Ida", "status": "Requested", "requested_on": "2026-11-02", "referred_by": "Una"},
          {"name": "Una", "status": "Requested", "requested_on": "2026-11-02", "referred_by": "Ida"},
          {"name": "Asked, Status Left", "status": "Identified", "requested_on": "2026-11-12"},
          {"name": "Asked, No Status", "requested_on": "2026-11-12"},
          {"name": "Twice Thanked", "status": "Thanked"},
          {"name": "Day Only", "requested_on": "2026-11-02"},
          {"status": "Thanked"}),
    below("interviews",
          {"contact": ">a", "date": "2026-11-03", "status": "Completed"},
          {"contact": "<>", "date": "2026-11-04", "status": "Completed"},
          {"contact": "Ida", "date": "2026-11-05", "takeaway": "Held, by what is noted."},
          {"contact": "Day Only", "date": "2026-11-05"},
          {"contact": "Una", "date": "2026-12-24", "status": "Scheduled"},
          {"contact": "Twice Thanked", "date": "2026-10-10", "status": "Completed", "thank_you_sent": "2026-10-11"},
          {"contact": "Twice Thanked", "date": "2026-11-10", "status": "Completed"},
          {"date": "2026-11-06", "status": "Completed"}),
    below("follow_ups",
          {"kind": "Thank-you"}, {"kind": "Thank-you", "sent": "2026-11-07"},
          {"contact": "Ida", "kind": "Reminder"}, {"contact": "<>", "kind": "Report to the referrer"},
          {"contact": ROSA, "kind": "Report to the referrer"}),
    below("preview", {"contact": ">a", "facet": "Autonomy", "upside": "Odd."}, {"number": "", "facet": "Autonomy", "downside": "Said."},
          {"number": "", "facet": "Typical tasks", "upside": "Odd.", "downside": "Odd.", "rating": "3"}),
    below("peaks_wanted", {"contact": ">a", "category": "Skills", "quality": "<tact>", "importance": "4"}),
    below("leads", *({"lead": f"Lead {i}"} for i in range(9))),
    below("offers", {"organization": "Tideline", "field": "Software"}),
    *({"do": "rename_header", "sheet": sheet, "column": column, "to": ""}
      for sheet, column in (("leads", "done"), ("questions", "contact"), ("interviews", "status"), ("contacts", "name"))),
]  # fmt: skip


def before(template: str) -> Content:
    """The rows that stand in a new workbook."""
    return prefilled_rows(kit(template), ANA.fields[0])


def on_listed(template: str, content: Content) -> Content:
    """The content as it stands once it was typed from the first row on: over the numbers, facets and categories there."""
    rows = dict(content)
    for key, listed in listed_rows(kit(template).template).items():
        typed = content.get(key, [])
        rows[key] = [*(one | row for one, row in zip(listed, typed, strict=False)), *listed[len(typed) :]]
    return rows


def stored(template: str, content: Content | None = None) -> dict[office.Place, float | str]:
    """What folio itself computes for every formula cell of a workbook with this content, today."""
    book = build_workbook(
        kit(template), ANA, workbook_id="test", content=content, today=date.today(), created=CREATED  # noqa: DTZ011
    ).content  # fmt: skip
    return office.stored_values(book)


def do_all(folder: Path, libreoffice: office.LibreOffice) -> None:
    """Have LibreOffice type the terms, save them, open them again, edit them, and type far below."""
    jobs: list[dict[str, Any]] = []
    for template, term in TERMS.items():
        made = kit(template).template
        empty = folder / f"{template}.xlsx"
        empty.write_bytes(
            build_workbook(kit(template), ANA, workbook_id="test", today=date.today(), created=CREATED).content  # noqa: DTZ011
        )
        typing = office.typing(term, made, {"questions": len(before(template)["questions"])})
        jobs.append(job(empty, folder / f"{template}-typed", typing))
        for style in STYLES:
            typed = folder / f"{template}-typed.{style}"
            jobs.append(job(typed, folder / f"{template}-again-{style}", [], ()))
            jobs.append(job(typed, folder / f"{template}-edited-{style}", EDITS[template], (style,)))
    far = [
        {"do": "key_in", "sheet": "contacts", "row": 0, "rows": [{"name": ZOE, "referred_by": UMA}]},
        {"do": "key_in", "sheet": "contacts", "row": BEYOND - 1, "rows": [{"name": UMA, "referred_by": ZOE}, {"name": ROSE}]},
        {"do": "key_in", "sheet": "interviews", "row": FAR, "rows": [
            {"contact": ZOE, "date": "2026-10-05", "status": "Completed", "interest_before": "2", "interest_after": "5"},
        ]},
        {"do": "key_in", "sheet": "follow_ups", "row": 0, "rows": [
            {"contact": ZOE, "kind": "Thank-you"}, {"contact": UMA, "kind": "Report to the referrer"},
        ]},
        {"do": "key_in", "sheet": "preview", "row": BEYOND - 1, "rows": [
            {"contact": UMA, "facet": "Autonomy", "upside": "Free.", "rating": "4"},
        ]},
        {"do": "key_in", "sheet": "peaks_wanted", "row": BEYOND - 1, "rows": [
            {"contact": UMA, "category": "Skills", "quality": "Typing", "importance": "5"},
        ]},
        {"do": "key_in", "sheet": "questions", "row": FAR, "rows": [{"question": "What comes after all that?"}]},
        *({"do": "told_choices", "sheet": sheet, "column": column, "row": row, "to": str(folder / f"{sheet}-{row}.txt")}
          for sheet, column in (("contacts", "status"), ("questions", "stage")) for row in (FAR, BEYOND - 1)),
    ]  # fmt: skip
    jobs.append(job(folder / "complete.xlsx", folder / "far", far))
    jobs.append(job(folder / "complete-typed.xlsx", folder / "odd", ODD_ROWS, ("xlsx",)))
    libreoffice(jobs)


def job(source: Path, target: Path, steps: list[dict[str, Any]], styles: tuple[str, ...] = STYLES) -> dict[str, Any]:
    saves = [{"path": f"{target}.{style}", "format": style} for style in styles]
    return {"open": str(source), "steps": steps, "recalculate": True, "dump": f"{target}.json", "save": saves}


@pytest.fixture(scope="module")
def typed(libreoffice: office.LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all that LibreOffice did."""
    return office.made_once(tmp_path_factory, "typed", lambda folder: do_all(folder, libreoffice))


def reading_of(path: Path) -> Reading:
    (reading,) = check_rules([read_content(path.name, path.read_bytes())], date.today())  # noqa: DTZ011
    return reading


def content_of(reading: Reading, template: str, cells: Cells) -> Content:
    """The rows of every sheet where they stand, so that folio can make the same workbook again.

    Numbers, facets and categories stand where LibreOffice shows them, also in rows that hold nothing else.
    """
    content: Content = {"start": [office.as_typed(r) for r in reading.tables["start"].rows]}
    for sheet in kit(template).template.tables:
        typed = {row.number - 6: office.as_typed(row) for row in reading.tables[sheet.key].rows}
        shown = office.grid(cells, sheet.key) if sheet.listed else []
        listed = [{k: int(row[k]) if k == "number" else row[k] for k in sheet.listed if row[k] != ""} for row in shown]
        count = max(len(listed), *(i + 1 for i in typed), 0)
        content[sheet.key] = [(listed[i] if i < len(listed) else {}) | typed.get(i, {}) for i in range(count)]
    return content


# --- what is shown


@BOTH
def test_every_computed_cell_is_what_folio_computes(template: str, typed: Path) -> None:
    content = on_listed(template, TERMS[template])
    content["questions"] = [*before(template)["questions"], *TERMS[template]["questions"]]
    cells = office.shown(typed / f"{template}-typed.json")
    expected = stored(template, content)
    filled = [v for v in expected.values() if v not in ("", 0.0)]
    assert len(expected) > (2350 if template == "complete" else 240)
    assert len(filled) > (450 if template == "complete" else 80)
    assert office.differing(expected, cells) == {}
    assert office.errors(cells) == {}
    # The comparison sees a difference: the same cells of an empty workbook show something else.
    assert len(office.differing(stored(template), cells)) > len(filled) / 2


@BOTH
@pytest.mark.parametrize("style", STYLES)
def test_the_saved_file_shows_the_same_when_opened_again(style: str, template: str, typed: Path) -> None:
    first, again = (office.shown(typed / f"{template}-{name}.json") for name in ("typed", f"again-{style}"))
    assert office.differing(first, again) == {}


@BOTH
@pytest.mark.parametrize("style", STYLES)
def test_the_saved_file_reads_back_as_it_was_typed(style: str, template: str, typed: Path) -> None:
    reading = reading_of(typed / f"{template}-typed.{style}")
    rows = {key: [office.as_typed(r) for r in table.typed_rows] for key, table in reading.tables.items()}
    start = rows.pop("start")[0]
    listed = listed_rows(kit(template).template)
    expected = {
        key: [one | row for one, row in zip(listed[key], term, strict=False)] if key in listed else term
        for key, term in TERMS[template].items() if key != "start"
    }  # fmt: skip
    assert {k: v for k, v in rows.items() if v} == expected
    assert start.items() >= TERMS[template]["start"][0].items()
    assert (reading.extra, reading.notes) == ((), ())


# --- against the findings


def findings(template: str, typed: Path) -> tuple[Cells, StudentFindings]:
    reading = reading_of(typed / f"{template}-typed.ods")
    return office.shown(typed / f"{template}-typed.json"), student_findings(reading, date.today())  # noqa: DTZ011


def test_the_gap_matrix_tells_what_the_report_finds(typed: Path) -> None:
    cells, found = findings("complete", typed)
    told = {
        (row["category"], normalize_name(row["quality"])):
            (row["importance"], row["people"], row["rating"], row["strength"], row["gap"], row["verdict"])
        for row in office.grid(cells, "gaps")
    }  # fmt: skip
    assert told == {
        (g.category, normalize_name(g.quality)): (
            blank(g.importance), len(g.people), blank(g.rating), blank(g.strength), blank(g.gap), g.verdict,
        )
        for g in found.peaks.gaps if g.verdict != "not asked for yet"
    }  # fmt: skip
    widths = [row["gap"] for row in office.grid(cells, "gaps") if row["gap"] != ""]
    assert widths == sorted(widths, reverse=True)


def test_nothing_is_called_proven_beside_a_gap_that_is_left(typed: Path) -> None:
    lines = office.grid(office.shown(typed / "complete-typed.json"), "gaps")
    told = {row["quality"]: (row["gap"], row["verdict"]) for row in lines if row["quality"]}
    assert all((verdict == "proven") == (gap <= 0) for gap, verdict in told.values() if gap != "")
    assert (told["Teamwork"], told["R*"]) == ((1, "make it stronger"), (0, "proven"))
    assert (round(told["Patience"][0], 1), told["Patience"][1]) == (0.3, "make it stronger")
    assert told["Health and safety rules"] == ("", "proven")


def test_who_has_not_said_anything_yet_is_nobody_on_the_preview_board(typed: Path) -> None:
    term, odd = (
        {row["facet"]: row for row in office.grid(office.shown(typed / f"{name}.json"), "preview_board")}
        for name in ("complete-typed", "odd")
    )
    assert (term["Typical tasks"]["state"], term["Typical tasks"]["people"]) == (DISAGREE, 2)
    # The other field by itself.
    assert (term["Typical tasks"]["state_2"], term["Typical tasks"]["people_2"]) == ("Well covered", 2)
    assert (term["Autonomy"]["state"], term["Autonomy"]["people"]) == (DISAGREE, 2)
    # Nor is somebody without a name.
    assert (odd["Typical tasks"]["state"], odd["Typical tasks"]["people"]) == (DISAGREE, 2)


def blank(value: float | None) -> float | str:
    return "" if value is None else value


def days(*wanted: date | None) -> list[float | str]:
    return ["" if d is None else office.serial(d) for d in wanted]


@pytest.mark.parametrize(
    ("who", "kind", "due"),
    [
        (ROSA, "Thank-you", days(date(2026, 9, 23))),
        (ROSA, "Keep in touch", days(date(2026, 10, 22), date(2026, 12, 22), date(2027, 3, 22))),
        (ROSA, "Report to the referrer", days(date(2026, 11, 7))),
        (BEN, "Report to the referrer", days(date(2026, 11, 19))),
        (BEN, "Thanks for a referral", days(date(2026, 11, 1))),
        (BEN, "Keep in touch", days(date(2026, 11, 30))),
        (BEN, "Adviser request", days(None)),
        (MEI, "Thank-you", days(date(2026, 11, 13))),
        (OLU, "Reminder", days(date(2026, 11, 17), date(2026, 11, 23))),
        (ROSE, "Reminder", days(date(2026, 11, 20))),
        (VERA, "Reminder", days(None)),
        (CARLA, "Keep in touch", days(*(months_after(date(2026, 1, 31), n) for n in (1, 3, 6, 12)))),
        (PAUL, "Thank-you", days(date(2026, 11, 23))),
        (NINA, "Reminder", days(None)),
        (CARLA, "Thank-you", days(None)),
        (KAI, "Reminder", days(date(2026, 11, 19))),
    ],
)
def test_follow_ups_are_due_on_the_days_that_the_term_tells(
    who: str, kind: str, due: list[float | str], typed: Path
) -> None:
    rows = office.grid(office.shown(typed / "complete-typed.json"), "follow_ups")
    assert [
        r["when_due"] for r in rows if normalize_name(r["contact"]) == normalize_name(who) and r["kind"] == kind
    ] == due


def ruled_dues() -> set[tuple[float, str]]:
    """The open follow-ups and planned activities of the term by the rules alone: (day, who or what)."""
    interviews = {row["contact"]: row["date"] for row in TERM["interviews"] if row["status"] == "Completed"}
    asked = {row["name"]: row["requested_on"] for row in TERM["contacts"] if "requested_on" in row}
    found: set[tuple[str, date | None]] = {(PAUL, date(2026, 11, 23)), (CARLA, date(2026, 11, 16))}
    found |= {(CARLA, follow_up_due("Keep in touch", interview=interviews[CARLA], nth=4))}
    found |= {(ROSA, follow_up_due("Keep in touch", interview=interviews[ROSA], nth=n)) for n in (2, 3)}
    found |= {
        (BEN, follow_up_due("Keep in touch", interview=interviews[BEN])),
        (MEI, follow_up_due("Thank-you", interview=interviews[MEI])),
    }
    found |= {(BEN, follow_up_due("Report to the referrer", referral_interview=interviews[MEI]))}
    found |= {(who, business_days_after(asked[who], 3)) for who in (ROSE, KAI)} | {
        (OLU, business_days_after(asked[OLU], 7))
    }
    planned = {
        (row["activity"], row["activity_by"])
        for row in TERM["peaks_mine"] if row.get("activity_by") and not row.get("activity_done")
    }  # fmt: skip
    return {(office.serial(day), normalize_name(who)) for who, day in found | planned if day}


@BOTH
def test_the_agenda_tells_what_the_report_finds_due(template: str, typed: Path) -> None:
    cells, found = findings(template, typed)
    agenda = office.listing(cells, kit(template).template.sheets[0], "next")
    records = records_of(reading_of(typed / f"{template}-typed.ods"), date.today())  # noqa: DTZ011
    steps = start_list(records)
    with_day = sum(step.when is not None for step in steps)
    if with_day > len(agenda):
        *agenda, last = agenda
        assert last == ("", f"\u2026 and {with_day - len(agenda)} more, on the other sheets", "")
    assert len(agenda) == (11 if template == "complete" else min(12, len(steps)))
    today = office.serial(date.today())  # noqa: DTZ011
    for (day, what, where), step in zip(agenda, steps, strict=False):
        when = office.serial(step.when) if step.when else ""
        # Whoever typed a space too many is somebody else to a sheet. What doesn't fit into two lines is cut off.
        kept = what.removesuffix("\u2026")
        assert len(what) == FITS if kept != what else len(what) <= FITS
        whole = normalize_name(step.told)
        assert (day, normalize_name(kept)) == (when, whole if kept == what else whole[: len(normalize_name(kept))])
        assert where.endswith(", overdue") == (day != "" and day < today)
        assert where.endswith(", today") == (day == today)
    # By the rules alone, the term has these open, whatever folio lists.
    if template == "complete":
        told = {(office.serial(d.when), normalize_name(d.who or d.what)) for d in found.due if d.when}
        assert ruled_dues() <= told


@BOTH
def test_the_counts_are_those_of_the_report(template: str, typed: Path) -> None:
    cells, found = findings(template, typed)
    sheet = "progress" if template == "complete" else "start"
    told = {key: office.line(cells, f"{sheet}.{key}") for key in ("asked", "thanks_open")}
    for key in ("people", "talks"):
        # Small as it is, essentials has these counts only beside the dots of the goals: ●●○ 2 (goal 3).
        shown = office.line(cells, f"progress.{key}" if template == "complete" else f"start.goal_{key}")
        told[key] = shown if template == "complete" else int(shown.split()[1])
    thanks = found.progress.thanks
    assert told == {
        "people": found.progress.people, "talks": found.progress.interviews,
        "asked": found.progress.asked,
        "thanks_open": thanks.due + thanks.missing,
    }  # fmt: skip
    if template == "complete":
        records = records_of(reading_of(typed / f"{template}-typed.ods"), date.today())  # noqa: DTZ011
        dues = sorted(it.due for it in all_follow_ups(records) if it.waiting and it.due)
        assert office.line(cells, "progress.follow_ups_overdue") == sum(d < date.today() for d in dues)  # noqa: DTZ011
        # A day that has passed is overdue, not next.
        to_come = next(d for d in dues if d >= date.today())  # noqa: DTZ011
        assert office.line(cells, "progress.next_follow_up") == office.serial(to_come)
        statuses = {s.status: s.people for s in found.progress.pipeline}
        assert {s: office.line(cells, f"network.status_{s.lower().replace(' ', '_')}") for s in statuses} == statuses


# --- edits


@BOTH
@pytest.mark.parametrize("style", STYLES)
def test_after_rows_are_inserted_deleted_and_sorted_all_is_computed_right(
    style: str, template: str, typed: Path
) -> None:
    cells = office.shown(typed / f"{template}-edited-{style}.json")
    assert office.errors(cells) == {}
    reading = reading_of(typed / f"{template}-edited-{style}.{style}")
    assert reading.extra == ()
    expected = stored(template, content_of(reading, template, cells))
    # LibreOffice puts no formula into an inserted row, and has none at the end where one was deleted.
    bare = {place for place in expected if place not in cells}
    inserted = INSERTED[template]
    assert {(sheet, int(re.sub("[A-Z]", "", cell))) for sheet, cell in bare} - inserted <= {
        ("Follow-ups", 45), ("Interviews", 29),
    }  # fmt: skip
    assert office.differing({p: v for p, v in expected.items() if p not in bare}, cells) == {}


@BOTH
def test_an_inserted_row_is_on_the_agenda(template: str, typed: Path) -> None:
    for style in STYLES:
        cells = office.shown(typed / f"{template}-edited-{style}.json")
        told = office.listing(cells, kit(template).template.sheets[0], "next")
        assert (office.serial(date(2026, 11, 9)), f"{ZOE}: Ask") in [line[:2] for line in told]


@pytest.mark.parametrize("style", STYLES)
def test_a_talk_of_this_week_comes_before_all_that_is_overdue(style: str, typed: Path) -> None:
    cells = office.shown(typed / f"complete-edited-{style}.json")
    first, second, *_ = office.listing(cells, kit("complete").template.sheets[0], "next")
    assert first == (office.serial(SOON), f"Interview with {OMAR}", "Interviews")
    assert second[0] < office.serial(date.today())  # noqa: DTZ011


def test_odd_names_and_emptied_headings_are_computed_right(typed: Path) -> None:
    cells, reading = office.shown(typed / "odd.json"), reading_of(typed / "odd.xlsx")
    assert office.errors(cells) == {}
    assert office.differing(stored("complete", content_of(reading, "complete", cells)), cells) == {}
    thanked, reminded = (
        {r["contact" if key == "thank_you_due" else "name"] for r in office.grid(cells, sheet) if r[key] != ""}
        for sheet, key in (("interviews", "thank_you_due"), ("contacts", "remind_on"))
    )
    assert {">a", "Twice Thanked", "Ida", ""} <= thanked
    assert not thanked & {"<>", "Day Only"}
    assert not reminded & {"Ida", "Una", "Day Only"}
    found = student_findings(reading, date.today())  # noqa: DTZ011
    assert office.line(cells, "progress.thanks_open") == found.progress.thanks.due + found.progress.thanks.missing
    assert {d.who for d in found.due if d.kind == "Thank-you"} >= {">a", "Twice Thanked", "Ida"}
    assert not {d.who for d in found.due if d.kind == "Thank-you"} & {"<>", "Day Only"}
    assert not {d.who for d in found.due if d.kind == "Reminder"} & {"Ida", "Una", "Day Only"}
    leads = office.listing(cells, kit("complete").template.sheet("network"), "open_leads")
    assert leads[-1][1] == "\u2026 and more, on the other sheets"


# --- far below


@pytest.mark.parametrize("style", STYLES)
def test_rows_typed_far_below_are_computed_and_read(style: str, typed: Path) -> None:
    cells = office.shown(typed / "far.json")
    contacts, follow_ups = office.grid(cells, "contacts"), office.grid(cells, "follow_ups")
    # LibreOffice adds no formulas below the prepared rows; all others count what stands there.
    assert {contacts[BEYOND - 1][key] for key in ("led_by", "led_to", "last_talk", "remind_on")} == {""}
    assert office.grid(cells, "interviews")[FAR]["interest_change"] == ""
    assert (contacts[0]["led_by"], contacts[0]["led_to"]) == (f"{UMA}", 1)
    assert contacts[0]["last_talk"] == office.serial(date(2026, 10, 5))
    assert [row["when_due"] for row in follow_ups] == [office.serial(date(2026, 10, d)) for d in (6, 12)]
    assert [row["people"] for row in office.grid(cells, "preview_board") if row["facet"] == "Autonomy"] == [1]
    (gap,) = office.grid(cells, "gaps")
    assert (gap["quality"], gap["people"], gap["importance"]) == ("Typing", 1, 5)
    reading = reading_of(typed / f"far.{style}")
    assert [row["name"] for row in reading.rows("contacts")] == [ZOE, UMA, ROSE]
    assert [row.number for row in reading.tables["contacts"].rows] == [6, BEYOND + 5, BEYOND + 6]
    assert [row["question"] for row in reading.rows("questions")] == ["What comes after all that?"]
    assert reading.extra == ()


@pytest.mark.parametrize(("sheet", "first"), [("contacts", "Identified"), ("questions", "Introductory")])
@pytest.mark.parametrize("row", [FAR, BEYOND - 1])
def test_rows_far_below_offer_the_choices(sheet: str, first: str, row: int, typed: Path) -> None:
    assert (typed / f"{sheet}-{row}.txt").read_text(encoding="utf-8").splitlines()[:1] == [first]


def test_a_plan_that_nobody_touched_is_no_typed_row(folio: Folio, typed: Path) -> None:
    for name, questions in (("complete.xlsx", 0), ("essentials.xlsx", 0), ("far.xlsx", 1), ("far.ods", 1)):
        result = folio("check", str(typed / name), "--format", "json")
        (told,) = json.loads(result.out)["workbooks"]
        assert told["rows"]["questions"] == questions
