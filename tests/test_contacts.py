"""Address books of five programs arrive as contacts; what is broken, private or no person stays out, and is told."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folio.basics.person_names import listed_name, name_of_parts
from folio.collecting.address_books import AddressBook, read_address_books
from folio.commands.contacts import contact_rows
from folio.domain.contact_merging import FoundContact, merge
from folio.exit_codes import ExitCode
from tests.conftest import Folio, Result
from tests.workbooks import kit, make, read, without_prefilled

SHEET = kit().template.sheet("contacts")

LINKEDIN = """\
Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Dana,"Lee, RN, BSN",https://www.linkedin.com/in/dana-lee,,Mercy Hospital,Registered Nurse,15 Jun 2026
,,,,,,03 May 2026
Sam,Ortiz,https://www.linkedin.com/in/sam-ortiz,sam@valley.example.org,"Valley Labs, Inc.","Engineer, Testing",1 Jan 2026
🌟 Zoë,Ångström,https://www.linkedin.com/in/zoe,,,,02 Feb 2026
"""
OLD_LINKEDIN = "First Name,Last Name,Email Address,Company,Position,Connected On\nDana,Lee,dana@mercy.example.org,Mercy,Nurse,1 May 2019\n"
GOOGLE = """\
First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,Organization Name,Organization Title,\
Organization Department,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,\
Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Formatted,Website 1 - Value
Imani,,Foster,,Dr.,,,Cedar Clinic,Veterinarian,Surgery,1980-04-01,owes me lunch,Mentors ::: * myContacts,\
* Home,imani@home.example.com,Work,imani@cedar.example.org,Home,503-555-0111,Work,503-555-0112,12 Home Street,https://imani.example.org
Lee,,Chan,,,,,,,,,,* myContacts,*,lee@one.example.com ::: lee@two.example.com,,,Mobile,(503) 555-0113 ::: (503) 555-0114,,,,
,,,,,,,Harbor Bakery,,,,,* myContacts,,orders@harbor.example.com,,,,,,,,
ana@example.com,,,,,,,,,,,,* Other Contacts,*,ana@example.com,,,,,,,,
"""
OLD_GOOGLE = """\
Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Name Suffix,Birthday,Location,Occupation,Notes,\
Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,\
Organization 1 - Name,Organization 1 - Title
Gabriel García Márquez,Gabriel,,García Márquez,,,,,,,secret,* My Contacts ::: Writers,* Work,gabriel@press.example.org,Mobile,+1 503 555 0120,,Harbor Press,Editor
李娜,娜,,李,,,,,,,,* My Contacts,* Other,lina@example.org,,,,Tennis School,Coach
"""
OUTLOOK = """\
First Name,Middle Name,Last Name,Title,Suffix,Nickname,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,\
Business Fax,Assistant's Phone,Job Title,Company,Home Street,Birthday,Notes,Categories,Web Page
Maria,Elena,Santos,Dr.,Jr.,,maria@clinic.example.org,maria@home.example.com,503-555-0131,503-555-0132,503-555-0133,\
503-555-0139,503-555-0138,Chief Nurse,Hill Clinic,1 Elm St,4/4/1979,allergic to cats,Nursing;Friends,www.hill.example.org
Tom,,Reed,Mr.,,,not an address,,,12,,,,,,,,,,
"""
CARDS = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=quoted-printable:L=C3=B3pez;Ana;;Dr.;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. Ana L=
=C3=B3pez
TEL;HOME:503-555-0140
TEL;CELL;PREF:503-555-0141
TEL;WORK;FAX:503-555-0149
EMAIL;INTERNET;WORK:ana@clinic.example.org
ORG:Hill Clinic;Pediatrics
TITLE:Physician
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ
 AAAA=

ADR;HOME:;;1 Elm Street;Portland
BDAY:1980-01-01
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Never Ended
TEL:503-555-0142
BEGIN:VCARD
VERSION:3.0
PRODID:-//Phone//EN
N:van der Berg;Jan;;;
FN:Jan van der Berg
ORG:Acme\\, Inc.;
EMAIL;type=INTERNET;type=HOME;type=pref:jan@home.example.com
EMAIL;TYPE=INTERNET,WORK:jan@acme.exam
 ple.org
item1.TEL;type=pref:+1 (503) 555-0143
item1.X-ABLabel:_$!<Work>!$_
item2.URL;type=pref:https\\://jan.example.org
item3.X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/jan-vdb
NOTE:owes me money; and, more
CATEGORIES:Engineering,Soccer
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Nguyễn Thị Mai
N:Nguyễn;Mai;Thị;;
TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+1-503-555-0144;ext=12
KIND:individual
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:Harbor Bakery
ORG:Harbor Bakery
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;ENCODING=QUOTED-PRINTABLE;CHARSET=KLINGON:x=E4;y
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:group
FN:Soccer team
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Pat Sweeney
END:VCARD
"""
PLAIN = """\
My people for career interviews
Name;Company;Job title;Field;Email;Phone;How I know them;Notes
"Lee, Dana";Mercy Hospital;Nurse;Nursing;dana@mercy.example.org;;teacher;Met at the open day
Kim Wu;Harbor Press;;;;503-555-0150;Neighbour;
"""


