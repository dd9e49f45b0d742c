"""The question plan that a new workbook begins with: the template's own, or one that fits the interview."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from folio.exit_codes import UsageProblem
from folio.template.loading import Kit, load_kit
from folio.template.plan_builder import LEAST_MINUTES, MOST_MINUTES, PlannedQuestion, build_plan, topic_named
from folio.template.vocabulary import PRIORITIES, TOPIC_CLOSE, TOPIC_DOWNSIDES, TOPIC_LEADS, TOPIC_OPENING
from folio.workbook.build import build_workbook, prefilled_rows
from tests.conftest import TEMPLATES, Folio, cell_of, key_cell, open_book
from tests.workbooks import ANA, CREATED, FACETS, TODAY, read

KIT = load_kit("complete")
TOPICS = list(dict.fromkeys(q.topic for q in KIT.questions))
ALL_MINUTES = range(LEAST_MINUTES, MOST_MINUTES + 1)
MUST, SHOULD, IF_TIME = PRIORITIES
# One question of the bank for each facet of a job preview that asks for it outright.
ASKS_FOR = {
    "Typical tasks": "typical-week-last",
    "Hours and schedule": "week-hours",
    "Pay and benefits": "upside-pay-range",
    "Pace and stress": "downside-pressure",
    "Autonomy": "week-own-decisions",
    "People and supervision": "week-supervision",
    "Culture and unwritten rules": "culture-unwritten-rule",
    "Physical setting and travel": "week-setting",
    "Growth and advancement": "upside-growth",
    "Security and outlook": "upside-steady-work",
    "Meaning and rewards": "upside-meaning",
    "Frustrations": "downside-hand-over",
}


def ids(plan: tuple[PlannedQuestion, ...]) -> list[str]:
    return [p.question.id for p in plan]


def minutes_of(plan: tuple[PlannedQuestion, ...]) -> int:
    return sum(p.question.minutes for p in plan)


def topics_of(plan: tuple[PlannedQuestion, ...]) -> Counter[str]:
    return Counter(p.question.topic for p in plan)


def faults(plan: tuple[PlannedQuestion, ...], minutes: int) -> list[str]:
    """What is wrong with a plan for an interview of these minutes, whatever its focus."""
    topics, places = topics_of(plan), [KIT.questions.index(p.question) for p in plan]
    leads = [p for p in plan if (p.question.stage, p.question.topic) == ("Finding further leads", TOPIC_LEADS)]
    said = {
        "too long": minutes_of(plan) > minutes,
        "too short": minutes_of(plan) < minutes - 2,
        "no opening": not topics[TOPIC_OPENING],
        "no downside": not topics[TOPIC_DOWNSIDES],
        "no lead": not leads,
        "no close": not topics[TOPIC_CLOSE],
        "twice": len(set(ids(plan))) < len(plan),
        "order": places != sorted(places),
        "priority": {p.priority for p in plan} - set(PRIORITIES),
        "core": [p for p in plan if p.question.id in CORE and p.priority != MUST],
    }
    return [what for what, wrong in said.items() if wrong]


CORE = ("opening-time-check", "downside-hand-over", "advice-who-else", "close-report-back")


class TestTheTemplatesOwn:
    @pytest.mark.parametrize("template", TEMPLATES)
    def test_stands_as_it_is(self, template: str) -> None:
        kit = load_kit(template)
        plan = build_plan(kit)
        assert [p.question for p in plan] == kit.plan
        assert ids(plan) == list(kit.template.plan.questions)

    def test_has_five_questions_that_must_be_asked(self) -> None:
        plan = build_plan(KIT)
        assert [p.question.id for p in plan if p.priority == MUST] == [
            "opening-time-check", "typical-week-last", "downside-hand-over", "advice-who-else", "close-report-back",
        ]  # fmt: skip
        assert Counter(p.priority for p in plan) == {MUST: 5, SHOULD: 4, IF_TIME: 1}

    def test_is_what_the_rows_begin_with(self) -> None:
        rows = prefilled_rows(KIT, "Nursing")["questions"]
        assert [r["question"] for r in rows] == [q.question.replace("{field}", "Nursing") for q in KIT.plan]
        assert rows[0] == {
            "priority": MUST, "stage": "Introductory", "topic": "Opening", "question": KIT.plan[0].question,
            "purpose": KIT.plan[0].purpose, "probe": KIT.plan[0].probe, "minutes": 1,
        }  # fmt: skip


class TestFits:
    @pytest.mark.parametrize("minutes", ALL_MINUTES)
    def test_any_length_of_talk(self, minutes: int) -> None:
        assert faults(build_plan(KIT, minutes=minutes), minutes) == []

    @pytest.mark.parametrize("topic", TOPICS)
    def test_any_topic_in_focus(self, topic: str) -> None:
        wrong = {
            minutes: found
            for minutes in ALL_MINUTES
            if (found := faults(build_plan(KIT, minutes=minutes, focus=[topic]), minutes))
        }
        assert wrong == {}

    def test_all_topics_in_focus(self) -> None:
        for minutes in (10, 30, 120):
            assert faults(build_plan(KIT, minutes=minutes, focus=TOPICS), minutes) == []

    def test_more_minutes_never_give_fewer(self) -> None:
        lengths = [minutes_of(build_plan(KIT, minutes=m)) for m in ALL_MINUTES]
        assert lengths == sorted(lengths)

    def test_a_short_talk_has_what_none_may_lack(self) -> None:
        assert ids(build_plan(KIT, minutes=10)) == [
            "opening-time-check", "upside-would-miss", "downside-hand-over", "advice-who-else", "close-report-back",
        ]  # fmt: skip

    def test_half_an_hour_has_the_templates_own_questions(self) -> None:
        assert set(KIT.template.plan.questions) < set(ids(build_plan(KIT, minutes=30)))

    def test_a_long_talk_touches_every_topic(self) -> None:
        assert set(topics_of(build_plan(KIT, minutes=60))) == set(TOPICS)

    def test_the_last_minutes_are_for_when_there_is_time(self) -> None:
        for minutes in (15, 30, 45, 60, 90, 120):
            plan = build_plan(KIT, minutes=minutes)
            sure = sum(p.question.minutes for p in plan if p.priority != IF_TIME)
            assert sure <= max(minutes * 5 / 6, 12)
            assert any(p.priority == IF_TIME for p in plan)


class TestFocus:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_brings_more_questions(self, topic: str) -> None:
        for minutes in ALL_MINUTES:
            plain = topics_of(build_plan(KIT, minutes=minutes))[topic]
            focused = topics_of(build_plan(KIT, minutes=minutes, focus=[topic]))[topic]
            assert focused >= max(plain, 1), minutes
            assert minutes < 25 or focused > plain, minutes

    def test_alone_keeps_the_templates_minutes(self) -> None:
        assert build_plan(KIT, focus=["Culture"]) == build_plan(KIT, minutes=30, focus=["Culture"])

    def test_leaves_room_for_the_rest(self) -> None:
        topics = topics_of(build_plan(KIT, minutes=30, focus=["Culture"]))
        assert topics["Culture"] == 3
        assert {"Role and typical week", "Upsides", "Path and training"} <= set(topics)

    def test_never_takes_all_that_the_bank_has_on_a_topic(self) -> None:
        for topic in (TOPIC_OPENING, TOPIC_CLOSE):
            assert topics_of(build_plan(KIT, minutes=120, focus=[topic]))[topic] <= 7

    def test_is_shared_in_turn(self) -> None:
        topics = topics_of(build_plan(KIT, minutes=60, focus=["Skills", "Culture"]))
        assert topics["Skills"] >= 3
        assert topics["Culture"] >= 3

    def test_must_be_asked_about(self) -> None:
        plan = build_plan(KIT, minutes=30, focus=["Skills", "Culture"])
        assert {p.question.id for p in plan if p.priority == MUST} > {"skill-look-for-first", "culture-unwritten-rule"}

    def test_counts_once(self) -> None:
        assert build_plan(KIT, minutes=30, focus=["Skills", "Skills"]) == build_plan(KIT, minutes=30, focus=["Skills"])

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("Culture", "Culture"),
            (" cULTURE ", "Culture"),
            ("downsides", "Downsides"),
            ("down", "Downsides"),
            ("skills", "Skills"),
            ("leads", "Advice and referrals"),
            ("referrals", "Advice and referrals"),
            ("typical  week", "Role and typical week"),
            ("training", "Path and training"),
            ("ways in", "Outlook and ways in"),
            ("resume", "Portfolio feedback"),
            ("personality", "Personal characteristics"),
        ],
    )
    def test_is_understood(self, said: str, meant: str) -> None:
        assert topic_named(KIT, said) == meant

    @pytest.mark.parametrize("said", ["pay", "", "culture shock", "ulture"])
    def test_is_asked_back_with_the_topics(self, said: str) -> None:
        with pytest.raises(UsageProblem) as told:
            topic_named(KIT, said)
        assert all(topic in told.value.fix for topic in TOPICS)

    def test_is_asked_back_where_several_fit(self) -> None:
        with pytest.raises(UsageProblem, match="Path and training, Personal characteristics or Portfolio feedback"):
            topic_named(KIT, "p")


class TestABankOfOnesOwn:
    def test_may_lack_what_folios_has(self) -> None:
        kit = replace(KIT, questions=tuple(q for q in KIT.questions if q.topic != TOPIC_DOWNSIDES))
        own = kit.template.plan.model_copy(update={"questions": ("opening-time-check", "week-hours")})
        kit = replace(kit, template=kit.template.model_copy(update={"plan": own}))
        plan = build_plan(kit, minutes=20)
        assert 18 <= minutes_of(plan) <= 20
        assert {TOPIC_OPENING, TOPIC_LEADS, TOPIC_CLOSE, "Upsides"} <= set(topics_of(plan))
        assert "week-hours" in ids(plan)

    def test_may_have_questions_too_long_for_the_talk(self) -> None:
        kit = replace(KIT, questions=tuple(q.model_copy(update={"minutes": 4}) for q in KIT.questions))
        with pytest.raises(UsageProblem, match="10 minutes aren't enough for one question on each of Opening") as told:
            build_plan(kit, minutes=10)
        assert told.value.fix == "Use --minutes 16 or more."
        assert minutes_of(build_plan(kit, minutes=16)) == 16

    def test_takes_a_shorter_question_where_the_best_leaves_no_room(self) -> None:
        long = {"downside-hand-over": 10}
        kit = replace(
            KIT, questions=tuple(q.model_copy(update={"minutes": long.get(q.id, q.minutes)}) for q in KIT.questions)
        )
        plan = build_plan(kit, minutes=10)
        assert minutes_of(plan) <= 10
        assert {TOPIC_OPENING, TOPIC_DOWNSIDES, TOPIC_LEADS, TOPIC_CLOSE} <= set(topics_of(plan))

    @pytest.mark.parametrize("choices", [("First", "Later"), ("Must ask", "Later")])
    def test_priorities_go_only_where_they_are_a_choice(self, choices: tuple[str, ...]) -> None:
        sheet = KIT.template.sheet("questions")
        columns = tuple(
            c.model_copy(update={"choices": choices, "tones": {}}) if c.key == "priority" else c for c in sheet.columns
        )
        rows = prefilled_rows(_with_questions(KIT, sheet.model_copy(update={"columns": columns})), None)["questions"]
        assert {r.get("priority") for r in rows} == {None, *({"Must ask"} & set(choices))}
        assert all(r["question"] and r["minutes"] for r in rows)

    def test_columns_that_it_lacks_stay_out(self) -> None:
        sheet = KIT.template.sheet("questions")
        columns = tuple(c for c in sheet.columns if c.key not in ("priority", "probe", "minutes"))
        rows = prefilled_rows(_with_questions(KIT, sheet.model_copy(update={"columns": columns})), None)["questions"]
        assert {k for r in rows for k in r} == {"stage", "topic", "question", "purpose"}

    def test_the_field_stands_in_every_text(self) -> None:
        text = {"question": "Why {field}?", "purpose": "To know {field}.", "probe": "And {field} tomorrow?"}
        kit = replace(KIT, questions=tuple(q.model_copy(update=text) for q in KIT.questions))
        row = prefilled_rows(kit, "Nursing")["questions"][0]
        assert [row[k] for k in text] == ["Why Nursing?", "To know Nursing.", "And Nursing tomorrow?"]


class TestBank:
    def test_asks_for_every_facet_of_a_preview(self) -> None:
        assert tuple(ASKS_FOR) == FACETS
        assert set(ASKS_FOR.values()) <= {q.id for q in KIT.questions}

    @pytest.mark.parametrize("minutes", [10, 20, 30, 60, 120])
    def test_no_plan_talks_of_an_introduction_that_may_not_have_been(self, minutes: int) -> None:
        plan = build_plan(KIT, minutes=minutes)
        assert [p.question.id for p in plan if "introduced us" in p.question.question] == []


class TestCommandLine:
    def test_writes_the_plan_that_fits(self, folio: Folio) -> None:
        said = folio("new interview.xlsx --field Nursing --minutes 20 --focus culture --focus leads")
        plan = build_plan(KIT, minutes=20, focus=["Culture", TOPIC_LEADS])
        assert (said.code, said.out) == (0, "interview.xlsx\n")
        assert f"The question plan has {len(plan)} questions for {minutes_of(plan)} minutes." in said.err
        assert _rows("interview.xlsx") == [
            (p.priority, p.question.question.replace("{field}", "Nursing"), p.question.probe, p.question.minutes)
            for p in plan
        ]

    def test_says_nothing_of_the_plan_without_being_asked(self, folio: Folio) -> None:
        assert "question plan" not in folio("new interview.xlsx").err
        assert len(_rows("interview.xlsx")) == len(KIT.plan)

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_no_row_of_the_plan_counts_as_typed(self, folio: Folio, template: str) -> None:
        assert folio("new", "a.xlsx", "--template", template, "--minutes", 45, "--focus", "skills").code == 0
        told = json.loads(folio("check a.xlsx --format json").out)["workbooks"][0]
        assert told["rows"] == dict.fromkeys(told["rows"], 0)
        assert told["problems"] == []
        exported = json.loads(folio("export a.xlsx").out)["workbooks"][0]["tables"]["questions"]
        assert len(exported) == len(build_plan(load_kit(template), minutes=45, focus=["Skills"]))
        assert all(row["_untouched"] for row in exported)

    def test_a_changed_question_counts(self) -> None:
        plan = build_plan(KIT, minutes=15)
        rows: list[dict[str, Any]] = prefilled_rows(KIT, "Nursing", plan)["questions"]
        rows[0]["minutes"] = 2
        book = build_workbook(
            KIT, ANA, workbook_id="t", content={"questions": rows}, today=TODAY, created=CREATED, plan=plan
        ).content
        table = read(book).tables["questions"]
        assert [r.values["minutes"] for r in table.typed_rows] == [2]

    def test_a_class_gets_the_same_plan(self, folio: Folio) -> None:
        Path("roster.csv").write_text("name\nAna Lopez\nBo Chen\n", encoding="utf-8")
        said = folio("new --roster roster.csv class --minutes 15 --focus downsides")
        plan = build_plan(KIT, minutes=15, focus=["Downsides"])
        assert said.code == 0
        assert f"{len(plan)} questions" in said.err
        for name in ("ana-lopez", "bo-chen"):
            assert [row[1] for row in _rows(f"class/{name}.xlsx")] == [
                p.question.question.replace("{field}", "this field") for p in plan
            ]
        told = json.loads(folio("check class --format json").out)["workbooks"]
        assert [w["rows"]["questions"] for w in told] == [0, 0]

    @pytest.mark.parametrize("minutes", ["9", "121", "-5", "ten", "12.5"])
    def test_refuses_other_lengths(self, folio: Folio, minutes: str) -> None:
        said = folio("new", "a.xlsx", "--minutes", minutes)
        assert said.code == 2
        assert "--minutes" in said.err
        assert not Path("a.xlsx").exists()

    @pytest.mark.parametrize("place", ["a.xlsx", "--roster roster.csv class"])
    def test_refuses_a_topic_that_is_none(self, folio: Folio, place: str) -> None:
        Path("roster.csv").write_text("name\nAna Lopez\n", encoding="utf-8")
        said = folio(f"new {place} --focus pay")
        assert (said.code, said.out) == (2, "")
        assert "no topic 'pay'" in said.err
        assert all(topic in " ".join(said.err.split()) for topic in TOPICS)
        assert not Path("a.xlsx").exists()
        assert not Path("class").exists()

    def test_refuses_a_template_without_a_plan(self, folio: Folio) -> None:
        assert folio("template copy essentials mine").code == 0
        file = Path("mine/workbook.toml")
        file.write_text(file.read_text(encoding="utf-8").replace('prefill = "question_plan"\n', ""), encoding="utf-8")
        assert folio("new a.xlsx --template mine").code == 0
        said = folio("new b.xlsx --template mine --minutes 20")
        assert said.code == 2
        assert "no sheet that starts with a question plan" in said.err
        assert not Path("b.xlsx").exists()


def _with_questions(kit: Kit, sheet: Any) -> Kit:
    """The kit with another sheet of questions."""
    sheets = tuple(sheet if s.key == sheet.key else s for s in kit.template.sheets)
    return replace(kit, template=kit.template.model_copy(update={"sheets": sheets}))


def _rows(path: str) -> list[tuple[Any, ...]]:
    """Priority, question, probe and minutes of each row of a workbook's plan."""
    book = open_book(path)
    keys = ("priority", "question", "probe", "minutes")
    sheet = key_cell(book, "questions.question").parent
    assert sheet is not None
    rows = (tuple(cell_of(book, f"questions.{k}", r).value for k in keys) for r in range(60))
    return [row for row in rows if row[1]]
