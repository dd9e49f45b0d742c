"""Deciding: what was heard of each field by itself, a decision beside it, and offers beside the main downsides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from folio.basics.cell_references import cell_address
from folio.insight.student_findings import student_findings
from folio.intake.formats.read_cells import read_cells
from folio.intake.locate.extract import as_data
from tests.conftest import Folio
from tests.judges import betteroffice
from tests.office import Place, differing, errors, grid, stored_values
from tests.workbooks import TODAY, Content, make, read

FIXED = ("--today", TODAY.isoformat())
# BetterOffice's MATCH does not find wildcards, as those of Excel and LibreOffice do.
FIELD = 'C++ & "R!"'
NURSING, VETS = {"field_1": "Nursing", "field_2": "Vets"}, "Vets"


def said(contact: str, facet: str, up: str = "", down: str = "", rating: int | None = None) -> dict[str, Any]:
    return {"contact": contact, "facet": facet, "upside": up, "downside": down, "rating": rating}


PEOPLE = [
    {"name": "Dana Lee", "field": "Nursing", "can_advise": True}, {"name": "Sam Ortiz", "field": "nursing"},
    {"name": "Vi Roe", "field": VETS}, {"name": "Ed Kay"}, {"name": "Flo Ash", "field": "Pottery"},
]  # fmt: skip
HEARD = [
    said("Dana Lee", "Autonomy", "Her own list.", "", 5),
    said("Sam Ortiz", "Autonomy", "", "Watched.", 2),
    said("Dana Lee", "Pace and stress", "Time flies.", "No breaks.", 3),
    said("Sam Ortiz", "Pace and stress", "", "Two at once.", 2),
    said("Vi Roe", "Autonomy", "Her own clinic.", "Her own loans.", 4),
    said("Ed Kay", "Autonomy", "Free.", "", 4),
    said("Flo Ash", "Typical tasks", "Clay."),
]
MET = [
    {"contact": name, "status": "Completed", "interest_before": before, "interest_after": after}
    for name, before, after in (("Dana Lee", 3, 5), ("Sam Ortiz", 4, 3), ("Vi Roe", 2, 4), ("Ed Kay", 1, 1))
]
CONTENT: dict[str, Any] = {"start": [NURSING], "contacts": PEOPLE, "preview": HEARD, "interviews": MET}


def rows_shown(content: Content, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as a new workbook shows them."""
    cells: dict[Place, Any] = {}
    for it in read_cells(make(content)).grids:
        it.spell_out(list(it.runs))
        cells |= {(it.title, cell_address(*place)): _shown(as_data(value)) for place, value in it.cells.items()}
    return grid(cells, sheet)


def _shown(value: Any) -> Any:
    return "" if value is None else value


def board(content: Content) -> dict[str, dict[str, Any]]:
    return {row["facet"]: row for row in rows_shown(content, "preview_board")}


class TestTheBoard:
    def test_two_nurses_and_a_vet_are_not_mixed(self) -> None:
        line = board(CONTENT)["Autonomy"]
        assert [line[k] for k in ("people", "ups", "downs", "rating")] == [2, 1, 1, 3.5]
        assert line["state"] == "They disagree: ask a third person"
        assert [line[f"{k}_2"] for k in ("people", "ups", "downs", "rating")] == [1, 1, 1, 4]
        assert line["state_2"] == "One person so far"
        assert {line[f"{k}_3"] for k in ("state", "people", "ups", "downs", "rating")} == {""}

    def test_with_one_field_whoever_has_none_counts_for_it(self) -> None:
        line = board(CONTENT | {"start": [{"field_1": "Nursing"}]})["Autonomy"]
        assert [line[k] for k in ("people", "ups", "downs")] == [3, 2, 1]
        assert line["state"] == "Well covered"

    def test_the_report_says_the_same(self) -> None:
        fields = {f.field: f for f in student_findings(read(make(CONTENT)), TODAY).fields}
        for suffix, field in (("", "Nursing"), ("_2", VETS)):
            lines, preview = board(CONTENT), fields[field].preview
            assert preview is not None
            for facet in preview.facets:
                line = [lines[facet.facet][f"{k}{suffix}"] for k in ("people", "ups", "downs")]
                assert line == [facet.people, facet.ups, facet.downs]


