"""One cell into its column's type: what is understood, what is asked again, and what stays as typed."""

# ruff: noqa: RUF001 - people type such signs
from __future__ import annotations

import time as clock
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from folio.intake.cells.convert import convert
from folio.intake.problems.make import make_problem
from folio.intake.raw_workbook import ErrorValue
from folio.template.schema import Column
from tests.workbooks import found, make, read, with_change


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
    converted = convert(column(kind), raw)
    assert (converted.value, converted.differs, converted.error) == (value, differs, None)
    assert type(converted.value) is type(value)


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
    converted = convert(column(kind), raw)
    assert (converted.value, converted.differs, converted.error) == (None, True, fault)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("rating", "." * 200_000), ("date", "monday 1" + "-" * 200_000 + "1")],
)
def test_a_text_without_end_is_looked_at_once(kind: str, text: str) -> None:
    start = clock.process_time()
    assert convert(column(kind), text).value is None
    assert clock.process_time() - start < 2


def test_a_near_choice_is_suggested_not_taken() -> None:
    converted = convert(column("choice"), "Refferal")
    assert converted.error == "not-a-choice"
    assert "Did you mean Referral?" in converted.hint


def test_an_integer_keeps_to_its_own_bounds() -> None:
    minutes = column("integer", min=1, max=480)
    assert convert(minutes, 480.0).value == 480
    assert convert(minutes, 481.0).error == "out-of-range"
    assert convert(column("integer"), -12.0).value == -12


