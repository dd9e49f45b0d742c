"""An independent witness: the figures of two students' reports, worked out again from the exported rows alone.

Nothing here comes from folio but what it prints: rows by ``folio export``, figures by ``folio report``. What is meant by
each figure is said in docs/workbook.md. The days by which messages are due when nobody gave one are left out.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Folio

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
TODAY = date(2026, 11, 20)
STUDENTS = pytest.mark.parametrize("file", ["Ana Lopez.xlsx", "Kowalczyk Tomasz.ods"])
Rows = list[dict[str, Any]]
FACETS = 12
NOTHING, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"


class Student:
    """What was exported of a student, and what the report says."""

    def __init__(self, folio: Folio, file: str) -> None:
        """Run both commands."""
        (workbook,) = json.loads(folio("export", RIVERSIDE / file, "-q").out)["workbooks"]
        self.rows: dict[str, Rows] = workbook["tables"]
        folio("report", RIVERSIDE / file, "--out", "r", "--format", "md", "--today", TODAY.isoformat(), "-q")
        text = Path("r/report.md").read_text(encoding="utf-8")
        self.glance = table(text.partition("\n## ")[0])[0]
        parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)[1:]
        self.parts = dict(zip(parts[::2], parts[1::2], strict=True))
        self.people = [r for r in self.rows["contacts"] if r["name"]]
        self.done = [r for r in self.rows["interviews"] if r["status"] == "Completed"]
        self.field_of = {r["name"]: r["field"] for r in self.people}

    def fields(self) -> dict[str, str]:
        """What the report says about each field, by its name."""
        parts = re.split(r"^### (.*)\n", self.parts["What you learned about each field"], flags=re.MULTILINE)[1:]
        return dict(zip(parts[::2], parts[1::2], strict=True))


def table(text: str) -> list[dict[str, str]]:
    """The first table in a text, its rows by heading."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    end = next((n for n, line in enumerate(lines[2:], start=2) if set(line) <= set("|- ")), len(lines) + 1)
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2 : end - 1 if end <= len(lines) else None]]


def rounded(value: Decimal) -> str:
    """A mean as reports write it."""
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def mean(values: Iterable[int | None]) -> Decimal | None:
    """The mean of those that are there."""
    known = [v for v in values if v is not None]
    return Decimal(sum(known)) / len(known) if known else None


def shown(value: Decimal | int | None) -> str:
    """A figure as reports write it; a dash where there is none."""
    return NOTHING if value is None else rounded(value) if isinstance(value, Decimal) else str(value)


def short(day: str | None) -> str:
    """A day as reports write it."""
    return f"{date.fromisoformat(day):%b %-d, %Y}" if day else NOTHING


@pytest.fixture
def student(folio: Folio, file: str) -> Student:
    return Student(folio, file)


@STUDENTS
def test_the_counts_at_a_glance(student: Student) -> None:
    rows = student.rows
    asked = [r for r in student.people if r["requested_on"] or r["status"] not in (None, "Identified")]
    thanked = [r for r in student.done if thanks_day(student, r)]
    late = [r for r in table(student.parts["What to do next"]) if "overdue" in r["When"]]
    assert student.glance == {
        "People on the list": str(len(student.people)),
        "Asked": str(len(asked)),
        "Interviews completed": str(len(student.done)),
        "Questions answered": str(sum(bool(r["answer"]) for r in rows["questions"])),
        "Thank-yous sent": str(len(thanked)),
        "Overdue": str(len(late)),
    }


@STUDENTS
def test_the_contacts_at_each_status(student: Student) -> None:
    counts = {r["Status"]: int(r["People"]) for r in table(student.parts["Contacts by status"])}
    assert counts == {status: sum(r["status"] == status for r in student.people) for status in counts}
    assert sum(counts.values()) == sum(bool(r["status"]) for r in student.people)


