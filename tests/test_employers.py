"""What employers said, and who is asked by several: through the command line and the findings of a class."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from folio.insight.class_findings import ClassFindings, class_findings
from folio.insight.name_suggestions import as_toml, suggestions
from folio.insight.synonyms import FIELDS, NO_SYNONYMS, QUALITIES, load_synonyms
from folio.intake.model import Reading
from folio.workbook.embedded_description import Owner
from tests.conftest import Folio
from tests.readings import a_reading
from tests.workbooks import FACETS, TODAY, make

Cells = dict[str, Any]


def person(name: str = "Dana Lee", **more: Any) -> Cells:
    return {"name": name, **more}


def wants(quality: str, contact: str = "Dana Lee", importance: int | None = 4, category: str = "Skills") -> Cells:
    return {"contact": contact, "category": category, "quality": quality, "importance": importance}


def student(name: str, people: Sequence[Cells], wanted: Sequence[Cells] = (), field: str = "Nursing") -> Reading:
    return a_reading(name, start={"field_1": field}, contacts=people, peaks_wanted=wanted, path=f"{name}.xlsx")


def said(found: ClassFindings) -> list[tuple[str, str, int, int, float | None]]:
    return [(f.field, q.quality, q.namings, q.professionals, q.importance) for f, q in found.said_of]


def test_a_field_has_its_qualities_with_distinct_professionals() -> None:
    dana = person(email="dana@cedar.example.org")
    found = class_findings(
        [
            student("Ana Lopez", [dana, person("Kim Soto")], [wants("Empathy"), wants("Empathy", "Kim Soto", 5)]),
            student("Bo Tran", [dana | {"name": "Dr. Dana Lee"}], [wants("empathy", "Dr. Dana Lee", 3), wants("Tact", "")]),
            student("Cy Roe", [person("Kim Soto")], [wants("Writing", "Kim Soto", None)], "Law"),
            student("Di Poe", [], [wants("Empathy", "Not Listed")]),
        ],
        TODAY,
    )  # fmt: skip
    assert said(found) == [
        ("Nursing", "Empathy", 4, 3, 4.0), ("Nursing", "Tact", 1, 0, 4.0), ("Law", "Writing", 1, 1, None),
    ]  # fmt: skip
    assert [(f.field, f.professionals, f.namings) for f in found.said] == [("Nursing", 3, 5), ("Law", 1, 1)]
    assert [(q.quality, q.professionals) for q in found.wanted] == [("Empathy", 3), ("Tact", 0), ("Writing", 1)]


SAME = {
    "email, however it is written": (
        person(email="Dana@Cedar.example.org"), person("Dana K. Lee", email="dana@cedar.example.org"),
    ),
    "email of a nickname": (person("Bill Hart", email="b@x.org"), person("William Hart", email="b@x.org")),
    "phone, with and without the country": (person(phone="(503) 555-0142"), person("Lee, Dana", phone="+1 503.555.0142")),
    "profile link, with and without its beginning": (
        person(profile_url="https://www.example.org/in/dana/?x=1"), person("Dana Lee", profile_url="example.org/in/Dana"),
    ),
    "name and organization": (
        person("Dr. Dana Lée", organization="St. Mary's"), person("lee, dana", organization="St Marys"),
    ),
}  # fmt: skip
MAYBE = {
    "the same name alone": (person(), person("dana  lee")),
    "one name in two places": (person(organization="Cedar"), person(organization="Bay")),
    "one number of two people": (person(phone="503 555 0142"), person("Sam Ortiz", phone="503 555 0142")),
    "a first name in one place": (person("Coach", organization="Bay"), person("coach", organization="Bay")),
}
OTHERS = {
    "two names": (person(), person("Sam Ortiz")),
    "two people in one place": (person(organization="Cedar"), person("Sam Ortiz", organization="Cedar")),
    "everybody's mother": (person("Mom"), person("Mom")),
    "a page of everybody": (person(profile_url="https://example.org"), person("Dan Lee", profile_url="example.org/")),
    "an extension": (person(phone="12345"), person("Dan Lee", phone="12345")),
}


@pytest.mark.parametrize("people", SAME.values(), ids=SAME)
def test_the_same_professional_is_known_by(people: tuple[Cells, Cells]) -> None:
    found = class_findings([student("Ana Lopez", people[:1]), student("Bo Tran", people[1:])], TODAY)
    (shared,) = found.shared
    assert (shared.students, shared.asked, found.maybe_shared) == (2, 0, ())


@pytest.mark.parametrize("people", MAYBE.values(), ids=MAYBE)
def test_weaker_signs_are_for_review_and_count_as_two(people: tuple[Cells, Cells]) -> None:
    lists = [
        student(name, [one], [wants("Empathy", one["name"])])
        for name, one in zip(("Ana Lopez", "Bo Tran"), people, strict=True)
    ]
    found = class_findings(lists, TODAY)
    assert (found.shared, [it.students for it in found.maybe_shared]) == ((), [2])
    assert said(found) == [("Nursing", "Empathy", 2, 2, 4.0)]


@pytest.mark.parametrize("people", OTHERS.values(), ids=OTHERS)
def test_others_are_others(people: tuple[Cells, Cells]) -> None:
    found = class_findings([student("Ana Lopez", people[:1]), student("Bo Tran", people[1:])], TODAY)
    assert (found.shared, found.maybe_shared) == ((), ())


def test_who_is_on_many_lists_stands_with_the_students_and_how_far_they_are() -> None:
    dana = person(email="dana@cedar.example.org", organization="Cedar")
    kim = person("Kim Soto", phone="503 555 0142")
    found = class_findings(
        [
            student("Ana Lopez", [dana | {"status": "Requested"}, kim]),
            student("Malik Haddad", [dana | {"status": "On hold"}]),
            student("Bo Tran", [dana | {"status": "Thanked"}, kim, kim | {"name": "Kim J. Soto"}]),
        ],
        TODAY,
    )
    assert [(it.names[0], it.students, it.asked, it.known_by) for it in found.shared] == [
        ("Dana Lee", 3, 2, ("email", "name and organization")), ("Kim Soto", 2, 0, ("phone",)),
    ]  # fmt: skip
    assert found.shared[0].who == ("Haddad, Malik: On hold", "Lopez, Ana: Requested", "Tran, Bo: Thanked")


def test_a_list_of_synonyms_merges_fields_and_qualities_in_every_table(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.toml"
    file.write_text(
        '[fields]\nNursing = ["nurse", "Healthcare - nursing"]\n[qualities]\n"Teamwork" = ["Team work"]', "utf-8"
    )
    proof = {"category": "Skills", "quality": "Team work", "document": "Letter", "strength": 4}
    ana = a_reading(
        "Ana Lopez", start={"field_1": "Nurse", "field_2": "Healthcare  -  Nursing"},
        contacts=[person(field="Nurse"), person("Kim Soto", field="Healthcare - nursing")],
        peaks_wanted=[wants("Team  work"), wants("Teamwork", "Kim Soto", 2)], peaks_mine=[proof],
    )  # fmt: skip
    found = class_findings(
        [ana, student("Bo Tran", [person()], [wants("teamwork", importance=3)])], TODAY, (), load_synonyms(file)
    )
    assert said(found) == [("Nursing", "Teamwork", 3, 3, 3.0)]
    assert [(f.field, f.students, f.people, f.enough, f.most_wanted) for f in found.fields] == [
        ("Nursing", 2, 3, 0, ("Teamwork",))
    ]
    assert [(q.quality, q.namings, q.students, q.provers) for q in found.wanted] == [("Teamwork", 3, 2, 1)]
    assert [(m.kind, m.name, m.others) for m in found.merged] == [
        ("fields", "Nursing", ("Nurse", "Healthcare  -  Nursing")), ("qualities", "Teamwork", ("Team  work",)),
    ]  # fmt: skip
    assert found.alike == ()


def test_a_student_with_enough_to_decide_in_two_merged_fields_counts_once(tmp_path: Path) -> None:
    people = [
        person(name, field=field) for name, field in zip("ABCD", ("Nurse", "Nurse", "Nursing", "Nursing"), strict=True)
    ]
    ana = a_reading(
        "Ana Lopez", contacts=people,
        interviews=[
            {"contact": p["name"], "status": "Completed", "date": TODAY, "interest_before": 3, "interest_after": 4,
             "takeaway": "Ask early"}
            for p in people
        ],
        preview=[
            {"contact": p["name"], "facet": facet, "upside": "Up", "downside": "Down"} for p in people for facet in FACETS
        ],
    )  # fmt: skip
    apart = class_findings([ana], TODAY)
    assert {f.field: f.enough for f in apart.fields} == {"Nurse": 1, "Nursing": 1}
    file = tmp_path / "synonyms.toml"
    file.write_text('[fields]\n"Nursing" = ["Nurse"]', encoding="utf-8")
    (nursing,) = class_findings([ana], TODAY, (), load_synonyms(file)).fields
    assert (nursing.students, nursing.people, nursing.interviews, nursing.enough) == (1, 4, 4, 1)


ALIKE = [
    ("Teamwork", "Team work"), ("Teamwork", "team-work"), ("Nursing", "Nurse"), ("Nurse", "Nurses"),
    ("Nursing", "Healthcare - nursing"), ("Nursing", "Nursing (RN)"), ("Engineering", "Enginering"),
    ("Health & medicine", "Health and Medicine"), ("Communication", "Communication skills"),
    ("Attention to detail", "Attention to details"), ("Café work", "Cafe work"),
]  # fmt: skip
FALSE_FRIENDS = [
    ("Nursing", "Nursing home administration"), ("Engineering", "Civil engineering"), ("Law", "Lab"), ("Care", "Career"),
    ("Radiology", "Audiology"), ("Neurology", "Urology"), ("Patience", "Patients"), ("Social work", "Social media"),
    ("Verbal communication", "Nonverbal communication"), ("Organized", "Disorganized"), ("Art", "Arts and crafts"),
    ("Accounting", "Counseling"), ("Marketing", "Marking"), ("C++", "C#"), ("???", "!!!"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_are_much_alike_are_suggested(one: str, other: str) -> None:
    (merge,) = suggestions(QUALITIES, [one, one, other], NO_SYNONYMS)
    assert (merge.name, merge.others) == (one, (other,))
    (merge,) = suggestions(QUALITIES, [one, other, other], NO_SYNONYMS)
    assert (merge.name, merge.others) == (other, (one,))


@pytest.mark.parametrize(("one", "other"), FALSE_FRIENDS)
def test_false_friends_are_not_suggested(one: str, other: str) -> None:
    assert suggestions(FIELDS, [one, one, other], NO_SYNONYMS) == ()


def test_a_suggestion_can_be_copied_and_is_not_made_again(tmp_path: Path) -> None:
    fields = ['The "new" law', "The new law", "Nursing", "Nursing", "Nurse"]
    qualities = ["Team work", "Teamwork", "Teamwork"]
    made = (*suggestions(FIELDS, fields, NO_SYNONYMS), *suggestions(QUALITIES, qualities, NO_SYNONYMS))
    text = as_toml(made)
    assert tomllib.loads(text)["fields"]["Nursing"] == ["Nurse"]
    file = tmp_path / "synonyms.toml"
    file.write_text(text, encoding="utf-8")
    own = load_synonyms(file)
    assert suggestions(FIELDS, fields, own) == suggestions(QUALITIES, qualities, own) == ()
    # What is new is offered together with what the list has, so that a line can take the place of the old one.
    (more,) = suggestions(FIELDS, [*fields, "Nursing (RN)"], own)
    assert (more.name, more.others) == ("Nursing", ("Nurse", "Nursing (RN)"))


WRONG = """\
colors = 3
[fields]
"Nursing" = ["Nurse", 3]
"Health" = "Medicine"
"Law" = ["Legal", " "]
"law " = ["Court"]
"" = ["Nothing"]
[qualities]
Teamwork = ["Team work"]
Team = ["Together", "TEAM  work"]
"""
MISTAKES = {
    "colors: folio doesn't have this key": 1,
    "fields, Nursing no. 2: this must be text": 3,
    "fields, Health: this must be a list": 4,
    "fields, Law no. 2: this must not be blank": 5,
    "fields, : this must not be blank": 7,
    "qualities, Team no. 2: 'TEAM  work' is in the group 'Teamwork', too": 10,
}


@pytest.fixture
def class_of_two(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    dana = person(email="dana@cedar.example.org", organization="Cedar Clinic", field="Nursing")
    for name, words in (("Ana Lopez", "Team work"), ("Malik Haddad", "Teamwork")):
        content = {"contacts": [dana], "peaks_wanted": [wants(words)]}
        (folder / f"{name}.xlsx").write_bytes(make(content, owner=Owner(name, name[:3], fields=("Nurse", "Law"))))
    return folder


def test_every_mistake_in_the_synonyms_is_told_at_once_and_nothing_is_written(folio: Folio, class_of_two: Path) -> None:
    Path("synonyms.toml").write_text(WRONG, encoding="utf-8")
    result = folio("report", class_of_two, "--synonyms", "synonyms.toml", "--out", "out")
    assert (result.code, result.out, Path("out").exists()) == (5, "", False)
    for what, line in MISTAKES.items():
        assert f"synonyms.toml, line {line}: {what}" in result.err
    assert result.err.count("synonyms.toml") == len(MISTAKES)
    for content in (b"\xff", b"[fields", b'[fields]\nA = ["B"]\nA = ["C"]\n'):
        Path("synonyms.toml").write_bytes(content)
        assert folio("report", class_of_two, "--synonyms", "synonyms.toml", "--out", "out").code == 5
    assert folio("report", class_of_two, "--synonyms", "nowhere.toml", "--out", "out").code == 5
    assert not Path("out").exists()


def test_the_report_shows_what_employers_said_in_every_form(folio: Folio, class_of_two: Path) -> None:
    formats = ("--format", "html,md,xlsx", "--out", "out")
    assert folio("report", class_of_two, *formats).code == 0
    page, text = (Path(f"out/report.{kind}").read_text(encoding="utf-8") for kind in ("html", "md"))
    for report in (page, text):
        assert "What employers said, by field" in report
        assert "On several lists" in report
        assert "[qualities]" in report
        assert "Haddad, Malik" in report
    assert '    "Teamwork" = ["Team work"]' in text
    assert (
        "| Dana Lee     | Cedar Clinic | 2        | 0     | Haddad, Malik: Identified; Lopez, Ana: Identified" in text
    )

    folio("template copy essentials mine")
    result = folio("report", class_of_two, *formats, "--synonyms", "mine/synonyms.toml")
    assert result.code == 0
    assert "2 names merged by mine/synonyms.toml" in result.err
    text = Path("out/report.md").read_text(encoding="utf-8")
    assert "Names that may mean the same" not in text
    assert "| qualities | Teamwork | Team work" in text
    book = load_workbook("out/report.xlsx")
    rows = [[c for c in row if c is not None] for row in book["Employers"].iter_rows(values_only=True)]
    assert ["Nursing", "Teamwork", "Skills", 2, 1, 4] in rows
    assert "2 names merged by your list of synonyms" in Path("out/report.html").read_text(encoding="utf-8")


def test_an_export_has_the_field_beside_each_quality(folio: Folio) -> None:
    content = {
        "contacts": [person(field="nursing"), person("Sam Ortiz")],
        "peaks_wanted": [wants("Empathy"), wants("Tact", "sam ortiz"), wants("Writing", "Not Listed")],
        "follow_ups": [{"contact": "Dana Lee", "kind": "Reminder"}],
    }
    Path("a.xlsx").write_bytes(make(content, owner=Owner("Ana Lopez", fields=("Nursing", "Law"))))
    Path("b.xlsx").write_bytes(make(content, owner=Owner("Bo Tran", fields=("Teaching",))))
    ana, bo = json.loads(folio("export a.xlsx b.xlsx").out)["workbooks"]
    assert [r["_field"] for r in ana["tables"]["peaks_wanted"]] == ["Nursing", None, None]
    assert [r["_field"] for r in bo["tables"]["peaks_wanted"]] == ["nursing", "Teaching", "Teaching"]
    assert ana["tables"]["follow_ups"][0]["_field"] == "Nursing"
    assert all(r["_field"] is None for r in bo["tables"]["questions"])  # nobody typed there
    assert all("_field" not in r for r in ana["tables"]["contacts"])
    folio("export a.xlsx b.xlsx --format csv --out out")
    lines = list(csv.DictReader(io.StringIO(Path("out/peaks_wanted.csv").read_text(encoding="utf-8-sig"))))
    assert [(line["contact"], line["_field"]) for line in lines][:4] == [
        ("Dana Lee", "Nursing"), ("Sam Ortiz", ""), ("Not Listed", ""), ("Dana Lee", "nursing"),
    ]  # fmt: skip
    assert list(lines[0])[-1] == "_field"


def test_synonyms_are_for_a_class(folio: Folio, class_of_two: Path) -> None:
    folio("template copy essentials mine")
    result = folio("report", class_of_two / "Ana Lopez.xlsx", "--synonyms", "mine/synonyms.toml", "--out", "out")
    assert (result.code, Path("out").exists()) == (2, False)
    assert "--synonyms" in result.err


def test_a_copied_template_has_synonyms_that_are_checked(folio: Folio) -> None:
    folio("template copy essentials mine")
    assert folio("template check mine").code == 0
    Path("mine/synonyms.toml").write_text(WRONG, encoding="utf-8")
    assert folio("template check mine").code == 5


CAP = """\
title = "Interviews"
requests_per_professional = 2
[[criteria]]
key = "a"
counts = "judged"
points = 1
"""


@pytest.fixture
def class_of_five(tmp_path: Path) -> Path:
    """Five who know Dana Lee, one of whom has asked, and a stranger of one name with her in another place."""
    folder = tmp_path / "class"
    folder.mkdir()
    dana = person(email="dana@cedar.example.org", organization="Cedar Clinic")
    for name, people in {
        "Zoe Abel": [dana], "Ana Lopez": [dana | {"name": "Dr. Dana Lee"}, person("Sam Ortiz")],
        "Malik Haddad": [dana | {"status": "Requested"}], "Bo Tran": [dana, dana | {"job_title": "Nurse"}], "Cy Zorn": [dana],
        "Di Poe": [person(organization="Bay")],
    }.items():  # fmt: skip
        (folder / f"{name}.xlsx").write_bytes(make({"contacts": people}, owner=Owner(name, name[:2])))
    return folder


def drafted() -> set[str]:
    return {p.parent.name for p in Path("out").glob("*/request-*dana-lee.txt")}


LETTERS = ("--kind", "request", "--format", "txt", "--out", "out", "--today", "2026-11-20")


def test_letters_warn_where_one_professional_gets_many_requests(folio: Folio, class_of_five: Path) -> None:
    result = folio("letters", class_of_five, *LETTERS)
    assert (result.code, len(drafted())) == (0, 5)
    assert "Many requests go to one professional: Dana Lee (4)." in result.err
    assert "requests_per_professional" in result.err
    for index in (Path("out/index.md"), Path("out/index.html")):
        said = index.read_text(encoding="utf-8").partition("Many requests go to one professional")[2]
        assert "Abel, Zoe" in said.partition("Students")[0]
    (class_of_five / "Cy Zorn.xlsx").unlink()
    assert "Many requests" not in folio("letters", class_of_five, *LETTERS).err
    reminders = folio("letters", class_of_five, "--kind", "reminder", *LETTERS[2:])
    assert "Many requests" not in reminders.err


def test_requests_over_the_cap_are_held_back_and_told(folio: Folio, class_of_five: Path) -> None:
    folio("letters", class_of_five, *LETTERS)
    Path("cap.toml").write_text(CAP, encoding="utf-8")
    result = folio("letters", class_of_five, *LETTERS, "--requirements", "cap.toml")
    assert result.code == 0
    # Malik has asked, and Zoe Abel is the first by last name; last week's drafts of the others are named.
    earlier = {"ana-lopez/request-dr-dana-lee.txt", "bo-tran/request-dana-lee.txt", "cy-zorn/request-dana-lee.txt"}
    index = Path("out/index.md").read_text(encoding="utf-8")
    assert index.count("**Dana Lee**, request: [txt]") == 2
    assert {name for name in earlier if f"- [{name}]({name})" in index} == earlier
    said = "3 requests held back, because one professional gets 2 requests at most: Dana Lee (3). index.md says whose."
    assert said in result.err
    assert "- **Dana Lee**: Lopez, Ana; Tran, Bo; Zorn, Cy (asked already: 1 student, may ask: Abel, Zoe)" in index
    why = "request: Held back: 1 student asked and 1 student may ask this person before you"
    assert index.count(why) == 3
    assert "**Sam Ortiz**, request: [txt]" in index  # others of the same student are still asked
    again = folio("letters", class_of_five, *LETTERS, "--requirements", "cap.toml")
    assert Path("out/index.md").read_text(encoding="utf-8") == index
    assert said in again.err


@pytest.mark.parametrize(
    ("cap", "expected"), [(1, {"di-poe"}), (5, {"zoe-abel", "di-poe", "ana-lopez", "bo-tran", "cy-zorn"})]
)
def test_who_has_asked_counts_first(folio: Folio, class_of_five: Path, cap: int, expected: set[str]) -> None:
    Path("cap.toml").write_text(CAP.replace("= 2", f"= {cap}"), encoding="utf-8")
    result = folio("letters", class_of_five, *LETTERS, "--requirements", "cap.toml")
    assert drafted() == expected
    assert ("held back" in result.err) == (cap == 1)
    assert ("Requests held back" in Path("out/index.md").read_text(encoding="utf-8")) == (cap == 1)


@pytest.mark.parametrize("cap", ["0", '"3"', "2.5"])
def test_a_wrong_cap_stops_before_anything_is_written(folio: Folio, class_of_five: Path, cap: str) -> None:
    Path("cap.toml").write_text(CAP.replace("= 2", f"= {cap}"), encoding="utf-8")
    result = folio("letters", class_of_five, *LETTERS, "--requirements", "cap.toml")
    assert (result.code, Path("out").exists()) == (5, False)
    assert "cap.toml, line 2: requests_per_professional" in result.err
