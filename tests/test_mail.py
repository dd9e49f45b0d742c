"""Drafts as messages: two parsers by people who don't know folio find one recipient, one sender and the subject."""

from __future__ import annotations

import base64
import email.header
import email.message
import email.policy
import json
import random
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import getaddresses
from functools import cache
from pathlib import Path

import pytest

from folio.domain.email_addresses import email_address, in_header
from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_files import letter_files
from tests.apps import need_node
from tests.conftest import Folio, cell_of, open_book

TODAY = date(2026, 3, 4)
TO, FROM = "dana.lee@example.com", "ana@example.org"
HEADERS = ["x-unsent", "to", "from", "subject", "content-type", "content-transfer-encoding", "mime-version"]
Mailbox = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """What was typed: the names of the reader and the writer, and what the letter says."""

    name: str = "Dana Lee"
    writer: str = "Ana Lopez"
    subject: str = "Thank you"
    body: str = "Dear Dana Lee,\n\nThank you."
    address: str = TO

    def message(self) -> bytes:
        draft = Draft("request", "warm", self.name, self.address, self.subject, self.body, (), (), "x")
        ((_, content),) = letter_files(StudentLetters("a.xlsx", self.writer, FROM, (draft,), ()), ("eml",), TODAY)
        return content


@dataclass(frozen=True)
class Read:
    """What a parser found in a message."""

    to: list[Mailbox]
    sender: list[Mailbox]
    subject: str
    body: str
    headers: list[str]


def by_python(content: bytes) -> Read:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    to, sender = ([(a.display_name, a.addr_spec) for a in mail[h].addresses] if mail[h] else [] for h in ("To", "From"))
    return Read(to, sender, str(mail["Subject"]), plain(mail.get_content()), [k.lower() for k in mail])


def by_old_python(content: bytes) -> Read:
    mail: email.message.Message[str, str] = email.message_from_bytes(content, policy=email.policy.compat32)
    to, sender = (
        [(decoded(name), address) for name, address in getaddresses(mail.get_all(h, []))] for h in ("To", "From")
    )
    body = mail.get_payload(decode=True)
    assert isinstance(body, bytes)
    return Read(to, sender, decoded(mail["Subject"]), plain(body.decode()), [k.lower() for k in mail])


def plain(body: str) -> str:
    return body.replace("\r\n", "\n")


def decoded(header: str) -> str:
    return str(email.header.make_header(email.header.decode_header(header)))


def by_postal_mime(node: Path, contents: Sequence[bytes], folder: Path) -> list[Read]:
    file = folder / "mails.json"
    file.write_text(json.dumps([base64.b64encode(content).decode() for content in contents]))
    done = subprocess.run(["node", "read_mails.mjs", file], cwd=node, capture_output=True, text=True, check=True)
    return [
        Read(_mailboxes(it["to"]), _mailboxes(it["from"]), it["subject"], it["text"], it["headers"])
        for it in json.loads(done.stdout)
    ]


def _mailboxes(found: list[dict[str, str]]) -> list[Mailbox]:
    return [(it["name"], it["address"]) for it in found]


# Names and subjects made of what headers give a meaning, of letters of all scripts, and of what is just long.
PIECES = (
    "Dana", "Lee", "O'Neil", "Ortiz, Sam", "Dr.", "Jr.", "van der Berg", "(Cedar Clinic)", "[Nurse]", "x@y.example",
    "<evil@example.com>", "<", ">", '"Dee"', '"', "'", "\\", ",", ";", ":", "=?utf-8?q?x=2C?=", "=?", "?=", "=", "_",
    "Zoë", "Müller", "Qualitätsprüfung", "Straßenbau", "Ольга Иванова", "田中太郎", "محمد", "שרה", "अमित", "👩‍⚕️", "✨",
    "…", "“a”", "e\u0301", "To:", "Bcc: b@evil.example", "undisclosed:;", "a" * 60, "ü" * 45,
    "W. H.", "100%", "a/b", "#1", "$", "&", "*", "!", "~", "^", "|", "{x}", "`",
)  # fmt: skip
# What is left of these in a name is a space.
CONTROLS = (
    "\u202eevil",
    "\u00a0",
    "\r\nBcc: b@evil.example",
    "\n",
    "\r",
    "\t",
    "\x00",
    "\x0b",
    "\x1b[2J",
    "\x7f",
    "\x85",
    "\u2028",
)