def put(name: str, text: str, encoding: str = "utf-8") -> str:
    Path(name).write_bytes(text.encode(encoding))
    return name


@pytest.fixture
def found(folio: Folio) -> Callable[..., dict[str, Any]]:
    """``found(text, ...)``: what ``folio contacts --format json`` says of address books with these texts."""

    def call(*texts: str, options: tuple[str, ...] = (), code: int = ExitCode.OK) -> dict[str, Any]:
        files = [put(f"book{i}.txt", text) for i, text in enumerate(texts, start=1)]
        result = folio("contacts", *files, "--format", "json", *options)
        assert result.code == code, result.err
        data: dict[str, Any] = json.loads(result.out)
        return data

    return call


def shown(data: dict[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(contact[key] for key in keys) for contact in data["contacts"]]


def left_out(data: dict[str, Any]) -> list[tuple[int, str]]:
    return [(p["row"], p["message"]) for p in data["problems"] if p["left_out"]]


def test_linkedin(found: Callable[..., dict[str, Any]]) -> None:
    data = found(LINKEDIN)
    assert shown(data, "row", "name", "organization", "job_title", "email", "profile_url") == [
        (5, "Dana Lee", "Mercy Hospital", "Registered Nurse", None, "https://www.linkedin.com/in/dana-lee"),
        (7, "Sam Ortiz", "Valley Labs, Inc.", "Engineer, Testing", "sam@valley.example.org", "https://www.linkedin.com/in/sam-ortiz"),
        (8, "Zoë Ångström", None, None, None, "https://www.linkedin.com/in/zoe"),
    ]  # fmt: skip
    assert data["files"] == [{"path": "book1.txt", "kind": "LinkedIn", "contacts": 3, "blank": 1, "guessed": False}]
    assert data["problems"] == []


def test_linkedin_of_earlier_years(found: Callable[..., dict[str, Any]]) -> None:
    (contact,) = found(OLD_LINKEDIN)["contacts"]
    assert (contact["name"], contact["email"], contact["profile_url"]) == ("Dana Lee", "dana@mercy.example.org", None)


def test_google_of_today(found: Callable[..., dict[str, Any]]) -> None:
    data = found(GOOGLE)
    assert shown(data, "name", "organization", "job_title", "email", "phone", "profile_url") == [
        ("Dr. Imani Foster", "Cedar Clinic", "Veterinarian", "imani@cedar.example.org", "503-555-0112", "https://imani.example.org"),
        ("Lee Chan", None, None, "lee@one.example.com", "(503) 555-0113", None),
    ]  # fmt: skip
    assert data["contacts"][0]["labels"] == ["Mentors"]
    assert data["contacts"][0]["others"]["email"] == ["imani@home.example.com"]
    assert data["contacts"][1]["others"]["phone"] == ["(503) 555-0114"]
    assert left_out(data) == [
        (4, "There is no person in it, only 'Harbor Bakery'."),
        (5, "There is no name in it, only 'ana@example.com'."),
    ]


def test_google_of_earlier_years(found: Callable[..., dict[str, Any]]) -> None:
    data = found(OLD_GOOGLE)
    assert data["files"][0]["kind"] == "Google"
    assert shown(data, "name", "organization", "job_title", "email", "phone") == [
        ("Gabriel García Márquez", "Harbor Press", "Editor", "gabriel@press.example.org", "+1 503 555 0120"),
        ("李娜", "Tennis School", "Coach", "lina@example.org", None),
    ]


def test_outlook(found: Callable[..., dict[str, Any]]) -> None:
    data = found(OUTLOOK)
    assert shown(data, "name", "organization", "job_title", "email", "phone", "profile_url", "labels") == [
        ("Dr. Maria Elena Santos, Jr.", "Hill Clinic", "Chief Nurse", "maria@clinic.example.org", "503-555-0132",
         "www.hill.example.org", ["Nursing", "Friends"]),
        ("Mr. Tom Reed", None, None, None, None, None, []),
    ]  # fmt: skip
    assert data["contacts"][0]["others"]["phone"] == ["503-555-0133", "503-555-0131"]
    assert [(p["row"], p["column"], p["left_out"]) for p in data["problems"]] == [
        (3, "email", False),
        (3, "phone", False),
    ]


def test_cards_of_three_versions(found: Callable[..., dict[str, Any]]) -> None:
    data = found(CARDS)
    assert shown(data, "row", "name", "organization", "job_title", "email", "phone", "profile_url") == [
        (1, "Dr. Ana López", "Hill Clinic", "Physician", "ana@clinic.example.org", "503-555-0141", None),
        (3, "Jan van der Berg", "Acme, Inc.", None, "jan@acme.example.org", "+1 (503) 555-0143", "https://www.linkedin.com/in/jan-vdb"),
        (4, "Nguyễn Thị Mai", None, None, None, "+1-503-555-0144 ext. 12", None),
        (8, "Pat Sweeney", None, None, None, None, None),
    ]  # fmt: skip
    assert [row for row, _ in left_out(data)] == [2, 5, 6, 7]
    assert data["contacts"][1]["labels"] == ["Engineering", "Soccer"]


def test_what_is_private_never_arrives(folio: Folio) -> None:
    files = [put(f"{i}.txt", text) for i, text in enumerate((GOOGLE, OLD_GOOGLE, OUTLOOK, CARDS))]
    said = "".join(folio("contacts", *files, "--format", style).out for style in ("text", "json", "csv"))
    assert "Cedar Clinic" in said
    for secret in ("owes me", "secret", "allergic", "Elm", "Home Street", "1980", "1979", "503-555-0139", "0138"):
        assert secret not in said


def test_a_list_of_ones_own_has_the_columns_of_the_sheet(found: Callable[..., dict[str, Any]]) -> None:
    data = found(PLAIN)
    assert shown(data, "row", "name", "organization", "field", "email", "phone") == [
        (3, "Dana Lee", "Mercy Hospital", "Nursing", "dana@mercy.example.org", None),
        (4, "Kim Wu", "Harbor Press", None, None, "503-555-0150"),
    ]
    assert (data["contacts"][0]["source"], data["contacts"][0]["notes"]) == ("Teacher", "Met at the open day")
    (problem,) = data["problems"]
    assert (problem["row"], problem["column"], problem["value"], problem["left_out"]) == (
        4,
        "source",
        "Neighbour",
        False,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_arrive_however_they_are_stored(folio: Folio, encoding: str) -> None:
    lists, cards = put("a.csv", LINKEDIN.replace("🌟 ", ""), encoding), "b.vcf"
    put(cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana López\r\nEND:VCARD\r\n", encoding)
    result = folio("contacts", lists, cards)
    assert result.code == 0
    assert "Zoë Ångström" in result.out
    assert "Ana López" in result.out
    assert ("guessed" in result.err) == (encoding == "cp1252")


def test_a_broken_line_stops_no_other(found: Callable[..., dict[str, Any]]) -> None:
    head, rows = (
        "Name,Company,Job title\n",
        ["Ana Ray,Mercy, Inc.,Nurse", 'Bo Ray,"Open,Nurse', "lost,", "Cy Doe,Mercy,Nurse"],
    )
    data = found(head + "\n".join(rows) + "\n")
    assert shown(data, "row", "name") == [(5, "Cy Doe")]
    assert [row for row, _ in left_out(data)] == [2, 3, 4]


def test_one_card_in_other_letters_leaves_the_others_as_they_are(folio: Folio) -> None:
    cards = ["BEGIN:VCARD\nFN:Zoë Ray\nEND:VCARD\n".encode(), "BEGIN:VCARD\nFN:José Doe\nEND:VCARD\n".encode("cp1252")]
    Path("a.vcf").write_bytes(b"".join(cards))
    out = folio("contacts", "a.vcf").out
    assert "Zoë Ray" in out
    assert "José Doe" in out


def test_an_excel_file_is_a_list_too(folio: Folio) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in csv.reader(io.StringIO(LINKEDIN)):
        book.active.append(row)  # type: ignore[union-attr]
    book.save("people.xlsx")
    assert "Valley Labs, Inc." in folio("contacts", "people.xlsx").out


# --- who is one person


def test_one_person_is_joined_and_another_is_listed(found: Callable[..., dict[str, Any]]) -> None:
    head = "Name,Company,Job title,Email,Phone\n"
    one = (
        head
        + "Dana Lee,Mercy,,dana@mercy.example.org,\nBo Ray,Acme,,,503-555-0100\nCy Doe,Acme,,,(503) 555-0100\nKim Wu,,,,\n"
    )
    two = head + '"Lee, Dana",,Nurse,DANA@mercy.example.org,503-555-0101\nKim Wu,Harbor,,kim@harbor.example.org,\n'
    data = found(one, two)
    assert shown(data, "name", "organization", "job_title", "phone") == [
        ("Dana Lee", "Mercy", "Nurse", "503-555-0101"), ("Bo Ray", "Acme", None, "503-555-0100"),
        ("Cy Doe", "Acme", None, "(503) 555-0100"), ("Kim Wu", None, None, None), ("Kim Wu", "Harbor", None, None),
    ]  # fmt: skip
    assert data["contacts"][0]["also"] == [{"file": "book2.txt", "row": 2, "card": False, "name": "Dana Lee"}]
    told = [(d["merged"], d["reason"], [(r["file"], r["row"]) for r in d["rows"]]) for d in data["duplicates"]]
    assert told == [
        (True, "same name and email", [("book1.txt", 2), ("book2.txt", 2)]),
        (False, "same phone, but another name", [("book1.txt", 3), ("book1.txt", 4)]),
        (False, "same name, but no email, phone or profile link in common", [("book1.txt", 5), ("book2.txt", 3)]),
    ]


def contact(name: str, place: int = 1, **values: str) -> FoundContact:
    others = tuple(("email", text) for text in values.pop("others", "").split())
    return FoundContact("a.csv", place, {"name": name, **values}, others=others)


def test_rows_that_are_there_are_filled_in_and_never_changed() -> None:
    rows = [
        {"name": "Dana Lee", "job_title": "RN", "email": "dana@x.example.org"},
        {"name": "Sam Ortiz", "notes": "Kind"},
    ]
    new = [
        contact("Dr. Dana Lee, MD", job_title="Nurse", organization="Mercy", email="dana@x.example.org"),
        contact("Sam Ortiz", 2, phone="503-555-0100"),
    ]
    merged = merge(rows, new)
    assert [dict(r.values) for r in merged.rows] == [
        {"name": "Dana Lee", "job_title": "RN", "email": "dana@x.example.org", "organization": "Mercy"},
        {"name": "Sam Ortiz", "notes": "Kind"},
        {"name": "Sam Ortiz", "phone": "503-555-0100"},
    ]
    assert [r.existing for r in merged.rows] == [0, 1, None]
    assert [(d.merged, len(d.rows)) for d in merged.duplicates] == [(True, 2), (False, 2)]


def test_rows_that_are_there_twice_stay_two() -> None:
    rows = [{"name": "Dana Lee", "email": "dana@x.example.org"}] * 2
    merged = merge(rows, [contact("Dana Lee", email="dana@x.example.org", phone="503-555-0100")])
    assert [r.values.get("phone") for r in merged.rows] == ["503-555-0100", None]


def test_a_further_address_tells_too_and_what_joins_two_joins_three() -> None:
    new = [contact("Dana Lee", email="a@x.example.org"), contact("Dana Lee", 2, email="b@x.example.org"),
           contact("Dana Lee", 3, email="c@x.example.org", others="a@x.example.org b@x.example.org")]  # fmt: skip
    assert len(merge((), new).rows) == 1


def test_a_father_is_not_his_son() -> None:
    new = [contact("John Smith, Sr.", phone="503-555-0100"), contact("John Smith, Jr.", 2, phone="503-555-0100")]
    merged = merge((), new)
    assert len(merged.rows) == 2
    assert [d.merged for d in merged.duplicates] == [False]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Lee, Dana", "Dana Lee"), ("LEE, DANA", "DANA LEE"), ("Lee, Dana, RN", "Dana Lee"), ("Dana Lee RN", "Dana Lee"),
        ("Dana Lee, MBA, PMP®", "Dana Lee"), ("Dana Lee, M.D.", "Dana Lee, M.D."), ("Smith, Jr., John", "John Smith, Jr."),
        ("van der Berg, Jan", "Jan van der Berg"), ("Иванова, Ольга", "Ольга Иванова"), ("李娜", "李娜"), ("Lee, Do", "Do Lee"),
        ("Dana McDonald", "Dana McDonald"), ("🌟", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_as_lists_have_it(typed: str, name: str) -> None:
    assert listed_name(typed) == name


def test_a_name_of_parts() -> None:
    assert name_of_parts("Dr.", "Ana", "María", "López, RN") == "Dr. Ana María López"
    assert name_of_parts(first="娜", last="李") == "李娜"
    assert name_of_parts("Mr.") == ""


# --- choosing


def picks(folio: Folio, *given: str) -> Result:
    options = [word for one in given for word in ("--pick", one)]
    put("a.csv", LINKEDIN)
    put("b.csv", OUTLOOK)
    return folio("contacts", "a.csv", "b.csv", "--format", "csv", *options)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (("company=mercy",), ["Dana Lee"]),
        (("field=nursing",), ["Dana Lee", "Dr. Maria Elena Santos, Jr."]),
        (("field=engineering",), ["Sam Ortiz"]),
        (("field=friends",), ["Dr. Maria Elena Santos, Jr."]),
        (("field=nurses", "company=hill clinic"), ["Dr. Maria Elena Santos, Jr."]),
        (("company=mercy", "company=valley labs"), ["Dana Lee", "Sam Ortiz"]),
        (("field=nurse", "company=mercy", "name=zoe"), ["Dana Lee", "Zoë Ångström"]),
        (("name=Lee, Dana", "name=tom reed"), ["Dana Lee", "Mr. Tom Reed"]),
        (("names.txt",), ["Sam Ortiz", "Zoë Ångström"]),
        (("@names.txt",), ["Sam Ortiz", "Zoë Ångström"]),
        (("listed.csv",), ["Dana Lee"]),
    ],
)  # fmt: skip
def test_picking(folio: Folio, given: tuple[str, ...], names: list[str]) -> None:
    put("names.txt", "Sam Ortiz\nÅngström, Zoë\n\nNobody Known\n")
    put("listed.csv", "Class,Name\n4,Dana Lee\n")
    result = picks(folio, *given)
    assert result.code == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(result.out))] == names
    assert ("--pick Nobody Known: nobody fits." in result.err) == ("names.txt" in given[0])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nurses", "there's no file of that name"), ("compny=Mercy", "Did you mean company"),
        ("field=", "nothing to choose by"), ("@none.txt", "no file"),
    ],
)  # fmt: skip
def test_a_pick_that_says_nothing_is_refused(folio: Folio, given: str, said: str) -> None:
    result = picks(folio, given)
    assert result.code == ExitCode.USAGE
    assert said in result.err
    assert result.out == ""


