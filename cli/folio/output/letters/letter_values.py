"""What a letter may say: the values by the names that templates use, as sentences that hold.

Whatever the workbook doesn't say is empty; what it says but no sentence takes is asked for in a gap (``..._gap``).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, timedelta

from folio.basics.wording import sentence_list
from folio.domain.thank_yous import is_late
from folio.output.letters.contact_facts import Contact, LetterFacts, Writer
from folio.output.letters.english_grammar import capital
from folio.output.letters.fragment_reading import read_fragment
from folio.output.letters.fragments import Ask, Fragment, Use
from folio.output.letters.letter_names import field_words, grade_words, job_words, offered_job, spelled, workplace
from folio.output.letters.letter_sentences import Frames, Voice, turn_of
from folio.output.letters.letter_wording import day_within, passage, phrase, plain_words
from folio.output.letters.letters_due import LetterDue
from folio.template import vocabulary as terms

LetterValue = str | bool
REFERRALS = 3
# Frames in keep-in-touch letters: none is used twice for one person.
FRAMES = 5
# Sources that by themselves say how one came to a person.
TELLING_SOURCES = ("Family", "Friend", "Classmate", "Colleague", "Teacher", "Alum")
FIRST_LETTERS = ("request", "referral-request")
_FORMATS = {"In person": "in person", "Video call": "on a video call", "Phone": "by phone", "Email": "by email"}
# Nobody has time for an interview on these days (month, day), or in the week of Thanksgiving.
_YEAR_END = ((12, 24), (12, 25), (12, 26), (12, 31), (1, 1))
_WEEKS_AHEAD = 6
# Far enough from the last day that dates know.
_LAST_TO_ASK = date(9999, 10, 1)
# Days from today until the first week that a request asks for can begin.
_NOTICE = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what was typed, in one voice, to one reader."""

    frames: Frames
    voice: Voice
    contact: Contact
    kind: str

    def read(self, use: Use, typed: str) -> Fragment:
        """Tell what a typed text is."""
        return read_fragment(typed, use, self.contact.reader)

    def say(self, use: Use, typed: str, turn: int = 0) -> str:
        """The sentence around a typed text; nothing where none holds."""
        start = turn_of(self.contact.name, self.kind, use)
        return self.frames.say(use, self.read(use, typed), self.voice, start + turn)

    def ask(self, use: Use, typed: Iterable[str] = ()) -> str:
        """What the gap of this use asks for, beside the first of these notes that is no blank."""
        note = next((text for text in typed if self.read(use, text).form != "blank"), "")
        return self.frames.ask(use, note, turn_of(self.contact.name))

    def ask_for(self, what: Ask) -> str:
        """What a gap asks for that is about no note."""
        return self.frames.ask(what, "", turn_of(self.contact.name))


def letter_values(
    facts: LetterFacts, contact: Contact, due: LetterDue, voice: Voice, frames: Frames, today: date, about_limit: int
) -> dict[str, LetterValue]:
    """All values for one letter; ``about_limit`` is how many characters the student's self-description may have."""
    writer = facts.writer
    speaker = Speaker(frames, voice, contact, due.kind)
    interview, planned = due.due.interview, due.due.planned
    about_them = due.kind in ("referral-thank-you", "referrer-report")
    talk = contact.last_interview if about_them or due.due.offer else interview
    talked_on = talk.when if talk and due.kind != "confirmation" else None
    sent = due.send_on or today
    weeks = _weeks(sent, facts.days_off)
    grade = grade_words(writer.grade)
    planned_point = planned.point if planned else ""
    return {
        "my_name": spelled(writer.name),
        "my_email": writer.email,
        "my_class": writer.class_,
        "my_school": workplace(writer.school),
        "my_grade": grade,
        "my_grade_is_noun": grade.startswith(("a ", "an ")),
        "voice": voice,
        "their_name": contact.addressee.envelope,
        "greeting": contact.addressee.greeting,
        "organization": workplace(contact.organization),
        "job_title": job_words(contact.job_title),
        "field": field_words(contact.field),
        "exploring": field_words(contact.exploring),
        "source": contact.source,
        "referred_by": capital(spelled(contact.referred_by)),
        "today": day_within(sent),
        "first_week": day_within(weeks[0], weeks[0]),
        "second_week": day_within(weeks[1], weeks[1]),
        "asked_on": day_within(contact.requested_on, sent) if contact.requested_on else "",
        "last_reminder": due.kind == "reminder" and due.due.number > 1,
        "talk_date": day_within(talked_on, sent) if talked_on else "",
        "late": due.kind == "thank-you" and talked_on is not None and is_late(talked_on, today),
        "frame": str((due.due.number - 1 + turn_of(contact.name)) % FRAMES + 1) if due.due.number <= FRAMES else "",
        "referred_me_to": sentence_list([spelled(n) for n in contact.referrals[:REFERRALS]]),
        "met_through_you": sentence_list([spelled(n) for n in contact.met[:REFERRALS]]),
        **_who(speaker, writer, due, about_limit),
        **_why(speaker),
        **_appointment(speaker, due, sent),
        **(_about_a_third(speaker, due, sent) if about_them else _points(speaker, due, planned_point)),
        **_advice(speaker, due),
        **_thanks(speaker, due),
        **_offer(speaker, due, planned_point, sent),
    }


