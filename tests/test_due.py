"""``folio due``: what it lists for whom, and that calendars take its file, update from it and never double an entry."""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from folio.basics.wording import cut_off
from folio.insight.due_lists import due_lists
from folio.intake.model import Intake
from folio.output.calendar_file import calendar_file
from folio.workbook.embedded_description import Owner
from tests.apps import need_node
from tests.conftest import Folio
from tests.readings import a_reading
from tests.workbooks import make

TODAY = date(2026, 11, 20)  # a Friday
FIXED = ("--today", TODAY.isoformat())
CANARY = "PRIVATE-CANARY"
Event = dict[str, Any]
Sheets = Mapping[str, Sequence[Mapping[str, Any]]]


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


TERM: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Pat Sweeney", "status": "Requested", "requested_on": day(13), "next_step": "Remind him",
         "next_step_due": day(23), "private_notes": CANARY, "field": "Nursing"},
        {"name": "Dana Lee", "status": "Completed", "organization": "Valley, Labs; Inc.", "field": "Nursing"},
        {"name": "Sam Ortiz", "status": "Scheduled", "organization": "Ünïversity", "job_title": "Nurse"},
        {"name": "New Person", "status": "Identified"},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": day(18), "status": "Completed", "private_notes": CANARY},
        {"contact": "Sam Ortiz", "date": day(1, 12), "time": time(14, 30), "minutes": 20, "format": "Video call",
         "status": "Scheduled", "goal": "Whether nights are hard"},
    ],
    "questions": [
        {"contact": "Sam Ortiz", "stage": "Need to know", "question": "What is hard; and what, then, is easy?"},
        {"contact": "Sam Ortiz", "stage": "Introductory", "question": "Is now good?\nTruly?"},
    ],
    "follow_ups": [
        {"contact": "Dana Lee", "kind": "Keep in touch", "due": day(1, 2), "sent": None, "point": "The new ward"},
        {"contact": "Pat Sweeney", "kind": "Reminder", "due": day(24)},
    ],
}  # fmt: skip


def changed(**sheets: Any) -> dict[str, Any]:
    return {**TERM, **sheets}


def first_changed(sheet: str, place: int, **values: Any) -> dict[str, Any]:
    rows = [dict(row) for row in TERM[sheet]]
    rows[place] |= values
    return changed(**{sheet: rows})


def saved(content: Sheets, name: str = "a.xlsx", owner: str = "Ana Lopez") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make(content, owner=Owner(name=owner)))
    return path


@pytest.fixture(scope="session")
def node() -> Path:
    return need_node()


def parsed(content: str, node: Path) -> dict[str, Any]:
    """What another library reads in a calendar."""
    path = Path("read.ics").absolute()
    path.write_bytes(content.encode())
    done = subprocess.run(["node", "calendar.mjs", path], cwd=node, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def calendar_of(folio: Folio, content: Sheets, today: date = TODAY) -> str:
    result = folio("due", saved(content), "--format", "ics", "--today", today.isoformat(), "-q")
    assert result.code == 0
    return result.out


def events(folio: Folio, node: Path, content: Sheets = TERM, today: date = TODAY) -> list[Event]:
    found: list[Event] = parsed(calendar_of(folio, content, today), node)["events"]
    return found


def imported(calendar: dict[str, Event], found: Sequence[Event]) -> dict[str, Event]:
    """A calendar after an import: the newer of two entries with one UID stays, and what is canceled goes."""
    after = dict(calendar)
    for event in found:
        old = after.get(event["uid"])
        if old is None or (event["sequence"], event["stamp"]) >= (old["sequence"], old["stamp"]):
            after[event["uid"]] = event
    return after


def shown(calendar: Mapping[str, Event]) -> list[tuple[str, str]]:
    return sorted((e["start"], e["summary"]) for e in calendar.values() if e["status"] != "CANCELLED")


# On the terminal


def test_a_student_reads_what_is_due_in_groups(folio: Folio) -> None:
    result = folio("due", saved(TERM), *FIXED)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "Ana Lopez   a.xlsx",
        "  Overdue",
        "    Sun, Feb 1    Dana Lee: Keep in touch: The new ward   Follow-ups E6",
        "    Thu, Nov 19   Thank Dana Lee for the interview   Interviews R6",
        "  Coming, until Dec 4, 2026",
        "    Mon, Nov 23   Pat Sweeney: Remind him   Contacts E6, Follow-ups E7",
        "    Mon, Nov 30   Confirm the interview with Sam Ortiz   Interviews C7",
        "    Tue, Dec 1    Interview with Sam Ortiz (video call)   Interviews C7",
        "  Anytime",
        "    -             Ask New Person for an interview   Contacts C9",
        "",
        "2 overdue, 0 today, 3 coming until Dec 4, 2026. Begin with the first: late is better than never.",
    ]