# --- into a workbook


def test_people_arrive_in_a_new_workbook(folio: Folio) -> None:
    put("a.csv", LINKEDIN)
    put("b.vcf", CARDS)
    result = folio(
        "new",
        "my.xlsx",
        "--contacts",
        "a.csv",
        "--contacts",
        "b.vcf",
        "--pick",
        "field=nurse",
        "--pick",
        "name=ana lopez",
    )
    assert result.code == 0
    assert "2 contacts in 2 files" in result.err
    reading = read(Path("my.xlsx").read_bytes())
    assert without_prefilled(reading)["contacts"] == [
        {"name": "Dana Lee", "organization": "Mercy Hospital", "job_title": "Registered Nurse", "profile_url": "https://www.linkedin.com/in/dana-lee"},
        {"name": "Dr. Ana López", "organization": "Hill Clinic", "job_title": "Physician", "email": "ana@clinic.example.org", "phone": "503-555-0141"},
    ]  # fmt: skip
    assert [row["status"] for row in reading.rows("contacts")] == ["Identified", "Identified"]
    assert [p for p in reading.problems if p.severity == "error"] == []


def test_a_template_without_the_column_goes_without(folio: Folio) -> None:
    put("a.csv", LINKEDIN)
    assert folio("new", "my.xlsx", "--template", "essentials", "--contacts", "a.csv").code == 0
    rows = read(Path("my.xlsx").read_bytes()).rows("contacts")
    assert [row["name"] for row in rows] == ["Dana Lee", "Sam Ortiz", "Zoë Ångström"]
    assert "profile_url" not in rows[0]


