"""What a student types for a contact and for an interview: each fact once, on one screen, and the rest follows."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from folio.domain.answers import answers_of
from folio.domain.previews import preview_of
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.template.schema import Sheet
from tests.conftest import TEMPLATES, Folio, open_book
from tests.workbooks import FIRST_ROW, TODAY, edited, kit, make, read

sys.path.insert(0, str(Path(__file__).parent.parent / "samples"))

import make as sample_maker

# The first screen of a laptop of 1366 pixels, less the numbers of the rows and the scroll bar.
SCREEN = 1300
PIXELS_OF_A_LETTER, PADDING = 7, 5
ABOUT = sample_maker.read_toml(sample_maker.STORY / "class.toml")
STORIES = [sample_maker.read_toml(path) for path in sorted(sample_maker.STORY.glob("[0-9]*.toml"))]
# What an interview is documented in, beside the few cells about the contact.
DOCUMENTED = ("interviews", "preview", "peaks_wanted", "questions")
OF_A_CONTACT = ("name", "organization", "job_title", "field", "email")
BOTH = pytest.mark.parametrize("template", TEMPLATES)


def opened(workbook: bytes) -> Workbook:
    """A workbook as openpyxl opens it, with what its formulas show."""
    Path("opened.xlsx").write_bytes(workbook)
    return open_book("opened.xlsx", values=True)


def typed_cells(reading: Reading, key: str, row: Any) -> set[str]:
    """The columns in which a person typed: neither what follows from other cells nor what is listed beforehand."""
    assert reading.template is not None
    listed = reading.template.sheet(key).listed
    return {c for c in row.values if row.is_typed(c) and c not in listed}


def cells_by_interview(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Each completed interview of a workbook: with whom, how many cells document it, and how many facets it has."""
    tables = {key: table.rows for key, table in reading.tables.items()}
    for talk in tables["interviews"]:
        if talk.values["status"] != "Completed":
            continue
        name, number = talk.values["contact"], talk.values["number"]
        answer = "answer" if number == 1 else f"answer_{number}"
        cells = len(typed_cells(reading, "interviews", talk)) + len(OF_A_CONTACT)
        about = [(k, r) for k in ("preview", "peaks_wanted") for r in tables.get(k, ()) if r.values["contact"] == name]
        cells += sum(len(typed_cells(reading, key, row)) for key, row in about)
        for row in tables["questions"]:
            if row.values["contact"] == name:
                cells += len(typed_cells(reading, "questions", row))
            elif row.values["contact"] is None:
                cells += row.has(answer)
        yield str(name), cells, sum(key == "preview" for key, _ in about)


@pytest.mark.parametrize(("template", "most"), [("complete", 60), ("essentials", 25)])
def test_an_interview_costs_few_cells(template: str, most: int) -> None:
    found: list[tuple[str, int, int]] = []
    for story in STORIES:
        if story["template"] == template and story["state"] == "handed in":
            found += cells_by_interview(read(sample_maker.filled_workbook(story, ABOUT)))
    assert max(cells for _, cells, _ in found) <= most
    assert [who for who, cells, _ in found if cells > most] == []
    # Among them are interviews as thorough as they come: half of the facets or more, and qualities in their words.
    assert template == "essentials" or sum(facets >= 6 for *_, facets in found) >= 5
    assert len(found) >= 3


@BOTH
def test_five_cells_make_a_contact(template: str) -> None:
    """With these, everything on the first screen of Contacts is there: the status and the next step follow."""
    sheet = kit(template).template.sheet("contacts")
    shown = [c for c in sheet.columns if not c.more]
    assert [c.key for c in shown if c.typed and c.proposal is None and c.key != "requested_on"] == [*OF_A_CONTACT]
    assert [c.key for c in shown[:5]] == ["name", "organization", "status", "next_step", "next_step_due"]
    dana = {"name": "Dana Lee", "organization": "Cedar Clinic", "job_title": "Nurse", "field": "Nursing",
            "email": "dana@cedar.example.org"}  # fmt: skip
    row = opened(make({"contacts": [dana]}, template=template))["Contacts"][FIRST_ROW]
    # TODAY is a Friday.
    assert [cell.value for cell in row[:5]] == [
        "Dana Lee",
        "Cedar Clinic",
        "Identified",
        "Ask for an interview",
        "Nov 27",
    ]


def width(sheet: Sheet, keys: list[str]) -> int:
    return sum(sheet.column(key).width * PIXELS_OF_A_LETTER + PADDING for key in keys)


@BOTH
def test_the_debrief_fits_one_screen(template: str) -> None:
    sheet = kit(template).template.sheet("interviews")
    shown = [c.key for c in sheet.columns if not c.more]
    start = next(i for i, key in enumerate(shown) if key == "takeaway")
    assert width(sheet, ["number", "contact", *shown[start:]]) <= SCREEN
    typed = [sheet.column(key).typed for key in shown]
    assert all(typed), "no gray column between what is typed"