def test_days_say_how_far_to_look(folio: Folio) -> None:
    saved(TERM)
    assert "Dec 1" not in folio("due", "a.xlsx", "--days", "10", *FIXED).out
    assert "3 coming" in folio("due", "a.xlsx", "--days", "11", *FIXED).out
    assert folio("due", "a.xlsx", "--days", "-1", *FIXED).code == 2


def test_a_day_of_another_year_says_so(folio: Folio) -> None:
    saved({"contacts": [{"name": "Lee", "next_step": "Call", "next_step_due": date(2027, 1, 4)}]})
    assert (
        "    Mon, Jan 4, 2027 Lee: Call   Contacts E6"
        in folio("due", "a.xlsx", "--days", "60", *FIXED).out.splitlines()
    )


def test_an_untouched_workbook_has_nothing_due(folio: Folio) -> None:
    result = folio("due", saved({}), *FIXED)
    assert (result.code, result.out.splitlines()[-1]) == (0, "Begin with this: Name a field to explore.")
    assert "Nothing is due until Dec 4, 2026." in result.out


def test_in_a_class_who_is_most_behind_comes_first(folio: Folio) -> None:
    saved({"contacts": [{"name": "Lee", "next_step": "Call", "next_step_due": day(24)}]}, "class/b.xlsx", "Bo Xu")
    saved(TERM, "class/c.xlsx", "Cy Ito")
    saved({}, "class/d.xlsx", "Di Roe")
    Path("class/broken.xlsx").write_bytes(b"no workbook")
    result = folio("due", "class", *FIXED)
    assert result.code == 3
    assert "broken.xlsx" in result.err
    assert result.out.splitlines() == [
        "Ito, Cy   class/c.xlsx",
        "  Overdue",
        "    Sun, Feb 1    Dana Lee: Keep in touch: The new ward   Follow-ups E6",
        "    Thu, Nov 19   Thank Dana Lee for the interview   Interviews R6",
        "  3 coming, next Mon, Nov 23: Pat Sweeney: Remind him",
        "",
        "Xu, Bo   class/b.xlsx",
        "  1 coming, next Tue, Nov 24: Lee: Call",
        "",
        "Nothing is due until Dec 4, 2026: Roe, Di.",
        "3 workbooks: 2 overdue, 0 today, 4 coming until Dec 4, 2026.",
    ]


def test_json_has_every_step_with_its_places(folio: Folio) -> None:
    result = folio("due", saved(TERM), "--format", "json", *FIXED)
    data = json.loads(result.out)
    (workbook,) = data.pop("workbooks")
    assert data == {
        "format": 1, "today": "2026-11-20", "days": 14, "unreadable": [],
        "summary": {"workbooks": 1, "overdue": 2, "today": 0, "coming": 3, "anytime": 1, "no_date": 0},
    }  # fmt: skip
    assert workbook["student"]["name"] == "Ana Lopez"
    assert workbook["steps"][2] == {
        "state": "coming", "due": "2026-11-23", "days": 3, "deadline": True, "action": "reminder", "kind": "Reminder",
        "who": "Pat Sweeney", "what": "Remind him", "sheet": "Contacts", "cell": "E6",
        "also": [{"sheet": "Follow-ups", "cell": "E7"}],
    }  # fmt: skip