def test_what_was_shown_as_csv_can_be_given_back(folio: Folio) -> None:
    put("a.txt", PLAIN + '"=cmd|calc";=1+1;-;;;;;"Two\nlines"\n')
    assert folio("contacts", "a.txt", "--format", "csv", "--out", "people.csv").code == 0
    text = Path("people.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd|calc,'=1+1" in text
    again = json.loads(folio("contacts", "people.csv", "--format", "json").out)
    assert [c.get("source") for c in again["contacts"]] == ["Teacher", None, None]
    assert again["contacts"][2]["notes"] == "Two\nlines"
    assert [c["row"] for c in again["contacts"]] == [2, 3, 4]


def test_a_formula_in_an_address_book_stays_a_text(folio: Folio) -> None:
    put("a.csv", 'Name,Company\n"=HYPERLINK(""http://evil.example.com"",""x"")",@SUM(1)\n')
    assert folio("new", "my.xlsx", "--contacts", "a.csv").code == 0
    (row,) = read(Path("my.xlsx").read_bytes()).rows("contacts")
    assert row["organization"] == "@SUM(1)"
    with zipfile.ZipFile("my.xlsx") as package:
        formulas = b"".join(package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/sheet"))
    assert b"evil.example.com" not in formulas


def people(number: int) -> str:
    return "Name,Company\n" + "".join(f"Person{i} Lee,Mercy\n" for i in range(number))


def test_an_address_book_is_no_contact_list(folio: Folio) -> None:
    put("a.csv", people(900))
    result = folio("new", "my.xlsx", "--contacts", "a.csv")
    assert result.code == ExitCode.USAGE
    assert "900 contacts" in result.err
    assert "--pick" in result.err
    assert not Path("my.xlsx").exists()
    put("b.csv", people(61))
    assert folio("new", "my.xlsx", "--contacts", "b.csv").code == ExitCode.USAGE
    assert folio("new", "my.xlsx", "--contacts", "b.csv", "--rows", "61").code == 0


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--pick", "company=Nowhere"), ExitCode.USAGE, "--pick fits nobody"),
        (("--roster", "class.csv"), ExitCode.USAGE, "--contacts is for one workbook"),
        (("--contacts", "web.csv"), ExitCode.UNREADABLE, "Nothing was written"),
    ],
)  # fmt: skip
def test_where_nothing_is_written(folio: Folio, options: tuple[str, ...], code: int, said: str) -> None:
    put("a.csv", LINKEDIN)
    put("class.csv", "name,student_id\nAna Lopez,1\n")
    put("web.csv", "<!DOCTYPE html><html><body>Sign in</body></html>")
    result = folio("new", "my.xlsx", "--contacts", "a.csv", *options)
    assert result.code == code
    assert said in result.err
    assert not Path("my.xlsx").exists()


