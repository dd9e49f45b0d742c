"""What folio finds in letters: each rule with what it must find, and with what only looks like it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from folio.basics.content_folders import content_folder
from folio.basics.regional_formats import RegionalFormats, write_as
from folio.output.letters import lint as lint_module
from folio.output.letters.contact_facts import gather
from folio.output.letters.foreign_fields import foreign_fields
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.letters_due import LetterKind
from folio.output.letters.lint import Background, Finding, LetterText, lint
from folio.output.letters.risky_words import job_ask, placeholder
from folio.output.letters.same_texts import SAME_TEXT, Said, copied, said_in, same_for_two
from tests.readings import a_reading
from tests.workbooks import kit

TODAY = date(2026, 3, 4)
Cells = Mapping[str, Any]
DANA: Cells = {
    "name": "Dana Lee", "organization": "Cedar Hospital", "job_title": "Nurse", "field": "Nursing",
    "email": "dana.lee@example.com", "source": "Alum", "status": "Identified",
}  # fmt: skip
TALK: Cells = {
    "contact": "Dana Lee", "date": date(2026, 3, 3), "status": "Completed", "takeaway": "Charting takes half the shift",
}  # fmt: skip
ME: Cells = {"name": "Ana Lopez", "about_me": "I translate for my grandmother.", "field_1": "Nursing"}
SAYS_WHY = "I would like to hear how the night shift differs from the day shift."
SAYS_WHAT = "Charting takes half the shift, and I never knew."


templates = cache(load_letters)


def background(
    kind: LetterKind, contacts: Sequence[Cells], today: date, start: Cells = ME, **sheets: Any
) -> Background:
    made = kit().template
    rows: dict[str, Any] = {
        k: [{c: v for c, v in r.items() if made.has(k, c)} for r in given]
        for k, given in {"contacts": contacts, **sheets}.items()
    }
    facts = gather(a_reading("Ana Lopez", "complete", start, path="Ana.xlsx", **rows), today)
    contact = facts.contacts[0]
    due = next((d for d in contact.dues if d.kind == kind), None)
    return Background(contact, facts.writer, due, (), templates().usual(kind), today)


def found(
    body: str, kind: LetterKind = "request", contacts: Sequence[Cells] = (DANA,), today: date = TODAY,
    subject: str | None = "Your work", gaps: tuple[str, ...] = (), **sheets: Any,
) -> list[Finding]:  # fmt: skip
    """What is found in a letter to the first contact."""
    return lint(LetterText(kind, subject, body, gaps), background(kind, contacts, today, **sheets))


def codes(*args: Any, **sheets: Any) -> set[str]:
    return {f.code for f in found(*args, **sheets)}


def dana(**changes: Any) -> list[Cells]:
    return [{**DANA, **changes}]


def letter(said: str, greeting: str = "Dear Dana Lee") -> str:
    return f"{greeting},\n\n{said} {SAYS_WHY}\n\nSincerely,\n\nAna Lopez"


def test_nothing_is_found_in_a_good_letter() -> None:
    assert found(letter("I found you because you went to my school.")) == []
    thanks = f"Dear Dana Lee,\n\nThank you for your time. {SAYS_WHAT}\n\nWarmly,\n\nAna Lopez"
    assert found(thanks, "thank-you", interviews=[TALK], today=date(2026, 3, 3)) == []


def test_every_code_is_explained() -> None:
    modules = Path(lint_module.__file__).parent.glob("*.py")
    used = {code for m in modules for code in re.findall(r'Finding\(\s*"([a-z-]+)"', m.read_text(encoding="utf-8"))}
    used.add(SAME_TEXT)
    text = content_folder("reports").joinpath("letters/README.md").read_text(encoding="utf-8")
    table = text.partition("## What folio finds in a letter")[2].partition("\n## ")[0]
    explained = {
        c for line in table.splitlines() for c in re.findall("`([a-z-]+)`", line.split("|")[1 if "|" in line else 0])
    }
    assert used == explained - {"--review", "--strict"}
    assert len(used) > 20


@pytest.mark.parametrize(
    "said",
    [
        "I ",
        "not ",
        "she ",
        "Fostre ",
        "[",
        "a. ",
        "I want ",
        "Dana Lee ",
        "%A",
        "week of March 9 ",
        "talk ",
        "on Monday ",
    ],
)
def test_no_text_takes_long(said: str) -> None:
    body = letter(said * (50_000 // len(said)))
    began = time.process_time()
    found(body)
    assert time.process_time() - began < 5


class TestJobAsks:
    @pytest.mark.parametrize(
        "text",
        [
            "Could you hire me?",
            "I hope you will consider hiring me this summer.",
            "Do you have any openings?",
            "Are there any job openings at your clinic?",
            "Is there an internship available for me?",
            "I am looking for a summer job.",
            "I'm looking for an internship at your company.",
            "As a junior, I am applying for the assistant position.",
            "I want a job at Cedar Hospital.",
            "I really need a job.",
            "Can you get me an internship?",
            "Could you maybe give me a job?",
            "I would love to work for you.",
            "I would be happy to work at your clinic next year.",
            "Are you hiring?",
            "Is your office currently hiring?",
            "My resume is attached.",
            "I have attached my résumé.",
            "Attached is my CV.",
            "Please find enclosed my resume.",
            "Here is my resume.",
            "Please keep me in mind for summer positions.",
            "Are there vacancies in your team?",
            "I don't have a job yet, so could you hire me?",
            "Can you get me hired there?",
            "If you have a summer job or internship for me, I would be happy.",
            "Do you guys hire?",
            "Do you hire high school students?",
            "Please let me know if a position opens.",
            "Let me know when there is an opening or a job is available.",
            "I hope that you might hire me.",
            "Maybe you have a job for me.",
            "Could you help me get a job there?",
        ],
    )
    def test_are_found(self, text: str) -> None:
        assert job_ask(text)
        assert "job-ask" in codes(letter(text))

    @pytest.mark.parametrize(
        "text",
        [
            "I want to learn, not to apply for a job.",
            "I am asking for information only, not for a job.",
            "I'm not looking for a job.",
            "I am not asking you for an internship.",
            "I would like to ask you questions without applying for a position.",
            "How did you find your job?",
            "I want to know how people get a job in your field.",
            "I would like to hear what a job in a lab is like.",
            "What do you like about your job?",
            "I need a job that lets me sit with people.",
            "I accepted a job as a kennel assistant.",
            "They offer me 18 dollars an hour.",
            "Cedar Hospital offered me a position as an aide.",
            "I got an internship at the museum.",
            "You told me to keep my resume to one page.",
            "Your advice on my resume helped.",
            "Do you have any openings in your calendar?",
            "Do you have any openings next week?",
            "I saw the opening of your exhibition.",
            "Could I ask for a job shadow day?",
            "I have a job interview on Friday.",
            "I would love to work with your advice in mind.",
            "You said nobody ever asked for the job of head nurse.",
            "I would value your view on the job offer.",
            "What do you look for when you hire?",
            "How do you hire for the night shift?",
            "Whom do you hire most often?",
            "You have a job that many people want.",
            "You have a job I admire.",
            "Let me know if a day next week is open.",
            "I would like to know if you hire for skill or for attitude.",
            "You told me how you got hired there.",
            "Please let me know if you are available for a talk about your job.",
        ],
    )
    def test_are_not_found_where_nobody_asks(self, text: str) -> None:
        assert job_ask(text) == ""


class TestPlaceholders:
    @pytest.mark.parametrize(
        "text",
        ["It was TBD.", "You work at N/A.", "We met on ____.", "Hello <name>.", "Dear Company Name", "at ??? today",
         "lorem ipsum dolor", "My phone is XXX.", "I like (insert something here).", "My number is xxx.",
         "I will fill this in later.", "You work at (company).", "Insert a good reason here."],
    )  # fmt: skip
    def test_are_found(self, text: str) -> None:
        assert placeholder(text)
        assert "placeholder" in codes(letter(text))

    @pytest.mark.parametrize(
        "text",
        ["Gracias por todo.", "What a day!!", "Really??", "Write to <ana@example.org>.", "a blood type and an insert",
         "I learned the last names of everyone.", "The first_name column", "Superbowl XX was before my time? XL",
         "I write about it later that day.", "I could insert the needle. Here is why.", "It was (very) good."],
    )  # fmt: skip
    def test_are_not_found_in_words(self, text: str) -> None:
        assert placeholder(text) in ("", "XX")  # a Roman number is worth a look


class TestMergeFields:
    @pytest.mark.parametrize(
        ("text", "fields"),
        [
            ("Dear «Name»,", ("«Name»",)),
            ("Dear «First_Name» «Last_Name»,", ("«First_Name»", "«Last_Name»")),
            ("Dear <<Name>>,", ("<<Name>>",)),
            ("Dear {name},", ("{name}",)),
            ("Dear ${name},", ("${name}",)),
            ("Dear %FIRSTNAME%,", ("%FIRSTNAME%",)),
            ("Dear *|FNAME|*,", ("*|FNAME|*",)),
            ("Dear { MERGEFIELD Name },", ("MERGEFIELD Name",)),
            ("Dear { MERGEFIELD Name } «Name»,", ("«Name»",)),
        ],
    )
    def test_are_found(self, text: str, fields: tuple[str, ...]) -> None:
        assert foreign_fields(text) == fields

    @pytest.mark.parametrize(
        "text", ["50% of 20% is little", "You said: « Charting, always! »", "a { b", "x << 2 >> y"]
    )
    def test_are_not_found_in_words(self, text: str) -> None:
        assert foreign_fields(text) == ()

    def test_each_is_told(self) -> None:
        every = [f.what for f in found(letter("I know {a}, «B», <<C>>, ${D} and %NAME%.")) if f.code == "merge-field"]
        assert len(every) == 5
        assert "“%NAME%” is a field of another program." in every


class TestThirdPersons:
    @pytest.mark.parametrize(
        "text",
        [
            "She told me to shadow first.",
            "I like how he explains things.",
            "I wrote down what she said about charting.",
            "It was good to hear from her.",
            "At Cedar Hospital she works nights.",
            "In March he showed me the ward.",
            "I enjoyed talking with Dana Lee about nights.",
            "Thank you. She was kind.",
        ],
    )
    def test_are_found(self, text: str) -> None:
        assert "third-person" in codes(letter(text))

    @pytest.mark.parametrize(
        "text",
        [
            "I think of a child who said she was scared.",
            "You told me about a patient and how you calmed him.",
            "Your colleague Priya said she would call.",
            "My mother is a nurse. She says hello.",
            "I met Samuel, and he told me about triage.",
            "One of your patients thanked you. She cried.",
            "You said: the boss decides, and he is rarely there.",
            "The shepherd and the theory of others.",
            "Thank you, Dana Lee, for your time.",
            "Dana Lee, thank you!",
        ],
    )
    def test_are_not_found_where_somebody_else_is_meant(self, text: str) -> None:
        assert "third-person" not in codes(letter(text))

    def test_all_of_them_are_named(self) -> None:
        text = "I like how she calms her dog, and what she does. It was good to hear from him."
        every = [f.what for f in found(letter(text)) if f.code == "third-person"]
        assert every == ["It says “she”.", "It says “her”.", "It says “him”."]

    def test_are_whom_one_met_in_a_report_to_a_referrer(self) -> None:
        contacts = [DANA, {**DANA, "name": "Kim Wu", "referred_by": "Dana Lee"}]
        talk = {**TALK, "contact": "Kim Wu"}
        body = "Dear Dana Lee,\n\nI talked with Kim Wu. She showed me triage at the desk."
        assert "third-person" not in codes(body, "referrer-report", contacts, interviews=[talk])

    def test_are_not_told_by_another_contact_who_is_named(self) -> None:
        contacts = [DANA, {**DANA, "name": "Kim Wu"}]
        assert "third-person" not in codes(letter("When I met Wu, she told me about nights."), contacts=contacts)


def name_findings(said: str, greeting: str, **contact: Any) -> list[str]:
    every = found(letter(said, greeting), contacts=dana(**contact))
    return [f.what for f in every if f.code == "name-differs"]


class TestNames:
    @pytest.mark.parametrize(
        ("name", "greeting"),
        [
            ("Imani Foster, MD", "Dear Dr. Foster"),
            ("Imani Foster, MD", "Dear Imani Foster"),
            ("Dr. Imani Foster", "Dear Dr. Imani Foster"),
            ("Ortiz, Sam", "Hi Sam"),
            ("José Núñez", "Dear José"),
            ("Jose\u0301 Nu\u0301n\u0303ez", "Dear José Núñez"),
            ("Will Turner", "Dear Will"),
            ("May Chen", "Dear May"),
            ("Grace Abernathy", "Hello Grace"),
            ("Ludwig van der Berg", "Dear Mr. van der Berg"),
            ("Nguyen Linh", "Dear Linh"),
            ("DANA LEE", "Dear Dana Lee"),
            ("Dana Lee", "Dear Dana and team"),
            ("Dana Lee", "Good morning, Dana"),
            ("田中太郎", "Dear 田中太郎"),
            ("Anna-Maria Kraus", "Dear Anna-Maria"),
            ("Dana R. Lee", "Dear Dana R. Lee"),
        ],
    )
    def test_a_greeting_by_a_name_in_contacts_is_right(self, name: str, greeting: str) -> None:
        assert name_findings("", greeting, name=name) == []

    @pytest.mark.parametrize(
        ("name", "greeting", "what"),
        [
            ("Dana Lee", "Dear Dana Leigh", "It greets Dana Leigh, but the letter is to Dana Lee."),
            ("Ana Ruiz", "Dear Anna Ruiz", "It says “Anna”; Contacts says Ana."),
            ("Dana Lee", "Dear Sam Ortiz", "It greets Sam Ortiz, but the letter is to Dana Lee."),
            ("Imani Foster", "Dear Ms. Forster", "It says “Forster”; Contacts says Foster."),
            ("José Núñez", "Dear Jose", "It says “Jose”; Contacts says José."),
            ("Ms. Imani Foster", "Dear Mr. Foster", "It says “Mr.”; by Contacts, it's Ms."),
            ("Dr. Imani Foster", "Dear Ms. Foster", "It says “Ms.”; by Contacts, it's Dr."),
            ("Dana Lee", "Dear Sir or Madam", "It greets Sir or Madam, but the letter is to Dana Lee."),
            ("Dana Lee", "To whom it may concern", "It greets To whom it may concern, but the letter is to Dana Lee."),
            ("Dana Lee", "Dear ", "It greets nobody."),
        ],
    )
    def test_a_greeting_for_somebody_else_is_found(self, name: str, greeting: str, what: str) -> None:
        assert name_findings("", greeting, name=name) == [what]

    @pytest.mark.parametrize(
        ("name", "said", "what"),
        [
            ("Imani Foster", "It was kind of Imani Forster.", "It says “Forster”; Contacts says Foster."),
            ("José Núñez", "You signed as Nunez there.", "It says “Nunez”; Contacts says Núñez."),
        ],
    )
    def test_a_name_spelled_otherwise_is_found(self, name: str, said: str, what: str) -> None:
        assert what in name_findings(said, f"Dear {name}", name=name)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Marc Hill", "We could talk in March."),
            ("Grace Abernathy", "I am in Grade 11 and we met at Grace Church."),
            ("Will Turner", "I hope you Will say yes."),
            ("Maria Lopez", "I am Ana Lopez from Riverside."),
            ("Dana Lee", "I will be at Cedar Hospital in Delta."),
            ("June Carter", "I finish school in June."),
        ],
    )
    def test_other_words_written_large_are_no_names(self, name: str, said: str) -> None:
        assert name_findings(said, f"Dear {name}", name=name) == []

    @pytest.mark.parametrize(
        ("said", "what"),
        [
            ("Gil Pommeroy told me about you.", "It says “Pommeroy”; Contacts says Pomeroy."),
            ("Gill Pomeroy told me about you.", "It says “Gill”; Contacts says Gil."),
            ("Thank you for telling me about Kim Wattson.", "It says “Wattson”; Contacts says Watson."),
            ("I admire your work at Acne Inc.", "It says “Acne”; Contacts says Acme."),
        ],
    )
    def test_of_others_and_of_the_place_to_work_at_are_spelled_as_in_contacts(self, said: str, what: str) -> None:
        others = {"organization": "Acme Inc.", "referred_by": "Gil Pomeroy"}
        kim = {**DANA, "name": "Kim Watson", "referred_by": "Dana Lee"}
        every = found(letter(said), contacts=[*dana(**others), kim])
        assert [f.what for f in every if f.code == "name-differs"] == [what]
        right = said.replace("Pommeroy", "Pomeroy").replace("Wattson", "Watson").replace("Acne", "Acme")
        every = found(letter(right.replace("Gill", "Gil")), contacts=[*dana(**others), kim])
        assert [f.what for f in every if f.code == "name-differs"] == []

    def test_a_place_to_work_at_of_one_word(self) -> None:
        assert name_findings("I like Mircosoft.", "Dear Dana Lee", organization="Microsoft") == [
            "It says “Mircosoft”; Contacts says Microsoft."
        ]
        assert name_findings("I like Microsoft and the Cedar Grill.", "Dear Dana Lee", organization="Microsoft") == []
        assert name_findings("I like the Cedars Hospital and Hospitality Club.", "Dear Dana Lee") == []

    def test_the_writers_own_name_is_not_the_readers(self) -> None:
        body = "Dear Maria Lopez,\n\nI met you at the fair.\n\nSincerely,\n\nAna Lopes"
        assert "name-differs" not in codes(body, contacts=dana(name="Maria Lopez"), start={**ME, "name": "Ana Lopes"})

    def test_how_somebody_is_addressed_counts(self) -> None:
        assert name_findings("", "Dear Coach Bob", name="Robert Lee", address_as="Coach Bob") == []
        assert name_findings("", "Dear Bob", name="Robert Lee") != []


class TestWhoIsBehindIt:
    @pytest.mark.parametrize(
        ("referrer", "text"),
        [
            ("Sam Ortiz", "A friend told me about you."),
            ("Will Turner", "I hope you will find time."),
            ("May Chen", "May I ask you something?"),
        ],
    )
    def test_a_referrer_who_is_not_named_is_found(self, referrer: str, text: str) -> None:
        assert "referrer-missing" in codes(letter(text), "referral-request", dana(referred_by=referrer))

    @pytest.mark.parametrize(
        ("referrer", "text"),
        [
            ("Sam Ortiz", "Sam Ortiz told me about you."),
            ("Sam Ortiz", "Mr. Ortiz told me about you."),
            ("Ortiz, Sam", "Sam sent me."),
            ("Will Turner", "Will told me about you."),
            ("May Chen", "May said that you know the night shift."),
            ("José Núñez", "JOSÉ NÚÑEZ told me about you."),
        ],
    )
    def test_a_referrer_who_is_named_is_enough(self, referrer: str, text: str) -> None:
        assert "referrer-missing" not in codes(letter(text), "referral-request", dana(referred_by=referrer))

    def test_how_one_found_them(self) -> None:
        unknown = dana(source="Online")
        assert "how-missing" in codes(letter(""), contacts=unknown)
        assert "how-missing" not in codes(letter("I found your page about wound care."), contacts=unknown)
        assert "how-missing" not in codes(letter("We met at the career fair, where you spoke."), contacts=unknown)

    def test_a_report_names_whom_they_led_to(self) -> None:
        contacts = [DANA, {**DANA, "name": "Kim Wu", "referred_by": "Dana Lee"}]
        talk = {**TALK, "contact": "Kim Wu"}
        without = "Dear Dana Lee,\n\nThank you for the introduction. I saw the triage desk at night."
        assert "referral-missing" in codes(without, "referrer-report", contacts, interviews=[talk])
        assert "referral-missing" not in codes(f"{without} Kim Wu showed me.", "referrer-report", contacts,
                                               interviews=[talk])  # fmt: skip


class TestSpecific:
    @pytest.mark.parametrize(
        "text",
        [
            "Thank you so much for your time. I really appreciated our conversation, and I learned a lot.",
            "Thank you for sharing your experience and insights. It was very helpful and inspiring!",
            "I am so grateful for everything you shared with me about nursing at Cedar Hospital.",
        ],
    )
    def test_thanks_that_anybody_could_write_are_found(self, text: str) -> None:
        body = f"Dear Dana Lee,\n\n{text}\n\nWarmly,\n\nAna Lopez"
        assert "generic-thanks" in codes(body, "thank-you", interviews=[TALK])

    @pytest.mark.parametrize(
        "text",
        [
            SAYS_WHAT,
            "I keep thinking about the photograph of the twins beside your monitor.",
            "Your story about the blizzard and the helicopter pad has stayed with me.",
        ],
    )
    def test_one_thing_from_the_interview_is_enough_even_if_no_note_has_it(self, text: str) -> None:
        body = f"Dear Dana Lee,\n\nThank you for your time. {text}\n\nWarmly,\n\nAna Lopez"
        assert "generic-thanks" not in codes(body, "thank-you", interviews=[TALK])

    def test_a_later_letter_needs_a_point(self) -> None:
        body = "Dear Dana Lee,\n\nI hope you are well. Thank you again.\n\nWarmly,\n\nAna Lopez"
        assert "no-point" in codes(body, "keep-in-touch", interviews=[TALK])
        assert "no-point" not in codes(body.replace("Thank", "I joined the ambulance cadets in town. Thank"),
                                       "keep-in-touch", interviews=[TALK])  # fmt: skip

    def test_a_request_needs_a_reason_that_is_about_them(self) -> None:
        body = "Dear Dana Lee,\n\nI am Ana Lopez. I translate for my grandmother. Could we talk?\n\nAna Lopez"
        assert "no-reason" in codes(body)
        assert "no-reason" not in codes(body.replace("Could", f"{SAYS_WHY} Could"))

    def test_what_one_asks_them_may_be_what_one_does_oneself(self) -> None:
        me = {**ME, "about_me": "I draw comics about my cat."}
        assert "no-reason" not in codes(letter("").replace(SAYS_WHY, "I would like to know how you draw hands so fast."),
                                        start=me)  # fmt: skip
        assert "no-reason" in codes(letter("").replace(SAYS_WHY, me["about_me"]), start=me)
        assert "no-reason" in codes(letter("").replace(SAYS_WHY, "I would like to know how you like your work."))


class TestTimeAndSize:
    def test_a_late_thank_you(self) -> None:
        body = f"Dear Dana Lee,\n\n{SAYS_WHAT}"
        days = {1: set(), 2: {"late"}, 5: {"late"}, 30: {"late"}}
        for passed, expected in days.items():
            today = date.fromordinal(TALK["date"].toordinal() + passed)
            assert codes(body, "thank-you", interviews=[TALK], today=today) & {"late"} == expected, passed
        sent = {**TALK, "thank_you_sent": date(2026, 3, 4)}
        assert "late" not in codes(body, "thank-you", interviews=[sent], today=date(2026, 4, 1))

    def test_weeks_that_are_over(self) -> None:
        text = "Could we talk in the week of March 9 or March 16?"
        assert "late" not in codes(letter(text), today=date(2026, 3, 4))
        assert "late" not in codes(letter(text), today=date(2026, 3, 12))
        assert "late" in codes(letter(text), today=date(2026, 3, 16))
        over_new_year = letter("Could we talk in the week of January 4?")
        assert "late" not in codes(over_new_year, today=date(2025, 12, 20))
        assert "late" not in codes(letter("It was the week of February 31."))

    def test_length(self) -> None:
        assert "too-long" not in codes(letter("word " * 70))
        assert "too-long" in codes(letter("word " * 120))
        assert "too-long" not in codes(letter(f"{SAYS_WHAT} " + "word " * 120), "thank-you", interviews=[TALK])
        assert "too-long" in codes(letter("word " * 250), "thank-you", interviews=[TALK])

    def test_a_letter_without_subject(self) -> None:
        assert "no-subject" in codes(letter("I met you there."), subject=" ")
        assert "no-subject" not in codes(letter("I met you there."), subject=None)


def date_slips(kind: LetterKind, subject: str, text: str, **more: Any) -> list[str]:
    """What is found about days in a letter, with an interview past on March 3 and one agreed on for March 10."""
    ahead = {"contact": "Dana Lee", "date": date(2026, 3, 10), "status": "Scheduled"}
    talks = {"interviews": [ahead if kind == "confirmation" else TALK], **more}
    every = found(f"Dear Dana Lee,\n\n{text}\n\nAna Lopez", kind, subject=subject, today=date(2026, 3, 9), **talks)
    return [f.what for f in every if f.code == "date-differs"]


OFFER = {
    "job_title": "Night aide", "organization": "Willow Bend", "decide_by": date(2026, 3, 20), "decision": "Open",
    "adviser": "Dana Lee",
}  # fmt: skip


class TestDays:
    @pytest.mark.parametrize(
        ("kind", "subject", "text", "what"),
        [
            ("confirmation", "Our interview", "I have our interview down for Wednesday, March 11, at 3 PM.",
             "It says “Wednesday, March 11”; by the workbook, the interview is on Tuesday, March 10."),
            ("confirmation", "Our interview on March 12", "See you then!",
             "It says “March 12”; by the workbook, the interview is on Tuesday, March 10."),
            ("confirmation", "Our interview", "I look forward to our\ninterview on Wednesday.",
             "It says “Wednesday”; by the workbook, the interview is on Tuesday, March 10."),
            ("confirmation", "Our interview", "I would like to confirm our appointment on Monday, March 10.",
             "It says “Monday, March 10”; March 10 is a Tuesday."),
            ("confirmation", "Our interview", "See you on 3/11.",
             "It says “3/11”; by the workbook, the interview is on Tuesday, March 10."),
            ("thank-you", "Thank you", "Thank you for telling me about your work in nursing on March 5.",
             "It says “March 5”; by the workbook, you talked on Tuesday, March 3."),
            ("thank-you", "Our interview on Mar. 2", "Thank you for your time.",
             "It says “Mar. 2”; by the workbook, you talked on Tuesday, March 3."),
            ("thank-you", "Thank you", "I enjoyed talking with you last Monday.",
             "It says “Monday”; by the workbook, you talked on Tuesday, March 3."),
            ("thank-you", "Thank you", "Thank you for our talk on the 5th of March.",
             "It says “5th of March”; by the workbook, you talked on Tuesday, March 3."),
            ("confirmation", "Our interview on Tuesday, 17 March 2026", "See you then!",
             "It says “Tuesday, 17 March 2026”; by the workbook, the interview is on Tuesday, March 10."),
            ("thank-you", "Thank you", "On Friday, March 6, we talked about nights.",
             "It says “Friday, March 6”; by the workbook, you talked on Tuesday, March 3."),
            ("adviser-request", "An offer", "I have an offer, and I have until March 25 to decide.",
             "It says “March 25”; by the workbook, you have until Friday, March 20."),
        ],
    )  # fmt: skip
    def test_that_are_not_those_of_the_workbook(self, kind: LetterKind, subject: str, text: str, what: str) -> None:
        offers = {"offers": [OFFER]} if kind == "adviser-request" else {}
        assert date_slips(kind, subject, text, **offers) == [what]

    def test_that_are_not_those_of_the_subject(self) -> None:
        text = "I look forward to our interview on March 11."
        assert date_slips("confirmation", "Our interview on March 10", text, interviews=[]) == [
            "It says “March 11”; the subject says Tuesday, March 10."
        ]
        assert date_slips("confirmation", "Our interview on March 11", text, interviews=[]) == []

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("confirmation", "I have our interview down for Tuesday, March 10, at 3 PM."),
            ("confirmation", "See you on Tuesday, 3/10/2026!"),
            ("confirmation", "I have our interview down for Tuesday, 10 March, at 15:00."),
            ("confirmation", "Thank you for your email of March 2. I prepare on Monday."),
            ("confirmation", "I start my new shift on March 12."),
            ("thank-you", "Thank you for talking with me on Tuesday. I start on Monday."),
            ("thank-you", "When we talked, you said that the ward closes on Monday."),
            ("thank-you", "In our talk you told me how you were born on May 12."),
            ("thank-you", "I look forward to our next talk on March 20."),
            ("thank-you", "I may have been late, and we met on March 3, 2026."),
            ("keep-in-touch", "We talked on March 3, and the fair is in the week of March 16."),
            ("adviser-request", "Could you write before March 18? I have until March 20 to decide."),
        ],
    )
    def test_that_are_right_or_of_something_else(self, kind: LetterKind, text: str) -> None:
        offers = {"offers": [OFFER]} if kind == "adviser-request" else {}
        assert date_slips(kind, "Hello", text, **offers) == []

    def test_in_numbers_as_the_region_orders_them(self) -> None:
        write_as(RegionalFormats(dates="european"))
        try:
            assert date_slips("confirmation", "Our interview", "See you on Tuesday, 10/3!") == []
            (said,) = date_slips("confirmation", "Our interview", "See you on 11/3!")
        finally:
            write_as(RegionalFormats())
        assert said == "It says “11/3”; by the workbook, the interview is on Tuesday, 10 March."

    def test_that_the_student_noted(self) -> None:
        talk = {**TALK, "takeaway": "The staff meeting on March 6 decides it"}
        text = "You told me about the staff meeting on March 6."
        assert date_slips("thank-you", "Thank you", text, interviews=[talk]) == []
        assert date_slips("thank-you", "Thank you", text) != []


class TestGaps:
    def test_each_gap_is_named(self) -> None:
        body = letter("[Say who you are.] [sic]")
        gaps = [f for f in found(body, gaps=("Say who you are.",)) if f.code == "gap"]
        assert [str(f) for f in gaps] == ["Fill in: Say who you are. Write it in place of the brackets."]

    def test_what_a_gap_says_is_not_read_as_the_letter(self) -> None:
        gap = "Say it. Your note: “she has a job opening, TBD”"
        assert codes(letter(f"[{gap}]"), gaps=(gap,)) <= {"gap"}

    def test_an_example_that_was_left(self) -> None:
        example = "I would especially like to hear how you chose night shifts over days."
        assert "example" in codes(letter(example))
        assert not any(".”." in f.what for f in found(letter(example)))
        assert "example" not in codes(letter(SAYS_WHY))


def said(body: str, contact: str = "Dana Lee", writer: str = "Ana Lopez", kind: LetterKind = "thank-you") -> Said:
    b = background(kind, dana(name=contact), TODAY, start={**ME, "name": writer})
    return said_in(LetterText(kind, "", body, ()), b.contact, b.writer, b.usual)


STORY = "The story about the helicopter landing during the blizzard has stayed with me for weeks."


class TestSameText:
    def test_a_story_with_small_changes_was_copied(self) -> None:
        one = said(f"Dear Dana Lee,\n\n{STORY}\n\nAna Lopez")
        two = said(
            "Dear Kim Wu,\n\nYour story of the helicopter landing in the blizzard has stayed with me for many weeks!\n\n"
            "Ben Ito", "Kim Wu", "Ben Ito",
        )  # fmt: skip
        found = copied([("Ana Lopez", one), ("Ben Ito", two)])
        assert [f.what for f in found[0]] == [f"A letter of Ben Ito says the same: “{STORY}”"]
        assert [f.code for f in found[1]] == ["copied"]

    def test_what_every_letter_says_was_not_copied(self) -> None:
        frame = (
            "Dear {},\n\nThank you for telling me about your work in Nursing on March 3. I keep coming back to what "
        )
        frame += "you said about {}.\n\nI would love to stay in touch and let you know how things go.\n\nWarmly,\n\n{}"
        one = said(frame.format("Dana Lee", "charting", "Ana Lopez"))
        two = said(frame.format("Kim Wu", "triage", "Ben Ito"), "Kim Wu", "Ben Ito")
        assert copied([("Ana Lopez", one), ("Ben Ito", two)]) == [[], []]

    def test_two_letters_of_one_student_were_not_copied(self) -> None:
        one, two = said(f"Dear Dana Lee,\n\n{STORY}"), said(f"Dear Kim Wu,\n\n{STORY}", "Kim Wu")
        assert copied([("Ana Lopez", one), ("Ana Lopez", two)]) == [[], []]
        assert [[f.what for f in each] for each in same_for_two([one, two])] == [
            ["It says the same thing as the letter to Kim Wu."],
            ["It says the same thing as the letter to Dana Lee."],
        ]

    def test_one_thing_for_each_is_enough(self) -> None:
        one = said(f"Dear Dana Lee,\n\n{STORY}")
        two = said(f"Dear Kim Wu,\n\n{STORY} And thank you for the drawing of the incubator on a napkin.", "Kim Wu")
        assert same_for_two([one, two])[1] == []

    def test_who_one_is_may_be_said_to_everybody(self) -> None:
        me = {**ME, "about_me": "I translate for my grandmother and open the food pantry on Saturdays."}
        bodies = {name: f"Dear {name},\n\n{me['about_me']}\n\nAbout {name}." for name in ("Dana Lee", "Kim Wu")}
        letters = []
        for name, body in bodies.items():
            b = background("request", dana(name=name), TODAY, start=me)
            letters.append(said_in(LetterText("reminder", "", body, ()), b.contact, b.writer, b.usual))
        assert same_for_two(letters) == [[], []]

    def test_a_class_of_hundreds_is_compared_in_seconds(self) -> None:
        b = background("thank-you", dana(), TODAY)
        parts = [f"alpha{i % 97} beta{i % 89} gamma{i % 83} delta{i % 79} story hospital nurse" for i in range(3000)]
        bodies = [*(f"Dear Dana Lee,\n\nThe {part}." for part in parts), STORY, STORY]
        every = [
            (f"Student {i}", said_in(LetterText("thank-you", "", body, ()), b.contact, b.writer, b.usual))
            for i, body in enumerate(bodies)
        ]
        began = time.process_time()
        found = copied(every)
        assert time.process_time() - began < 5
        assert [bool(f) for f in found] == [False] * 3000 + [True] * 2