def thanks_day(student: Student, interview: dict[str, Any]) -> str | None:
    """The day on which the thank-you for an interview went out, by that row or by a message."""
    messages = [
        r["sent"] for r in student.rows["follow_ups"]
        if r["kind"] == "Thank-you" and r["contact"] == interview["contact"] and r["sent"]
    ]  # fmt: skip
    return interview["thank_you_sent"] or min(messages, default=None)


@STUDENTS
def test_the_figures_of_each_interview(student: Student) -> None:
    told = table(student.parts["Interviews"])
    rows = [r for r in student.rows["interviews"] if r["contact"] or r["date"]]
    assert len(told) == len(rows) >= 5
    for row, said in zip(rows, told, strict=True):
        before, after = row["interest_before"], row["interest_after"]
        change = after - before if before is not None and after is not None else None
        signed = NOTHING if change is None else f"{change:+}".replace("-", MINUS).replace("+0", "0")
        figures = [said[h] for h in ("Contact", "Date", "Interest before", "Interest after", "Change")]
        assert figures == [row["contact"], short(row["date"]), shown(before), shown(after), signed]
        sent = thanks_day(student, row)
        if row["status"] == "Completed" and sent:
            days = (date.fromisoformat(sent) - date.fromisoformat(row["date"])).days
            assert said["Thank-you"] == ("sent on time" if 0 <= days <= 2 else "sent late")


@STUDENTS
def test_the_interest_in_each_field(student: Student) -> None:
    fields = student.fields()
    assert fields
    for field, text in fields.items():
        done = [r for r in student.done if student.field_of[r["contact"]] == field]
        rated = [r for r in done if r["interest_before"] is not None and r["interest_after"] is not None]
        with_takeaway = [r for r in done if r["takeaway"] or r["takeaway_2"] or r["takeaway_3"]]
        afterward = [r for r in done if r["interest_after"] is not None]
        found = re.search(r"(\d+) interviews? completed, (\d+) with a takeaway, (\d+) with your interest", text)
        assert found
        assert [int(n) for n in found.groups()] == [len(done), len(with_takeaway), len(afterward)]
        moved = [r["interest_after"] - r["interest_before"] for r in rated]
        counts = {"raised": sum(m > 0 for m in moved), "lowered": sum(m < 0 for m in moved), "kept": moved.count(0)}
        for verb, number in counts.items():
            told = re.search(rf"(\d+) interviews? {verb} it", text)
            assert (int(told[1]) if told else 0) == number
        means = [mean(r[key] for r in rated) for key in ("interest_before", "interest_after")]
        assert f"On average: {shown(means[0])} before, {shown(means[1])} after." in text


@STUDENTS
def test_the_job_preview_of_each_field(student: Student) -> None:
    for field, text in student.fields().items():
        rows = [r for r in student.rows["preview"] if student.field_of.get(r["contact"]) == field]
        heard = [r for r in rows if r["facet"] and (r["upside"] or r["downside"] or r["rating"] is not None)]
        ups, downs = (sum(bool(r[side]) for r in heard) for side in ("upside", "downside"))
        people: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for r in heard:
            people[r["facet"]][r["contact"]] += [r["rating"]] if r["rating"] is not None else []
        found = re.search(
            r"Breadth (\d+) of (\d+) facets, balance (\d+)% \((\d+) upsides?, (\d+) downsides?\), (no|\d+) facets? ",
            text,
        )
        assert found
        balance = (Decimal(100) * min(ups, downs) / max(ups, downs)).quantize(Decimal(1), ROUND_HALF_UP)
        assert [int(n) for n in found.groups()[:5]] == [len(people), FACETS, balance, ups, downs]
        told = re.search(r"They disagree: ask a third person: (.*)\.\n", text)
        disputed = {f for f, by in people.items() if len(by) == 2 and apart(list(by.values())) >= 2}
        assert disputed == (set(told[1].split(", ")) if told else set())
        twice = sum(len(by) >= 2 for by in people.values()) - len(disputed)
        assert found[6] == (str(twice) if twice else "no")
        entries = table(text)
        assert len(entries) == len(heard)
        assert sorted(e["Rating"] for e in entries) == sorted(shown(r["rating"]) for r in heard)


