"""What a draft says, and what it makes of what the student typed."""

from __future__ import annotations

import email.parser
import email.policy
from datetime import date
from typing import Any

import pytest

from folio.output.letters.drafting import draft_letters
from folio.output.letters.letter_files import FORMATS, index_markdown, letter_files
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.letter_wording import passage
from tests.letter_cases import (
    ME,
    TODAY,
    Cells,
    ana,
    codes,
    dana,
    interview,
    letters,
    only,
    paragraphs,
    told,
)
from tests.readings import CANARY


class TestRequest:
    def test_says_who_how_and_why(self) -> None:
        start = {**ME, "school": "Riverside High School", "grade": "12", "about_me": "I read maps on the bus."}
        goal = {"contact": "Dana Lee", "goal": "How she chose nights.", "status": "Planned"}
        draft = only(letters(start=start, contacts=dana(), interviews=[goal]))
        assert draft.subject == "Could I ask you about your work in nursing?"
        assert draft.body.startswith(
            "Dear Dana Lee,\n\nMy name is Ana Lopez, and I am in 12th grade at Riverside High School. "
            "I found you because you went to my school. I read maps on the bus.\n\n"
        )
        assert "how you chose nights." in paragraphs(draft)[1]
        assert "in the week of March 9 or March 16?" in draft.body
        assert draft.body.endswith("\n\nAna Lopez")
        assert (draft.gaps, draft.findings) == ((), ())

    def test_names_the_referrer_as_contacts_spells_them(self) -> None:
        sam = {"name": "Sam Ortiz", "status": "Declined"}
        draft = letters(("referral-request",), contacts=[*dana(referred_by=" sam ortiz"), sam]).drafts[0]
        assert draft.body.startswith("Dear Dana Lee,\n\nSam Ortiz told me about you and suggested that I write.")

    def test_shows_gaps_where_the_workbook_says_nothing(self) -> None:
        draft = only(letters(start={}, contacts=[{"name": "Dana Lee"}]))
        assert "\n\n[Say how you found this person. For example: " in draft.body
        assert draft.body.endswith("\n\n[your name]")

    def test_what_they_care_about_is_said_with_a_reason_only(self) -> None:
        """Else a draft to everybody would say: I understand that you care about boxing."""
        assert "care about" not in only(letters(contacts=dana(interest="Choir singing."))).body
        draft = only(letters(contacts=dana(interest="Choir singing, I sing too")))
        assert "I understand that you care about choir singing. I sing too." in draft.body


class TestThankYou:
    def test_says_what_stayed_with_the_student(self) -> None:
        draft = only(letters(contacts=dana(status="Completed"), interviews=interview()))
        assert draft.kind == "thank-you"
        assert draft.subject == "Thank you for our interview on March 3"
        thanks, point, closing = paragraphs(draft)
        assert thanks == "Thank you for telling me about your work in nursing on March 3."
        assert point.endswith(" that charting takes half the shift.")
        assert closing.startswith("I would love to stay in touch")
        assert draft.gaps == ()

    def test_uses_two_points_at_most_the_planned_one_first(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Thank-you", "point": "The call light rule"}
        interviews = interview(surprise="Half a day at a screen.")
        draft = only(letters(contacts=dana(), interviews=interviews, follow_ups=[planned]))
        point = paragraphs(draft)[1]
        assert point.index("the call light rule") < point.index("charting takes half the shift.")
        assert "screen" not in draft.body

    def test_uses_an_answer_of_that_person_and_not_of_another(self) -> None:
        questions = [
            {"contact": "Dana Lee", "question": "What is hard?", "answer": "Finding the pumps"},
            {
                "contact": "Sam Ortiz", "question": "What is easy?",
                "answer": "Nothing at all, and this is the longest answer",
            },
            {
                "contact": "Dana Lee", "question": "Who else?",
                "answer": "She would ask her sister, who is on nights",
            },
        ]  # fmt: skip
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None), questions=questions))
        assert paragraphs(draft)[1].endswith(" what you said about finding the pumps.")

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
        assert "plan to take the first aid course." in draft.body or "plan is to take the first aid" in draft.body
        assert "Thank you also for pointing me to Sam Ortiz." in draft.body
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
        opening, points = paragraphs(draft)[:2]
        assert opening.endswith("showing me the night desk.")
        assert "charting takes half the shift." in points
        assert "nights are quiet." in points
        assert draft.gaps == ()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("the soup", "thank you {} the soup."),
            ("The soup!", "thank you {} the soup."),
            ("for letting me watch", "thank you {} letting me watch."),
            ("your time, and how you said no", "thank you {} your time, and how you said no."),
            ("You showed me the ward", " that you showed me the ward."),
            ("the tour of Cedar Inc.", "thank you {} the tour of Cedar Inc."),
        ],
    )
    def test_thanks_in_one_breath_where_the_words_fit(self, typed: str, said: str) -> None:
        opening = paragraphs(only(letters(contacts=dana(), interviews=interview(thank_for=typed))))[0]
        assert opening.lower().endswith((said.format("for").lower(), said.format("most of all for").lower()))

    @pytest.mark.parametrize("typed", ["Spring rolls", "King Street", "the tour. It was long", "the question: why me?"])
    def test_what_fits_no_thanks_stands_beside_a_gap(self, typed: str) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(thank_for=typed)))
        assert paragraphs(draft)[1] == f"[Say what you most want to thank them for. Your note: “{typed}”]"

    def test_what_it_thanks_for_is_specific_and_not_said_twice(self) -> None:
        same = interview(takeaway="You showed me the ward", thank_for="You showed me the ward.")
        draft = only(letters(contacts=dana(), interviews=same))
        assert draft.body.count("you showed me the ward.") == 1
        assert draft.gaps == ()
        assert "generic-thanks" not in codes(draft)

    def test_speaks_to_the_reader_not_about_them(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(thank_for="She showed me the ward")))
        assert "you showed me the ward." in draft.body
        assert "third-person" not in codes(draft)

    @pytest.mark.parametrize(
        ("noted", "said"),
        [
            ({}, True), ({"takeaway": None}, True), ({"surprise": "Nights are loud"}, False),
            ({"takeaway_3": "Ask early"}, False),
        ],
    )  # fmt: skip
    def test_says_what_was_wrong_where_there_is_room(self, noted: Cells, said: bool) -> None:
        wrong = interview(misconception="I thought it is all hands-on", **noted)
        draft = only(letters(contacts=dana(), interviews=wrong))
        assert ("I thought it is all hands-on." in draft.body) is said
        assert draft.gaps == ()

    def test_a_note_that_cannot_be_said_to_them_gives_way_or_stands_beside_a_gap(self) -> None:
        note = "Her boss said that she should leave"
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=note, surprise="Nights are quiet")))
        assert paragraphs(draft)[1].endswith(" that nights are quiet.")
        assert "boss" not in draft.body
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=note)))
        assert paragraphs(draft)[1].endswith(
            f"[Say one thing from your interview that stayed with you. Your note: “{note}”]"
        )
        assert "third-person" not in codes(draft)

    def test_shows_a_gap_when_nothing_specific_was_noted(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None)))
        assert paragraphs(draft)[1].startswith("[Say one thing from your interview that stayed with you. For example: ")
        assert (
            "Fill in: Say one thing from your interview that stayed with you. Write it in place of the brackets."
            in told(draft)
        )

    @pytest.mark.parametrize("topic", ["Opening", "Close"])
    def test_housekeeping_is_not_quoted(self, topic: str) -> None:
        question = {"contact": "Dana Lee", "question": "What time do you need to finish?", "answer": "At half past."}
        asked = [{**question, "topic": topic}]
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None), questions=asked))
        assert "half past" not in draft.body
        assert "[Say one thing from your interview" in draft.body
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=None), questions=[question]))
        assert "half past" in draft.body


