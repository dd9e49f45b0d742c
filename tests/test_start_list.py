"""Start's list: what the domain lists, as formulas show it, with links that lead to its cells."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from folio.workbook.embedded_description import Owner
from folio.workbook.packing import repack
from tests import office
from tests.conftest import Folio
from tests.judges import betteroffice
from tests.office import LibreOffice, Place, stored_values
from tests.term import TERM
from tests.workbooks import TODAY, kit, make, read

WHO = st.sampled_from(["Pat Sweeney", "pat sweeney", "Dana Lee", "Ben", "Rosa", ""])
NOTE = st.sampled_from(["", "", "Say hello", "Remind Pat.", "Remind her", "Write the thank-you", "Tell her how it went",
                        "Ask for an interview", "Keep in touch", "Call Ben"])  # fmt: skip
DAY = st.one_of(st.none(), st.integers(-40, 30).map(lambda n: TODAY + timedelta(days=n)))


def rows(most: int, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries(columns).map(lambda r: {k: v for k, v in r.items() if v not in (None, "")})
    return st.lists(row, max_size=most)


CONTENT = st.fixed_dictionaries({
    "start": st.fixed_dictionaries({}, optional={"name": st.just(""), "field_1": st.just("")}).map(lambda it: [it]),
    "contacts": rows(
        7, name=WHO, organization=st.sampled_from(["", "Clinic"]), next_step=NOTE, next_step_due=DAY, requested_on=DAY,
        status=st.sampled_from(["", "Identified", "Requested", "Reminded", "Scheduled", "Thanked", "Declined"]),
        referred_by=WHO,
    ),
    "interviews": rows(
        4, contact=WHO, date=DAY, status=st.sampled_from(["", "Planned", "Scheduled", "Completed", "Canceled"]),
        format=st.sampled_from(["", "Phone"]), thank_you_sent=st.sampled_from([None, None, TODAY]),
    ),
    "follow_ups": rows(
        5, contact=WHO, due=DAY, sent=st.sampled_from([None, None, TODAY - timedelta(days=9)]),
        kind=st.sampled_from(["", "Reminder", "Thank-you", "Report to the referrer", "Keep in touch", "Advice used"]),
        point=st.sampled_from(["", "", "The new ward"]),
    ),
    "leads": rows(3, lead=st.sampled_from(["", "Open day"]), next_step=st.sampled_from(["", "Go"]), heard_from=WHO, due=DAY,
                  done=st.sampled_from([None, None, TODAY])),
    "offers": rows(2, organization=st.sampled_from(["", "Clinic"]), job_title=st.sampled_from(["", "Aide"]),
                   decide_by=DAY, decision=st.sampled_from(["", "Open", "Declined"])),
    "peaks_mine": rows(3, quality=st.sampled_from(["", "Writing"]), activity=st.sampled_from(["", "Join the paper"]),
                       activity_by=DAY, activity_done=st.sampled_from([None, None, TODAY])),
    "practice": rows(1, version=st.just("I am a junior.")),
})  # fmt: skip


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate])
@given(CONTENT)
def test_formulas_list_what_the_domain_lists(content: dict[str, Any]) -> None:
    workbook = make(content)
    stored, shown = stored_values(workbook), betteroffice(workbook, TODAY)
    on_start = {place: value for place, value in stored.items() if place[0] == "Start"}
    assert {p: (v, shown[p]) for p, v in on_start.items() if shown[p] != v} == {}


def lines(cells: dict[Place, Any]) -> list[tuple[Any, str, str]]:
    return office.listing(cells, kit().template.sheets[0], "next")


def on_that_day(workbook: bytes) -> bytes:
    """A copy in which TODAY() is the day of the tests."""
    that_day = f"DATE({TODAY.year},{TODAY.month},{TODAY.day})".encode()
    return repack(workbook, lambda _, part: part.replace(b"TODAY()", that_day))


def test_libreoffice_lists_what_the_domain_lists(libreoffice: LibreOffice, tmp_path: Path) -> None:
    """Among the names and texts are some that a spreadsheet could take for patterns."""
    some: list[dict[str, Any]] = []

    @settings(max_examples=12, database=None, derandomize=True, phases=[Phase.generate])
    @given(CONTENT)
    def collect(content: dict[str, Any]) -> None:
        some.append(content)

    collect()
    odd = {"contacts": [{"name": "Kai *"}, {"name": "Kai ?", "next_step": "Ask a*b?", "next_step_due": TODAY},
                        {"name": "Kai ~"}], "leads": [{"lead": "a*", "due": TODAY}, {"lead": "a~*", "due": TODAY}]}  # fmt: skip
    jobs: list[dict[str, Any]] = []
    for number, content in enumerate([*some, odd, TERM]):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(on_that_day(make(content)))
        jobs.append({"open": str(path), "recalculate": True, "dump": f"{path}.json"})
    libreoffice(jobs)
    for job in jobs:
        stored, cells = stored_values(Path(job["open"]).read_bytes()), office.shown(Path(job["dump"]))
        on_start = {place: value for place, value in stored.items() if place[0] == "Start"}
        assert office.differing(on_start, cells) == {}


SMALL: dict[str, Any] = {
    "start": [{"due": TODAY + timedelta(days=1)}],
    "contacts": [
        {"name": "Dana Lee", "status": "Identified"},
        {"name": "Pat Sweeney", "status": "Requested", "requested_on": TODAY - timedelta(days=20)},
        {"name": "Rosa Diaz", "status": "Thanked", "next_step": "Send her my résumé", "next_step_due": TODAY},
    ],
    "interviews": [{"contact": "Rosa Diaz", "date": TODAY + timedelta(days=30), "status": "Scheduled"}],
    "peaks_mine": [{"quality": "Writing", "activity": "Join the paper", "activity_by": TODAY + timedelta(days=40)}],
}
# What each line is about, by what stands in the cell that it leads to.
LED_TO = {
    "Interview with Rosa Diaz": office.serial(TODAY + timedelta(days=30)),
    "Remind Pat Sweeney: no reply yet": "Requested",
    "Rosa Diaz: Send her my résumé": office.serial(TODAY),
    "Turn in this workbook": office.serial(TODAY + timedelta(days=1)),
    "Will do: Join the paper": office.serial(TODAY + timedelta(days=40)),
    "Ask Dana Lee for an interview": "Identified",
    "Practice introducing yourself, and note how it went": "",
}


def test_the_list_of_a_small_workbook() -> None:
    told = lines(stored_values(make(SMALL)))
    assert [(day, what, where) for day, what, where in told] == [
        (office.serial(TODAY + timedelta(days=30)), "Interview with Rosa Diaz", "Interviews"),
        (office.serial(TODAY - timedelta(days=16)), "Remind Pat Sweeney: no reply yet", "Contacts, overdue"),
        (office.serial(TODAY), "Rosa Diaz: Send her my résumé", "Contacts, today"),
        (office.serial(TODAY + timedelta(days=1)), "Turn in this workbook", "Start"),
        (office.serial(TODAY + timedelta(days=40)), "Will do: Join the paper", "PEAKS mine"),
        ("", "Ask Dana Lee for an interview", "Contacts"),
        ("", "Practice introducing yourself, and note how it went", "Practice log"),
    ]


@pytest.mark.parametrize("style", ["xlsx", "ods"])
def test_links_lead_to_their_cells_after_renaming_and_moving(
    style: str, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """Where a link leads shows in no cell, so in this copy each line says it before its words."""
    path, saved = tmp_path / "a.xlsx", tmp_path / f"b.{style}"
    path.write_bytes(repack(on_that_day(make(SMALL)), lambda _, p: p.replace(b"HYPERLINK(", b"CONCATENATE(")))
    steps = [
        {"do": "rename_sheet", "sheet": "contacts", "to": "Ana's people!"},
        {"do": "insert_rows_above", "sheet": "interviews", "count": 2},
        {"do": "sort", "sheet": "contacts", "by": "name", "descending": True},
    ]
    dump = tmp_path / "b.json"
    libreoffice([
        {"open": str(path), "steps": steps, "save": [{"path": str(saved), "format": style}]},
        {"open": str(saved), "recalculate": True, "dump": str(dump)},
    ])  # fmt: skip
    cells = office.shown(dump)
    found = {}
    for _, what, _ in lines(cells):
        target = re.match(r"#(?:\$?('(?:[^']|'')+'|[\w ]+)[!.])?\$([A-Z]+)\$(\d+)", what)
        assert target, what
        title = (target[1] or "Start").strip("'").replace("''", "'")
        found[what[target.end() :]] = cells.get((title, f"{target[2]}{target[3]}"), "")
    assert found == LED_TO


@pytest.mark.parametrize("style", ["xlsx", "ods", "xls"])
def test_lines_that_are_links_are_known_as_folios(style: str, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path, saved = tmp_path / "a.xlsx", tmp_path / f"b.{style}"
    path.write_bytes(make(SMALL))
    libreoffice([{"open": str(path), "save": [{"path": str(saved), "format": style}]}])
    assert [e for e in read(saved.read_bytes()).extra if e.sheet == "Start"] == []


def test_more_deadlines_than_room_are_counted() -> None:
    due = [{"lead": f"Lead {n}", "due": TODAY + timedelta(days=n)} for n in range(60)]
    *_, last = lines(stored_values(make({**SMALL, "leads": due})))
    # Five others have a day, and there is room for eleven lines beside this one.
    assert last == ("", "… and 54 more, on the other sheets", "")


def test_a_new_workbook_begins_with_name_and_field_and_shows_nothing_below() -> None:
    told = lines(stored_values(make(None, owner=Owner())))
    assert [what for _, what, _ in told] == [
        "Type your name", "Name a field to explore", "List the people you could talk to: a name is enough",
        "Practice introducing yourself, and note how it went", "Note your strengths and what proves them",
    ]  # fmt: skip
    assert {value for (sheet, cell), value in stored_values(make(None, owner=Owner())).items()
            if sheet == "Start" and re.fullmatch(r"[BCD](1[4-9])", cell)} <= {""}  # fmt: skip


def test_start_report_letters_and_due_say_the_same(folio: Folio) -> None:
    Path("a.xlsx").write_bytes(make(SMALL))
    fixed = ("--today", TODAY.isoformat())
    asked = "Ask Dana Lee for an interview"
    assert asked in [what for _, what, _ in lines(stored_values(make(SMALL)))]
    assert asked in folio("due", "a.xlsx", *fixed).out
    folio("report", "a.xlsx", "--out", "r", "--format", "md", *fixed)
    assert f"- {asked}; a draft is ready (Contacts " in Path("r/report.md").read_text()
    folio("letters", "a.xlsx", "--out", "l", *fixed)
    assert f"  - {asked}; a draft is ready." in Path("l/index.md").read_text()
