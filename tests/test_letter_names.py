"""How letters name people, places, jobs, fields and grades, whatever was typed."""

from __future__ import annotations

import pytest

from folio.output.letters.letter_names import addressee, field_words, grade_words, job_words, workplace
from tests.letter_cases import dana, letters, only, reason

# What was typed, the name on an envelope, and what follows "Dear".
NAMES = [
    ("Dana Lee", "Dana Lee", "Dana Lee"),
    ("  Dana   Lee ", "Dana Lee", "Dana Lee"),
    ("DANA LEE", "Dana Lee", "Dana Lee"),
    ("dana lee", "Dana Lee", "Dana Lee"),
    ("Ortiz, Sam", "Sam Ortiz", "Sam Ortiz"),
    ("ORTIZ, SAM", "Sam Ortiz", "Sam Ortiz"),
    ("Ortiz, Dr. Sam", "Dr. Sam Ortiz", "Dr. Ortiz"),
    ("Dr. Imani Foster", "Dr. Imani Foster", "Dr. Foster"),
    ("Dr Imani Foster", "Dr. Imani Foster", "Dr. Foster"),
    ("dr. imani foster", "Dr. Imani Foster", "Dr. Foster"),
    ("Imani Foster, M.D.", "Dr. Imani Foster", "Dr. Foster"),
    ("Imani Foster, PhD", "Dr. Imani Foster", "Dr. Foster"),
    ("Imani Foster, DVM", "Dr. Imani Foster", "Dr. Foster"),
    ("Dr. Foster", "Dr. Foster", "Dr. Foster"),
    ("Ms. Ana Ortiz", "Ms. Ana Ortiz", "Ms. Ortiz"),
    ("Ms Ortiz", "Ms. Ortiz", "Ms. Ortiz"),
    ("Mr. John Q. Public", "Mr. John Q. Public", "Mr. Public"),
    ("Mrs. Ann Ortiz-Lopez", "Mrs. Ann Ortiz-Lopez", "Mrs. Ortiz-Lopez"),
    ("Mx. Robin Vale", "Mx. Robin Vale", "Mx. Vale"),
    ("Prof. Ada Reyes", "Professor Ada Reyes", "Professor Reyes"),
    ("Professor Ada Reyes", "Professor Ada Reyes", "Professor Reyes"),
    ("Coach Miller", "Coach Miller", "Coach Miller"),
    ("Coach Pat Miller", "Coach Pat Miller", "Coach Miller"),
    ("Paul van der Berg", "Paul van der Berg", "Paul van der Berg"),
    ("Dr. Paul van der Berg", "Dr. Paul van der Berg", "Dr. van der Berg"),
    ("Ludwig de la Cruz", "Ludwig de la Cruz", "Ludwig de la Cruz"),
    ("Ronan McDonald", "Ronan McDonald", "Ronan McDonald"),
    ("RONAN O'NEIL", "Ronan O'Neil", "Ronan O'Neil"),
    ("Zoë O\u2019Neil", "Zoë O\u2019Neil", "Zoë O\u2019Neil"),
    ("John Smith Jr.", "John Smith Jr.", "John Smith"),
    ("Dr. Martin King Jr.", "Dr. Martin King Jr.", "Dr. King"),
    ("Robert “Bob” Hale", "Robert Hale", "Robert Hale"),
    ("Dr. Robert “Bob” Hale", "Dr. Robert Hale", "Dr. Hale"),
    ("Mrs. Lee & Mr. Lee", "Mrs. Lee and Mr. Lee", "Mrs. Lee and Mr. Lee"),
    ("Cher", "Cher", "Cher"),
    ("CHER", "Cher", "Cher"),
    ("Ana María de los Santos", "Ana María de los Santos", "Ana María de los Santos"),
    ("Nguyễn Thị Linh", "Nguyễn Thị Linh", "Nguyễn Thị Linh"),
    ("Nguyen Linh", "Nguyen Linh", "Nguyen Linh"),
    ("Łukasz Groß", "Łukasz Groß", "Łukasz Groß"),
    ("李娜", "李娜", "李娜"),
    ("田中 太郎", "田中 太郎", "田中 太郎"),
    ("Ольга Иванова", "Ольга Иванова", "Ольга Иванова"),
    ("محمد علي", "محمد علي", "محمد علي"),
    ("अमित शर्मा", "अमित शर्मा", "अमित शर्मा"),
    ("Jo & Sam Ortiz", "Jo and Sam Ortiz", "Jo and Sam Ortiz"),
    ("Jo Lee and Sam Ortiz", "Jo Lee and Sam Ortiz", "Jo Lee and Sam Ortiz"),
    ("Dana Lee <dana@example.com>", "Dana Lee", "Dana Lee"),
    ("Dana Lee (nurse)", "Dana Lee", "Dana Lee"),
    ("dana.lee@example.com", "dana.lee@example.com", "dana.lee@example.com"),
    ("Na", "Na", "Na"),
    ("-", "", ""),
    ("N/A", "", ""),
    ("TBD", "", ""),
    ("???", "", ""),
    ("🙂", "", ""),
]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(NAMES) >= 50


