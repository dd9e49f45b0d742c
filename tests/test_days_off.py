"""Business days leave out holidays, the same in folio and in the sheets, within the years of the list and beyond."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from folio.basics.days_off import YEARS, days_off
from folio.domain.due_days import business_days_after, business_days_before
from tests.judges import betteroffice, excel_365
from tests.office import stored_values
from tests.workbooks import make


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 9), 7, date(2026, 11, 19)),  # over Veterans Day
        (date(2026, 7, 1), 3, date(2026, 7, 7)),  # July 4 is a Saturday, so it is observed on the Friday
        (date(2027, 12, 23), 3, date(2027, 12, 29)),  # Christmas is observed on Friday, the 24th
        (date(2027, 12, 29), 3, date(2028, 1, 4)),  # and New Year's Day on December 31
    ],
)
def test_a_holiday_is_no_business_day(asked: date, days: int, due: date) -> None:
    assert business_days_after(asked, days, days_off()) == due
    assert business_days_before(due, days, days_off()) == asked


def test_a_calendar_may_be_of_a_state_or_of_none() -> None:
    assert days_off("") == ()
    assert days_off("XX") == days_off("US-QQ") == ()
    cesar_chavez_day = date(2026, 3, 31)
    assert cesar_chavez_day in days_off("US-CA")
    assert cesar_chavez_day not in days_off("US")


# Around every holiday of a year, at both ends of the years of the list, and beyond them.
ASKED = sorted(
    {day - timedelta(days=back) for day in days_off() if day.year == 2027 for back in (1, 5)}
    | {date(YEARS[0] - 1, 12, 22), date(YEARS[0], 1, 2), date(YEARS[-1], 12, 22), date(YEARS[-1], 12, 30)}
    | {date(YEARS[-1] + 1, 7, 1), date(YEARS[-1] + 1, 12, 22)}
)


@pytest.mark.parametrize(
    ("template", "judge"), [("complete", betteroffice), ("essentials", betteroffice), ("essentials", excel_365)]
)
@pytest.mark.parametrize("part", range(3))
def test_sheets_count_as_folio_does(template: str, judge: Any, part: int) -> None:
    asked = ASKED[part::3]  # of more people at once, it's too much work for BetterOffice whom to ask
    people = [{"name": f"Person {i}", "status": "Requested", "requested_on": day} for i, day in enumerate(asked)]
    people += [person | {"name": f"{person['name']} again", "status": "Reminded"} for person in people]
    rows = {"contacts": people}
    if template == "complete":
        rows["follow_ups"] = [{"contact": person["name"], "kind": "Reminder"} for person in people[::2]]
    workbook = make(rows, template=template)
    stored = stored_values(workbook)
    shown = judge(workbook, date(2026, 11, 20))
    differing = {place: (stored[place], value) for place, value in shown.items() if stored[place] != value}
    assert differing == {}
    first = [business_days_after(day, 3, days_off()) or day for day in asked]
    assert {(day - date(1899, 12, 30)).days for day in first} <= set(stored.values())
