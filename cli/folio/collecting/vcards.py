"""Cards of people in a .vcf file, as phones and address books export them: versions 2.1, 3.0 and 4.0.

vobject takes a line apart, unfolds it and decodes it. The cards are told apart here, so that one that is broken stops
no other; so is what belongs to no contact, such as pictures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vobject.base import ContentLine, VObjectError, getLogicalLines, textLineToContentLine

from folio.collecting.address_entries import AddressEntry, Detail

_BEGIN, _END = (
    re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE),
    re.compile(r"\s*END\s*:\s*VCARD\s*", re.IGNORECASE),
)
_AGENT = re.compile(r"(?:[\w-]+\.)?AGENT\b", re.IGNORECASE)
# What comes before the value of a line, exactly as the standards say: the pattern of the library takes forever to find
# out that a line is none.
_WORD, _SAID = r"[A-Za-z0-9_-]+", r'(?:"[^"]*"|[^";:,]*)'
_HEAD = re.compile(rf"(?:{_WORD}\.)?({_WORD})(?:;{_WORD}(?:={_SAID}(?:,{_SAID})*)?)*:")
_TAKEN = frozenset(
    (
        "VERSION", "FN", "N", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "URL", "X-SOCIALPROFILE", "SOCIALPROFILE",
        "CATEGORIES", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS", "X-ABLABEL",
    )
)  # fmt: skip
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS")
_NO_PERSON = frozenset(("group", "org", "location", "company"))
# A note may stand above the first card, within so many bytes.
_ABOVE = 2_000
# No name, number or address is longer.
_LONGEST = 5_000
_QUOTED = re.compile(r"quoted-printable", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BrokenCard:
    """A card that can't be read, and why."""

    number: int
    why: str


def is_vcard(content: bytes) -> bool:
    """Whether a file begins as one of cards does."""
    lines = _decoded(content[:_ABOVE])[0].lstrip("\ufeff").splitlines()
    return any(map(_BEGIN.fullmatch, lines))


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether letters were guessed: line by line, since each card may come from elsewhere."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), False
    lines, guessed = [], False
    for line in content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            guessed = True
    return "".join(lines), guessed


def card_entries(file: str, content: bytes) -> tuple[list[AddressEntry | BrokenCard], bool]:
    """Return what each card says, in order, and whether its letters were guessed; cards count from 1."""
    text, guessed = _decoded(content)
    return list(_entries(file, text)), guessed


def _entries(file: str, text: str) -> Iterator[AddressEntry | BrokenCard]:
    for number, (lines, is_whole) in enumerate(_cards(text), start=1):
        if not is_whole:
            yield BrokenCard(number, "it has no end")
            continue
        try:
            yield _entry(file, number, list(_lines(lines)))
        except (VObjectError, LookupError, ValueError, TypeError):  # a charset nobody knows, or one that isn't its own
            yield BrokenCard(number, "its letters aren't stored as it says")


def _cards(text: str) -> Iterator[tuple[list[str], bool]]:
    """The lines of each card, and whether it has an end; a card within another is that of somebody's assistant."""
    card: list[str] | None = None
    inner = 0
    for line in io.StringIO(text, newline=None):
        if _BEGIN.fullmatch(line):
            if card and _AGENT.match(card[-1]):
                inner += 1
                continue
            if card is not None:
                yield card, False
            card, inner = [], 0
        elif _END.fullmatch(line):
            if inner:
                inner -= 1
            elif card is not None:
                yield card, True
                card = None
        elif card is not None and not inner and line.strip():
            card.append(line)
    if card is not None:
        yield card, False


def _lines(physical: Sequence[str]) -> Iterator[ContentLine]:
    """The lines of a card that say something of a contact, unfolded and decoded."""
    for line, _ in getLogicalLines(io.StringIO("".join(physical)), allowQP=True):
        head = _HEAD.match(line)
        if head and head[1].upper() in _TAKEN and len(line) <= _LONGEST:
            # The library only knows the word in capitals.
            said = _QUOTED.sub("QUOTED-PRINTABLE", head[0])
            yield textLineToContentLine(said + line[head.end() :])


def _entry(file: str, number: int, lines: Sequence[ContentLine]) -> AddressEntry:
    beside = {line.group: line.value for line in lines if line.name == "X-ABLABEL" and line.group}
    said = {line.name: str(line.value) for line in reversed(lines)}
    parts = [" ".join(map(_text, _fields(part, ","))) for part in _fields(said.get("N", ""))]
    last, first, middle, title, suffix = (*parts, *[""] * 5)[:5]
    full, organization = _text(said.get("FN", "")), _text(next(iter(_fields(said.get("ORG", ""))), ""))
    kinds = {_text(said.get(name, "")).casefold() for name in _KINDS}
    if kinds & _NO_PERSON:
        last, first, middle, full, organization = "", "", "", "", organization or full
    if any(map(str.isalpha, full)) and "@" not in full and full != organization:
        # The formatted name says which of its parts comes first, and often has the title.
        last, first, middle, title = "", "", "", "" if title in full else title

    def details(*names: str) -> tuple[Detail, ...]:
        return tuple(_detail(line, beside) for line in lines if line.name in names and line.value.strip())

    return AddressEntry(
        file, number, is_card=True, title=title, first=first, middle=middle, last=last, suffix=suffix, full=full,
        organization=organization, job_title=_text(said.get("TITLE") or said.get("ROLE") or ""),
        emails=details("EMAIL"), phones=details("TEL"),
        # What people show friends elsewhere is no address at work.
        links=(*(d for d in details("X-SOCIALPROFILE", "SOCIALPROFILE") if "linkedin" in d.text), *details("URL")),
        labels=tuple(_text(t) for line in lines if line.name == "CATEGORIES" for t in _fields(line.value, ",")),
    )  # fmt: skip


def _detail(line: ContentLine, beside: Mapping[str, str]) -> Detail:
    """An address, a number or a link, with what its line, or Apple's beside it, says it is for."""
    types = [*line.params.get("TYPE", ()), *line.singletonparams, beside.get(line.group, "")]
    words = frozenset(re.findall(r"[a-z]+", " ".join(types).casefold()))
    text = re.sub(r";ext=", " ext. ", _text(line.value), flags=re.IGNORECASE)
    return Detail(text, words, preferred="pref" in words or "PREF" in line.params)


def _fields(value: str, sign: str = ";") -> list[str]:
    """The fields of a value, apart at each sign that isn't escaped; none of a value that is empty."""
    fields = [""] if value else []
    for token in re.findall(r"\\.|.", value, re.DOTALL):
        if token == sign:
            fields.append("")
        else:
            fields[-1] += token
    return fields


def _text(value: str) -> str:
    """A value as a person reads it, on one line."""
    return " ".join(re.sub(r"\\(.)", lambda m: " " if m[1] in "nN" else m[1], value).split())