class TestTheDecision:
    def test_it_stands_beside_what_it_rests_on(self) -> None:
        content = CONTENT | {"decisions": [{"field": "nursing", "decision": "Maybe"}, {"field": "Pottery"}]}
        rows = rows_shown(content, "decisions")
        assert [rows[0][k] for k in ("basis", "interest", "speaks_for", "speaks_against")] == [
            "2 interviews, 2 of 12 facets", "3.5 before, 4 after", "Autonomy (1), Pace and stress (1)",
            "Pace and stress (2), Autonomy (1)",
        ]  # fmt: skip
        assert (rows[1]["basis"], rows[1]["interest"]) == ("Add this field on Start", "")

    def test_the_report_shows_it_with_its_field(self, folio: Folio) -> None:
        decision = {"field": "vets ", "decision": "Not for me", "unsure_because": "The loans."}
        Path("a.xlsx").write_bytes(make(CONTENT | {"decisions": [decision]}))
        assert folio("report", "a.xlsx", "--out", "r", "--format", "md,html,xlsx,pdf", *FIXED).code == 0
        text = Path("r/report.md").read_text(encoding="utf-8")
        part = text.partition("### Vets\n")[2].partition("\n##")[0]
        assert "My decision: Not for me." in part
        assert "- Still unsure because: The loans." in part
        assert "My decision" not in text.partition("### Nursing\n")[2].partition("\n##")[0]
        assert "The loans." in Path("r/report.html").read_text(encoding="utf-8")

    def test_a_workbook_without_the_sheet_has_no_decision(self) -> None:
        findings = student_findings(read(make(template="essentials")), TODAY)
        assert {f.decision for f in findings.fields} <= {None}


class TestOffers:
    def test_the_main_downsides_of_its_field_and_who_could_advise(self) -> None:
        offers = [{"organization": "Acme", "field": "nursing", "pay": "19", "avoids": "No"},
                  {"organization": "Kiln", "field": "Pottery"}]  # fmt: skip
        rows = rows_shown(CONTENT | {"offers": offers}, "offers")
        assert rows[0]["downsides"] == "Pace and stress (2), Autonomy (1)"
        assert (rows[0]["heard"], rows[0]["could_ask"]) == ("2 up, 3 down", "Dana Lee")
        assert (rows[1]["heard"], rows[1]["downsides"], rows[1]["could_ask"]) == ("1 up, 0 down", "", "")
        (acme, _) = student_findings(read(make(CONTENT | {"offers": offers})), TODAY).offers
        assert [f.facet for f in acme.downsides] == ["Pace and stress", "Autonomy"]
        assert (acme.pay, acme.avoids, acme.could_ask) == ("19", "No", ("Dana Lee",))


@pytest.mark.parametrize(
    "start",
    [{}, {"field_1": "Nursing"}, {"field_2": VETS}, {"field_1": "Nursing", "field_3": "Pottery"},
     {"field_1": "Nursing", "field_2": "NURSING", "field_3": VETS}, {"field_1": FIELD}],
    ids=["none", "one", "only the second", "first and third", "one twice", "odd"],
)  # fmt: skip
def test_other_programs_work_out_the_same_whatever_is_on_start(start: dict[str, str]) -> None:
    """With rows of nobody and of nothing, ratings that are none, and a field with quotes."""
    odd = [
        said("", "Autonomy", "", "Somebody said so."), said("Dana Lee", "", "No facet."), said("", "", "Neither."),
        {**said("Dana Lee", "Frustrations"), "rating": 9}, said("Star", "Autonomy", "", "A star.", 1),
        said("Not Listed", "Autonomy", "Who?"),
    ]  # fmt: skip
    people = [*PEOPLE, {"name": "Star", "field": FIELD}]
    fields = [*start.values(), "Pottery", "Nowhere"]
    content = CONTENT | {
        "start": [{"field_1": None, **start}], "contacts": people, "preview": [*HEARD, *odd],
        "decisions": [{"field": f} for f in fields], "offers": [{"organization": f, "field": f} for f in fields],
        "interviews": [*MET, {"status": "Completed", "interest_before": 5, "interest_after": 9}],
    }  # fmt: skip
    workbook = make(content)
    stored, shown = stored_values(workbook), betteroffice(workbook, TODAY)
    assert errors(shown) == {}
    assert differing({place: stored[place] for place in shown}, shown) == {}