def made_up(number: int, pieces: Sequence[str] = PIECES) -> list[Case]:
    dice = random.Random(7)  # noqa: S311 - the same each time

    def words(most: int, pieces: Sequence[str] = pieces) -> str:
        text = "".join(f"{dice.choice(pieces)}{dice.choice(['', ' ', ' '])}" for _ in range(dice.randint(1, most)))
        return text.strip() or "x"

    every = (*pieces, "\u202eevil", "\u00a0", "  ")
    return [
        Case(words(9), words(4), words(12, every), "\n\n".join(words(30, every) for _ in range(3)))
        for _ in range(number)
    ]


TYPED = [
    Case("Ortiz, Sam <evil@example.com>, x@y.example"),
    Case('Prof. Maria-Luisa "Marisa" de la Cruz, Ph.D., RN, "Chief Nurse", Cedar Hospital, Portland, Oregon'),
    Case(subject="Could I ask you about your work in Qualitätsprüfung und Straßenbau?"),
    Case("", ""),
    Case("Lee, Dana", "Dana O. Lee"),
    Case("x" * 3000, "ü" * 3000, "é " * 1500 + "x"),
    Case(subject="A plain subject that is longer than a line of a header may be, but has nothing odd in it at all"),
    Case(subject="=?utf-8?q?Not_encoded?="),
    Case(subject="Two  spaces"),
]
CASES = [*TYPED, *made_up(3000)]


@cache
def messages() -> tuple[bytes, ...]:
    return tuple(case.message() for case in CASES)


def expected(case: Case) -> Read:
    return Read([(case.name, TO)], [(case.writer, FROM)], case.subject, case.body + "\n", HEADERS)


def test_python_reads_what_was_typed() -> None:
    for case, message in zip(CASES, messages(), strict=True):
        assert by_old_python(message) == expected(case)


def test_todays_python_reads_what_was_typed_but_for_spaces_in_long_names() -> None:
    """Its parser puts a space between two encoded words of a name, where there is none (RFC 2047, 6.2)."""
    for case, message in zip(CASES, messages(), strict=True):
        mail = email.message_from_bytes(message, policy=email.policy.default)
        assert [d for it in (mail, *mail.values()) for d in getattr(it, "defects", ())] == []
        assert without_spaces(by_python(message)) == without_spaces(expected(case))


def without_spaces(read: Read) -> Read:
    to, sender = ([("".join(name.split()), address) for name, address in it] for it in (read.to, read.sender))
    return replace(read, to=to, sender=sender)


def test_a_mail_program_reads_what_was_typed(tmp_path: Path) -> None:
    for case, read in zip(CASES, by_postal_mime(need_node(), messages(), tmp_path), strict=True):
        assert read == expected(case)


def test_no_control_character_makes_a_header_or_a_recipient(tmp_path: Path) -> None:
    """None of them gets from a workbook into a letter, but a message would hold them."""
    odd = [case.message() for case in made_up(500, (*PIECES, *CONTROLS * 5))]
    for reads in (map(by_old_python, odd), map(by_python, odd), by_postal_mime(need_node(), odd, tmp_path)):
        for read in reads:
            found = ([a for _, a in read.to], [a for _, a in read.sender], read.headers)
            assert found == ([TO], [FROM], HEADERS)


def test_lines_are_as_long_as_mail_allows() -> None:
    for message in messages():
        head, _, body = message.decode("ascii").partition("\r\n\r\n")
        assert max(map(len, body.split("\r\n"))) <= 76
        assert not re.search(r"[\r\n]", message.decode().replace("\r\n", ""))
        for line in head.split("\r\n"):
            assert len(line) <= 76
            assert line.strip()


