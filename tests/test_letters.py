"""Letters: what is due, what a draft says, what templates may do, and the files."""

from __future__ import annotations

import email.parser
import email.policy
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from folio.basics.content_folders import content_folder
from folio.basics.file_names import distinct, slug
from folio.exit_codes import ContentProblem, ExitCode
from folio.insight.student_findings import student_findings
from folio.output.letters.drafting import draft_letters, in_folders
from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_files import FORMATS, index_data, index_markdown, letter_files
from folio.output.letters.letter_templates import VARIABLES, load_letters
from folio.output.letters.letter_wording import layout, passage
from folio.output.letters.letters_due import KINDS, LetterKind
from folio.template.loading import load_kit
from tests.conftest import Folio
from tests.readings import Unfit, a_reading

if TYPE_CHECKING:
    from pathlib import Path

    from folio.intake.model import Reading

TODAY = date(2026, 3, 4)  # a Wednesday
CANARY = "PRIVATE-CANARY"
Cells = Mapping[str, Any]

DANA: Cells = {
    "name": "Dana Lee", "organization": "Cedar Hospital", "job_title": "Nurse", "field": "Nursing",
    "email": "dana.lee@example.com", "source": "Alum", "status": "Identified", "private_notes": CANARY,
}  # fmt: skip
TALK: Cells = {
    "contact": "dana lee ", "date": date(2026, 3, 3), "status": "Completed",
    "takeaway": "Charting takes half the shift", "private_notes": CANARY,
}  # fmt: skip
ME: Cells = {
    "name": "Ana Lopez",
    "email": "ana@example.org",
    "about_me": "I translate for my grandmother.",
    "field_1": "Nursing",
}


def ana(template: str = "complete", start: Cells = ME, **sheets: Any) -> Reading:
    """Ana's reading with these rows, as far as the template has the columns."""
    made = load_kit(template).template
    rows: dict[str, Any] = {
        k: [{c: v for c, v in r.items() if made.has(k, c)} for r in given] for k, given in sheets.items()
    }
    return a_reading(str(start.get("name", "")), template, start, path="Ana.xlsx", **rows)


def letters(
    kinds: tuple[LetterKind, ...] = KINDS, today: date = TODAY, folder: Path | None = None, **sheets: Any
) -> StudentLetters:
    return draft_letters(ana(**sheets), today, load_letters(folder), kinds)


def only(result: StudentLetters) -> Draft:
    assert [n.reason for n in result.not_drafted] == []
    (draft,) = result.drafts
    return draft


def reason(result: StudentLetters) -> str:
    assert result.drafts == ()
    (one,) = result.not_drafted
    return one.reason


def dana(**changes: Any) -> list[Cells]:
    return [{**DANA, **changes}]


def interview(**changes: Any) -> list[Cells]:
    return [{**TALK, **changes}]


def own(tmp_path: Path, text: str, name: str = "request.txt.j2") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


class TestRequest:
    @pytest.mark.parametrize("status", ["Identified", None])
    def test_is_drafted_for_someone_not_asked_yet(self, status: str | None) -> None:
        draft = only(letters(contacts=dana(status=status, interest="Choir singing.")))
        assert (draft.kind, draft.contact, draft.to_email) == ("request", "Dana Lee", "dana.lee@example.com")
        assert draft.subject == "Could I ask you about your work in Nursing?"
        assert draft.body.startswith("Dear Dana Lee,\n\nYou are an alum of my school")
        assert "I translate for my grandmother." in draft.body
        assert draft.body.endswith("Sincerely,\n\nAna Lopez")
        assert draft.gaps == draft.findings == ()

    def test_names_the_referrer_as_contacts_spells_them(self) -> None:
        sam = {"name": "Sam Ortiz", "status": "Declined"}
        draft = letters(contacts=[*dana(referred_by=" sam ortiz"), sam]).drafts[0]
        assert "Sam Ortiz suggested that I write to you." in draft.body

    def test_shows_and_names_gaps_where_the_workbook_says_nothing(self) -> None:
        draft = only(letters(start={}, contacts=[{"name": "Dana Lee"}]))
        assert "[say here how you found this person]" in draft.body
        assert draft.body.endswith("Sincerely,\n\n[your name]")
        assert "Fill in: your name." in draft.findings
        assert "There is no email address in Contacts for Dana Lee." in draft.findings

    def test_what_a_gap_says_is_not_said_twice(self, tmp_path: Path) -> None:
        draft = only(letters(contacts=dana(source=None)))
        assert draft.findings == (
            "Fill in: say here how you found this person.",
            "Fill in: say in one sentence why you would like to hear from this person.",
        )
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ their_name }}, [say who you are]")
        draft = only(letters(contacts=dana(source=None), folder=folder))
        assert "It doesn't say how you found Dana Lee." in draft.findings
        assert "It doesn't say why you're writing to this person in particular." in draft.findings

    def test_a_referrer_who_is_no_contact_is_named_and_doubted(self) -> None:
        draft = letters(contacts=[*dana(referred_by="Tom Ryes"), {"name": "Tom Reyes", "status": "Declined"}]).drafts[0]
        assert "Tom Ryes suggested that I write to you." in draft.body
        assert "Tom Ryes isn't in your contacts. Check the spelling." in draft.findings
        known = letters(contacts=[*dana(referred_by="TOM REYES"), {"name": "Tom Reyes", "status": "Declined"}])
        assert not any("not in your contacts" in f for f in known.drafts[0].findings)

    def test_a_referrer_whom_the_letter_does_not_name_is_not_doubted(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ their_name }}")
        draft = only(letters(contacts=dana(referred_by="Tom Ryes"), folder=folder))
        assert not any("not in your contacts" in f for f in draft.findings)

    def test_is_not_drafted_once_asked_whatever_the_status_says(self) -> None:
        result = letters(("request",), contacts=dana(requested_on=date(2026, 3, 3)))
        assert reason(result) == "You already asked on March 3."

    @pytest.mark.parametrize(
        ("status", "why"),
        [
            ("Declined", "They declined."),
            ("No reply", "They didn't reply."),
            ("Scheduled", "An interview is already set up."),
            ("Completed", "You've already had the interview."),
            ("Requested", "The status is Requested, so you already asked."),
        ],
    )
    def test_says_why_not(self, status: str, why: str) -> None:
        assert reason(letters(("request",), contacts=dana(status=status))) == why

    def test_needs_a_name(self) -> None:
        assert reason(letters(contacts=[{"organization": "Cedar Hospital"}])) == "This row has no name (Contacts A6)."

    def test_the_second_row_of_a_name_gets_none(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="DANA LEE")])
        assert len(result.drafts) == 1
        assert "twice" in result.not_drafted[0].reason

    def test_family_may_not_count(self) -> None:
        assert "Some classes don't count family members." in only(letters(contacts=dana(source="Family"))).findings


