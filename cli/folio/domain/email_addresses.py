"""What counts as one email address, for messages, exports and letters alike."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from folio.basics.internet_domains import ascii_domain
from folio.domain.names import plain_text

# A letter, digit or hyphen; vowel signs of South and Southeast Asia are no letters to Python, but no word goes without.
_SIGN = r"(?:[^\W_]|[-\u0900-\u0e4e\u0eb0-\u0ece\u1000-\u103e\u1780-\u17dd])"
_DOMAIN = rf"(?:[^\W_]{_SIGN}*\.)+[^\W\d_]{_SIGN}+"
# Narrower than what mail allows, so that no address can be taken for two or for a header of its own.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?P<name>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_DOMAIN})")
_WITHIN = re.compile(rf"[\w!#$%&'*+=^`{{|}}~-][\w!#$%&'*+=^`{{|}}~.-]*@{_DOMAIN}")
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
_REMARK = re.compile(r"(\S+)\s*\([^()@]*\)")
_LINK = re.compile(r"mailto:", re.IGNORECASE)
_SPELLED = (
    (re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*|\s+at\s+", re.IGNORECASE), "@"),
    (re.compile(r"\s*[(\[{]\s*dot\s*[)\]}]\s*|\s+dot\s+", re.IGNORECASE), "."),
    (re.compile(r"\s*([@.])\s*"), r"\1"),
)
# Mail allows 254 characters for an address; a name, a remark or what a link says besides may be as long again.
_LONGEST, _LONGEST_TYPED = 254, 1000


def email_address(typed: str) -> str:
    """The one address that a text means: ``Ana <ana@example.com>`` is ``ana@example.com``; else nothing."""
    text = plain_text(typed)
    if len(text) > _LONGEST_TYPED:
        return ""
    text = text.rstrip(".,; ")
    if remark := _REMARK.fullmatch(text):
        text = remark[1]
    text = _unlinked(text)
    if named := _NAMED.fullmatch(text):
        inner = _unlinked(named[2])
        # A mail program may put the address in place of the name, too.
        text = inner if {f.casefold() for f in _WITHIN.findall(named[1])} <= {inner.casefold()} else ""
    text = text.strip("'\"").rstrip(".,;")
    return text if _is_address(text) else ""


def likely_address(typed: str) -> str:
    """The one address within a text, or spelled out as in ``ana at example dot com``; else nothing."""
    text = plain_text(typed)
    if len(text) > _LONGEST_TYPED:
        return ""
    found = {address.casefold(): address for address in addresses_in(text)}
    if len(found) > 1:
        return ""
    if found:
        return next(iter(found.values()))
    for pattern, sign in _SPELLED:
        text = pattern.sub(sign, text)
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return next((t for t in (text, plain) if _is_address(t)), "")


def addresses_in(text: str) -> list[str]:
    """Every address in a text."""
    return [found for found in _WITHIN.findall(text[:_LONGEST_TYPED]) if _is_address(found)]


def in_header(address: str) -> str:
    """An address as messages carry it, its domain in ASCII; empty for what is no address."""
    match = _ADDRESS.fullmatch(address)
    domain = ascii_domain(match["domain"]) if match else ""
    found = f"{match['name']}@{domain}" if match and domain else ""
    return found if len(found) <= _LONGEST else ""


def _unlinked(text: str) -> str:
    """The address of a link to write to somebody, without what the link says besides."""
    address = text.strip()
    if link := _LINK.match(address):
        address = unquote(address[link.end() :].partition("?")[0]).strip()
    return address


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST and bool(in_header(text))