@BOTH
def test_every_table_that_is_filled_in_fits_one_screen_but_for_what_is_folded(template: str) -> None:
    for key in ("contacts", "preview", "peaks_wanted", "peaks_mine", "follow_ups"):
        if sheet := kit(template).template.get(key):
            assert width(sheet, [c.key for c in sheet.columns if not c.more]) <= SCREEN, key


@BOTH
def test_what_is_folded_can_be_unfolded(template: str) -> None:
    book = opened(make(template=template))
    for sheet in kit(template).template.tables:
        dimensions = book[sheet.title].column_dimensions
        for i, column in enumerate(sheet.columns):
            # openpyxl keeps a run of columns under the first of it.
            found = next(d for d in dimensions.values() if (d.min or 0) <= i + 1 <= (d.max or 0))
            assert (found.outlineLevel, found.hidden) == ((1, True) if column.more else (0, False)), column.key


class TestWhatFollows:
    """The status of contacts and interviews, and who a row is about."""

    @staticmethod
    def reading(*interviews: dict[str, Any], **more: list[dict[str, Any]]) -> Reading:
        contact = {"name": "Dana Lee"} | more.pop("contact", [{}])[0]
        return read(make({"contacts": [contact], "interviews": list(interviews), **more}))

    @pytest.mark.parametrize(
        ("interview", "contact", "status"),
        [
            (None, {}, "Identified"),
            (None, {"requested_on": date(2026, 11, 2)}, "Requested"),
            ({}, {}, "Identified"),
            ({"date": date(2026, 12, 1)}, {}, "Scheduled"),
            ({"date": date(2026, 11, 1), "takeaway": "Count pumps"}, {}, "Completed"),
            ({"date": date(2026, 11, 1), "interest_after": 4}, {}, "Completed"),
            ({"date": date(2026, 11, 1), "thank_you_sent": date(2026, 11, 2)}, {}, "Thanked"),
            ({"date": date(2026, 12, 1), "status": "Canceled"}, {}, "Identified"),
            ({"date": date(2026, 12, 1)}, {"status": "Declined"}, "Declined"),
        ],
    )
    def test_the_status_of_a_contact(
        self, interview: dict[str, Any] | None, contact: dict[str, Any], status: str
    ) -> None:
        interviews = [] if interview is None else [{"contact": "Dana Lee", **interview}]
        reading = self.reading(*interviews, contact=[contact])
        (row,) = reading.tables["contacts"].rows
        assert row.values["status"] == status
        assert ("status" in row.proposed) == ("status" not in contact)

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"kind": "Reminder"}, "Reminded"), ({"kind": "Keep in touch"}, "Identified")],
    )
    def test_what_was_sent_counts(self, sent: dict[str, Any], status: str) -> None:
        sent = {"contact": "Dana Lee", "sent": date(2026, 11, 3), **sent}
        assert self.reading(follow_ups=[sent]).rows("contacts")[0]["status"] == status

    def test_keeping_in_touch_counts_once_they_were_thanked(self) -> None:
        held = {"contact": "Dana Lee", "date": date(2026, 9, 1), "thank_you_sent": date(2026, 9, 2)}
        sent = {"contact": "Dana Lee", "kind": "Keep in touch", "sent": date(2026, 10, 2)}
        assert self.reading(held, follow_ups=[sent]).rows("contacts")[0]["status"] == "In touch"

    def test_the_number_of_an_interview_says_who_told_it(self) -> None:
        reading = self.reading(
            {"number": 1, "contact": "Dana Lee"},
            preview=[{"number": 1, "facet": "Autonomy", "upside": "Her own rounds"}],
            peaks_wanted=[{"number": 1, "category": "Skills", "quality": "Writing"}],
        )
        for key in ("preview", "peaks_wanted"):
            (row,) = reading.tables[key].rows
            assert (row.values["contact"], row.proposed) == ("Dana Lee", frozenset({"contact"}))

    def test_a_name_typed_over_it_wins(self) -> None:
        told = {"number": 1, "contact": "Sam Ortiz", "facet": "Autonomy", "upside": "Her own rounds"}
        reading = self.reading({"number": 1, "contact": "Dana Lee"}, preview=[told])
        (row,) = reading.tables["preview"].rows
        assert (row.values["contact"], row.proposed) == ("Sam Ortiz", frozenset())

    def test_an_export_says_what_nobody_typed(self, folio: Folio) -> None:
        Path("a.xlsx").write_bytes(make({"contacts": [{"name": "Dana Lee"}]}))
        (row,) = json.loads(folio("export", "a.xlsx").out)["workbooks"][0]["tables"]["contacts"]
        assert (row["status"], row["_proposed"], row["next_step"]) == ("Identified", ["status"], None)