def test_picks_need_an_address_book(folio: Folio) -> None:
    assert folio("new", "my.xlsx", "--pick", "name=Ana").code == ExitCode.USAGE


def test_an_address_book_is_never_replaced(folio: Folio) -> None:
    put("a.csv", LINKEDIN)
    before = Path("a.csv").read_bytes()
    assert folio("contacts", "a.csv", "--out", "a.csv", "--force").code == ExitCode.REFUSED
    assert Path("a.csv").read_bytes() == before
    put("there.json", "{}")
    assert folio("contacts", "a.csv", "--format", "json", "--out", "there.json").code == ExitCode.REFUSED


@pytest.mark.usefixtures("frozen")
def test_the_same_people_make_the_same_bytes(folio: Folio) -> None:
    put("b.vcf", CARDS)
    made = []
    for folder in ("one", "two"):
        assert folio("new", f"{folder}/my.xlsx", "--contacts", "b.vcf", "--today", "2026-11-20").code == 0
        made.append(Path(folder, "my.xlsx").read_bytes())
    assert made[0] == made[1]


# --- address books of another kind


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Connections.csv", LINKEDIN)
    return stream.getvalue()


OTHERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "an empty file"),
    "binary": (lambda: bytes(range(256)) * 40, "another kind of file"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
    "web-page": (lambda: b"<!DOCTYPE html>\n<html><body><p>Name,Email</p></body></html>", "a web page"),
    "zip": (zipped, "a zip of other files"),
    "roster": (lambda: b"name,student_id,email,class\nAna Lopez,R1,ana@x.example.org,P4\n", "class list"),
    "canvas": (lambda: b'Student,ID,SIS User ID,Section\n"Lopez, Ana",9,R1,P4\n', "class list"),
    "folio": (lambda: make({"contacts": [{"name": "Dana Lee"}]}), "workbook of folio"),
    "calendar": (lambda: b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "no address book"),
    "products": (lambda: b"Item,Price\nChair,12\n", "no address book"),
    "no-headings": (lambda: b"Dana Lee,dana@mercy.example.org\n", "no line of headings"),
    "broken-workbook": (lambda: b"PK\3\4" + b"\0" * 100, "can't be read"),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_an_address_book_of_another_kind(folio: Folio, kind: str) -> None:
    content, said = OTHERS[kind]
    Path("other.csv").write_bytes(content())
    put("good.csv", LINKEDIN)
    result = folio("contacts", "other.csv", "good.csv")
    assert result.code == ExitCode.UNREADABLE
    assert said in result.err
    assert "Dana Lee" in result.out
    assert folio("new", "my.xlsx", "--contacts", "other.csv").code == ExitCode.UNREADABLE
    assert not Path("my.xlsx").exists()
    assert Path("other.csv").read_bytes() == content()


def test_a_folder_and_a_huge_file_are_no_address_books(folio: Folio) -> None:
    Path("folder").mkdir()
    with Path("huge.csv").open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)
    result = folio("contacts", "folder", "huge.csv", "--format", "json")
    assert result.code == ExitCode.UNREADABLE
    assert [u["path"] for u in json.loads(result.out)["unreadable"]] == ["folder", "huge.csv"]
    assert folio("contacts", "none.csv").code == ExitCode.USAGE