class TestReminder:
    @pytest.mark.parametrize(
        ("status", "talks", "due"),
        [
            ("Requested", [], True), ("Identified", [], True), (None, [], True), ("Declined", [], False),
            ("Requested", [{"contact": "Dana Lee", "status": "Scheduled"}], False),
            ("Requested", [{"contact": "Dana Lee", "status": "Planned"}], True),
            (Unfit("maybe"), [], False),
        ],
    )  # fmt: skip
    def test_letters_and_reports_agree_on_who_is_reminded(self, status: object, talks: list[Cells], due: bool) -> None:
        reading = ana(contacts=dana(status=status, requested_on=date(2026, 2, 20)), interviews=talks)
        drafted = {d.kind for d in draft_letters(reading, TODAY, load_letters()).drafts}
        listed = {d.kind for d in student_findings(reading, TODAY).due}
        assert ("reminder" in drafted, "Reminder" in listed) == (due, due)

    def test_is_due_after_three_business_days(self) -> None:
        contacts = dana(status="Requested", requested_on=date(2026, 2, 27))  # a Friday
        assert reason(letters(contacts=contacts, today=date(2026, 3, 3))) == "Not yet: the reminder is due on March 4."
        draft = only(letters(contacts=contacts))
        assert draft.kind == "reminder"
        assert "I wrote to you on February 27" in draft.body

    def test_the_last_one_is_due_after_seven(self) -> None:
        contacts = dana(status="Reminded", requested_on=date(2026, 2, 23))
        assert (
            reason(letters(contacts=contacts, today=date(2026, 3, 3)))
            == "Not yet: the last reminder is due on March 4."
        )
        draft = only(letters(contacts=contacts))
        assert draft.subject.startswith("One last note")

    def test_a_planned_one_is_due_on_its_day(self) -> None:
        contacts = dana(status="Requested", requested_on=date(2026, 3, 3))
        planned = {"contact": "Dana Lee", "kind": "Reminder", "due": TODAY}
        assert only(letters(contacts=contacts, follow_ups=[planned])).kind == "reminder"
        assert reason(letters(contacts=contacts, follow_ups=[{**planned, "due": date(2026, 3, 6)}])).endswith(
            "March 6."
        )

    def test_sent_reminders_count(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Reminder", "sent": date(2026, 3, 1)}
        contacts = dana(status="Requested", requested_on=date(2026, 2, 20))
        assert only(letters(contacts=contacts, follow_ups=[sent])).subject.startswith("One last note")
        assert reason(letters(contacts=contacts, follow_ups=[sent, sent])).startswith("You've sent two reminders")

    def test_needs_the_day_asked(self) -> None:
        assert "doesn't say when you asked" in reason(letters(contacts=dana(status="Requested")))
        assert reason(letters(("reminder",), contacts=dana())) == "You haven't asked yet. The request comes first."


class TestThankYou:
    def test_says_what_stayed_with_the_student(self) -> None:
        draft = only(letters(contacts=dana(status="Completed"), interviews=interview()))
        assert draft.kind == "thank-you"
        assert draft.subject == "Thank you for our interview on March 3"
        assert "Thank you for telling me about your work in Nursing when we talked on March 3." in draft.body
        assert "One thing has stayed with me: Charting takes half the shift.\n" in draft.body
        assert draft.gaps == ("say in one sentence what you will do with what you learned",)

    def test_uses_two_points_at_most_the_planned_one_first(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Thank-you", "point": "The call light rule"}
        interviews = interview(surprise="Half a day at a screen.")
        draft = only(letters(contacts=dana(), interviews=interviews, follow_ups=[planned]))
        assert "stayed with me: The call light rule." in draft.body
        assert "wrote this down: Charting takes half the shift." in draft.body
        assert "screen" not in draft.body

    def test_uses_an_answer_of_that_person_and_not_of_another(self) -> None:
        questions = [
            {
                "contact": "Dana Lee",
                "question": "I ask everyone this. What is hard?",
                "answer": "Finding the pumps",
            },
            {
                "contact": "Sam Ortiz",
                "question": "What is easy?",
                "answer": "Nothing at all, and this is the longest answer",
            },
            {
                "contact": "Dana Lee",
                "question": "Who else?",
                "answer": "She would ask her sister, who is on nights",
            },
        ]
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None), questions=questions))
        assert "When I asked you “What is hard?”, this is what I wrote down: Finding the pumps." in draft.body

    def test_says_what_the_student_will_do(self) -> None:
        wanted = [
            {"contact": "Dana Lee", "quality": "Patience", "importance": 3},
            {"contact": "Dana Lee", "quality": "Calm", "importance": 5},
        ]
        mine = [
            {"quality": "patience", "activity": "Tutor"},
            {"quality": "calm", "activity": "Take the first aid course"},
        ]
        led_to = {"name": "Sam Ortiz", "referred_by": "DANA LEE", "status": "Declined"}
        result = letters(contacts=[*dana(), led_to], interviews=interview(), peaks_wanted=wanted, peaks_mine=mine)
        draft = result.drafts[0]
        assert "You mentioned “Calm” as something that matters" in draft.body
        assert "do about it: Take the first aid course." in draft.body
        assert "introducing me to Sam Ortiz." in draft.body
        assert draft.gaps == ()

    def test_the_same_word_in_another_category_is_another_quality(self) -> None:
        wanted = [{"contact": "Dana Lee", "category": "Skills", "quality": "Calm", "importance": 5}]
        mine = [{"category": "Personal characteristics", "quality": "Calm", "activity": "Take the first aid course"}]
        draft = only(letters(contacts=dana(), interviews=interview(), peaks_wanted=wanted, peaks_mine=mine))
        assert "first aid" not in draft.body

    def test_what_is_done_is_no_plan(self) -> None:
        wanted = [{"contact": "Dana Lee", "quality": "Calm", "importance": 5}]
        mine = [{"quality": "Calm", "activity": "Take the first aid course", "activity_done": date(2026, 3, 1)}]
        draft = only(letters(contacts=dana(), interviews=interview(), peaks_wanted=wanted, peaks_mine=mine))
        assert "first aid" not in draft.body

    def test_opens_with_what_to_thank_for(self) -> None:
        noted = interview(thank_for="Showing me the night desk", takeaway_2="Nights are quiet")
        draft = only(letters(contacts=dana(), interviews=noted))
        opening, points = draft.body.split("\n\n")[1:3]
        assert opening.endswith("on March 3. Most of all, thank you for showing me the night desk.")
        assert points == (
            "One thing has stayed with me: Charting takes half the shift. I also wrote this down: Nights are quiet."
        )
        assert draft.gaps == ("say in one sentence what you will do with what you learned",)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("the soup", "Most of all, thank you for the soup."),
            ("The soup!", "Most of all, thank you for the soup."),
            ("for letting me watch", "Most of all, thank you for letting me watch."),
            ("your time, and how you said no", "Most of all, thank you for your time, and how you said no."),
            ("You showed me the ward", "I want to thank you for this: You showed me the ward."),
            ("Spring rolls", "I want to thank you for this: Spring rolls."),
            ("King Street", "I want to thank you for this: King Street."),
            ("the tour. It was long", "I want to thank you for this: the tour. It was long."),
            ("the tour of Cedar Inc.", "I want to thank you for this: the tour of Cedar Inc."),
            ("the question: why me?", "I want to thank you for this: the question: why me?"),
        ],
    )
    def test_thanks_in_one_breath_where_the_words_fit(self, typed: str, said: str) -> None:
        opening = only(letters(contacts=dana(), interviews=interview(thank_for=typed))).body.split("\n\n")[1]
        assert opening.endswith(said)

    def test_what_it_thanks_for_is_specific_and_not_said_twice(self) -> None:
        same = interview(takeaway="You showed me the ward", thank_for="You showed me the ward.")
        draft = only(letters(contacts=dana(), interviews=same))
        assert draft.body.count("You showed me the ward.") == 1
        assert "[say here one thing" not in draft.body
        assert not any(f.startswith("It has nothing specific") for f in draft.findings)
        about_her = only(letters(contacts=dana(), interviews=interview(thank_for="She showed me the ward")))
        assert "It says “She”. Write “you” or “your” where that means Dana Lee." in about_her.findings

    @pytest.mark.parametrize(
        ("noted", "said"),
        [
            ({}, True), ({"takeaway": None}, True), ({"surprise": "Loud"}, False), ({"takeaway_3": "Ask early"}, False),
        ],
    )  # fmt: skip
    def test_says_what_was_wrong_where_there_is_room(self, noted: Cells, said: bool) -> None:
        draft = only(
            letters(contacts=dana(), interviews=interview(misconception="I thought it is all hands-on", **noted))
        )
        words = "You also helped me see something I had wrong: I thought it is all hands-on."
        assert (words in draft.body) is said
        assert "[say here one thing" not in draft.body

    def test_a_note_about_the_reader_gives_way_or_is_named(self) -> None:
        about_her = interview(takeaway="She misses the team", surprise="Nights are quiet")
        draft = only(letters(contacts=dana(), interviews=about_her))
        assert "stayed with me: Nights are quiet." in draft.body
        assert "misses" not in draft.body
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="She misses the team")))
        assert "It says “She”. Write “you” or “your” where that means Dana Lee." in draft.findings

    def test_shows_a_gap_when_nothing_specific_was_noted(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None)))
        assert "[say here one thing from your interview that stayed with you]" in draft.body
        assert any(f.startswith("It has nothing specific") for f in draft.findings)

    @pytest.mark.parametrize(
        ("days", "word"), [(0, ""), (1, ""), (2, "Due yesterday"), (3, "Late"), (7, "Late"), (8, "Very late")]
    )
    def test_looks_at_the_time(self, days: int, word: str) -> None:
        draft = only(letters(contacts=dana(status="Completed"), interviews=interview(date=TODAY - timedelta(days))))
        timely = [f for f in draft.findings if "you talked on" in f]
        assert [f.partition(":")[0] for f in timely] == ([word] if word else [])
        assert ("sorry that this note is late" in draft.body) is (days > 2)

    def test_is_not_drafted_twice(self) -> None:
        thanked = interview(thank_you_sent=date(2026, 3, 3))
        assert (
            reason(letters(("thank-you",), contacts=dana(), interviews=thanked))
            == "You already said thanks on March 3."
        )
        sent = {"contact": "Dana Lee", "kind": "Thank-you", "sent": TODAY}
        assert (
            reason(letters(("thank-you",), contacts=dana(), interviews=interview(), follow_ups=[sent]))
            == "You already said thanks on March 4."
        )
        by_status = letters(("thank-you",), contacts=dana(status="Thanked"), interviews=interview())
        assert reason(by_status) == "You already said thanks, according to the status."

    def test_needs_a_completed_talk(self) -> None:
        def why(**sheets: Any) -> str:
            return reason(letters(("thank-you",), **sheets))

        assert why(contacts=dana(status="Completed")).startswith("The status is Completed, but no completed")
        assert why(contacts=dana()) == "No completed interview yet."
        planned = interview(status="Scheduled", date=date(2026, 3, 9))
        assert why(contacts=dana(status="Scheduled"), interviews=planned) == "The interview is coming up on March 9."
        past = interview(status="Scheduled")
        assert "March 3 isn't marked as completed" in why(contacts=dana(status="Scheduled"), interviews=past)
        ahead = interview(date=date(2026, 3, 9))
        assert "March 9, is in the future" in why(contacts=dana(status="Completed"), interviews=ahead)

    def test_two_talks_make_one_letter(self) -> None:
        interviews = [*interview(date=date(2026, 2, 3)), *interview()]
        draft = only(letters(contacts=dana(status="Completed"), interviews=interviews))
        assert "You still need to say thanks for an earlier interview, too (February 3)." in draft.findings

    def test_a_talk_with_a_stranger_is_explained(self) -> None:
        result = letters(interviews=interview(contact="Dana Leigh"))
        assert result.not_drafted[0].contact == "Dana Leigh"
        assert reason(result) == "Dana Leigh isn't in your contacts. Check the spelling."

    def test_a_planned_letter_to_a_stranger_is_explained(self) -> None:
        planned = {"contact": "Dana Leigh", "kind": "Keep in touch", "due": TODAY}
        sent, other = {**planned, "contact": "Lee Ro", "sent": TODAY}, {"contact": "Kim Wu", "kind": "Outcome"}
        result = letters(follow_ups=[planned, planned, sent, other])
        assert [(n.contact, n.kind) for n in result.not_drafted] == [("Dana Leigh", "keep-in-touch")]
        assert letters(("request",), follow_ups=[planned]).not_drafted == ()

    @pytest.mark.parametrize("topic", ["Opening", "Close"])
    def test_housekeeping_is_not_quoted(self, topic: str) -> None:
        question = {"contact": "Dana Lee", "question": "What time do you need to finish?", "answer": "At half past."}
        draft = only(
            letters(contacts=dana(), interviews=interview(takeaway=None), questions=[{**question, "topic": topic}])
        )
        assert "half past" not in draft.body
        assert "[say here one thing from your interview that stayed with you]" in draft.body
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None), questions=[question]))
        assert "half past" in draft.body

    def test_a_status_left_behind_is_named(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview()))
        assert draft.findings[-1] == "In Contacts, the status of Dana Lee is still “Identified”."

    def test_a_status_that_is_not_there_is_named_so(self) -> None:
        draft = only(letters(contacts=dana(status=None), interviews=interview()))
        assert draft.findings[-1] == "In Contacts, the status of Dana Lee is still empty."