class TestListedRows:
    """The numbers, facets and categories that stand there beforehand."""

    def test_they_count_for_nothing(self) -> None:
        reading = read(make())
        assert {k: len(t.rows) for k, t in reading.tables.items() if k not in ("start", "questions")} == dict.fromkeys(
            (k for k in reading.tables if k not in ("start", "questions")), 0
        )
        assert (reading.problems, reading.extra, reading.started) == ((), (), False)

    def test_each_facet_stands_there_for_ten_interviews(self) -> None:
        sheet = opened(make(prepared=None))["Job preview"]
        rows = [(r[0].value, r[2].value) for r in sheet.iter_rows(min_row=FIRST_ROW) if r[0].value]
        facets = kit().template.sheet("preview").column("facet").choices or ()
        assert rows == [(n, facet) for n in range(1, 11) for facet in facets]

    def test_a_reading_gives_what_was_typed_beside_them(self) -> None:
        workbook = edited(make(), lambda book: book["Job preview"].__setitem__("D8", "Raises every year"))
        (row,) = read(workbook).tables["preview"].rows
        assert {k: v for k, v in row.values.items() if v} == {
            "number": 1, "facet": "Pay and benefits", "upside": "Raises every year",
        }  # fmt: skip

    def test_another_facet_in_their_place_is_read(self) -> None:
        workbook = edited(make(), lambda book: book["Job preview"].__setitem__("C8", "Parking"))
        reading = read(workbook)
        assert [(p.code, p.column) for p in reading.problems] == [
            ("not-a-choice", "facet"),
            ("missing-required", "contact"),
        ]
        assert [r.as_typed["facet"] for r in reading.tables["preview"].rows] == ["Parking"]


class TestAnswers:
    """The same question asked of several people has room for each answer."""

    def test_each_is_whose_number_it_has(self) -> None:
        reading = read(make({
            "contacts": [{"name": "Dana Lee"}, {"name": "Sam Ortiz"}, {"name": "Ida Berg"}],
            "interviews": [{"number": 1, "contact": "Sam Ortiz"}, {"number": 2, "contact": "Dana Lee"}],
            "questions": [
                {"question": "What wears you out?", "answer": "The pager", "answer_2": "Lifting", "answer_3": "Nobody's"},
                {"question": "Who else?", "contact": "Ida Berg", "answer": "Ask Sam"},
            ],
        }))  # fmt: skip
        found = [(a.contact, a.text) for a in answers_of(records_of(reading, TODAY))]
        assert found == [("Sam Ortiz", "The pager"), ("Dana Lee", "Lifting"), ("", "Nobody's"), ("Ida Berg", "Ask Sam")]


def test_what_matters_is_asked_once_and_a_viewpoint_belongs_to_the_contact() -> None:
    template = kit().template
    assert not {"importance", "viewpoint", "read_elsewhere"} & {*template.sheet("preview").keys}
    reading = read(make({
        "contacts": [{"name": "Dana Lee", "viewpoint": "Current employee"}],
        "interviews": [{"number": 1, "contact": "Dana Lee", "takeaway": "Count pumps"}],
        "preview": [{"number": 1, "facet": "Autonomy", "upside": "Her own rounds"}],
        "preview_board": [{"facet": "Autonomy", "importance": 5, "read_elsewhere": "Little freedom."}],
    }))  # fmt: skip
    preview = preview_of(records_of(reading, TODAY))
    assert preview is not None
    (entry,) = preview.entries
    assert (entry.viewpoint, entry.read_elsewhere) == ("Current employee", "Little freedom.")
    assert {f.facet: f.importance for f in preview.facets if f.importance} == {"Autonomy": 5}


def test_a_thank_you_is_noted_in_one_place() -> None:
    assert "Thank-you" not in (kit().template.sheet("follow_ups").column("kind").choices or ())


def test_whoever_referred_somebody_may_be_anybody() -> None:
    reading = read(make({"contacts": [{"name": "Dana Lee", "referred_by": "Coach Ruiz"}]}), today=TODAY)
    assert [(p.code, p.severity) for p in reading.problems] == [("referrer-not-listed", "note")]


def test_two_interviews_of_one_number_are_told() -> None:
    rows = [{"number": 3, "contact": "Dana Lee"}, {"number": 3, "contact": "Sam Ortiz"}]
    reading = read(make({"contacts": [{"name": "Dana Lee"}, {"name": "Sam Ortiz"}], "interviews": rows}), today=TODAY)
    assert [(p.code, p.cell, p.value) for p in reading.problems] == [("number-twice", "A7", 3)]


@BOTH
def test_examples_stand_above_and_never_count(template: str) -> None:
    workbook = make(template=template)
    examples = [c.example for s in kit(template).template.tables for c in s.columns if c.example]
    shown = [str(cell.value) for sheet in opened(workbook) for row in sheet.iter_rows(max_row=3) for cell in row]
    assert len(examples) >= 8
    assert {*examples} <= {*shown}
    assert read(workbook).extra == ()


def test_the_stories_are_plain_toml() -> None:
    assert len(STORIES) == 12
    assert all(tomllib.loads(path.read_text(encoding="utf-8")) for path in sample_maker.STORY.glob("*.toml"))