def test_lines_that_are_none_are_found_out_at_once(folio: Folio) -> None:
    """The pattern of the library that takes cards apart would need longer than the world is old for these lines."""
    bad = ["TEL;TYPE=" + "a," * 60 + '"', "TEL" + ";A=b" * 60 + '"', "EMAIL;" * 60, "N" + "\\" * 4000 + ";x"]
    put("a.vcf", "BEGIN:VCARD\nFN:Dana Lee\n" + "\n".join(bad) + "\nEND:VCARD\n")
    assert "Dana Lee" in folio("contacts", "a.vcf").out


def test_a_name_that_no_workbook_can_hold_is_left_out(folio: Folio) -> None:
    put(
        "a.csv",
        f"Name,Company\n{'Lee ' * 80},Mercy\nfolio:x.y,Mercy\nDana Lee,{'Mercy ' * 50}\n\x07Sam Ortiz,Ha\x1brbor\n",
    )
    data = json.loads(folio("contacts", "a.csv", "--format", "json").out)
    assert shown(data, "name", "organization") == [("Dana Lee", None), ("Sam Ortiz", "Harbor")]
    assert [row for row, _ in left_out(data)] == [2, 3]


def test_nothing_typed_reaches_a_terminal_as_a_command(folio: Folio) -> None:
    put("a.vcf", "BEGIN:VCARD\nFN:Dana\x1b[31m Lee\nORG:A\x9bB\u202eC\nEND:VCARD\n")
    for style in ("text", "json"):
        assert not set("\x1b\x9b\u202e") & set(folio("contacts", "a.vcf", "--format", style).out)