def test_the_text_is_encoded_as_python_does_it() -> None:
    bodies = [*(case.body for case in CASES[:500]), "", "a" * 75 + "=\t\n\n", "\r \x85\u2028\x0b." * 40, "Å…" * 60]
    for body in bodies:
        one = email.message.EmailMessage(policy=email.policy.SMTP.clone(max_line_length=76))
        one.set_content(f"{body}\n", charset="utf-8", cte="quoted-printable")
        assert Case(body=body).message().endswith(b"\r\n" + one.as_bytes())


def head_of(case: Case) -> list[str]:
    return case.message().decode("ascii").split("\r\n")[1:4]


def test_what_is_plain_stays_readable() -> None:
    assert head_of(Case("Dana Lee-O'Neil", "Lopez, Ana M.", "Thank you (again): nights, days & <more>")) == [
        "To: Dana Lee-O'Neil <dana.lee@example.com>",
        'From: "Lopez, Ana M." <ana@example.org>',
        "Subject: Thank you (again): nights, days & <more>",
    ]


def test_a_long_address_stands_on_a_line_of_its_own() -> None:
    address = f"{'d' * 64}@{'a' * 60}.example.com"
    assert head_of(Case("Dana Lee", address=address))[:2] == ["To: Dana Lee", f" <{address}>"]


def test_without_an_address_nobody_is_named() -> None:
    assert "To" not in email.message_from_bytes(Case(address="").message())


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("dana@müller.example.com", "dana@xn--mller-kva.example.com"),
        ("Dana@MÜLLER.Example.com", "Dana@xn--mller-kva.example.com"),
        ("dana@mu\u0308ller.example", "dana@xn--mller-kva.example"),
        ("dana@straße.example", "dana@xn--strae-oqa.example"),  # the name of another domain until 2008
        ("dana@\uff45xample.com", "dana@example.com"),
        ("dana@例え.テスト", "dana@xn--r8jz45g.xn--zckzah"),
        ("dana@उदाहरण.भारत", "dana@xn--p1b6ci4b4b3a.xn--h2brj9c"),
        ("dana@a--b.example.com", "dana@a--b.example.com"),
        ("dana@xn--mller-kva.example", "dana@xn--mller-kva.example"),
    ],
)
def test_a_domain_in_other_letters_has_a_form_for_mail(typed: str, sent: str) -> None:
    assert in_header(email_address(typed)) == sent
    assert by_python(Case(address=email_address(typed)).message()).to == [("Dana Lee", sent)]


@pytest.mark.parametrize(
    "typed",
    ["dana@☃.example", "dana@-ä.example", "dana@aא.example", f"dana@{'ü' * 60}.example", f"dana@{'a' * 64}.example"],
)
def test_a_domain_that_no_mail_can_carry_makes_no_address(typed: str) -> None:
    assert (email_address(typed), in_header(typed)) == ("", "")


def test_the_index_says_why_a_draft_has_no_recipient(folio: Folio) -> None:
    folio("new", "a.xlsx", "--name", "Ana Lopez")
    book = open_book(Path("a.xlsx"))
    for row, (name, typed) in enumerate(
        {"Dana Lee": "dana at acme", "Kim Wu": "kim@acme.example, kw@acme.example", "Sam Ortiz": None}.items()
    ):
        cell_of(book, "contacts.name", row).value = name
        cell_of(book, "contacts.email", row).value = typed
    book.save("a.xlsx")
    folio("letters", "a.xlsx", "--out", "out", "--today", "2026-03-04")
    index = Path("out/index.md").read_text(encoding="utf-8")
    assert "In Contacts, the email of Dana Lee is “dana at acme”. Correct it: that isn't one address." in index
    assert "the email of Kim Wu is “kim@acme.example, kw@acme.example”. Correct it: that isn't one address." in index
    assert "There is no email address in Contacts for Sam Ortiz." in index
    assert index.count("There is no email address in Contacts for") == 1
    for mail in Path("out").glob("*.eml"):
        assert "To" not in email.message_from_bytes(mail.read_bytes())
