"""What people type beside the rules: texts where days and numbers belong, years far off, another case.

No formula shows an error, and what LibreOffice works out is what folio stored.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from folio.template.loading import Kit
from folio.template.schema import Template
from folio.template.vocabulary import STAGE_LEADS
from folio.workbook.build import build_workbook
from folio.workbook.formulas.workings_layout import Workings, workings_cell
from tests import office
from tests.workbooks import ANA, CLEAN, CREATED, FACETS, kit

FAR = date(9990, 12, 31)

ODD: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Lin Park", "status": "requested", "requested_on": date(2026, 11, 2), "referred_by": "dana lee",
         "field": "Nursing", "can_advise": True},
        {"name": "Dana Lee", "status": "In touch", "requested_on": "soon", "next_step_due": "later",
         "referred_by": "Sam Ortiz"},
        {"name": "Ann Roe", "status": "Reminded", "requested_on": FAR, "next_step_due": FAR, "referred_by": "Lin Park"},
    ],
    "interviews": [
        {"contact": "Lin Park", "date": date(2026, 10, 1), "status": "completed", "interest_before": "3",
         "interest_after": 5},
        {"contact": "Ann Roe", "date": FAR, "status": "Completed", "interest_before": 3, "interest_after": "much"},
        {"contact": "SAM ORTIZ", "status": "Planned", "minutes": 5},
        {"contact": "Nobody", "status": "Planned", "minutes": "long", "thank_you_sent": "yes"},
    ],
    "preview": [
        {"contact": "Lin Park", "facet": FACETS[0].upper(), "upside": "x", "rating": "4", "agreement": "supports it"},
        {"facet": FACETS[0], "downside": "y", "rating": 2.5},
        {"facet": "Other", "downside": "y", "rating": 9},
    ],
    "questions": [
        {"question": "How do people get in?", "stage": STAGE_LEADS, "topic": "Outlook and ways in", "minutes": 3},
        {"contact": "sam ortiz", "question": "What is hard?", "topic": "downsides", "minutes": 30},
        {"contact": "Lin Park", "minutes": "3"},
    ],
    "peaks_wanted": [
        {"contact": "dana lee", "category": "skills", "quality": "WRITING", "importance": 2},
        {"contact": "Dana Lee", "category": "Skills", "quality": "Writing", "importance": "5"},
        {"category": "Skills", "quality": "Talking", "importance": 9},
        {"quality": "No category", "importance": 4},
    ],
    "peaks_mine": [
        {"category": "Skills", "quality": "writing", "document": "Letter", "strength": "4"},
        {"category": "Skills", "quality": "Talking", "document": "Film", "strength": 2.5, "activity_by": FAR},
    ],
    "follow_ups": [
        {"contact": "Lin Park", "kind": "reminder"}, {"contact": "Lin Park", "kind": "Reminder", "sent": "yes"},
        {"contact": "Ann Roe", "kind": "Thank-you"}, {"contact": "dana lee", "kind": "Report to the referrer"},
        {"contact": "Nobody", "kind": "Thank-you", "due": "next week"}, {"kind": "Reminder"}, {"contact": "Dana Lee"},
    ],
    "leads": [{"lead": "Far", "due": FAR}, {"lead": "When?", "due": "soon"}, {"due": date(2026, 9, 9)}],
    "offers": [{"organization": "Far Inc.", "decide_by": FAR, "decision": "open", "field": "nursing"}],
    "practice": [{"date": "x", "version": "v", "rating": "2"}, {"date": date(2026, 9, 1), "rating": 5}],
}  # fmt: skip


def book(content: dict[str, list[dict[str, Any]]], made: Kit) -> bytes:
    return build_workbook(made, ANA, workbook_id="test", content=content, today=date.today(), created=CREATED).content  # noqa: DTZ011


def test_odd_cells_yield_no_errors_and_what_folio_computes(libreoffice: office.LibreOffice, tmp_path: Path) -> None:
    content = {key: [*CLEAN.get(key, []), *rows] for key, rows in ODD.items()}
    path, dump = tmp_path / "odd.xlsx", tmp_path / "odd.json"
    path.write_bytes(book(content, kit()))
    libreoffice([{"open": str(path), "recalculate": True, "dump": str(dump)}])
    cells, stored = office.shown(dump), office.stored_values(path.read_bytes())
    assert office.errors(cells) == {}
    assert office.differing(stored, cells) == {}
    changes = [row.get("interest_change") for row in office.grid(cells, "interviews")]
    assert changes[0] == 2
    assert set(changes[1:]) <= {"", None}
    leads = [what for _, what, _ in office.listing(cells, kit().template.sheet("network"), "open_leads")]
    assert leads == ["Far", "Open day", "When?"]


def test_a_day_past_the_end_of_the_calendar_is_no_day() -> None:
    content: dict[str, list[dict[str, Any]]] = {
        "contacts": [{"name": "Ann Roe"}],
        "interviews": [{"contact": "Ann Roe", "date": date(9999, 12, 20), "status": "Completed"}],
        "follow_ups": [{"contact": "Ann Roe", "kind": "Keep in touch"}],
    }
    stored = office.stored_values(book(content, kit()))
    title, keys = (sheet := kit().template.sheet("follow_ups")).title, sheet.keys
    assert stored[title, f"{chr(65 + keys.index('when_due'))}6"] == ""


def test_a_plan_is_not_told_to_lack_topics_that_the_template_does_not_have() -> None:
    """A counselor's own topics: nothing is said of those that no question could have."""
    made = kit()
    raw = made.template.model_dump(mode="json", exclude_defaults=True)
    for column in next(s for s in raw["sheets"] if s["key"] == "questions")["columns"]:
        if column["key"] == "topic":
            column["choices"] = ["The work", "The way there"]
    own = Kit(Template.model_validate(raw), made.questions, made.qualities, made.theme)
    question = {"question": "What do you do?", "topic": "The work", "minutes": 3}
    assert plan_word({"questions": [question]}, own) == "No leads; 1 question, 3 min"
    assert plan_word({"questions": [{**question, "stage": STAGE_LEADS}]}, own) == "1 question, 3 min"
    assert plan_word({"questions": [question]}, made) == "No downsides; No leads; 1 question, 3 min"


def plan_word(content: dict[str, list[dict[str, Any]]], made: Kit) -> object:
    return office.stored_values(book(content, made))[made.template.sheet("questions").title, "A2"]


def test_gaps_that_differ_by_a_rounding_go_by_importance() -> None:
    """4 1/3 - 4 and 1 1/3 - 1 are not quite the same to a computer; the more important quality comes first."""
    means = {"Writing": [1, 1, 2], "Talking": [4, 4, 5]}
    content: dict[str, list[dict[str, Any]]] = {
        "peaks_wanted": [
            {"category": "Skills", "quality": q, "importance": n} for q, numbers in means.items() for n in numbers
        ],
        "peaks_mine": [
            {"category": "Skills", "quality": q, "document": "Film", "strength": min(n)} for q, n in means.items()
        ],
    }
    made = kit().template
    stored, sheet = office.stored_values(book(content, kit())), made.sheet("gaps")
    column = chr(65 + sheet.keys.index("quality"))
    shown = [stored[sheet.title, f"{column}{row}"] for row in (6, 7)]
    lines = [
        stored["Workings", workings_cell(Workings.GAP_LINE, line).rpartition("!")[2].replace("$", "")]
        for line in (0, 1)
    ]
    # Lines of PEAKS wanted, of which the heading is the first.
    assert (shown, lines) == (["Talking", "Writing"], [5.0, 2.0])