# --- cards that another program writes come back

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z", "So", "Lm", "Mn", "M")), min_size=1, max_size=30
)
WORD = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=2, max_size=12)
NAME = st.builds("{} {}".format, WORD, WORD).filter(lambda name: listed_name(name) == name)
CARD = st.fixed_dictionaries(
    {"name": NAME, "organization": TEXT, "job_title": TEXT, "labels": st.lists(TEXT, max_size=2, unique=True)},
    optional={"email": st.from_regex(r"[a-z]{1,12}\.[a-z]{1,12}@[a-z]{2,12}\.example\.org", fullmatch=True),
              "phone": st.from_regex(r"\([2-9][0-9]{2}\) 555-[0-9]{4}", fullmatch=True)},
)  # fmt: skip


def written(card: dict[str, Any]) -> str:
    """A card in version 3.0, as vobject writes it."""
    made = vobject.vCard()
    first, _, last = card["name"].partition(" ")
    made.add("n").value = vobject.vcard.Name(family=last, given=first)
    made.add("fn").value = card["name"]
    made.add("org").value = [card["organization"]]
    made.add("title").value = card["job_title"]
    for key, name in (("email", "email"), ("phone", "tel")):
        if key in card:
            made.add(name).value = card[key]
    if card["labels"]:
        made.add("categories").value = card["labels"]
    text: str = made.serialize()
    return text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cards=st.lists(CARD, min_size=1, max_size=4))