def _who(speaker: Speaker, writer: Writer, due: LetterDue, limit: int) -> dict[str, LetterValue]:
    contact = speaker.contact
    about = speaker.say("about_me", writer.about_me)
    first = due.kind in FIRST_LETTERS
    unknown = due.kind == "request" and contact.source not in TELLING_SOURCES
    # A first letter has two gaps at most: how one came to them, and why them, matter more than who one is.
    asked_already = unknown and not _why(speaker)["why_you"]
    lacks = first and not about and not asked_already
    return {
        "about_me": "" if (taken := passage(about, limit)).endswith("…") else taken,
        "about_gap": speaker.ask("about_me", [writer.about_me]) if lacks else "",
        "how_gap": speaker.ask_for("how") if unknown else "",
    }


def _why(speaker: Speaker) -> dict[str, LetterValue]:
    """Why this person: what one wants to learn from them, else what they care about with the student's reason."""
    contact = speaker.contact
    return {
        "why_you": speaker.say("goal", contact.goal) or speaker.say("interest", contact.interest),
        "why_gap": speaker.ask("goal", [contact.goal]),
        "shared_interest": speaker.say("shared", contact.interest),
        "interest": phrase(contact.interest),
    }


def _appointment(speaker: Speaker, due: LetterDue, today: date) -> dict[str, LetterValue]:
    ahead = due.due.interview if due.kind == "confirmation" else None
    when = ahead.when if ahead else None
    return {
        "interview_day": day_within(when, today, weekday=True) if when else "",
        "interview_time": ahead.at if ahead else "",
        "time_gap": speaker.ask_for("time") if ahead and not ahead.at else "",
        "interview_format": _FORMATS.get(ahead.format, "") if ahead else "",
        "interview_minutes": str(ahead.minutes) if ahead and ahead.minutes else "",
    }


def _points(speaker: Speaker, due: LetterDue, planned_point: str) -> dict[str, LetterValue]:
    """Two points at most: the one planned for this letter, then the takeaways, the surprise, and the answers.

    A later message leaves out what the thank-you said, as long as there is something else to say.
    """
    notes = _notes(speaker.contact, due)
    if due.kind in ("advice-update", "adviser-request"):
        notes = []  # what they said is in the advice itself
    planned = [planned_point] if due.kind not in ("adviser-request",) else []
    typed = list(dict.fromkeys(filter(None, (*planned, *notes))))
    said = [s for i, t in enumerate(typed) if (s := speaker.say("point", t, i))][:2]
    misconception = due.due.interview.misconception if due.kind == "thank-you" and due.due.interview else ""
    wrong = speaker.say("misconception", misconception) if len(said) < 2 else ""
    # What they are thanked for is something from the interview, too.
    lacks = due.kind == "thank-you" and not said and not wrong and not _thanks(speaker, due)["thank_for"]
    return {
        "point": said[0] if said else "",
        "second_point": said[1] if len(said) > 1 else "",
        "misconception": wrong,
        "point_gap": speaker.ask("point", typed) if lacks else "",
        "about_them": "",
        "about_them_gap": "",
        "person_met": "",
        "met_on": "",
    }


def _notes(contact: Contact, due: LetterDue) -> list[str]:
    interview = contact.last_interview if due.kind == "outcome" else due.due.interview
    if interview is None or due.kind in ("confirmation", "reminder", *FIRST_LETTERS):
        return []
    thanked_for = plain_words(interview.thank_for)
    noted = [t for t in (*interview.takeaways, interview.surprise) if t and plain_words(t) != thanked_for]
    if due.kind == "thank-you":
        return [*noted, *(contact.answers if len(noted) < 2 else ())]
    thanked = [f.point for f in contact.sent(terms.KIND_THANK_YOU) if f.point]
    said = [*thanked, *noted][:2]
    return [t for t in noted if t not in said] or ([] if interview.misconception else noted)