MARCH_4 = date(2026, 3, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "4 March 2026", "March 4th 2026", "March 4, 2026", "Mar. 4 26", "4-Mar-26", "4Mar2026", "4 MARCH 2026", "04 mar 2026",
        "the 4th of March, 2026", "March 4, 2026.", "4 Mar '26", "2026 March 4", "Wednesday 4 March 2026", "Wed, March 4th, 2026",
        "Mar 4 2026 (Wed)", "2026-03-04", "2026/3/4", "2026.03.04", "2026-03-04T10:00", "2026-03-04 00:00:00",
        "2026-03-04T10:00:00.000Z", "4 March 2026 10:00 am", "March 4, 2026 at 2pm", "04.03.2026", "4.3.26", "20260304", "46085",
        "46085.5", "4\u00a0March\u00a02026", "4\u202fMar\u202f2026", "\u200b4 March 2026", "２０２６-０３-０４", "2026\u201303\u201304",
        "2026年3月4日", "4. März 2026", "4. Ma\u0308rz 2026", "Mittwoch, 4.3.2026", "4 de marzo de 2026", "4 mars 2026",
        "mercredi 4 mars 2026", 20260304.0,
    ],
)  # fmt: skip
def test_a_day_is_understood_however_it_is_spelled(typed: Any) -> None:
    assert convert(column("date"), typed).value == MARCH_4


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4/13/2026", date(2026, 4, 13)), ("13/4/2026", date(2026, 4, 13)), ("4/13/26", date(2026, 4, 13)),
        ("13-4-2026", date(2026, 4, 13)), ("3.13.2026", date(2026, 3, 13)), ("1 août 2026", date(2026, 8, 1)),
        ("2 Dez. 2026", date(2026, 12, 2)), ("5 ene 2026", date(2026, 1, 5)), ("mar. 5 mai 2026", date(2026, 5, 5)),
        ("31 Dec 99", date(1999, 12, 31)),
    ],
)  # fmt: skip
def test_a_day_with_one_reading_only_is_that_day(typed: str, day: date) -> None:
    assert convert(column("date"), typed).value == day


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("3/4/2026", "It could be Apr 3, 2026 or Mar 4, 2026."), ("3/4/26", "It could be Apr 3, 2026 or Mar 4, 2026."),
        ("03-04-2026", "It could be Apr 3, 2026 or Mar 4, 2026."), ("26/03/04", "It could be Mar 26, 2004 or Mar 4, 2026."),
        ("Monday 4 March 2026", "Mar 4, 2026 is a Wednesday."), ("4 Febuary 2026", "Did you mean Feb 4, 2026?"),
        ("March 2026", "The day is missing."), ("4 March", "The year is missing."), ("3/4", "The year is missing."),
        ("next Tuesday", ""), ("4-5 March 2026", ""), ("4 March 2026?", ""), ("4/13/2026?", ""), ("jui 4 2026", ""),
        ("about 4 March 2026", ""), ("2026-13-04", ""), ("2026-W10", ""), ("10:30", ""), ("4 March 2026 or 5 March 2026", ""),
    ],
)  # fmt: skip
def test_a_day_with_two_readings_or_none_is_asked_for(typed: str, hint: str) -> None:
    converted = convert(column("date"), typed)
    assert (converted.value, converted.error, converted.hint.strip()) == (None, "not-a-date", hint)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("rating", "'4", 4), ("rating", " 4 ", 4), ("rating", "４", 4), ("rating", "4,0", 4), ("rating", "4.00", 4),
        ("rating", "4/5", 4), ("rating", "4 out of 5", 4), ("rating", "4 of 5", 4), ("rating", "★★★★", 4), ("rating", "★★★★☆", 4),
        ("rating", "⭐⭐⭐", 3), ("rating", "Four", 4), ("rating", "\u200b4", 4), ("rating", "4\u2009\u2013 good", 4),
        ("integer", "\u221212", -12), ("yes_no", "TRUE", True), ("yes_no", "WAHR", True), ("yes_no", "falsch", False),
        ("yes_no", "yes\u00a0", True), ("yes_no", "\u2714\ufe0f", True), ("yes_no", "Nope", False), ("yes_no", "Sí", True),
        ("choice", "Thank\u2011you", "Thank-you"), ("choice", "Referral.", "Referral"), ("choice", "In\u200b touch", "In touch"),
        ("choice", "Ｒeferral", "Referral"), ("choice", "person`s own", "Person's own"), ("choice", "in-touch!", "In touch"),
        ("time", "2:30pm", time(14, 30)), ("time", "2:30 p.m.", time(14, 30)), ("time", "14h30", time(14, 30)),
        ("time", "14.30", time(14, 30)), ("time", "14:30 Uhr", time(14, 30)), ("time", "14 h", time(14, 0)), ("time", "Noon", time(12, 0)),
        ("time", "１４：３０", time(14, 30)), ("time", "14:30:00", time(14, 30)), ("time", 0.6041666666, time(14, 30)),
        ("email", "Dana Lee <dana@example.org>", "dana@example.org"), ("email", "Mailto:dana@example.org", "dana@example.org"),
        ("email", "dana@example.org.", "dana@example.org"), ("email", "dana＠example.org\u200b", "dana@example.org"),
        ("email", "mailto:dana@example.org?subject=Hi&cc=bo@example.org", "dana@example.org"), ("email", "dana@example.org (work)", "dana@example.org"),
        ("email", "mailto:Dana%40example.org", "Dana@example.org"), ("email", "Dana <mailto:dana@example.org>;", "dana@example.org"),
        ("email", "mailto:Dana%20Lee%20%3Cdana@example.org%3E", "dana@example.org"), ("email", "dana@example.org <dana@example.org>", "dana@example.org"),
        ("email", '"Lee, Dana" <dana@example.org>', "dana@example.org"), ("email", "<dana@example.org>,", "dana@example.org"),
        ("email", " info@bücher.example ", "info@bücher.example"), ("email", "o'brien+job@example.org;", "o'brien+job@example.org"),
        ("phone", "tel:503-555-0142", "503-555-0142"), ("phone", "503\u2013555\u00a00142", "503-555 0142"),
        ("url", " https://example.org/a ", "https://example.org/a"), ("url", "<https://example.org>", "https://example.org"),
        ("url", "www.example.org.", "www.example.org"),
    ],
)  # fmt: skip
def test_another_spelling_of_one_meaning_is_taken_and_kept_as_typed(kind: str, typed: Any, value: Any) -> None:
    converted = convert(column(kind), typed)
    assert (converted.value, converted.differs, converted.error) == (value, True, None)


