"""One letter of each kind, in each voice, from a full and from a sparse workbook: what holds for every one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folio.output.letters.contact_facts import gather
from folio.output.letters.drafting import draft_letters
from folio.output.letters.letter_sentences import VOICES, Voice
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.letter_wording import GAP
from folio.output.letters.letters_due import KINDS, LetterKind
from folio.output.letters.lint import MOST_WORDS, words_in
from tests.letter_cases import TODAY, Cells, ana, codes, dana, interview, letters, only, told

if TYPE_CHECKING:
    from folio.intake.model import Reading
    from folio.output.letters.drafts import Draft

LONG_AGO, YESTERDAY = TODAY - timedelta(45), TODAY - timedelta(1)
NAME_GAP = "your name"
# Who gets which letter, and how it greets them.
GREETED: dict[LetterKind, tuple[str, str]] = {
    "request": ("Dana Lee", "Dana Lee"), "referral-request": ("Maya Brooks", "Ms. Brooks"),
    "reminder": ("Wes Cullen", "Wes Cullen"), "confirmation": ("Paul van der Berg", "Paul van der Berg"),
    "thank-you": ("Dr. Imani Foster", "Dr. Foster"), "referral-thank-you": ("Kendra Sills", "Kendra Sills"),
    "referrer-report": ("OKORO, SAMUEL", "Samuel Okoro"), "advice-update": ("Grace Abernathy", "Grace Abernathy"),
    "keep-in-touch": ("Prof. Ada Reyes", "Professor Reyes"), "reconnect": ("李娜", "李娜"),
    "adviser-request": ("Gil Pomeroy, M.D.", "Dr. Pomeroy"), "outcome": ("rosa ortega", "Rosa Ortega"),
}  # fmt: skip
START: Cells = {
    "name": "Ana Lopez", "email": "ana@example.org", "school": "Riverside High School", "grade": "Senior",
    "about_me": "I translate for my grandmother and open the food pantry on Saturdays.", "field_1": "Nursing",
}  # fmt: skip
NOTES: Cells = {
    "takeaway": "The first two hours of a shift decide the rest", "takeaway_2": "She sings while she draws blood.",
    "surprise": "Half a day at a screen", "misconception": "I thought the hard part is blood. The hard part is the bill.",
    "thank_for": "letting me stand at the bed board", "format": "Phone",
}  # fmt: skip


def workbook(*, full: bool, name: str = "Ana Lopez") -> dict[str, Any]:
    """Rows of which each contact gets another kind of letter; ``full`` with all that one could say in it."""

    def contact(kind: LetterKind, **cells: Any) -> Cells:
        about = {"organization": "Acme Inc.", "job_title": "Nurse", "field": "Nursing", "email": "x@example.org",
                 "source": "Teacher", "interest": "choir singing, I sing too"}  # fmt: skip
        who = GREETED[kind][0]
        return {
            **(about if full else {}),
            "name": who,
            "address_as": "Ms. Brooks" if who == "Maya Brooks" else None,
            **cells,
        }

    def talk(kind: LetterKind, day: date, *, thanked: bool = True, **cells: Any) -> Cells:
        sent = {"thank_you_sent": day} if thanked else {}
        notes = NOTES if full else {}
        return {"contact": GREETED[kind][0], "date": day, "status": "Completed", **sent, **notes, **cells}

    def offer(kind: LetterKind, **cells: Any) -> Cells:
        about = {"organization": "Acme Inc.", "job_title": "Night Aide", "decide_by": date(2026, 3, 9),
                 "better": "The training is paid", "worse": "one aide for fourteen residents"}  # fmt: skip
        return {**(about if full else {}), "field": "Welding", "adviser": GREETED[kind][0], **cells}

    imani, samuel, kendra = (GREETED[k][0] for k in ("thank-you", "referrer-report", "referral-thank-you"))
    advice = {"advice_used": "I kept a sleep log.", "point": "The call light rule"} if full else {}
    goal = {"goal": "How she chose nights."} if full else {}
    return {
        "start": START if full else {"name": name},
        "contacts": [
            contact("request", status="Identified"),
            contact("referral-request", referred_by=imani),
            contact("reminder", requested_on=date(2026, 2, 26), referred_by="Gil Pomeroy, M.D." if full else None),
            contact("confirmation", status="Scheduled"),
            contact("thank-you", status="Completed"),
            contact("referral-thank-you", status="Declined"),
            contact("referrer-report", status="Thanked"),
            contact("advice-update"), contact("keep-in-touch"), contact("reconnect"), contact("adviser-request"),
            contact("outcome"),
            {"name": "Lee Ro", "referred_by": kendra, "status": "Declined"},
            {"name": "Teresa Mwangi", "referred_by": samuel, "status": "Thanked"},
        ],
        "interviews": [
            *({"contact": GREETED[k][0], "status": "Planned", **goal} for k in ("request", "referral-request")),
            {"contact": GREETED["confirmation"][0], "date": TODAY + timedelta(1), "status": "Scheduled",
             **({"format": "Phone", "time": time(15, 30), "minutes": 20, **goal} if full else {})},
            talk("thank-you", YESTERDAY, thanked=False),
            {**talk("referrer-report", YESTERDAY), "contact": "Teresa Mwangi"},
            talk("referrer-report", LONG_AGO), talk("advice-update", YESTERDAY), talk("keep-in-touch", LONG_AGO),
            talk("reconnect", TODAY - timedelta(250)), talk("adviser-request", YESTERDAY), talk("outcome", YESTERDAY),
        ],
        "follow_ups": [
            {"contact": GREETED["advice-update"][0], "kind": "Advice used", "due": TODAY, **advice},
            *([{"contact": GREETED["keep-in-touch"][0], "kind": "Keep in touch", "due": TODAY, **advice}] if full else []),
        ],
        "offers": [offer("adviser-request"), offer("outcome", decision="Accepted")],
    }  # fmt: skip


@cache
def drafts(full: bool, voice: Voice) -> dict[LetterKind, Draft]:
    return {draft.kind: draft for draft in letters(voice=voice, **workbook(full=full)).drafts}


def faults(draft: Draft, *, typed: str = "") -> Iterator[str]:
    """What must be in no letter, whatever was typed; signs that stand in ``typed`` may stand in the letter."""
    parts = draft.body.split("\n\n")
    if not re.fullmatch(r"Dear \S.*,", parts[0]) or not any(map(str.isalnum, parts[0][5:])):
        yield f"greeting {parts[0]!r}"
    if not all(part.strip() for part in parts) or "\n\n\n" in draft.body or not parts[-1].strip():
        yield "an empty paragraph"
    text = f"{draft.subject}\n{draft.body}"
    doubled = re.search(r"(?<!\.)\.\.(?!\.)|[,;:]\.|[?!]\.|,,|\s[.,;:?!](?:\s|$)", text)
    if doubled and doubled[0].strip() not in typed:
        yield f"doubled {doubled[0]!r}"
    for sign in ("  ", "{{", "}}", "None", "\t"):
        if sign in text and sign not in typed:
            yield f"{sign!r} in it"
    for gap in draft.gaps:
        if gap != NAME_GAP and f"[{gap}]" not in parts:
            yield f"no line of its own for [{gap}]"
        if gap != NAME_GAP and not re.search(r"For example: \S|Your note: “.", gap):
            yield f"neither an example nor the note in [{gap}]"
    if draft.kind in ("request", "referral-request"):
        if sum(gap != NAME_GAP for gap in draft.gaps) > 2:
            yield f"{len(draft.gaps)} gaps"
        if words_in(draft.body, draft.gaps) > MOST_WORDS:
            yield f"{words_in(draft.body, draft.gaps)} words"


@pytest.mark.parametrize("full", [True, False], ids=["full", "sparse"])
@pytest.mark.parametrize("voice", VOICES)
class TestEachKind:
    def test_is_there(self, full: bool, voice: Voice) -> None:
        found = drafts(full, voice)
        assert {kind: draft.contact for kind, draft in found.items()} == {k: who for k, (who, _) in GREETED.items()}
        assert all(draft.voice == voice for draft in found.values())

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_a_letter_that_one_could_send(self, full: bool, voice: Voice, kind: LetterKind) -> None:
        draft = drafts(full, voice)[kind]
        assert list(faults(draft)) == []
        assert draft.body.startswith(f"Dear {GREETED[kind][1]},\n\n")
        assert draft.body.endswith(",\n\nAna Lopez") or draft.body.endswith("!\n\nAna Lopez")
        assert "third-person" not in codes(draft)

    def test_of_a_full_workbook_has_no_gaps_and_of_a_sparse_one_says_so(self, full: bool, voice: Voice) -> None:
        gaps = {kind for kind, draft in drafts(full, voice).items() if draft.gaps}
        assert gaps <= ({"reconnect"} if full else set(KINDS) - {"reminder", "referral-thank-you"})
        assert full or gaps

    def test_sounds_as_no_other(self, full: bool, voice: Voice) -> None:
        bodies = [draft.body.split("\n\n", 1)[1] for draft in drafts(full, voice).values()]
        assert len(set(bodies)) == len(KINDS)


def test_the_two_voices_share_no_paragraph_of_their_own() -> None:
    """Each has its own wording throughout; only what the student typed, or is asked for, stands in both."""
    for kind in KINDS:
        warm, formal = (
            set(re.split(r"\n\n|(?<=[.!?”]) ", GAP.sub("", drafts(True, v)[kind].body).partition(",\n")[2]))
            for v in VOICES
        )
        typed = [START["about_me"], *NOTES.values(), "I kept a sleep log.", "I sing too.", "Ana Lopez", "Dr."]
        # A fact about the reader is said plainly in both.
        typed += [f"I {said} that you care about choir singing." for said in ("understand", "remember")]
        shared = [s for s in warm & formal if not s.startswith("[") and not any(s.strip() in str(t) for t in typed)]
        assert shared == [], kind


class TestTheVoice:
    def test_is_that_of_the_template_then_of_the_command_then_of_the_contact(self) -> None:
        def voice(reading: Reading, asked: Voice | None = None) -> str:
            return only(draft_letters(reading, TODAY, load_letters(), voice=asked)).voice

        plain, formal = ana(contacts=dana()), ana(contacts=dana(voice="Formal"))
        assert (voice(plain), voice(plain, "formal")) == ("warm", "formal")
        assert (voice(formal), voice(formal, "warm")) == ("formal", "formal")
        assert plain.template is not None
        other = replace(plain, template=plain.template.model_copy(update={"letters_voice": "formal"}))
        assert (voice(other), voice(other, "warm")) == ("formal", "warm")


class TestTheSelfDescription:
    def test_is_the_latest_that_was_practiced(self) -> None:
        practice = [
            {"date": date(2026, 2, 1), "version": "I sort cans by hand."},
            {"date": date(2026, 3, 1), "version": "I run the cold room."},
            {"date": date(2026, 2, 15), "version": "I count boxes."},
        ]
        body = only(letters(contacts=dana(), practice=practice)).body
        assert "I run the cold room." in body
        assert "grandmother" not in body
        assert "grandmother" in only(letters(contacts=dana())).body

    def test_is_named_where_it_is_too_long_for_a_first_letter(self) -> None:
        """Nothing that was typed is left out without a word."""
        about = "I " + "really " * 60 + "like it."
        draft = only(letters(start={**START, "about_me": about}, contacts=dana()))
        assert "really" not in draft.body
        assert any("who you are" in t or "self-description" in t for t in told(draft))


class TestKeepInTouch:
    def test_five_frames_are_used_once_each(self) -> None:
        talk = interview(date=date(2025, 9, 20), thank_you_sent=date(2025, 9, 20))
        for name in ("Dana Lee", "Sam Ortiz", "Kim Wu"):
            openings, sent = [], []
            for number in range(6):
                planned = {"contact": name, "kind": "Keep in touch", "due": TODAY}
                rows = [{**planned, "sent": TODAY - timedelta(30 * (6 - n))} for n in range(number)]
                result = letters(
                    contacts=dana(name=name, status="Thanked"), follow_ups=[*rows, planned],
                    interviews=[{**talk[0], "contact": name}],
                )  # fmt: skip
                (draft,) = result.drafts
                sent.append(draft.kind)
                openings.append(draft.body.split("\n\n")[1])
            assert sent == ["keep-in-touch"] * 6
            assert len(set(openings)) == 6
            assert openings[5].startswith("[Begin in your own words")


class TestDates:
    def test_of_another_year_take_a_comma_inside_a_sentence(self) -> None:
        """As in "On March 4, 2025, you told me"."""
        today = date(2027, 1, 12)
        for voice in VOICES:
            for draft in letters(voice=voice, today=today, **workbook(full=True)).drafts:
                assert re.findall(r"\b20\d\d [a-z(]", draft.body + draft.subject) == [], draft.body

    def test_of_this_year_have_no_year(self) -> None:
        assert all("2026" not in draft.body for voice in VOICES for draft in drafts(True, voice).values())


WORDS = (
    "she he her they said told me that the a nurse is misses Dana Lee you I my N/A TBD . , ! ? 2 hours of to not how "
    "keep log Inc. \N{EN DASH} \N{SLIGHTLY SMILING FACE} - because"
)
TYPED = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="abe .,!?'\"()-\n:;I/&\u2019\u201c\u201d", max_size=40),
    st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=12).map(" ".join),
)
CELLS: tuple[tuple[str, str], ...] = (
    ("start", "name"), ("start", "school"), ("start", "grade"), ("start", "about_me"), ("contacts", "name"),
    ("contacts", "organization"), ("contacts", "job_title"), ("contacts", "field"), ("contacts", "interest"),
    ("contacts", "address_as"), ("contacts", "referred_by"), ("contacts", "source"), ("interviews", "goal"),
    ("interviews", "takeaway"), ("interviews", "surprise"), ("interviews", "misconception"),
    ("interviews", "thank_for"), ("follow_ups", "point"), ("follow_ups", "advice_used"), ("offers", "job_title"),
    ("offers", "organization"), ("offers", "better"), ("offers", "worse"), ("offers", "decision"),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(where=st.sampled_from(CELLS), typed=TYPED, voice=st.sampled_from(VOICES))
def test_whatever_is_typed_anywhere(where: tuple[str, str], typed: str, voice: Voice) -> None:
    sheet, column = where
    sheets = workbook(full=True)
    if sheet == "start":
        sheets["start"] = {**sheets["start"], column: typed}
    else:
        # A name stays where other rows name it; else half of the letters are gone.
        sheets[sheet] = [{**row, column: typed} for row in sheets[sheet]]
    reading = ana(**sheets)
    result = draft_letters(reading, TODAY, load_letters(), voice=voice)
    for draft in result.drafts:
        assert list(faults(draft, typed=typed)) == []
    due = {c.name or c.place for c in gather(reading, TODAY).contacts}
    assert due <= {d.contact for d in result.drafts} | {n.contact for n in result.not_drafted}