def apart(ratings: list[list[int]]) -> int:
    """How far the ratings of two people are from each other."""
    one, other = ratings
    return max((abs(a - b) for a in one for b in other), default=0)


@STUDENTS
def test_what_is_wanted_proven_and_how_wide_the_gap_is(student: Student) -> None:
    wanted: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    mine: dict[tuple[str, str], Rows] = defaultdict(list)
    for r in student.rows["peaks_wanted"]:
        if r["quality"]:
            wanted[r["category"], r["quality"]].append(r["importance"])
    for r in student.rows["peaks_mine"]:
        if r["quality"]:
            mine[r["category"], r["quality"]].append(r)
    told = {(r["Category"], r["Quality"]): r for r in table(student.parts["P.E.A.K.S.: wanted and proven"])}
    assert told.keys() == wanted.keys() | mine.keys()
    gaps = []
    for key, said in told.items():
        importance = mean(wanted[key])
        rating = max((r["rating"] for r in mine[key] if r["rating"] is not None), default=None)
        proofs = [r["strength"] or 0 for r in mine[key] if r["document"]]
        strength = max(proofs, default=None)
        assert [said["Wanted"], said["My rating"], said["Proof"]] == [shown(importance), shown(rating), shown(strength)]
        if not wanted[key]:
            verdict = "not asked for yet"
        elif strength is None:
            verdict = "build proof"
        else:
            enough = 4 if importance is None else importance
            verdict = "proven" if strength >= enough else "make it stronger"
        assert (key, said["Verdict"]) == (key, verdict)
        if wanted[key]:
            gaps.append((importance or 0) - (strength or 0))
    assert gaps == sorted(gaps, reverse=True)


@STUDENTS
def test_what_is_due_on_a_day_that_was_typed(student: Student) -> None:
    typed = {
        *(("Next step", r["next_step"], r["next_step_due"]) for r in student.people if r["next_step_due"]),
        *(("Will do", r["activity"], r["activity_by"]) for r in student.rows["peaks_mine"]
          if r["activity_by"] and not r["activity_done"]),
    }  # fmt: skip
    due = table(student.parts["What to do next"])
    for r in due:
        r["What"] = r["What"].removesuffix("; a draft is ready")
    # A next step that plainly is a message has the kind of that message.
    told = {(r["Kind"], r["What"], r["By"]) for r in due if r["Kind"] in ("Next step", "Will do")}
    assert told <= {(kind, what, short(day)) for kind, what, day in typed}
    assert {(r["What"], r["By"]) for r in due} >= {(what, short(day)) for _, what, day in typed}
    days = [date.fromisoformat(d) for _, _, d in typed]
    away = {short(d.isoformat()): (d - TODAY).days for d in days}
    for r in due:
        if r["By"] in away:
            n = away[r["By"]]
            words = {0: "today", 1: "tomorrow", -1: "1 day overdue"}.get(
                n, f"in {n} days" if n > 0 else f"{-n} days overdue"
            )
            assert r["When"] == words


@STUDENTS
def test_leads_practice_and_offers(student: Student) -> None:
    leads = table(student.parts["Network"])
    open_leads = [r for r in student.rows["leads"] if r["lead"] and not r["done"]]
    assert len(leads) == sum(bool(r["lead"]) for r in student.rows["leads"])
    assert sum(r["State"] in ("open", "overdue") for r in leads) == len(open_leads)
    ratings = [r["Rating"] for r in table(student.parts["Practice"])]
    assert ratings == [shown(r["rating"]) for r in sorted(student.rows["practice"], key=lambda r: r["date"])]
    fits = sorted(r["Fit"] for r in table(student.parts["Offers"]))
    assert fits == sorted(shown(r["fit"]) for r in student.rows["offers"])