def _about_a_third(speaker: Speaker, due: LetterDue, today: date) -> dict[str, LetterValue]:
    """For whom one met through the reader: their name, the day, and what to tell of it."""
    contact, planned, interview = speaker.contact, due.due.planned, due.due.interview
    typed = [planned.point] if planned and planned.point else []
    about = interview if interview and interview.contact != contact.name else None
    learned = about.takeaways if about else ()
    said = next((s for t in typed if (s := speaker.say("met", t))), "")
    said = said or next((s for t in learned if (s := speaker.say("heard", t))), "")
    person = spelled(about.contact) if about else ""
    if not person and due.kind == "referrer-report":
        person = sentence_list([spelled(n) for n in contact.met[:REFERRALS]])
    # Someone who is named already needs no gap for it.
    lacks = bool(typed) or due.kind == "referrer-report"
    return {
        "about_them": said,
        "about_them_gap": "" if said or not lacks else speaker.ask("met", typed),
        "person_met": person,
        "met_on": day_within(about.when, today) if about and about.when else "",
        "point": "", "second_point": "", "misconception": "", "point_gap": "",
    }  # fmt: skip


def _advice(speaker: Speaker, due: LetterDue) -> dict[str, LetterValue]:
    """What the student did with their advice: as this letter's row says, or one that it covers or comes before."""
    contact = speaker.contact
    rows = [due.due.planned, *(d.planned for d in due.covers), *(f for f in contact.follow_ups if f.waiting)]
    typed = list(dict.fromkeys(f.advice_used for f in rows if f and f.advice_used))
    said = next((s for t in typed if (s := speaker.say("advice_used", t))), "")
    # To a referrer, "he" and "she" are the person one met.
    told = next((s for t in typed if (s := speaker.say("met", t))), "")
    quality, activity = next(iter(contact.plans), ("", ""))
    return {
        "advice_used": said,
        "what_i_did": told,
        "advice_gap": speaker.ask("advice_used", typed),
        "news_gap": speaker.ask("advice_used", typed) if typed else speaker.ask_for("news"),
        "next_step": speaker.say("activity", activity),
        "quality": field_words(quality),
    }


def _thanks(speaker: Speaker, due: LetterDue) -> dict[str, LetterValue]:
    typed = due.due.interview.thank_for if due.kind == "thank-you" and due.due.interview else ""
    said = speaker.say("thank_for", typed)
    unsaid = bool(typed) and not said and speaker.read("thank_for", typed).form != "blank"
    return {"thank_for": said, "thank_for_gap": speaker.ask("thank_for", [typed]) if unsaid else ""}


def _offer(speaker: Speaker, due: LetterDue, planned_point: str, today: date) -> dict[str, LetterValue]:
    offer = due.due.offer
    asks = due.kind == "adviser-request"
    view = speaker.say("view", planned_point) if asks else ""
    sides = [speaker.say("better", offer.better), speaker.say("worse", offer.worse)] if offer else ["", ""]
    lacks = asks and not view and (planned_point or not any(sides))
    return {
        "offer_title": offered_job(offer.job_title) if offer else "",
        "offer_place": workplace(offer.organization) if offer else "",
        "decide_by": day_within(offer.decide_by, today) if offer and offer.decide_by else "",
        "offer_better": sides[0],
        "offer_worse": sides[1],
        "decision": offer.decision if offer else "",
        "view": view,
        "view_gap": speaker.ask("view", [planned_point]) if lacks else "",
    }


def _weeks(today: date, off: Set[date]) -> tuple[date, date]:
    """The Mondays of the two weeks that a letter sent on a day asks for: with some notice, and not in the holidays."""
    if today > _LAST_TO_ASK:
        return today, today
    notice = today + timedelta(days=_NOTICE)
    monday = notice + timedelta(days=-notice.weekday() % 7)
    weeks = (monday + timedelta(days=7 * i) for i in range(_WEEKS_AHEAD))
    open_weeks = [week for week in weeks if not _is_holiday_week(week, off)]
    return open_weeks[0], open_weeks[1]


def _is_holiday_week(monday: date, off: Set[date]) -> bool:
    days = [monday + timedelta(days=i) for i in range(5)]
    thanksgiving = any(day in off and day.month == 11 and day.weekday() == 3 for day in days)
    return thanksgiving or any((day.month, day.day) in _YEAR_END for day in days)