class TestKeepInTouch:
    LONG_AGO = date(2026, 1, 20)

    def thanked(self, **changes: Any) -> dict[str, Any]:
        when = changes.pop("date", self.LONG_AGO)
        return {
            "contacts": dana(status="Thanked", **changes),
            "interviews": interview(date=when, thank_you_sent=when),
        }

    def test_is_due_thirty_days_after_the_talk(self) -> None:
        draft = only(letters(**self.thanked()))
        assert draft.kind == "keep-in-touch"
        assert draft.subject == "An update since our interview on January 20"
        assert "has stayed with me: Charting takes half the shift." in draft.body
        recent = letters(**self.thanked(date=date(2026, 2, 10)))
        assert reason(recent) == "You already said thanks on February 10; the next message is due on March 12."

    def test_waits_thirty_days_after_the_last_message(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Advice-taken update", "sent": date(2026, 2, 20)}
        result = letters(**self.thanked(), follow_ups=[sent])
        assert reason(result) == "You wrote on February 20; the next message is due on March 22."

    def test_the_second_is_due_three_months_after_the_talk(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Keep in touch", "sent": date(2026, 2, 20)}
        result = letters(**self.thanked(), follow_ups=[sent])
        assert reason(result) == "You wrote on February 20; the next message is due on April 20."

    def test_the_last_talk_is_the_last_with_a_date(self) -> None:
        talks = [*interview(date=None, status="Completed"), *interview(date=date(2026, 1, 20))]
        result = letters(contacts=dana(status="Thanked"), interviews=talks)
        assert "On January 20, you told me" in only(result).body

    def test_a_planned_one_is_drafted_two_weeks_ahead(self) -> None:
        planned = {
            "contact": "dana lee", "kind": "Keep in touch", "due": date(2026, 3, 18),
            "point": "The bed puzzle",
            "advice_used": "I asked it at the career fair",
        }  # fmt: skip
        sheets = self.thanked(date=date(2026, 3, 1))
        draft = only(letters(**sheets, follow_ups=[planned]))
        assert "with your advice: I asked it at the career fair." in draft.body
        assert "stayed with me: The bed puzzle." in draft.body
        assert draft.gaps == ()
        later = letters(**sheets, follow_ups=[{**planned, "due": date(2026, 3, 19)}])
        assert reason(later) == "You already said thanks on March 1; the next message is due on March 19."

    def test_a_day_of_ones_own_comes_first(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 4, 20)}
        result = letters(**self.thanked(), follow_ups=[planned])
        assert reason(result) == "You already said thanks on January 20; the next message is due on April 20."

    def test_one_without_a_day_gets_its_day_from_the_talk(self) -> None:
        planned = {"contact": "dana lee", "kind": "Keep in touch"}
        assert only(letters(**self.thanked(date=date(2026, 2, 18)), follow_ups=[planned])).kind == "keep-in-touch"
        later = letters(**self.thanked(date=date(2026, 2, 19)), follow_ups=[planned])
        assert reason(later) == "You already said thanks on February 19; the next message is due on March 19."
        second = letters(
            **self.thanked(date=date(2026, 1, 2)), follow_ups=[{**planned, "sent": date(2026, 2, 27)}, planned]
        )
        assert reason(second) == "You wrote on February 27; the next message is due on April 2."

    @pytest.mark.parametrize(
        ("noted", "words"),
        [
            ({"takeaway_2": "Nights are quiet", "takeaway_3": "Ask early"}, "has stayed with me: Ask early."),
            ({"takeaway_2": "Nights are quiet", "misconception": "I thought it is easy"}, "on my mind: I thought it is easy."),
            ({"thank_for": "The tour"}, "has stayed with me: Charting takes half the shift."),
            ({"takeaway": None, "misconception": "I thought it is easy"}, "on my mind: I thought it is easy."),
        ],
    )  # fmt: skip
    def test_says_something_else_than_the_thank_you_where_it_can(self, noted: Cells, words: str) -> None:
        sheets = self.thanked()
        sheets["interviews"] = [{**sheets["interviews"][0], **noted}]
        draft = only(letters(**sheets))
        assert words in draft.body
        assert draft.body.count("stayed with me") + draft.body.count("on my mind") == 1

    def test_a_point_that_the_thank_you_made_is_not_made_again(self) -> None:
        sheets = self.thanked()
        sheets["interviews"] = [{**sheets["interviews"][0], "takeaway_2": "Nights are quiet"}]
        sent = {"contact": "Dana Lee", "kind": "Thank-you", "sent": self.LONG_AGO, "point": "The call light rule"}
        draft = only(letters(**sheets, follow_ups=[sent]))
        assert "has stayed with me: Nights are quiet." in draft.body

    def test_tells_whom_one_met_through_them(self) -> None:
        sheets = self.thanked()
        sam = {"name": "Sam Ortiz", "referred_by": "Dana Lee", "status": "Thanked"}
        sheets["contacts"].append(sam)
        sheets["interviews"] += interview(contact="Sam Ortiz", date=TODAY, thank_you_sent=TODAY)
        (draft,) = letters(**sheets).drafts
        assert "introducing me to Sam Ortiz. I have talked with them since." in draft.body

    def test_the_thank_you_comes_first(self) -> None:
        sheets = self.thanked()
        sheets["interviews"] += interview()
        assert reason(letters(("keep-in-touch",), **sheets)) == "The thank-you comes first."
        assert only(letters(**sheets)).kind == "thank-you"


class TestLint:
    def test_a_job_ask(self) -> None:
        interviews = interview(takeaway="Maybe you can hire me, or know of a job opening.")
        draft = only(letters(contacts=dana(), interviews=interviews))
        assert "It sounds like you're asking for a job (“hire me”). Leave that out." in draft.findings

    def test_shipped_letters_ask_for_no_job_and_fit_a_screen(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Thank-you", "point": "x" * 2000}
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="Long word " * 200), follow_ups=[planned]))
        assert len(draft.body) <= 1700
        assert not any("job" in f for f in draft.findings)
        assert any("cut off" in f for f in draft.findings)

    def test_a_letter_that_is_too_long(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\n" + "word " * 400)
        draft = only(letters(contacts=dana(), folder=folder))
        assert any(f.startswith("It's long (1,999 characters)") for f in draft.findings)

    def test_a_letter_that_hides_the_referrer(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ their_name }}")
        draft = only(letters(contacts=dana(referred_by="Sam Ortiz"), folder=folder))
        assert "It doesn't mention Sam Ortiz, who told you about Dana Lee." in draft.findings

    def test_the_same_text_for_two_people(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam Ortiz", organization="Oak Clinic")])
        assert "It says the same thing as the letter to Sam Ortiz." in result.drafts[0].findings
        assert "It says the same thing as the letter to Dana Lee." in result.drafts[1].findings
        personal = letters(contacts=[*dana(interest="Choirs"), *dana(name="Sam Ortiz", interest="Chess")])
        assert not any("same" in f for d in personal.drafts for f in d.findings)


class TestStudentText:
    def test_private_columns_never_appear(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam Ortiz")], interviews=interview())
        files = letter_files(result, ("txt", "eml"), TODAY)
        assert not any(CANARY.encode() in content for _, content in files)
        assert CANARY not in index_markdown([result])

    def test_is_never_a_template(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="{{ 7*7 }} {% raw %} {# x #}")))
        assert "stayed with me: {{ 7*7 }} {% raw %} {# x #}." in draft.body

    def test_brackets_and_backslashes_are_no_gaps(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="Read [chapter 2] \\")))
        assert "stayed with me: Read [chapter 2] \\.\n" in draft.body
        assert "chapter 2" not in " ".join(draft.gaps)

    def test_line_breaks_in_a_name_add_no_headers(self) -> None:
        result = letters(
            start={**ME, "name": "Ana\r\nCc: a@evil.example"}, contacts=dana(name="Dana\nBcc: b@evil.example")
        )
        ((_, content),) = letter_files(result, ("eml",), TODAY)
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(content)
        assert mail.get_all("Bcc") is None
        assert mail.get_all("Cc") is None
        assert [a.addr_spec for a in mail["To"].addresses] == ["dana.lee@example.com"]

    def test_control_characters_are_left_out(self) -> None:
        result = letters(contacts=dana(), interviews=interview(takeaway="A\x00B\x0bC \ud800\u202eD\ufffe"))
        assert "stayed with me: ABC D." in only(result).body
        assert len(letter_files(result, FORMATS, TODAY)) == 3

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("Charting takes half the shift", "Charting takes half the shift."),
            ("Ask Dr. Foster about St. Mary. Then wait!", "Ask Dr. Foster about St. Mary. Then wait!"),
            ("- Be early\n- Be kind", "Be early. Be kind."),
            ("It goes on\nin the next line.", "It goes on in the next line."),
            ("One. " + "Two words " * 30, "One."),
            ("ends in a quote: “go.”", "ends in a quote: “go.”"),
            ("", ""),
        ],
    )
    def test_is_quoted_in_whole_sentences(self, typed: str, shown: str) -> None:
        assert passage(typed) == shown

    def test_an_endless_sentence_ends_between_words(self) -> None:
        cut = passage("word " * 100)
        assert len(cut) <= 240
        assert cut.endswith("word …")


