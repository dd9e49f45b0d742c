"""Texts without how to reach somebody: email addresses, phone numbers and links."""

from __future__ import annotations

import re

from folio.domain.email_addresses import addresses_in

LEFT_OUT = "(left out)"
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io)/\S+", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"\S+\W+at\W+\S+\W+dot\W+\w+", re.IGNORECASE)
# Seven digits or more, with what stands between them in a phone number; a date has a form of its own.
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PHONE = re.compile(r"\+?\(?\d(?:[ ().\-/\u2013]{0,2}\d){6,}(?:\s*(?:x|ext\.?)\s*\d+)?", re.IGNORECASE)


def without_contact_data(text: str) -> str:
    """Return a text with ``(left out)`` in the place of every email address, phone number and link."""
    for address in addresses_in(text):
        text = text.replace(address, LEFT_OUT)
    for pattern in (_SPELLED_OUT, _LINK):
        text = pattern.sub(LEFT_OUT, text)
    return _PHONE.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else LEFT_OUT, text)


def has_contact_data(text: str) -> bool:
    """Whether a text holds an email address, a phone number or a link."""
    return without_contact_data(text) != text
