"""A draft as a message (.eml): one recipient, one sender, and the subject as it is, whatever was typed.

How Python folds headers depends on its version: before 3.13 the space between two encoded words is lost, and in a long
name the quotes are, so that an address in it becomes a recipient. So folio writes the headers that hold typed words:
plain where they are plain, else in encoded words (RFC 2047), in which no character means anything to a header.
"""

from __future__ import annotations

import re
from email.charset import Charset
from email.quoprimime import body_encode
from itertools import chain, repeat
from typing import TYPE_CHECKING

from folio.basics.wording import visible
from folio.domain.email_addresses import in_header

if TYPE_CHECKING:
    from datetime import date

    from folio.output.letters.drafts import Draft, StudentLetters

# No line of a header with encoded words, and none of a quoted-printable text, has more characters.
_LINE = 76
_FOLD = "\r\n "
_ABOUT_TEXT = (
    'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    "MIME-Version: 1.0\r\n\r\n"
)
_ENCODING = Charset("utf-8")
# What could be taken for an encoded word is not plain.
_PLAIN = re.compile(r"(?!.*=\?)[!-~]+(?: [!-~]+)*")
_PLAIN_NAME = re.compile(r"(?!.*=\?)[\w!#$%&'*+/=?^`{|}~ -]+", re.ASCII)
# An address or a quote in a name could stand in quotes, too, but not every program reads that right.
_QUOTED_NAME = re.compile(r"(?!.*=\?)[ !#-;=?A-\[\]-~]+")


def mail_file(letters: StudentLetters, draft: Draft, _: date) -> bytes:
    """Return a draft as the bytes of a message without a date; who has no address is not named in it."""
    headers = {
        # Desktop mail programs open such a file as a draft to be sent.
        "X-Unsent": "1",
        "To": _mailbox(draft.contact, draft.to_email, _LINE - len("To: ")),
        "From": _mailbox(letters.name, letters.email, _LINE - len("From: ")),
        "Subject": _words(draft.subject, _PLAIN, _LINE - len("Subject: ")),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return (head + _ABOUT_TEXT + _quoted_printable(draft.body)).encode("ascii")


def _quoted_printable(text: str) -> str:
    """Encode a text as ``EmailMessage`` does, which takes ten times as long for headers that are always the same."""
    lines = f"{text}\n".encode().splitlines()
    encoded = body_encode("".join(f"{line.decode('latin-1')}\n" for line in lines), _LINE)
    return encoded.replace("\n", "\r\n")


def _mailbox(name: str, address: str, room: int) -> str:
    """A name with its address; the first line has ``room`` for so many characters. Empty without an address."""
    # Python refuses to read a name in which a line ends.
    name, address = visible(name), in_header(address)
    if not address or not name:
        return address
    quoted = f'"{name}"'
    is_quoted = not _PLAIN_NAME.fullmatch(name) and _QUOTED_NAME.fullmatch(name) and len(quoted) <= room
    words = quoted if is_quoted else _words(name, _PLAIN_NAME, room)
    last = words.rpartition(_FOLD)[2]
    fits = len(f"{last} <{address}>") <= room
    return f"{words}{' ' if fits else _FOLD}<{address}>"


def _words(text: str, plain: re.Pattern[str], room: int) -> str:
    """A text as it is where it is plain and fits the first line; else as encoded words, one a line."""
    if len(text) <= room and _PLAIN.fullmatch(text) and plain.fullmatch(text):
        return text
    return _FOLD.join(filter(None, _ENCODING.header_encode_lines(text, chain([room], repeat(_LINE - 1)))))