class TestTemplates:
    def test_shipped_ones_load_and_their_names_are_explained(self) -> None:
        assert tuple(load_letters()) == KINDS
        readme = (content_folder("reports") / "letters" / "README.md").read_text(encoding="utf-8")
        assert [name for name in VARIABLES if f"`{name}`" not in readme] == []

    def test_a_folder_replaces_some(self, tmp_path: Path) -> None:
        head = "\ufeffSubject: Hello{# a note #}\n\nDear {{ their_name }},\n"
        text = head + "{% if field %}\nabout {{ field }}\n{% endif %}\nso\\\nit is."
        loaded = load_letters(own(tmp_path, text))
        draft = only(draft_letters(ana(contacts=dana()), TODAY, loaded))
        assert (draft.subject, draft.body) == ("Hello", "Dear Dana Lee, about Nursing so\nit is.")
        assert loaded["reminder"].file == "letters/reminder.txt.j2"

    def refused(self, folder: Path) -> str:
        with pytest.raises(ContentProblem) as caught:
            load_letters(folder)
        assert caught.value.code is ExitCode.CONTENT
        return caught.value.message

    def test_an_unknown_name_is_named_with_file_line_and_known_names(self, tmp_path: Path) -> None:
        own(tmp_path, "Subject: Hi\n\n{% if field %}\n{{ their_nam }}\n{% endif %}", "thank-you.txt.j2")
        message = self.refused(tmp_path)
        assert f"{tmp_path.name}/thank-you.txt.j2: line 4: folio doesn't know the name “their_nam”" in message
        assert "their_name, organization" in message

    @pytest.mark.parametrize(
        "hostile",
        [
            "{{ ''.__class__ }}", "{{ their_name['__class__'] }}", "{{ 'a' * 10**9 }}", "{{ 10**9 * 'a' }}",
            "{{ 9**9**9 }}", "{{ their_name.upper() }}", "{{ range(9) }}", "{{ self }}", "{% include 'x' %}",
            "{% import 'os' as os %}", "{% set x = 'a' %}", "{% for c in their_name %}{% endfor %}",
            "{{ 'a' | center(1000000000) }}", "{% macro m() %}{% endmacro %}", "{{ '%1000000000d' % 1 }}",
            "{% extends 'x' %}", "{{ their_name | attr('x') }}", "{{ 1 / 0 }}", "{{ " + "(" * 20_000 + " }}",
        ],
    )  # fmt: skip
    def test_hostile_ones_are_refused(self, tmp_path: Path, hostile: str) -> None:
        assert "request.txt.j2" in self.refused(own(tmp_path, f"Subject: Hi\n\nx {hostile}"))

    def test_small_products_are_fine(self, tmp_path: Path) -> None:
        load_letters(own(tmp_path, "Subject: Hi\n\n{{ '-' * 20 }} {{ 2 ** 10 }}"))

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("Subject: Hi\n\n{% if field %}\nx", "line"),
            ("Subject: Hi\n\n{{ field | nosuch }}", "line 3"),
            ("Dear all,", "must begin with “Subject:”"),
            ("Subject: Hi", "a letter has to follow"),
            ("Subject: Hi\n\n{{ field + 1 }}", "line 3"),
            ("x" * 100_001, "larger than a letter"),
        ],
    )
    def test_faults_are_found_before_the_first_letter(self, tmp_path: Path, text: str, what: str) -> None:
        assert what in self.refused(own(tmp_path, text))

    def test_folders_that_are_not_letters(self, tmp_path: Path) -> None:
        assert "no letters in it" in self.refused(tmp_path)
        assert "nowhere" in self.refused(tmp_path / "nowhere")
        (tmp_path / ".DS_Store").write_bytes(b"")
        (tmp_path / "README.md").write_bytes(b"")
        assert "no letters in it" in self.refused(tmp_path)
        assert "thankyou.txt.j2: folio has no letter" in self.refused(own(tmp_path, "x", "thankyou.txt.j2"))

    def test_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / "request.txt.j2").write_bytes("Subject: é".encode("latin-1"))
        assert "UTF-8" in self.refused(tmp_path)

    def test_gaps_are_those_of_the_template(self) -> None:
        assert layout("a [gap]\nb\n\n \nc") == ("a [gap] b\n\nc", ("gap",))


