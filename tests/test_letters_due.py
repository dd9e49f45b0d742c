"""Which letters are due, when, and why the others are not; what a finding says about when it is sent."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from folio.insight.student_findings import student_findings
from folio.output.letters.drafting import draft_letters
from folio.output.letters.letter_templates import load_letters
from tests.letter_cases import TODAY, Cells, ana, codes, dana, interview, letters, only, own, paragraphs, reason, told
from tests.readings import Unfit

if TYPE_CHECKING:
    from pathlib import Path

    from folio.output.letters.letters_due import LetterKind

LONG_AGO = date(2026, 1, 20)


class TestRequest:
    @pytest.mark.parametrize("status", ["Identified", None])
    def test_is_drafted_for_someone_not_asked_yet(self, status: str | None) -> None:
        draft = only(letters(contacts=dana(status=status)))
        assert (draft.kind, draft.contact, draft.to_email) == ("request", "Dana Lee", "dana.lee@example.com")

    def test_one_whom_somebody_told_about_gets_another(self) -> None:
        sam = {"name": "Sam Ortiz", "status": "Declined"}
        (draft,) = letters(("request", "referral-request"), contacts=[*dana(referred_by=" sam ortiz"), sam]).drafts
        assert draft.kind == "referral-request"

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
        assert "Some classes don't count family members. Ask your counselor." in told(
            only(letters(contacts=dana(source="Family")))
        )


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
        assert "the note I sent you on February 27." in draft.body

    def test_the_last_one_is_due_after_seven(self) -> None:
        contacts = dana(status="Reminded", requested_on=date(2026, 2, 23))
        early = letters(contacts=contacts, today=date(2026, 3, 3))
        assert reason(early) == "Not yet: the last reminder is due on March 4."
        draft = only(letters(contacts=contacts))
        assert draft.subject.startswith("One last note")
        assert "I wrote to you on February 23 about a short interview" in draft.body

    def test_a_planned_one_is_drafted_two_weeks_ahead_and_says_its_day(self) -> None:
        contacts = dana(status="Requested", requested_on=date(2026, 3, 3))
        planned = {"contact": "Dana Lee", "kind": "Reminder", "due": TODAY}
        today = only(letters(contacts=contacts, follow_ups=[planned]))
        assert (today.kind, today.send_on) == ("reminder", None)
        ahead = only(letters(contacts=contacts, follow_ups=[{**planned, "due": date(2026, 3, 18)}]))
        assert (ahead.kind, ahead.send_on) == ("reminder", date(2026, 3, 18))
        later = letters(contacts=contacts, follow_ups=[{**planned, "due": date(2026, 3, 19)}])
        assert reason(later) == "Not yet: the reminder is due on March 19."

    def test_sent_reminders_count(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Reminder", "sent": date(2026, 3, 1)}
        contacts = dana(status="Requested", requested_on=date(2026, 2, 20))
        assert only(letters(contacts=contacts, follow_ups=[sent])).subject.startswith("One last note")
        assert reason(letters(contacts=contacts, follow_ups=[sent, sent])).startswith("You've sent two reminders")

    def test_needs_the_day_asked(self) -> None:
        assert "doesn't say when you asked" in reason(letters(contacts=dana(status="Requested")))
        assert reason(letters(("reminder",), contacts=dana())) == "You haven't asked yet. The request comes first."


class TestConfirmation:
    def agreed(self, day: date, **changes: Any) -> dict[str, Any]:
        talk = {"contact": "Dana Lee", "date": day, "status": "Scheduled", **changes}
        return {"contacts": dana(status="Scheduled"), "interviews": [talk]}

    def test_goes_out_on_the_business_day_before(self) -> None:
        draft = only(letters(**self.agreed(date(2026, 3, 9))))  # a Monday
        assert (draft.kind, draft.send_on) == ("confirmation", date(2026, 3, 6))
        assert "our interview down for Monday, March 9." in draft.body

    def test_goes_out_today_where_that_day_is_past(self) -> None:
        draft = only(letters(today=date(2026, 3, 8), **self.agreed(date(2026, 3, 9))))
        assert (draft.kind, draft.send_on) == ("confirmation", None)

    def test_comes_too_late_on_the_day_itself(self) -> None:
        assert letters(**self.agreed(TODAY)).drafts == ()

    def test_asks_for_the_time_where_none_is_noted(self) -> None:
        assert "at what time" in only(letters(**self.agreed(date(2026, 3, 9)))).gaps[0]
        assert only(letters(**self.agreed(date(2026, 3, 9), time=time(15, 30)))).gaps == ()

    def test_is_drafted_two_weeks_ahead(self) -> None:
        assert only(letters(**self.agreed(date(2026, 3, 19)))).send_on == date(2026, 3, 18)
        assert reason(letters(**self.agreed(date(2026, 3, 20)))) == "Not yet: the confirmation is due on March 19."

    @pytest.mark.parametrize("status", ["Planned", "Canceled", "Postponed"])
    def test_is_for_what_was_agreed_on(self, status: str) -> None:
        assert letters(("confirmation",), **self.agreed(date(2026, 3, 9), status=status)).drafts == ()


class TestThankYou:
    @pytest.mark.parametrize(
        ("days", "word"), [(0, ""), (1, ""), (2, "Due yesterday"), (3, "Late"), (7, "Late"), (8, "Very late")]
    )
    def test_looks_at_the_time(self, days: int, word: str) -> None:
        draft = only(letters(contacts=dana(status="Completed"), interviews=interview(date=TODAY - timedelta(days))))
        timely = [f.what for f in draft.findings if f.code == "late"]
        assert [f.partition(":")[0] for f in timely] == ([word] if word else [])
        assert ("I am sorry that this note comes late" in draft.body) is (days > 2)

    def test_is_not_drafted_twice(self) -> None:
        thanked = interview(thank_you_sent=date(2026, 3, 3))
        why = reason(letters(("thank-you",), contacts=dana(), interviews=thanked))
        assert why == "You already said thanks on March 3."
        sent = {"contact": "Dana Lee", "kind": "Thank-you", "sent": TODAY}
        why = reason(letters(("thank-you",), contacts=dana(), interviews=interview(), follow_ups=[sent]))
        assert why == "You already said thanks on March 4."
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
        assert (
            "You still need to say thanks for an earlier interview, too (February 3). Do it in this letter, or write another one."
            in told(draft)
        )

    def test_a_status_left_behind_is_named(self) -> None:
        draft = only(letters(contacts=dana(), interviews=interview()))
        assert (
            told(draft)[-1]
            == "In Contacts, the status of Dana Lee is still “Identified”. Choose “Completed” in the row of Contacts A6."
        )

    def test_a_status_that_is_not_there_is_named_so(self) -> None:
        draft = only(letters(contacts=dana(status=None), interviews=interview()))
        assert (
            told(draft)[-1]
            == "In Contacts, the status of Dana Lee is still empty. Choose “Completed” in the row of Contacts A6."
        )


class TestStrangers:
    def test_an_interview_with_one_is_explained(self) -> None:
        result = letters(interviews=interview(contact="Dana Leigh"))
        assert result.not_drafted[0].contact == "Dana Leigh"
        assert reason(result) == "Dana Leigh isn't in your contacts. Check the spelling."

    def test_a_planned_letter_to_one_is_explained(self) -> None:
        planned = {"contact": "Dana Leigh", "kind": "Keep in touch", "due": TODAY}
        sent, other = {**planned, "contact": "Lee Ro", "sent": TODAY}, {"contact": "Kim Wu", "kind": "Outcome"}
        result = letters(follow_ups=[planned, planned, sent, other])
        assert [(n.contact, n.kind) for n in result.not_drafted] == [
            ("Dana Leigh", "keep-in-touch"), ("Kim Wu", "outcome"),
        ]  # fmt: skip
        assert letters(("request",), follow_ups=[planned]).not_drafted == ()


def thanked(**changes: Any) -> dict[str, Any]:
    """Sheets in which Dana was interviewed and thanked on one day."""
    when = changes.pop("date", LONG_AGO)
    return {
        "contacts": dana(status="Thanked", **changes),
        "interviews": interview(date=when, thank_you_sent=when),
    }


class TestKeepInTouch:
    def test_is_due_a_month_after_the_talk(self) -> None:
        draft = only(letters(**thanked()))
        assert (draft.kind, draft.send_on) == ("keep-in-touch", None)
        recent = letters(**thanked(date=date(2026, 2, 10)))
        assert reason(recent) == "You already said thanks on February 10; the next message is due on March 12."

    def test_waits_thirty_days_after_the_last_message(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Advice-taken update", "sent": date(2026, 2, 20)}
        result = letters(**thanked(), follow_ups=[sent])
        assert reason(result) == "You wrote on February 20; the next message is due on March 22."

    def test_the_second_is_due_three_months_after_the_talk(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Keep in touch", "sent": date(2026, 2, 20)}
        result = letters(**thanked(), follow_ups=[sent])
        assert reason(result) == "You wrote on February 20; the next message is due on April 20."

    def test_the_last_talk_is_the_last_with_a_date(self) -> None:
        talks = [*interview(date=None, status="Completed"), *interview(date=LONG_AGO)]
        result = letters(contacts=dana(status="Thanked"), interviews=talks)
        assert "since we talked on January 20" in only(result).body

    def test_a_planned_one_is_drafted_two_weeks_ahead(self) -> None:
        planned = {"contact": "dana lee", "kind": "Keep in touch", "due": date(2026, 3, 18)}
        sheets = thanked(date=date(2026, 3, 1))
        draft = only(letters(**sheets, follow_ups=[planned]))
        assert (draft.kind, draft.send_on) == ("keep-in-touch", date(2026, 3, 18))
        later = letters(**sheets, follow_ups=[{**planned, "due": date(2026, 3, 19)}])
        assert reason(later) == "You already said thanks on March 1; the next message is due on March 19."

    def test_a_day_of_ones_own_comes_first(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 4, 20)}
        result = letters(**thanked(), follow_ups=[planned])
        assert reason(result) == "You already said thanks on January 20; the next message is due on April 20."

    def test_one_without_a_day_gets_its_day_from_the_talk(self) -> None:
        planned = {"contact": "dana lee", "kind": "Keep in touch"}
        assert only(letters(**thanked(date=date(2026, 2, 18)), follow_ups=[planned])).send_on == date(2026, 3, 18)
        later = letters(**thanked(date=date(2026, 2, 19)), follow_ups=[planned])
        assert reason(later) == "You already said thanks on February 19; the next message is due on March 19."
        follow_ups = [{**planned, "sent": date(2026, 2, 27)}, planned]
        second = letters(**thanked(date=date(2026, 1, 2)), follow_ups=follow_ups)
        assert reason(second) == "You wrote on February 27; the next message is due on April 2."

    def test_after_half_a_year_without_a_word_it_says_who_is_writing(self) -> None:
        draft = only(letters(**thanked(date=date(2025, 9, 4))))
        assert draft.kind == "reconnect"
        assert "let me say again who I am" in draft.body
        assert only(letters(**thanked(date=date(2025, 9, 5)))).kind == "keep-in-touch"
        planned = {"contact": "Dana Lee", "kind": "Keep in touch", "due": TODAY}
        assert only(letters(**thanked(date=date(2025, 9, 4)), follow_ups=[planned])).kind == "reconnect"

    def test_the_thank_you_comes_first(self) -> None:
        sheets = thanked()
        sheets["interviews"] += interview()
        assert reason(letters(("keep-in-touch",), **sheets)) == "The thank-you comes first."
        assert only(letters(**sheets)).kind == "thank-you"


SAM: Cells = {"name": "Sam Ortiz", "referred_by": "DANA LEE", "status": "Thanked"}


def met_sam(**changes: Any) -> dict[str, Any]:
    """Sheets in which Dana led to Sam, with whom an interview was held."""
    sheets = thanked()
    sheets["contacts"].append(SAM)
    sheets["interviews"] += interview(**{"contact": "Sam Ortiz", "date": TODAY, "thank_you_sent": TODAY, **changes})
    return sheets


class TestReferrals:
    @pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(20)])
    def test_who_led_to_somebody_hears_of_the_interview_also_when_that_is_overdue(self, day: date) -> None:
        (draft,) = letters(**met_sam(date=day, thank_you_sent=day)).drafts
        assert (draft.kind, draft.contact) == ("referrer-report", "Dana Lee")
        assert paragraphs(draft)[0].startswith(
            "You sent me to Sam Ortiz, and I want you to hear how it went: we talked"
        )
        assert "keep-in-touch" in draft.covers

    def test_a_report_is_not_made_twice(self) -> None:
        told_already = {"contact": "Dana Lee", "kind": "Report to the referrer", "sent": TODAY}
        result = letters(**met_sam(), follow_ups=[told_already])
        assert result.drafts == ()
        assert [(n.contact, n.kind) for n in result.not_drafted][:1] == [("Dana Lee", "keep-in-touch")]

    def test_a_report_that_waits_has_a_reason(self) -> None:
        sheets = met_sam()
        sheets["contacts"].append({"name": "Kim Wu", "status": "Declined"})
        offer = {"job_title": "Aide", "organization": "Cedar Hospital", "adviser": "Dana Lee", "decision": "Open"}
        result = letters(**sheets, offers=[offer])
        (draft,) = result.drafts
        assert (draft.kind, draft.covers) == ("adviser-request", ("keep-in-touch",))
        waits = [(n.kind, n.reason) for n in result.not_drafted if n.contact == "Dana Lee"]
        why = "The request for advice on an offer comes first. Run folio letters again after you've sent it."
        assert waits == [("referrer-report", why)]

    def test_a_thank_you_says_it_too(self) -> None:
        sheets = met_sam()
        sheets["interviews"][0] = {**sheets["interviews"][0], "date": TODAY - timedelta(30), "thank_you_sent": None}
        sheets["contacts"] = [*dana(status="Completed"), SAM]
        draft = next(d for d in letters(**sheets).drafts if d.contact == "Dana Lee")
        assert (draft.kind, draft.covers) == ("thank-you", ("referrer-report",))
        assert "introducing me to Sam Ortiz. We have talked since." in draft.body

    def test_a_thank_you_in_own_words_says_it_only_where_it_does(self, tmp_path: Path) -> None:
        sheets = met_sam()
        sheets["interviews"][0] = {**sheets["interviews"][0], "date": TODAY - timedelta(30), "thank_you_sent": None}
        sheets["contacts"] = [*dana(status="Completed"), SAM]
        text = "Subject: Thanks\n\nDear {{ greeting }},\n\nThank you for the tour."
        result = letters(**sheets, folder=own(tmp_path, text, "thank-you.txt.j2"))
        draft = next(one for one in result.drafts if one.contact == "Dana Lee")
        unsaid = next(one for one in result.not_drafted if one.contact == "Dana Lee")
        assert (draft.kind, draft.covers) == ("thank-you", ())
        why = "Your own thank-you doesn't say it. Say it there, or run folio letters again after you've sent that."
        assert (unsaid.kind, unsaid.reason) == ("referrer-report", why)
        said = letters(**sheets, folder=own(tmp_path, f"{text} {{{{ met_through_you }}}}", "thank-you.txt.j2"))
        assert next(d for d in said.drafts if d.contact == "Dana Lee").covers == ("referrer-report",)

    def test_who_gave_a_name_and_no_interview_is_thanked_for_the_name(self) -> None:
        contacts = [*dana(status="Declined"), {**SAM, "status": "Declined"}]
        (draft,) = letters(contacts=contacts).drafts
        assert (draft.kind, draft.contact) == ("referral-thank-you", "Dana Lee")
        assert "Thank you for telling me about Sam Ortiz." in draft.body

    def test_whom_one_met_in_an_earlier_term_isnt_thanked_again_for_a_name(self) -> None:
        contacts = [*dana(status="In touch"), {**SAM, "status": "Declined"}]
        assert "referral-thank-you" not in {draft.kind for draft in letters(contacts=contacts).drafts}


OFFER: Cells = {
    "job_title": "Night aide", "organization": "Cedar Hospital", "field": "Nursing", "adviser": "dana lee",
    "offered_on": date(2026, 3, 1), "decide_by": date(2026, 3, 20),
}  # fmt: skip


class TestOffers:
    def test_the_adviser_is_asked_while_it_is_open_and_told_once_it_is_taken(self) -> None:
        asked = only(letters(**thanked(), offers=[OFFER]))
        assert (asked.kind, asked.covers) == ("adviser-request", ("keep-in-touch",))
        assert "I have an offer as a night aide from Cedar Hospital, and I have until March 20 to decide." in asked.body
        told_it = only(letters(**thanked(), offers=[{**OFFER, "decision": "Accepted"}]))
        assert told_it.kind == "outcome"
        assert "I accepted an offer as a night aide from Cedar Hospital." in told_it.body

    def test_who_told_about_the_field_hears_of_it(self) -> None:
        taken = {**OFFER, "adviser": None, "decision": "Accepted"}
        assert only(letters(**thanked(), offers=[taken])).kind == "outcome"
        other = letters(**thanked(), offers=[{**taken, "field": "Cooking"}])
        assert only(other).kind == "keep-in-touch"

    def test_who_was_asked_or_told_since_is_left_in_peace(self) -> None:
        sent = {"contact": "Dana Lee", "kind": "Adviser request", "sent": date(2026, 3, 2)}
        assert letters(**thanked(), offers=[OFFER], follow_ups=[sent]).drafts == ()


class TestOneLetterToAPerson:
    KINDS: tuple[tuple[str, LetterKind], ...] = (
        ("Thanks for a referral", "referral-thank-you"), ("Report to the referrer", "referrer-report"),
        ("Advice used", "advice-update"), ("Keep in touch", "keep-in-touch"), ("Outcome", "outcome"),
        ("Adviser request", "adviser-request"),
    )  # fmt: skip

    def test_whatever_is_planned_for_one_day(self) -> None:
        """The others are covered by it, or the index says that they wait."""
        planned = [{"contact": "Dana Lee", "kind": said, "due": TODAY} for said, _ in self.KINDS]
        result = letters(**thanked(), follow_ups=planned)
        (draft,) = result.drafts
        accounted = {draft.kind, *draft.covers, *(n.kind for n in result.not_drafted)}
        assert accounted == {kind for _, kind in self.KINDS}

    @pytest.mark.parametrize(("said", "kind"), KINDS)
    def test_what_is_planned_is_drafted(self, said: str, kind: LetterKind) -> None:
        planned = [{"contact": "Dana Lee", "kind": said, "due": TODAY + timedelta(14)}]
        draft = only(letters(**thanked(date=date(2026, 3, 1)), follow_ups=planned))
        assert (draft.kind, draft.send_on) == (kind, TODAY + timedelta(14))
        assert "late" not in codes(draft)

    def test_what_it_covers_is_named_and_where_to_note_it(self) -> None:
        planned = [{"contact": "Dana Lee", "kind": "Advice used", "due": TODAY, "advice_used": "I kept a log."}]
        draft = only(letters(**thanked(), follow_ups=planned))
        assert (draft.kind, draft.covers) == ("advice-update", ("keep-in-touch",))
        assert draft.to_note == ("Follow-ups F6",)


class TestWhatIsOver:
    """A message whose purpose is past is not drafted, and the reason is given."""

    def test_a_reminder_of_a_request_of_long_ago(self) -> None:
        asked = date(2026, 1, 5)
        result = letters(contacts=dana(status="Requested", requested_on=asked))
        assert result.drafts == ()
        assert "too long ago for a reminder" in reason(result)

    def test_advice_on_an_offer_that_was_to_be_decided_on_before(self) -> None:
        offer = {"organization": "Willow Bend", "adviser": "Dana Lee", "decide_by": date(2026, 3, 1)}
        result = letters(("adviser-request",), contacts=dana(status="Thanked"), interviews=interview(), offers=[offer])
        assert result.drafts == ()
        assert reason(result) == "The day to decide on the offer, March 1, is over."


def test_the_cell_to_note_is_that_of_the_sent_date() -> None:
    """Not that of the due date, which nobody should type over."""
    row = {"contact": "Dana Lee", "kind": "Advice used", "due": TODAY, "advice_used": "I kept a sleep log."}
    reading = ana(contacts=dana(status="Thanked"), interviews=interview(thank_you_sent=TODAY), follow_ups=[row])
    draft = only(draft_letters(reading, TODAY, load_letters(), ("advice-update",)))
    (table,) = (t for key, t in reading.tables.items() if key == "follow_ups")
    assert draft.to_note == (f"Follow-ups {table.rows[0].cells['sent']}",)
    asked = only(letters(contacts=dana()))
    assert asked.to_note[0].startswith("Contacts ")