class TestKeepInTouch:
    LONG_AGO = date(2026, 1, 20)

    def thanked(self, **noted: Any) -> dict[str, Any]:
        talk = interview(date=self.LONG_AGO, thank_you_sent=self.LONG_AGO, **noted)
        return {"contacts": dana(status="Thanked"), "interviews": talk}

    @pytest.mark.parametrize(
        ("noted", "words"),
        [
            ({"takeaway_2": "Nights are quiet", "takeaway_3": "Ask early"}, "Ask early.”"),
            ({"thank_for": "The tour"}, " charting takes half the shift."),
            ({}, " charting takes half the shift."),
        ],
    )
    def test_says_something_else_than_the_thank_you_where_it_can(self, noted: Cells, words: str) -> None:
        draft = only(letters(**self.thanked(**noted)))
        assert words in draft.body
        assert sum(word in draft.body for word in ("Ask early", "ights are quiet", "harting takes")) == 1

    def test_a_point_that_the_thank_you_made_is_not_made_again(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Thank-you", "sent": self.LONG_AGO, "point": "The call light rule"}
        draft = only(letters(**self.thanked(takeaway_2="Nights are quiet"), follow_ups=[sent]))
        assert "nights are quiet." in draft.body
        assert "call light" not in draft.body

    def test_tells_what_became_of_their_advice(self) -> None:
        planned = {
            "contact": "dana lee", "kind": "Keep in touch", "due": TODAY, "point": "The bed puzzle",
            "advice_used": "I asked it at the career fair",
        }  # fmt: skip
        draft = only(letters(**self.thanked(), follow_ups=[planned]))
        assert "I asked it at the career fair." in draft.body
        assert "the bed puzzle." in draft.body
        assert draft.gaps == ()


class TestStudentText:
    def test_private_columns_never_appear(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam Ortiz")], interviews=interview())
        files = letter_files(result, ("txt", "eml"), TODAY)
        assert len(files) == 4
        assert not any(CANARY.encode() in content for _, content in files)
        assert CANARY not in index_markdown([result], TODAY)

    def test_is_never_a_template(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="{{ 7*7 }} {% raw %} {# x #}")))
        assert "“{{ 7*7 }} {% raw %} {# x #}.”" in draft.body

    def test_brackets_and_backslashes_are_no_gaps(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="Read [chapter 2] \\")))
        assert "“Read [chapter 2] \\.”\n" in draft.body
        assert draft.gaps == ()

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
        result = letters(contacts=dana(), interviews=interview(takeaway="Be A\x00b\x0bc \ud800\u202eD\ufffe calm"))
        assert "“Be Ab c D calm.”" in only(result).body
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


def test_the_small_template_works_too() -> None:
    result = draft_letters(ana("essentials", contacts=dana(), interviews=interview()), TODAY, load_letters())
    assert only(result).kind == "thank-you"