class TestFiles:
    def files(self, name: str = "Dana Lee", **changes: Any) -> dict[str, bytes]:
        result = letters(
            contacts=dana(name=name, status="Completed", **changes),
            interviews=interview(contact=name, takeaway=None),
        )
        return dict(letter_files(result, FORMATS, TODAY))

    def test_every_format_is_there(self) -> None:
        names = ["thank-you-dana-lee.txt", "thank-you-dana-lee.docx", "thank-you-dana-lee.eml"]
        files = self.files()
        assert list(files) == names
        assert files[names[0]].decode().startswith("To: Dana Lee <dana.lee@example.com>\nSubject: Thank you for")

    def test_word_opens_it_and_gaps_are_yellow(self) -> None:
        content = self.files(name="A & B <x>")["thank-you-a-b-x.docx"]
        document = Document(BytesIO(content))
        text = [p.text for p in document.paragraphs]
        assert text[:4] == ["Ana Lopez", "ana@example.org", "March 4, 2026", "A & B <x>\nNurse\nCedar Hospital"]
        assert text[4] == "Dear A & B <x>,"
        marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
        assert marked[0] == "[say here one thing from your interview that stayed with you]"
        assert document.core_properties.author == "Ana Lopez"
        assert document.core_properties.created.date() == TODAY

    def test_mail_programs_open_it_as_a_draft(self) -> None:
        content = self.files(name="Zoë Müller")["thank-you-zoe-muller.eml"]
        assert b"\n" not in content.replace(b"\r\n", b"")
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(content)
        assert mail["X-Unsent"] == "1"
        assert mail["To"].addresses[0].display_name == "Zoë Müller"
        assert str(mail["From"]) == "Ana Lopez <ana@example.org>"
        assert mail["Subject"] == "Thank you for our interview on March 3"
        assert "Date" not in mail
        assert "Dear Zoë Müller," in mail.get_content()

    @pytest.mark.parametrize("address", [None, "dana at acme", "a@b.co\nBcc: x@y.zz", "a@b.co, c@d.ee", "dána@b.co"])
    def test_without_a_usable_address_there_is_no_to_line(self, address: str | None) -> None:
        content = self.files(email=address)["thank-you-dana-lee.eml"]
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(content)
        assert mail["To"] is None
        assert mail["Bcc"] is None

    def test_a_domain_in_other_letters_goes_into_the_header_in_ascii(self) -> None:
        files = self.files(email="dana@bücher.example")
        assert b"\r\nTo: Dana Lee <dana@xn--bcher-kva.example>\r\n" in files["thank-you-dana-lee.eml"]
        assert "To: Dana Lee <dana@bücher.example>\n" in files["thank-you-dana-lee.txt"].decode()

    def test_bytes_are_the_same_from_run_to_run(self) -> None:
        assert self.files() == self.files()
        archive = zipfile.ZipFile(BytesIO(self.files()["thank-you-dana-lee.docx"]))
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_names_are_distinct_and_short(self) -> None:
        result = letters(contacts=[*dana(name="Dana Lee!"), *dana(), *dana(name="x" * 300)])
        names = [name for name, _ in letter_files(result, ("docx",), TODAY)]
        assert names[:2] == ["request-dana-lee.docx", "request-dana-lee-2.docx"]
        assert max(map(len, names)) == 80

    def test_several_students_have_folders(self) -> None:
        one = letters(contacts=dana())
        both = in_folders([one, replace(one, path="b.xlsx"), replace(one, name="", path="x/Con.xlsx")])
        assert [s.folder for s in both] == ["ana-lopez-ana", "ana-lopez-b", "x-con"]
        assert letter_files(both[1], ("txt",), TODAY)[0][0] == "ana-lopez-b/request-dana-lee.txt"
        assert in_folders([one]) == [one]