def test_cards_come_back(cards: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"cards-{os.getpid()}.vcf"
    path.write_bytes("".join(map(written, cards)).encode())
    (book,) = read_address_books([path], SHEET)
    assert isinstance(book, AddressBook)
    expected = [
        {k: v for k, v in card.items() if k != "labels"} for card in cards if card["name"] != card["organization"]
    ]
    assert [dict(c.values) for c in book.contacts] == expected
    assert [list(c.labels) for c in book.contacts] == [c["labels"] for c in cards if c["name"] != c["organization"]]


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=300),
    head=st.sampled_from(["", "BEGIN:VCARD\n", "Name,Email,Phone\n", "First Name,Last Name,URL\n"]),
)
def test_any_text_is_read_or_refused(text: str, head: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"any-{os.getpid()}.csv"
    path.write_bytes((head + text).encode("utf-8", "surrogatepass"))
    (book,) = read_address_books([path], SHEET)
    assert book.path == str(path)


def test_one_may_work_for_oneself(found: Callable[..., dict[str, Any]]) -> None:
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Ray;Bo;;;\nFN:Bo Ray\nORG:Bo Ray\nEND:VCARD\n"
    assert shown(found(head + "Dana,Lee,,,Dana Lee,Potter,1 May 2026\n", card), "name") == [("Dana Lee",), ("Bo Ray",)]


def test_what_one_shows_friends_is_no_profile(found: Callable[..., dict[str, Any]]) -> None:
    social = "X-SOCIALPROFILE;type=twitter:https://twitter.example.com/dana\nX-SOCIALPROFILE;type=game:x-apple:dana\n"
    (dana,) = found(f"BEGIN:VCARD\nFN:Dana Lee\n{social}END:VCARD\n")["contacts"]
    assert dana["profile_url"] is None


def test_of_those_who_were_not_asked_for_no_cell_is_told(found: Callable[..., dict[str, Any]]) -> None:
    assert found(OUTLOOK, options=("--pick", "name=santos"))["problems"] == []


def test_a_file_given_twice_is_read_once(folio: Folio) -> None:
    put("a.csv", people(3))
    assert "3 contacts in 1 file." in folio("contacts", "a.csv", "./a.csv").out


def test_an_office_with_one_number_is_one_line(folio: Folio) -> None:
    put("a.csv", "Name,Phone\n" + "".join(f"Person{i} Lee,503-555-0100\n" for i in range(90)))
    (line,) = [line for line in folio("contacts", "a.csv").out.splitlines() if "same phone" in line]
    assert "and 84 more" in line


def test_new_people_join_those_in_a_workbook(folio: Folio) -> None:
    put("a.csv", "Name,Email,Phone\nDana Lee,dana@x.example.org,503-555-0100\nBo Ray,,\n")
    rows = contact_rows(
        [Path("a.csv")], (), SHEET, 60, [{"name": "Dana Lee", "email": "dana@x.example.org"}], quiet=True
    )
    assert rows == [{"name": "Dana Lee", "email": "dana@x.example.org", "phone": "503-555-0100"}, {"name": "Bo Ray"}]


def test_a_list_of_names_is_never_replaced(folio: Folio) -> None:
    put("a.csv", LINKEDIN)
    put("names.txt", "Dana Lee\n")
    assert folio("contacts", "a.csv", "--pick", "names.txt", "--out", "names.txt", "--force").code == ExitCode.REFUSED
    assert Path("names.txt").read_text(encoding="utf-8") == "Dana Lee\n"


def test_a_note_may_stand_above_the_cards(folio: Folio) -> None:
    put("a.vcf", "Exported on Monday\n\nbegin:vcard\nversion:3.0\nfn:Dana Lee\nend:vcard\n")
    assert "Dana Lee" in folio("contacts", "a.vcf").out


@pytest.mark.parametrize("lines", [0, 1, 3, 12])
def test_a_note_of_any_length_stands_above_connections(found: Callable[..., dict[str, Any]], lines: int) -> None:
    head = LINKEDIN.partition("First Name")[2]
    note = "Notes:\n" + '"Some addresses are missing, since\nmembers choose, who sees them."\n\n' * lines
    data = found(f"{note}First Name{head}")
    assert [name for (name,) in shown(data, "name")] == ["Dana Lee", "Sam Ortiz", "Zoë Ångström"]
    assert data["contacts"][0]["row"] == 3 + 3 * lines


def test_a_phone_program_and_thunderbird_are_lists_too(found: Callable[..., dict[str, Any]]) -> None:
    bird = "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Home Phone,Fax Number,Job Title,Organization,Birth Year,Notes\n"
    phone = "sep=;\nNAME;MOBILE;WORK EMAIL;HOME EMAIL\nKim Wu;503-555-0151;kim@work.example.org;kim@home.example.org\n"
    data = found(
        f"{bird}Dana,Lee,D. Lee,,dana@x.example.org,,503-555-0100,503-555-0101,503-555-0109,Nurse,Mercy,1980,owes me lunch\n",
        phone,
    )
    assert shown(data, "name", "organization", "job_title", "email", "phone") == [
        ("Dana Lee", "Mercy", "Nurse", "dana@x.example.org", "503-555-0100"),
        ("Kim Wu", None, None, "kim@work.example.org", "503-555-0151"),
    ]
    assert "owes me" not in json.dumps(data)
