"""Texts without how to reach somebody: email addresses, phone numbers and links, also where they are written oddly.

What may be one counts as one. Every repetition is bounded or begins at the start of a word, so that no text takes long.
"""

from __future__ import annotations

import re

LEFT_OUT = "(left out)"
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_PART = r"[^\s@\uff20<>()\[\],;:\"]"
_AT = r"(?:\s{0,3}[(\[{<]\s?at\s?[)\]}>]\s{0,3}|\s{1,3}at\s{1,3})"
_DOT = r"(?:\s{0,3}[(\[{<]\s?dot\s?[)\]}>]\s{0,3}|\s{1,3}dot\s{1,3}|\.(?=[^\W\d]))"
_REACH = re.compile(
    "|".join((
        rf"(?<!{_PART})(?:{_PART}+(?:\s(?=[@\uff20]\s))?)?[@\uff20]\s?{_PART}*\w",  # also names on social media
        rf"(?<![\w.+-])[\w+-]+(?:{_DOT}[\w+-]+){{0,4}}{_AT}[\w-]+(?:{_DOT}[\w-]+){{1,4}}",  # ana at example dot com
        r"\b(?:https?|ftp|mailto|tel|sms):\S+|\bwww\.\S+",
        r"(?<![\w.-])[\w-]+(?:\.[\w-]+){0,4}\.(?:[a-z]{2,}/\S+|(?:com|org|net|edu|gov|io|info|biz)\b)",
    )),
    re.IGNORECASE,
)  # fmt: skip
# A date or a span of years has as many digits as a phone number.
_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{4}|(?:19|20)\d\d\s?[-/\u2013]\s?(?:19|20)\d\d"
_BETWEEN = rf"[\s().\-/_\u00b7\u2010-\u2015\u2212{_INVISIBLE}]{{0,3}}"
# Seven digits or more, with what stands between them in a phone number, or three groups of them however set apart.
_PHONE = re.compile(
    rf"(?P<day>(?<!\d)(?:{_DAY})(?!\d))"
    rf"|\+?\(?\d(?:{_BETWEEN}\d){{6,}}(?:\s{{0,3}}(?:x|ext\.?)\s{{0,3}}\d+)?"
    r"|\d{3}[\W_]{1,4}\d{3}[\W_]{1,4}\d{4}",
    re.IGNORECASE,
)


def without_contact_data(text: str) -> str:
    """Return a text with ``(left out)`` in the place of every email address, phone number and link."""
    return _PHONE.sub(lambda found: found["day"] or LEFT_OUT, _REACH.sub(LEFT_OUT, text))


def has_contact_data(text: str) -> bool:
    """Whether a text holds an email address, a phone number or a link."""
    return without_contact_data(text) != text