class TestIndex:
    def test_lists_letters_findings_and_reasons(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam *Ortiz*", status="Declined")])
        text = index_markdown([result], ("txt",))
        assert "- **Dana Lee**, request: [txt](request-dana-lee.txt)\n  - Fill in: say in one sentence why" in text
        assert "- **Sam \\*Ortiz\\***, keep-in-touch: They declined." in text
        (data,) = index_data([result], ("txt",))
        assert data["student"] == "Ana Lopez"
        assert data["drafted"][0]["files"] == ["request-dana-lee.txt"]
        assert data["not_drafted"] == [{"contact": "Sam *Ortiz*", "kind": "keep-in-touch", "reason": "They declined."}]

    def test_students_of_one_name_are_told_apart(self) -> None:
        one = letters(contacts=dana())
        several = in_folders([replace(one, student_id="R1"), replace(one, student_id="R2"), replace(one, name="Ben")])
        heads = [line for line in index_markdown(several).splitlines() if line.startswith("## ")]
        assert heads == ["## Ana Lopez (R1)", "## Ana Lopez (R2)", "## Ben"]
        assert [d["student"] for d in index_data(several)] == ["Ana Lopez (R1)", "Ana Lopez (R2)", "Ben"]
        assert [s.folder for s in several] == ["ana-lopez-r1", "ana-lopez-r2", "ben"]

    def test_a_workbook_without_contacts(self) -> None:
        assert "The workbook lists no contacts." in index_markdown([letters()])

    def test_the_small_template_works_too(self) -> None:
        result = draft_letters(ana("essentials", contacts=dana(), interviews=interview()), TODAY, load_letters())
        assert only(result).kind == "thank-you"


def test_where_no_letter_is_due_there_is_none_to_read(folio: Folio) -> None:
    folio("new", "a.xlsx")
    assert folio("letters", "a.xlsx", "--out", "out").err.splitlines()[-1] == "0 letters drafted."


class TestSlug:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("Dana Lee", "dana-lee"), ("  Zoë  O'Neil, Jr. ", "zoe-oneil-jr"),
            ("Łukasz Groß", "lukasz-gross"), ("", "unnamed"), ("李娜", "lina"), ("🙂", "slight-smile"), ("\ue000", "unnamed"),
            ("../../etc/passwd", "etc-passwd"), ("CON", "x-con"), ("com¹", "x-com1"), ("Ольга Иванова", "olga-ivanova"), ("محمد", "mhmd"),
            ("thank-you-田中太郎", "thank-you-tianzhongtailang"), ("D\u2019Arcy O\u2018Neil", "darcy-oneil"), ("e\u0301", "e"),
            ("Nguyễn Thị Linh", "nguyen-thi-linh"), ("\x00a\nb", "a-b"),
        ],
    )  # fmt: skip
    def test_is_plain(self, typed: str, name: str) -> None:
        assert slug(typed) == name

    def test_is_cut_between_words(self) -> None:
        assert slug("alpha beta gamma", longest=12) == "alpha-beta"
        assert slug("x" * 100) == "x" * 80

    def test_distinct_whatever_the_case_and_length(self) -> None:
        assert distinct(["a", "A", "a-2", "a"]) == ["a", "A-2", "a-2-2", "a-3"]
        assert distinct(["abcdef", "abcdef"], longest=6) == ["abcdef", "abcd-2"]
