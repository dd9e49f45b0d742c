"""One cell into its column's type: what is understood, what is asked again, and what stays as typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from folio.intake.canonical import ErrorValue, fit
from folio.template.model import Column


def column(kind: str, **more: Any) -> Column:
    if kind == "choice":
        more.setdefault("choices", ("Referral", "In touch", "Thank-you", "Person's own"))
    if kind == "reference":
        more.setdefault("refers_to", "contacts")
    return Column.model_validate({"key": "x", "header": "X", "type": kind, **more})


@pytest.mark.parametrize(
    ("kind", "raw", "value", "differs"),
    [
        ("text", "  as typed ", "  as typed ", False),
        ("text", 2024.0, "2024", False),
        ("text", 3.5, "3.5", False),
        ("text", True, "TRUE", False),
        ("long_text", "None", "None", False),
        ("choice", "Referral", "Referral", False),
        ("choice", "REFERRAL", "Referral", True),
        ("choice", " in\u00a0 touch ", "In touch", True),
        ("choice", "thank you", "Thank-you", True),
        ("choice", "Person\u2019s own", "Person's own", True),
        ("rating", 4.0, 4, False),
        ("rating", "4", 4, True),
        ("rating", "4 - strong", 4, True),
        ("rating", "4.0", 4, True),
        ("integer", 30.0, 30, False),
        ("date", date(2026, 3, 4), date(2026, 3, 4), False),
        ("date", datetime(2026, 3, 4, 10, 0), date(2026, 3, 4), True),  # noqa: DTZ001 - as calamine gives it
        ("date", "2026-03-04", date(2026, 3, 4), True),
        ("date", "2026-03-04 00:00:00", date(2026, 3, 4), True),
        ("date", "4 March 2026", date(2026, 3, 4), True),
        ("date", "Wed, March 4th, 2026", date(2026, 3, 4), True),
        ("date", "4. Mar 2026", date(2026, 3, 4), True),
        ("date", "Sept 4, 2026", date(2026, 9, 4), True),
        ("date", "25/12/2026", date(2026, 12, 25), True),
        ("date", "12/25/2026", date(2026, 12, 25), True),
        ("date", "5/5/2026", date(2026, 5, 5), True),
        ("date", 46085.0, date(2026, 3, 4), True),
        ("time", time(14, 30), time(14, 30), False),
        ("time", timedelta(hours=9), time(9, 0), False),
        ("time", "2:30 pm", time(14, 30), True),
        ("time", "12 am", time(0, 0), True),
        ("yes_no", "Yes", True, False),
        ("yes_no", "y", True, True),
        ("yes_no", True, True, False),
        ("yes_no", 0.0, False, True),
        ("yes_no", "NO.", False, True),
        ("email", " dana@cedar.example.org", "dana@cedar.example.org", True),
        ("phone", "+44 20 7946 0000", "+44 20 7946 0000", False),
        ("phone", 5035550142.0, "5035550142", False),
        ("phone", "(503) 555-0142 ext. 7", "(503) 555-0142 ext. 7", False),
        ("url", "https://example.com/a?b=c", "https://example.com/a?b=c", False),
        ("url", "www.example.org", "www.example.org", False),
        ("reference", " Dana Lee ", "Dana Lee", True),
    ],
)
def test_what_people_type_is_understood(kind: str, raw: Any, value: Any, differs: bool) -> None:
    fitted = fit(column(kind), raw)
    assert (fitted.value, fitted.differs, fitted.fault) == (value, differs, None)
    assert type(fitted.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "fault"),
    [
        ("date", "next Tuesday", "not-a-date"),
        ("date", "3/4/2026", "not-a-date"),
        ("date", "30 Feb 2026", "not-a-date"),
        ("date", True, "not-a-date"),
        ("date", 7.0, "not-a-date"),
        ("time", "after lunch", "not-a-time"),
        ("time", "14", "not-a-time"),
        ("time", "25:00", "not-a-time"),
        ("rating", "high", "not-a-number"),
        ("rating", 3.5, "not-a-number"),
        ("rating", True, "not-a-number"),
        ("rating", "4 or 5", "not-a-number"),
        ("rating", date(2026, 4, 5), "not-a-number"),
        ("rating", 9.0, "out-of-range"),
        ("rating", 0.0, "out-of-range"),
        ("rating", "7", "out-of-range"),
        ("choice", "Maybe", "not-a-choice"),
        ("yes_no", "perhaps", "not-a-yes-or-no"),
        ("email", "dana at cedar", "not-an-email"),
        ("email", "a@b", "not-an-email"),
        ("email", "a@b.example.org, c@d.example.org", "not-an-email"),
        ("phone", "ask Sam", "not-a-phone"),
        ("phone", "12", "not-a-phone"),
        ("url", "her page", "not-a-url"),
        ("text", ErrorValue("#REF!"), "error-value"),
    ],
)
def test_what_does_not_fit_is_named_and_never_guessed(kind: str, raw: Any, fault: str) -> None:
    fitted = fit(column(kind), raw)
    assert (fitted.value, fitted.differs, fitted.fault) == (None, True, fault)


def test_a_near_choice_is_suggested_not_taken() -> None:
    fitted = fit(column("choice"), "Refferal")
    assert fitted.fault == "not-a-choice"
    assert "Did you mean Referral?" in fitted.hint


def test_an_integer_keeps_to_its_own_bounds() -> None:
    minutes = column("integer", min=1, max=480)
    assert fit(minutes, 480.0).value == 480
    assert fit(minutes, 481.0).fault == "out-of-range"
    assert fit(column("integer"), -12.0).value == -12