def test_json_tells_of_files_that_cannot_be_read(folio: Folio) -> None:
    Path("broken.xlsx").write_bytes(b"no workbook")
    result = folio("due", "broken.xlsx", "--format", "json", *FIXED)
    data = json.loads(result.out)
    assert (result.code, data["workbooks"], data["unreadable"][0]["path"]) == (3, [], "broken.xlsx")


@pytest.mark.parametrize("style", ["text", "json", "ics"])
def test_private_columns_are_in_no_format(folio: Folio, style: str) -> None:
    assert CANARY not in folio("due", saved(TERM), "--format", style, *FIXED).out


def test_a_file_is_the_owners_alone_and_replaced_only_by_force(folio: Folio) -> None:
    saved(TERM)
    made = ("due", "a.xlsx", "--format", "ics", "--out", "new/a.ics", *FIXED)
    assert (folio(*made).code, stat.S_IMODE(Path("new/a.ics").stat().st_mode)) == (0, 0o600)
    again = folio(*made)
    assert (again.code, again.out) == (4, "")
    assert folio(*made, "--force").out == "new/a.ics\n"
    assert folio("due", "a.xlsx", "--out", "a.xlsx", "--force", *FIXED).code == 4
    assert folio("due", "a.xlsx", "--force", *FIXED).code == 2


# In a calendar


def test_a_calendar_has_what_has_a_day(folio: Folio, node: Path) -> None:
    calendar = parsed(calendar_of(folio, TERM), node)
    assert (calendar["method"], calendar["product"]) == ("PUBLISH", "-//folio//folio due//EN")
    assert [(e["start"], e["summary"]) for e in calendar["events"] if e["status"] != "CANCELLED"] == [
        ("2026-02-01", "Dana Lee: Keep in touch: The new ward"),
        ("2026-11-19", "Thank Dana Lee for the interview"),
        ("2026-11-23", "Pat Sweeney: Remind him"),
        ("2026-11-30", "Confirm the interview with Sam Ortiz"),
        ("2026-12-01T14:30:00", "Interview with Sam Ortiz (video call)"),
    ]


def test_an_interview_brings_its_place_time_and_plan(folio: Folio, node: Path) -> None:
    (event,) = [e for e in events(folio, node) if e["summary"].startswith("Interview")]
    assert (event["start"], event["end"], event["zone"]) == ("2026-12-01T14:30:00", "2026-12-01T14:50:00", "floating")
    assert event["location"] == "Video call, Ünïversity"
    assert event["alarms"] == ["-P1D", "-PT1H"]
    assert event["description"].splitlines() == [
        "Sam Ortiz: Nurse, Ünïversity", "Goal: Whether nights are hard", "Questions:", "1. Is now good?", "Truly?",
        "2. What is hard; and what, then, is easy?", "In the workbook: Interviews C7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "location", "url"),
    [
        ("Room 4, second floor", "Video call, Room 4, second floor, Ünïversity", ""),
        ("https://meet.example.org/abc?pwd=1", "Video call, Ünïversity", "https://meet.example.org/abc?pwd=1"),
        ("HTTPS://meet.example.org/abc, then knock.", "Video call, HTTPS://meet.example.org/abc, then knock., Ünïversity",
         "HTTPS://meet.example.org/abc"),
        ("javascript:alert(1)", "Video call, javascript:alert(1), Ünïversity", ""),
        ("https://", "Video call, https://, Ünïversity", ""),
    ],
)  # fmt: skip
def test_where_an_interview_is_stands_on_the_calendar(
    where: str, location: str, url: str, folio: Folio, node: Path
) -> None:
    content = first_changed("interviews", 1, where=where)
    (event,) = [e for e in events(folio, node, content) if e["summary"].startswith("Interview")]
    assert (event["location"], event["url"] or "") == (location, url)
    assert f"Where: {where}" in event["description"].splitlines()


def test_an_interview_without_a_time_is_for_the_whole_day(folio: Folio, node: Path) -> None:
    content = first_changed("interviews", 1, time=None)
    (event,) = [e for e in events(folio, node, content) if e["summary"].startswith("Interview")]
    assert (event["start"], event["end"], event["alarms"]) == ("2026-12-01", "2026-12-02", ["-PT15H"])


