"""A plan for the next interview asks what is still missing, disputed or untested, given who is to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from folio.domain.adapted_plan import adapted_plan
from folio.domain.names import as_folio_compares
from folio.domain.records import Record, Records
from folio.domain.viewpoints import viewpoint_of
from folio.exit_codes import ExitCode, UsageProblem
from folio.insight.interview_plan import InterviewPlan, find_plans
from folio.intake.reading_records import records_of
from folio.template.loading import load_kit
from folio.template.plan_builder import PlannedQuestion, build_plan
from folio.template.schema import Question
from folio.template.vocabulary import (
    CATEGORIES,
    FACETS,
    PRIORITIES,
    TOPIC_CLOSE,
    TOPIC_DOWNSIDES,
    TOPIC_LEADS,
    TOPIC_OPENING,
    TOPIC_UPSIDES,
)
from tests.conftest import Folio, cell_of, open_book
from tests.workbooks import TODAY, entered, kit, make

Rows = list[dict[str, Any]]
KIT = load_kit("complete")
SAM = "Sam Ortiz"
NURSES = ("Dana Lee", "Renee Caldwell", "Grace Abernathy")
CORE = (TOPIC_OPENING, TOPIC_DOWNSIDES, TOPIC_LEADS, TOPIC_CLOSE)
BANK = {q.id: q for q in KIT.questions}


def people(**viewpoints: str) -> Rows:
    """The nurses and Sam, each by first name with a viewpoint or without."""
    names = (*NURSES, SAM)
    return [{"name": n, "field": "Nursing", "viewpoint": viewpoints.get(n.partition(" ")[0].lower())} for n in names]


def told(who: str, facet: str, **more: Any) -> dict[str, Any]:
    return {"contact": who, "facet": facet, "upside": "Good", "downside": "Hard"} | more


def all_told(*who: str, but: Sequence[str] = ()) -> Rows:
    """Each of these people told both sides of every facet, but for some."""
    return [told(w, f) for w in who for f in FACETS if f not in but]


def every_category(*who: str) -> Rows:
    return [{"contact": w, "category": c, "quality": c, "importance": 4} for w in who for c in CATEGORIES]


def content(**sheets: Rows) -> dict[str, Rows]:
    return {"contacts": people()} | sheets


def records(sheets: Mapping[str, Rows], template: str = "complete") -> Records:
    return records_of(entered(sheets, template=template), TODAY)


def adapted(
    sheets: Mapping[str, Rows], person: str = SAM, minutes: int = 30, template: str = "complete", focus: Sequence[str] = ()
) -> tuple[PlannedQuestion, ...]:  # fmt: skip
    return adapted_plan(load_kit(template), records(sheets, template), minutes, focus, person=person)


def ids(plan: Sequence[PlannedQuestion]) -> list[str]:
    return [p.question.id for p in plan]


def facets_of(plan: Sequence[PlannedQuestion]) -> set[str]:
    return {f for p in plan for f in p.question.facets}


def for_reason(plan: Sequence[PlannedQuestion], reason: str) -> Question:
    """The question that is asked for this reason."""
    found = [p.question for p in plan if p.reason == reason]
    assert found, sorted(p.reason for p in plan)
    return found[0]


class TestReasons:
    def test_what_nobody_told(self) -> None:
        plan = adapted(content(preview=all_told(*NURSES[:2], but=["Autonomy"]), peaks_wanted=every_category(*NURSES)))
        question = for_reason(plan, "Nobody in Nursing has told me yet about autonomy.")
        assert "Autonomy" in question.facets

    def test_what_two_people_disagree_about_is_asked_with_both_sides(self) -> None:
        said = [
            told("Renee Caldwell", "Pay and benefits", rating=5),
            told("Grace Abernathy", "Pay and benefits", rating=1),
        ]
        plan = adapted(content(preview=said))
        question = for_reason(plan, "Renee Caldwell and Grace Abernathy disagree about pay and benefits.")
        assert (question.id, question.question.partition(" that ")[0]) == ("pay-both-sides", "I've heard both")
        assert "pay-both-sides" not in ids(adapted(content(preview=said), person="Grace Abernathy"))

    def test_two_who_disagree_among_three_are_a_reason_too(self) -> None:
        said = [told(who, "Pay and benefits", rating=r) for who, r in zip(NURSES, (5, 1, 3), strict=True)]
        plan = adapted(content(preview=said), minutes=90)
        for_reason(plan, "Dana Lee and Renee Caldwell disagree about pay and benefits.")

    @pytest.mark.parametrize(
        ("side", "word", "topic"),
        [("upside", "good", TOPIC_DOWNSIDES), ("downside", "hard", TOPIC_UPSIDES)],
    )
    def test_the_side_that_nobody_named(self, side: str, word: str, topic: str) -> None:
        said = all_told(*NURSES[:2], but=["Pace and stress"])
        said += [{"contact": n, "facet": "Pace and stress", side: "So it is"} for n in NURSES[:2]]
        plan = adapted(content(preview=said, peaks_wanted=every_category(*NURSES)))
        question = for_reason(plan, f"So far I have only heard what is {word} about pace and stress.")
        assert (question.topic, question.facets[0]) == (topic, "Pace and stress")

    def test_nobody_is_asked_for_the_good_side_of_frustrations(self) -> None:
        said = [{"contact": n, "facet": "Frustrations", "downside": "Charting"} for n in NURSES[:2]]
        assert not any("hard about frustrations" in p.reason for p in adapted(content(preview=said), minutes=120))

    def test_what_one_viewpoint_only_told(self) -> None:
        said = [*all_told(*NURSES[:2]), told(SAM, "Frustrations")]
        who = people(dana="Current employee", renee="Current employee", sam="Supervisor")
        plan = adapted(content(contacts=who, preview=said, peaks_wanted=every_category(*NURSES)))
        for_reason(plan, "So far only people who do the job now have told me about culture and unwritten rules.")

    def test_what_one_voice_only_told(self) -> None:
        plan = adapted(content(preview=all_told("Dana Lee"), peaks_wanted=every_category(*NURSES)))
        for_reason(plan, "Only Dana Lee has told me about autonomy so far.")

    def test_a_category_that_nobody_named_anything_for(self) -> None:
        wanted = [w for w in every_category(*NURSES) if w["category"] != "Skills"]
        plan = adapted(content(preview=all_told(*NURSES), peaks_wanted=wanted))
        assert for_reason(plan, "Nobody in Nursing has told me yet which skills employers want.").topic == "Skills"

    def test_a_quality_that_one_person_only_named(self) -> None:
        wanted = [
            *every_category(*NURSES),
            {"contact": "Dana Lee", "category": "Skills", "quality": "Charting by hand"},
        ]
        plan = adapted(content(preview=all_told(*NURSES), peaks_wanted=wanted))
        question = for_reason(plan, "Only Dana Lee has named charting by hand so far.")
        assert question.question.startswith("I've heard that charting by hand matters in this work.")
        assert question.topic == "Skills"
        mine = adapted(content(preview=all_told(*NURSES), peaks_wanted=wanted), person="Dana Lee")
        assert not any("charting" in p.reason for p in mine)

    def test_a_topic_on_which_nobody_answered(self) -> None:
        plan = adapted(content(preview=all_told(*NURSES), peaks_wanted=every_category(*NURSES)))
        for_reason(plan, "Nobody in Nursing has answered a question on outlook and ways in yet.")

    def test_each_question_has_one(self) -> None:
        for minutes in (10, 30, 90):
            plan = adapted(content(preview=all_told("Dana Lee", but=["Autonomy"])), minutes=minutes)
            assert all(p.reason.endswith(".") and p.reason[0].isupper() for p in plan)
            assert all(p.priority in PRIORITIES for p in plan)


class TestViewpoints:
    def plan_of(self, viewpoint: str) -> tuple[PlannedQuestion, ...]:
        said = [told("Dana Lee", "Frustrations"), told(SAM, "Frustrations")]
        return adapted(content(contacts=people(sam=viewpoint), preview=said))

    def test_a_recruiter_is_asked_for_the_market_and_not_for_the_day(self) -> None:
        plan = self.plan_of("Recruiter")
        assert {"Pay and benefits", "Security and outlook"} <= facets_of(plan)
        assert "Outlook and ways in" in {p.question.topic for p in plan}
        assert not facets_of(plan) & {"Typical tasks", "Autonomy", "Pace and stress", "Meaning and rewards"}

    @pytest.mark.parametrize("word", ["Incumbent", "Current employee"])
    def test_who_does_the_job_is_asked_for_the_day(self, word: str) -> None:
        sheets = content(preview=[told("Dana Lee", "Frustrations")])
        seen = records(sheets)
        contacts = [r for r in seen.rows("contacts") if r.text("name") != SAM]
        sam = Record({"name": SAM, "field": "Nursing", "viewpoint": word}, seen.compare)
        plan = adapted_plan(KIT, replace(seen, tables={**seen.tables, "contacts": [*contacts, sam]}, _memo={}), 30, (),
                            person=SAM)  # fmt: skip
        assert {"Typical tasks", "Autonomy", "Pace and stress", "Hours and schedule"} <= facets_of(plan)
        assert "Security and outlook" not in facets_of(plan)

    def test_a_supervisor_is_asked_what_they_look_for(self) -> None:
        plan = self.plan_of("Supervisor")
        assert {"Culture and unwritten rules", "Growth and advancement", "People and supervision"} <= facets_of(plan)
        assert {p.question.topic for p in plan} & set(CATEGORIES)

    def test_who_left_is_asked_why_people_leave(self) -> None:
        said = [told("Dana Lee", "Autonomy"), told(SAM, "Autonomy")]
        sheets = content(contacts=people(sam="Former"), preview=said)
        assert "downside-why-people-leave" in ids(adapted(sheets))

    def test_a_competitor_is_asked_how_employers_differ(self) -> None:
        assert "culture-differs" in ids(self.plan_of("Competitor"))

    def test_are_known_from_contacts_or_else_from_the_job_preview(self) -> None:
        def seen(contact: str, preview: str) -> str:
            tables = {
                "contacts": [Record({"name": SAM, "viewpoint": contact}, as_folio_compares)],
                "preview": [Record({"contact": "sam  ortiz", "viewpoint": preview}, as_folio_compares)],
            }
            return viewpoint_of(Records(TODAY, tables, as_folio_compares, Record({}, as_folio_compares)), SAM)

        assert seen("Recruiter", "Former") == "Recruiter"
        assert seen("", "Former") == "Former"
        assert seen("", "incumbent") == seen("Current employee", "") == "Current employee"
        assert seen("", "") == ""

    def test_no_title_is_taken_for_one(self) -> None:
        rows = [r | ({"job_title": "Recruiter"} if r["name"] == SAM else {}) for r in people()]
        assert adapted({"contacts": rows, "preview": all_told("Dana Lee")}) == adapted(
            content(preview=all_told("Dana Lee"))
        )


class TestWhatWasHeard:
    def test_the_fourth_nurse_is_not_asked_the_same_ten(self) -> None:
        answers = [
            {"contact": n, "stage": q.stage, "topic": q.topic, "question": q.question.replace("{field}", "Nursing"),
             "answer": "A lot."}
            for n in NURSES for q in KIT.plan
        ]  # fmt: skip
        plan = adapted(content(questions=answers, preview=all_told(*NURSES, but=["Autonomy", "Pay and benefits"])))
        again = {q.id for q in KIT.plan if q.topic not in (TOPIC_OPENING, TOPIC_LEADS, TOPIC_CLOSE)} & {*ids(plan)}
        assert again == set()
        assert {"Autonomy", "Pay and benefits"} <= facets_of(plan)
        assert {p.question.topic for p in plan} >= set(CORE)

    def test_what_three_told_alike_gives_way_to_what_is_missing(self) -> None:
        plan = adapted(content(preview=all_told(*NURSES, but=["Meaning and rewards"])), minutes=120)
        settled = {f for f in FACETS if f != "Meaning and rewards"}
        assert [p.question.id for p in plan if p.question.facets and {*p.question.facets} <= settled] == []
        assert "Meaning and rewards" in facets_of(plan)

    def test_a_person_is_not_asked_again_what_they_answered(self) -> None:
        first = adapted(content(preview=all_told("Dana Lee")))
        asked = [
            {"contact": SAM, "topic": p.question.topic, "question": p.question.question.replace("{field}", "nursing"),
             "asked": i % 2 == 0, "answer": "Yes." if i % 2 else ""}
            for i, p in enumerate(first)
        ]  # fmt: skip
        second = adapted(content(preview=all_told("Dana Lee"), questions=asked))
        assert not {*ids(first)} & {*ids(second)}
        assert {p.question.topic for p in second} >= set(CORE)

    def test_other_fields_do_not_count(self) -> None:
        sheets = {"contacts": [*people(), {"name": "Vet", "field": "Animals"}], "preview": all_told(*NURSES)}
        assert adapted(sheets, person="Vet") == build_plan(KIT, minutes=30)

    def test_as_long_as_nobody_told_anything_it_is_the_usual_plan(self) -> None:
        assert adapted(content()) == build_plan(KIT, minutes=30)
        assert adapted_plan(KIT, records(content()), None, ["skills"]) == build_plan(KIT, focus=["Skills"])

    def test_what_matters_to_me_comes_first(self) -> None:
        matters = [{"facet": "Physical setting and travel", "importance": 5}]
        plan = adapted(content(preview=[told("Dana Lee", "Frustrations")], preview_board=matters))
        place = next(p for p in plan if "Physical setting and travel" in p.question.facets)
        assert place.priority == PRIORITIES[0]

    def test_a_typical_week_comes_first_until_somebody_told_of_one(self) -> None:
        assert "typical-week-last" in ids(
            adapted(content(preview=all_told("Dana Lee", but=["Typical tasks"])), minutes=15)
        )
        assert "typical-week-last" not in ids(adapted(content(preview=all_told("Dana Lee")), minutes=15))


class TestChoosing:
    @pytest.mark.parametrize("minutes", [10, 15, 20, 30, 45, 60, 90, 120])
    def test_fits_the_minutes_and_lacks_nothing(self, minutes: int) -> None:
        plan = adapted(content(preview=all_told("Dana Lee", but=["Autonomy"])), minutes=minutes)
        assert minutes - 3 <= sum(p.question.minutes for p in plan) <= minutes
        assert {p.question.topic for p in plan} >= set(CORE)
        assert len({*ids(plan)}) == len(plan)
        stages = list(dict.fromkeys(q.stage for q in KIT.questions))
        places = [stages.index(p.question.stage) for p in plan]
        assert places == sorted(places)

    def test_a_focus_is_kept(self) -> None:
        plan = adapted(content(preview=all_told("Dana Lee")), focus=["resume"])
        assert sum(p.question.topic == "Portfolio feedback" for p in plan) >= 2

    def test_is_refused_like_any_plan(self) -> None:
        with pytest.raises(UsageProblem, match="no topic 'pets'"):
            adapted(content(), focus=["pets"])

    def test_the_field_of_start_is_taken_where_nobody_is_named(self) -> None:
        seen = records(content(preview=all_told("Dana Lee", but=["Autonomy"])))
        plan = adapted_plan(KIT, seen, 30, ())
        for_reason(plan, "Nobody in Nursing has told me yet about autonomy.")
        assert adapted_plan(KIT, seen, 30, (), field="Baking") == build_plan(KIT, minutes=30)

    def test_facets_that_the_bank_does_not_know_are_asked_about_too(self) -> None:
        bare = replace(KIT, questions=tuple(q.model_copy(update={"facets": ()}) for q in KIT.for_anyone))
        said = [told("Dana Lee", "Autonomy", rating=1), told("Renee Caldwell", "Autonomy", rating=5)]
        plan = adapted_plan(bare, records(content(preview=said)), 60, (), person=SAM)
        texts = [p.question.question for p in plan]
        assert "I've heard different things about autonomy. What is it like where you are?" in texts
        assert any(t.startswith("Could you tell me about pay and benefits in your job") for t in texts)

    def test_an_essentials_workbook_goes_by_the_answers(self) -> None:
        own = [{"contact": n, "topic": t, "question": f"{t}?", "answer": "So."}
               for n in NURSES for t in ("Upsides", "Downsides", "Culture", "Role and typical week")]  # fmt: skip
        plan = adapted(content(questions=own), template="essentials")
        for_reason(plan, "Nobody in Nursing has answered a question on path and training yet.")
        for_reason(plan, "Nobody in Nursing has told me yet which experience employers want.")
        assert not any("on culture yet" in p.reason for p in plan)


def plan_in(sheets: Mapping[str, Rows], person: str = SAM) -> InterviewPlan:
    (found,) = find_plans(entered(sheets), TODAY, person)
    return found


class TestTheStudentsOwn:
    OWN: ClassVar[dict[str, Any]] = {
        "question": "Do you sleep after nights?",
        "topic": "Downsides",
        "stage": "Need to know",
        "minutes": 4,
    }

    def test_questions_for_anybody_stay_and_take_their_minutes(self) -> None:
        plan = plan_in(content(preview=all_told("Dana Lee", but=["Autonomy"]), questions=[self.OWN]))
        assert plan.questions[1].text == "Do you sleep after nights?"
        assert plan.total <= 30
        assert [q.text for q in plan.questions if q.topic == "Downsides"] == ["Do you sleep after nights?"]
        assert "Nobody in Nursing has told me yet about autonomy." in [q.reason for q in plan.questions]

    def test_many_of_them_leave_room_for_what_no_interview_may_lack(self) -> None:
        own = [{"question": f"{i}?", "topic": "Culture", "minutes": 5} for i in range(9)]
        plan = plan_in(content(preview=all_told("Dana Lee"), questions=own))
        assert {q.topic for q in plan.questions} == {"Culture", *CORE}
        assert plan.lacks == ()

    def test_a_plan_for_the_person_stays_as_it_is(self) -> None:
        own = [self.OWN | {"contact": SAM}]
        plan = plan_in(content(preview=all_told("Dana Lee", but=["Autonomy"]), questions=own))
        assert [q.text for q in plan.questions] == ["Do you sleep after nights?"]
        assert [(q.topic, q.reason) for q in plan.worth_asking] == [
            ("Role and typical week", "Nobody in Nursing has told me yet about autonomy.")
        ]

    def test_what_such_a_plan_asks_already_is_not_worth_asking(self) -> None:
        preview = all_told("Dana Lee", but=["Autonomy"])
        for text in (BANK["week-own-decisions"].question, "How much autonomy do you have?"):
            own = [self.OWN | {"contact": SAM, "question": text}]
            assert plan_in(content(preview=preview, questions=own)).worth_asking == ()

    def test_a_question_of_the_bank_that_somebody_answered_is_not_ones_own(self) -> None:
        done = [{"question": KIT.plan[3].question, "topic": KIT.plan[3].topic, "answer": "Rounds, then charting."}]
        plan = plan_in(content(preview=all_told("Dana Lee"), questions=done))
        assert KIT.plan[3].question not in [q.text for q in plan.questions]

    def test_hostile_words_stay_words(self) -> None:
        quality = "{field} {0.__class__} <script>" + "x" * 300
        wanted = [
            *every_category(*NURSES),
            {"contact": "Dana Lee", "category": "Skills", "quality": quality, "importance": 5},
        ]
        plan = plan_in(content(preview=all_told(*NURSES), peaks_wanted=wanted))
        assert any("<script>" in q.text and len(q.text) < 250 for q in plan.questions)


class TestCommandLine:
    def test_the_next_person_gets_what_is_missing(self, folio: Folio) -> None:
        sheets = content(preview=all_told("Dana Lee", but=["Autonomy"]))
        Path("a.xlsx").write_bytes(make(sheets))
        result = folio("plan", "a.xlsx", "--contact", SAM, "--out", "out", "--today", TODAY.isoformat())
        assert result.code == ExitCode.OK, result.err
        page = Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8")
        assert "Nobody in Nursing has told me yet about autonomy." in page

    @pytest.mark.parametrize("version", ["made_by_version_2", "made_by_version_3"])
    def test_older_workbooks_get_one_too(self, folio: Folio, version: str) -> None:
        files = sorted((Path(__file__).parent / version).rglob("*.xlsx"))
        assert files
        result = folio("plan", str(files[0]), "--out", "out", "--contact", _anybody(files[0]))
        assert result.code in (ExitCode.OK, ExitCode.PROBLEMS), result.err
        assert list(Path("out").glob("*.html"))


def _anybody(path: Path) -> str:
    from folio.insight.interview_plan import people as named
    from folio.intake.one_workbook import read_content

    return named(read_content(path.name, path.read_bytes()), TODAY)[0]


class TestBank:
    def test_every_facet_has_questions_for_each_side_and_for_both(self) -> None:
        assert kit().template.facets == FACETS
        for facet in FACETS:
            asking = [q for q in KIT.for_anyone if facet in q.facets]
            assert len(asking) >= 2, facet
            assert any(q.topic == TOPIC_DOWNSIDES for q in asking), facet
            assert any(q.topic == TOPIC_UPSIDES for q in asking) or facet == "Frustrations", facet
            assert [q.id for q in KIT.questions if q.disputed and q.facets == (facet,)], facet

    def test_no_new_plan_begins_with_a_question_on_what_is_disputed(self) -> None:
        plans = [build_plan(KIT, minutes=m) for m in (10, 30, 60, 120)]
        assert not any(p.question.disputed for plan in plans for p in plan)

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            (
                'facets = ["Autonomy"]',
                'facets = ["Autonomie"]',
                "there is no facet 'Autonomie'. The facets are Typical",
            ),
            ('viewpoints = ["Former"]', 'viewpoints = ["Cousin"]', "this must be one of 'Current employee'"),
        ],
    )
    def test_an_unknown_word_is_told_with_its_place(self, folio: Folio, before: str, after: str, said: str) -> None:
        assert folio("template copy complete mine").code == 0
        file = Path("mine/question_bank.toml")
        file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
        result = folio("template check mine")
        assert result.code == ExitCode.CONTENT
        assert "question_bank.toml, line " in result.err
        assert said in result.err


class TestTheSheet:
    def shown(self, **sheets: Rows) -> object:
        """What My plan says on Interviews, of the interview with Sam."""
        filled = content(**sheets) | {"interviews": [{"contact": SAM, "status": "Planned"}]}
        Path("a.xlsx").write_bytes(make(filled))
        book = open_book("a.xlsx", values=True)
        return cell_of(book, "interviews.plan", 0).value

    def test_my_plan_says_what_nobody_told_yet(self) -> None:
        said = self.shown(preview=all_told("Dana Lee", but=["Autonomy", "Pace and stress", "Frustrations"]))
        assert said == "10 questions, 27 min; nobody told yet: Pace and stress, Autonomy"
        assert str(self.shown(preview=all_told("Dana Lee", but=["Autonomy"]))).endswith("; nobody told yet: Autonomy")

    def test_it_is_silent_before_the_first_interview_and_when_all_was_told(self) -> None:
        assert self.shown() == self.shown(preview=all_told("Dana Lee")) == "10 questions, 27 min"

    def test_another_field_has_its_own(self) -> None:
        preview = all_told("Dana Lee", but=["Autonomy"])
        contacts = [r | ({"field": "Baking"} if r["name"] == SAM else {}) for r in people()]
        assert self.shown(contacts=contacts, preview=preview) == "10 questions, 27 min"