@pytest.mark.parametrize(
    ("kind", "typed", "fault", "hint"),
    [
        ("rating", "4/10", "not-a-number", ""), ("rating", "4?", "not-a-number", "Did you mean 4?"), ("rating", "4+", "not-a-number", "Did you mean 4?"),
        ("rating", "4-5", "not-a-number", ""), ("rating", "****", "not-a-number", ""), ("rating", "★☆", "not-a-number", ""),
        ("rating", date(2026, 4, 5), "not-a-number", "Spreadsheets turn 4/5 into a date."), ("rating", "★★★★★★", "out-of-range", ""),
        ("integer", "30 min", "not-a-number", "Did you mean 30?"), ("integer", "1,000", "not-a-number", ""), ("integer", 1e300, "not-a-number", ""),
        ("time", "1430", "not-a-time", "Did you mean 14:30?"), ("time", "2-3pm", "not-a-time", ""), ("time", "10 o'clock", "not-a-time", ""),
        ("email", "dana(at)example.org", "not-an-email", "Did you mean dana@example.org?"),
        ("email", "dana at example dot org", "not-an-email", "Did you mean dana@example.org?"),
        ("email", "dana @example.org", "not-an-email", "Did you mean dana@example.org?"), ("email", "dana@example", "not-an-email", ""),
        ("email", "a@example.org, b@example.org", "not-an-email", "There is room for one address here."),
        ("email", "mailto:a@example.org,b@example.org", "not-an-email", "There is room for one address here."),
        ("email", "a@example.org <b@example.org>", "not-an-email", "There is room for one address here."),
        ("email", "dana@example.org?subject=Hi", "not-an-email", "Did you mean dana@example.org?"), ("email", "dána@example.org", "not-an-email", "Did you mean dana@example.org?"),
        ("email", "work: dana@example.org", "not-an-email", "Did you mean dana@example.org?"), ("email", "dana..lee@example.org", "not-an-email", ""),
        ("email", ".dana@example.org", "not-an-email", "Did you mean dana@example.org?"), ("email", "dana@-example.org", "not-an-email", ""), ("email", "dana@123.45", "not-an-email", ""),
        ("email", "a@" + "b" * 64 + ".org", "not-an-email", ""), ("email", "a" * 250 + "@example.org", "not-an-email", ""),
        ("email", "a@example.org" * 20_000, "not-an-email", "There is room for one address here."), ("email", "mailto:dana@example.org%0ABcc:x@example.org", "not-an-email", "There is room for one address here."),
        ("phone", "503-555-0142 (cell)", "not-a-phone", "Did you mean 503-555-0142?"),
        ("phone", "503-555-0142 / 503-555-0143", "not-a-phone", ""), ("url", "https://example.org/da na", "not-a-url", "Did you mean https://example.org/dana?"),
        ("choice", "Refer", "not-a-choice", "Did you mean Referral?"), ("choice", "Referral from Sam", "not-a-choice", "Did you mean Referral?"),
        ("choice", "Thankyuo", "not-a-choice", "Did you mean Thank-you?"), ("choice", "Referral?", "not-a-choice", "Did you mean Referral?"),
        ("choice", "zzz", "not-a-choice", ""), ("yes_no", "yes and no", "not-a-yes-or-no", ""),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_suggested(kind: str, typed: Any, fault: str, hint: str) -> None:
    converted = convert(column(kind), typed)
    assert (converted.value, converted.error, converted.hint.strip()) == (None, fault, hint)


def test_names_typed_on_a_mac_are_the_same_names() -> None:
    composed, taken_apart = "Zo\u00eb N\u00fa\u00f1ez", "Zoe\u0308 Nu\u0301n\u0303ez"
    content = with_change("contacts", 0, name=taken_apart)
    for sheet in ("interviews", "preview", "peaks_wanted", "follow_ups"):
        content[sheet][0]["contact"] = composed
    content["contacts"][1]["referred_by"] = content["offers"][0]["adviser"] = content["leads"][0]["heard_from"] = (
        composed
    )
    reading = read(make(content))
    assert found(reading) == []
    row = reading.tables["interviews"].rows[0]
    assert (row.values["contact"], row.as_typed["contact"]) == (taken_apart, composed)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (True, "TRUE isn't a date we can read."),
        (7.0, "7 isn't a date we can read."),
        ("3/4/2026", '"3/4/2026" isn\'t a date we can read. It could be Apr 3, 2026 or Mar 4, 2026.'),
        (time(14, 30), "2:30 PM isn't a date we can read."),
    ],
)
def test_a_message_quotes_what_the_cell_shows(raw: Any, message: str) -> None:
    converted = convert(column("date"), raw)
    assert make_problem("not-a-date", value=raw, hint=converted.hint).message == message


@pytest.mark.parametrize(("choice", "typed"), [("Canceled", "cancelled"), ("Cancelled", "Canceled")])
def test_both_spellings_of_canceled_are_understood(choice: str, typed: str) -> None:
    status = Column.model_validate({"key": "x", "header": "X", "type": "choice", "choices": ["Planned", choice]})
    assert convert(status, typed).value == choice