def test_what_is_due_rings_in_the_morning_and_what_is_past_does_not(folio: Folio, node: Path) -> None:
    rings = {e["start"]: e["alarms"] for e in events(folio, node) if "T" not in e["start"]}
    assert (rings["2026-11-23"], rings["2026-11-19"]) == (["PT9H"], [])


@pytest.mark.parametrize(
    ("content", "today"),
    [
        (TERM, TODAY),
        (TERM, day(21)),
        (first_changed("contacts", 0, next_step_due=day(27)), TODAY),
        (first_changed("contacts", 0, next_step="Send him a reminder!"), TODAY),
        (first_changed("contacts", 0, next_step=None, next_step_due=None), TODAY),
        (first_changed("interviews", 1, date=day(3, 12), time=time(9)), TODAY),
        (first_changed("follow_ups", 0, point="The old ward", due=day(2, 12)), TODAY),
        (changed(contacts=[*TERM["contacts"], {"name": "Later"}]), TODAY),
        (changed(contacts=[{"name": "Before"}, *TERM["contacts"]]), TODAY),
    ],
    ids=["same", "next day", "day", "words", "folio's own", "moved", "point", "row below", "row above"],
)
def test_importing_again_updates_and_never_doubles(folio: Folio, node: Path, content: Sheets, today: date) -> None:
    before = imported({}, events(folio, node))
    again = events(folio, node, content, today)
    assert shown(imported(before, again)) == shown(imported({}, again))


@pytest.mark.parametrize(
    ("content", "gone"),
    [
        (first_changed("follow_ups", 0, sent=day(20)), "Dana Lee: Keep"),
        (first_changed("interviews", 0, thank_you_sent=day(20)), "Thank Dana"),
        (first_changed("interviews", 1, status="Canceled"), "Interview with Sam"),
        (first_changed("interviews", 1, status="Postponed", date=None, time=None), "Interview with Sam"),
        (first_changed("interviews", 1, status="Canceled"), "Confirm the"),
        (changed(contacts=[{"name": "Pat Sweeney", "status": "Declined", "requested_on": day(13)}, *TERM["contacts"][1:]],
                 follow_ups=TERM["follow_ups"][:1]), "Pat Sweeney: Remind"),
    ],
    ids=["sent", "thanked", "canceled", "postponed", "nothing to confirm", "declined"],
)  # fmt: skip
def test_what_is_settled_leaves_the_calendar(folio: Folio, node: Path, content: Sheets, gone: str) -> None:
    before = imported({}, events(folio, node))
    after = imported(before, events(folio, node, content))
    assert [s for _, s in shown(before) if s.startswith(gone)]
    assert not [s for _, s in shown(after) if s.startswith(gone)]
    assert len(shown(before)) - len(shown(after)) == (2 if "Sam" in gone or gone == "Confirm the" else 1)


def test_a_thank_you_stays_one_entry_when_it_is_planned(folio: Folio, node: Path) -> None:
    held = {"contact": "Dana", "status": "Completed"}
    content: dict[str, Any] = {
        "contacts": [{"name": "Dana"}],
        "interviews": [held | {"date": day(3), "thank_you_sent": day(3)}, held | {"date": day(19)}],
    }
    before = imported({}, events(folio, node, content))
    planned = {**content, "follow_ups": [{"contact": "Dana", "kind": "Thank-you", "due": day(23)}]}
    after = imported(before, events(folio, node, planned))
    assert ([start for start, _ in shown(before)], [start for start, _ in shown(after)]) == (
        ["2026-11-20"],
        ["2026-11-23"],
    )


@pytest.mark.parametrize(
    ("sheet", "row", "done"),
    [
        ("leads", {"lead": "Open day", "heard_from": "Dana", "due": day(27)}, {"done": day(20)}),
        ("offers", {"organization": "Acme", "decide_by": day(27)}, {"decision": "Declined"}),
        ("peaks_mine", {"quality": "Tact", "activity": "Tutor", "activity_by": day(27)}, {"activity_done": day(20)}),
    ],
)
def test_what_is_done_leaves_the_calendar(
    folio: Folio, node: Path, sheet: str, row: dict[str, Any], done: dict[str, Any]
) -> None:
    other = row | dict.fromkeys(("lead", "organization", "quality", "activity", "heard_from"), "Other")
    other = {key: value for key, value in other.items() if key in row}
    before = imported({}, events(folio, node, {sheet: [row, other]}))
    after = imported(before, events(folio, node, {sheet: [row | done, other]}))
    assert (len(shown(before)), len(shown(after))) == (2, 1)


