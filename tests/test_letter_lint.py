"""What is to be looked at in a letter before it is sent, each with the way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from folio.output.letters.drafting import compare_students, in_folders
from tests.letter_cases import DANA, ME, codes, dana, interview, letters, only, own, told

if TYPE_CHECKING:
    from pathlib import Path

LONG = "Subject: Hi\n\nDear {{ greeting }},\n\n" + "word " * 111


class TestGaps:
    def test_are_named_without_their_example(self) -> None:
        draft = only(letters(start={}, contacts=[{"name": "Dana Lee"}]))
        assert told(draft)[:3] == [
            "Fill in: your name. Write it in place of the brackets.",
            "Fill in: Say how you found this person. Write it in place of the brackets.",
            "Fill in: Say in one sentence why you chose this person. Write it in place of the brackets.",
        ]

    def test_what_a_gap_says_is_not_said_twice(self, tmp_path: Path) -> None:
        draft = only(letters(contacts=dana(source=None)))
        assert set(codes(draft)) == {"gap"}
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ greeting }}, [say who you are]")
        draft = only(letters(contacts=dana(source=None), folder=folder))
        assert codes(draft) == ["gap", "how-missing", "no-reason"]


class TestNames:
    def test_a_missing_address_is_named(self) -> None:
        draft = only(letters(contacts=dana(email=None)))
        assert "There is no email address in Contacts for Dana Lee. Add it there." in told(draft)
        draft = only(letters(contacts=dana(email="dana at acme")))
        assert "In Contacts, the email of Dana Lee is “dana at acme”. Correct it: that isn't one address." in told(
            draft
        )

    def test_a_referrer_who_is_no_contact_is_named_and_doubted(self) -> None:
        tom = {"name": "Tom Reyes", "status": "Declined"}
        draft = letters(("referral-request",), contacts=[*dana(referred_by="Tom Ryes"), tom]).drafts[0]
        assert "Tom Ryes told me about you and suggested that I write." in draft.body
        assert "Tom Ryes isn't in your contacts. Check the spelling." in told(draft)
        known = letters(("referral-request",), contacts=[*dana(referred_by="TOM REYES"), tom])
        assert "referrer-unknown" not in codes(known.drafts[0])

    def test_a_referrer_whom_the_letter_does_not_name_is_not_doubted(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ greeting }}", "referral-request.txt.j2")
        draft = only(letters(contacts=dana(referred_by="Tom Ryes"), folder=folder))
        assert "referrer-unknown" not in codes(draft)

    def test_a_letter_that_hides_the_referrer(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\nDear {{ greeting }}", "referral-request.txt.j2")
        draft = only(letters(contacts=dana(referred_by="Sam Ortiz"), folder=folder))
        assert any(t.startswith("It doesn't mention Sam Ortiz, who told you about Dana Lee.") for t in told(draft))

    @pytest.mark.parametrize(
        ("greeting", "found"),
        [("Dear Dana Lee,", False), ("Dear Ms. Lee,", False), ("Dear Sam,", True), ("Dear Dana Leee,", True)],
    )
    def test_a_letter_greets_the_person_it_goes_to(self, tmp_path: Path, greeting: str, found: bool) -> None:
        folder = own(tmp_path, f"Subject: Hi\n\n{greeting}\n\nI ask you about nursing.")
        draft = only(letters(contacts=dana(), folder=folder))
        assert ("name-differs" in codes(draft)) is found

    def test_a_name_spelled_otherwise(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Hi\n\nDear Dana Ortis,\n\nI ask you about nursing.")
        draft = only(letters(contacts=dana(name="Dana Ortiz"), folder=folder))
        assert "It says “Ortis”; Contacts says Ortiz. Spell it as they do." in told(draft)


class TestWords:
    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("Maybe you can hire me.", "job-ask"), ("Do you know of a job opening?", "job-ask"),
            ("I need an internship.", "job-ask"), ("My resume is attached.", "job-ask"),
            ("I start on TBD.", "placeholder"), ("Who is it ???", "placeholder"), ("Insert name here", "placeholder"),
            ("Hi «First Name»", "merge-field"), ("Hi <<First>>", "merge-field"),
            ("I liked her answer.", "third-person"),
        ],
    )  # fmt: skip
    def test_that_no_letter_has(self, tmp_path: Path, words: str, code: str) -> None:
        folder = own(tmp_path, f"Subject: Hi\n\nDear {{{{ greeting }}}},\n\nYour work in nursing. {words}")
        draft = only(letters(contacts=dana(), folder=folder))
        assert code in codes(draft)
        (finding,) = (f for f in draft.findings if f.code == code)
        assert finding.fix.endswith(".")

    @pytest.mark.parametrize(
        "words",
        [
            "I am not asking for a job.", "I want to learn, not to apply for a job.", "What did you hire for?",
            "Samuel showed me his night.", "The nurse kept her notes.", "I offer my help.",
        ],
    )  # fmt: skip
    def test_that_are_fine(self, tmp_path: Path, words: str) -> None:
        folder = own(tmp_path, f"Subject: Hi\n\nDear {{{{ greeting }}}},\n\nYour work in nursing. {words}")
        samuel = {"name": "Samuel Okoro", "status": "Declined"}
        draft = letters(("request",), contacts=[*dana(), samuel], folder=folder).drafts[0]
        assert not {"job-ask", "placeholder", "merge-field", "third-person"} & set(codes(draft))

    def test_a_job_ask_in_a_students_own_words(self) -> None:
        interviews = interview(takeaway="Maybe you can hire me, or know of a job opening.")
        draft = only(letters(contacts=dana(), interviews=interviews))
        assert "It sounds like you're asking for a job (“hire me”). Leave that out." in told(draft)

    def test_generic_thanks(self, tmp_path: Path) -> None:
        folder = own(tmp_path, "Subject: Thanks\n\nDear {{ greeting }},\n\nThank you so much!", "thank-you.txt.j2")
        draft = only(letters(contacts=dana(), interviews=interview(), folder=folder))
        assert "It says thanks, but nothing from your interview. Add one thing that stayed with you." in told(draft)


class TestLength:
    def test_shipped_letters_ask_for_no_job_and_fit_a_screen(self) -> None:
        planned = {"contact": "Dana Lee", "kind": "Thank-you", "point": "x" * 2000}
        draft = only(letters(contacts=dana(), interviews=interview(takeaway="Long word " * 200), follow_ups=[planned]))
        assert len(draft.body) <= 1700
        assert not {"job-ask", "too-long"} & set(codes(draft))

    def test_what_is_cut_off_is_named(self) -> None:
        long = "I remember that " + "the ward is loud and " * 20
        draft = only(letters(contacts=dana(), interviews=interview(takeaway=long)))
        assert ("…" in draft.body) is ("cut-off" in codes(draft))

    def test_a_first_letter_fits_a_phone(self, tmp_path: Path) -> None:
        draft = only(letters(contacts=dana(), folder=own(tmp_path, LONG)))
        assert "It's long (114 words). About 110 fit on the screen of a phone; shorten it." in told(draft)

    def test_a_later_one_fits_a_laptop(self, tmp_path: Path) -> None:
        folder = own(tmp_path, LONG, "thank-you.txt.j2")
        draft = only(letters(contacts=dana(), interviews=interview(), folder=folder))
        assert "too-long" not in codes(draft)
        own(tmp_path, LONG + "word " * 111, "thank-you.txt.j2")
        draft = only(letters(contacts=dana(), interviews=interview(), folder=folder))
        assert "too-long" in codes(draft)


class TestTheSameText:
    def test_for_two_people(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam Ortiz", organization="Oak Clinic")])
        same = "It says the same thing as the letter to {}. Add something that only this person told you."
        assert same.format("Sam Ortiz") in told(result.drafts[0])
        assert same.format("Dana Lee") in told(result.drafts[1])
        reasons = (dana(interest="Choirs, I sing too"), dana(name="Sam Ortiz", interest="Chess, I play it"))
        personal = letters(contacts=[row for rows in reasons for row in rows])
        assert not any("same-text" in codes(d) for d in personal.drafts)

    def several(self, *starts: dict[str, Any], **sheets: Any) -> list[list[str]]:
        drafted = [replace(letters(start=start, **sheets), path=f"{i}.xlsx") for i, start in enumerate(starts)]
        return [codes(draft) for one in compare_students(in_folders(drafted)) for draft in one.drafts]

    def test_copied_between_students(self) -> None:
        ben = {**ME, "name": "Ben Ito", "email": "ben@example.org"}
        goal = {"contact": "Dana Lee", "goal": "How she chose nights.", "status": "Planned"}
        same = self.several({**ME}, ben, contacts=dana(), interviews=[goal])
        assert all("copied" in found for found in same)
        own_words = {**ben, "about_me": "I repair bikes with my uncle on Sundays."}
        assert not any(
            "copied" in found for found in self.several({**ME}, own_words, contacts=dana(), interviews=[goal])
        )

    def test_of_one_student_is_not_copied_from_oneself(self) -> None:
        rows = [*dana(), *dana(name="Sam Ortiz")]
        assert not any("copied" in found for found in self.several({**ME}, contacts=rows))


def test_every_finding_has_a_code_and_says_what_it_is() -> None:
    talk = interview(date=date(2026, 1, 3), takeaway="Maybe you can hire me")
    draft = letters(contacts=[{**DANA, "email": "x", "referred_by": "Nobody"}], interviews=talk).drafts[0]
    assert len(set(codes(draft))) > 3
    assert all(f.code and f.what.endswith(".") and f.fix.endswith(".") for f in draft.findings)