@pytest.mark.parametrize(("typed", "envelope", "greeting"), NAMES)
def test_people_are_named_as_letters_do(typed: str, envelope: str, greeting: str) -> None:
    person = addressee(typed)
    assert (person.envelope, person.greeting) == (envelope, greeting)


@pytest.mark.parametrize("typed", [typed for typed, _, greeting in NAMES if greeting])
def test_a_letter_says_dear_and_the_name(typed: str) -> None:
    greeting = next(g for t, _, g in NAMES if t == typed)
    assert only(letters(contacts=dana(name=typed))).body.startswith(f"Dear {greeting},\n\n")


@pytest.mark.parametrize("typed", [typed for typed, _, greeting in NAMES if not greeting])
def test_what_is_no_name_gets_no_letter_and_is_said(typed: str) -> None:
    assert reason(letters(contacts=dana(name=typed))) == f"“{typed}” is no name (Contacts A6)."


@pytest.mark.parametrize(
    ("said", "greeting"),
    [
        ("Ms. Lee", "Ms. Lee"), ("Dear Ms. Lee,", "Ms. Lee"), ("Hi Dana!", "Dana"), ("Dana", "Dana"),
        ("", "Dana Lee"), ("-", "Dana Lee"), ("n/a", "Dana Lee"), (",", "Dana Lee"),
    ],
)  # fmt: skip
def test_how_the_student_addresses_them_comes_first(said: str, greeting: str) -> None:
    draft = only(letters(contacts=dana(address_as=said)))
    assert draft.body.startswith(f"Dear {greeting},\n\n")
    assert draft.address[0] == "Dana Lee"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Cedar Hospital", "Cedar Hospital"), ("Acme Inc.", "Acme Inc."), ("Freelance", ""), ("self-employed", ""),
        ("Self employed", ""), ("retired", ""), ("Retired.", ""), ("n/a", ""), ("-", ""), ("unemployed", ""),
        ("Retired Teachers Association", "Retired Teachers Association"),
    ],
)  # fmt: skip
def test_places_to_work_at(typed: str, said: str) -> None:
    assert workplace(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nursing", "nursing"), ("Veterinary Medicine", "veterinary medicine"), ("UX Design", "UX design"),
        ("French Cooking", "French cooking"), ("IT", "IT"), ("IT support", "IT support"), ("NURSING", "nursing"),
        ("nursing", "nursing"), ("Web Design (UX)", "web design (UX)"), ("TBD", ""), ("", ""), ("-", ""),
        ("STEM", "STEM"),
    ],
)  # fmt: skip
def test_fields_inside_a_sentence(typed: str, said: str) -> None:
    assert field_words(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nurse Practitioner", "a nurse practitioner"), ("Nurse", "a nurse"), ("Electrician", "an electrician"),
        ("ER Nurse", "an ER nurse"), ("UX Designer", "a UX designer"), ("Engineer", "an engineer"),
        ("University Librarian", "a university librarian"), ("Owner, Ortega Electric", "an owner"),
        ("nurse at Cedar", "a nurse"), ("Former nurse", ""), ("Retired teacher", ""), ("Nursing", ""), ("N/A", ""),
        ("", ""), ("-", ""),
    ],
)  # fmt: skip
def test_jobs_after_as(typed: str, said: str) -> None:
    assert job_words(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Senior", "a senior"), ("a junior", "a junior"), ("12", "in 12th grade"), ("11th", "in 11th grade"),
        ("11th grade", "in 11th grade"), ("Grade 10", "in 10th grade"), ("9th grader", "in 9th grade"), ("first year", "in first year"), ("13", ""), ("0", ""), ("TBD", ""), ("", ""),
        ("Freshman", "a freshman"), ("3rd", "in 3rd grade"),
    ],
)  # fmt: skip
def test_grades_after_i_am(typed: str, said: str) -> None:
    assert grade_words(typed) == said