def test_what_was_settled_long_ago_is_not_canceled_again(folio: Folio, node: Path) -> None:
    sent = [{"contact": "Dana Lee", "kind": "Keep in touch", "due": day(1, 3), "sent": day(1, 3)}]
    assert not [e for e in events(folio, node, changed(follow_ups=sent)) if e["start"] == "2026-03-01"]


def test_a_class_is_one_calendar_and_shares_no_entry(folio: Folio, node: Path) -> None:
    saved(TERM, "class/a.xlsx")
    saved(TERM, "class/b.xlsx", "Bo Xu")
    found = parsed(folio("due", "class", "--format", "ics", *FIXED).out, node)["events"]
    assert len({e["uid"] for e in found}) == len(found)
    assert {e["summary"].partition(":")[0] for e in found} == {"Ana Lopez", "Bo Xu"}


NAMES = [
    "Nguyễn Thị Minh Khai",
    "Олександра Шевченко",
    "دانا لی",
    "山田 太郎",
    "👩‍⚕️ Dr. O'Neil; RN, \\BSN",
    "a:b\nBEGIN:VEVENT",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_keeps_what_was_typed(folio: Folio, node: Path, name: str) -> None:
    content = {"contacts": [{"name": name, "next_step": f"{name}, \\n; " * 60, "next_step_due": day(23)}]}
    text = calendar_of(folio, content)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    (event,) = parsed(text, node)["events"]
    plain = " ".join(name.split())
    assert " ".join(event["description"].split()).startswith(f"{plain} {plain}, \\n; {plain}")
    assert event["summary"].startswith(f"{name.splitlines()[0]}")


def test_a_calendar_keeps_any_names_apart_and_whole(node: Path) -> None:
    """Letters of many scripts, in texts of any length, with every sign that the format gives a meaning."""
    random = Random(13)  # noqa: S311 - the same names each time
    signs = [*",;:\\\"'=^^n ", *map(chr, (*range(0xC0, 0x17F), *range(0x5D0, 0x5EA), *range(0x905, 0x939)))]
    signs += [*map(chr, (*range(0x4E00, 0x4F00), *range(0x1F600, 0x1F640), 0x200D, 0x301))]
    names = {f"{i} {''.join(random.choices(signs, k=random.randrange(1, 150)))}".strip(): i for i in range(400)}
    reading = a_reading(
        contacts=[{"name": n, "next_step": f"{n} {i}", "next_step_due": day(27)} for n, i in names.items()]
    )
    content = calendar_file(due_lists(Intake((reading,)), TODAY, None), datetime(2026, 11, 20, tzinfo=UTC), TODAY)
    found = parsed(content.decode(), node)["events"]
    assert {e["summary"] for e in found} == {cut_off(f"{n} {i}", 200) for n, i in names.items()}
    assert len({e["uid"] for e in found}) == len(names)


def test_a_calendar_is_the_same_from_run_to_run(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    saved(TERM)
    first, second = (folio("due", "a.xlsx", "--format", "ics", "-q").out for _ in range(2))
    assert first == second
    assert "DTSTAMP:20261118T" in first


def test_days_at_the_end_of_the_calendar_do_no_harm(node: Path) -> None:
    last = date.max
    reading = a_reading(
        contacts=[{"name": "Far", "next_step": "Call", "next_step_due": last}],
        interviews=[{"contact": "Far", "date": last, "time": time(23, 50), "minutes": 480}],
    )
    content = calendar_file(due_lists(Intake((reading,)), TODAY, None), datetime(2026, 11, 20, tzinfo=UTC), TODAY)
    assert [e["start"] for e in parsed(content.decode(), node)["events"]] == ["9999-12-30", "9999-12-31", "9999-12-31"]
