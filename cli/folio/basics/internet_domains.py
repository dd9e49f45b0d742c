"""Domains of the internet in the form in which messages carry them."""

from __future__ import annotations

_LONGEST, _LONGEST_LABEL = 253, 63


def ascii_domain(domain: str) -> str:
    """A domain in ASCII (IDNA): ``müller.example`` is ``xn--mller-kva.example``; empty where it can be no domain."""
    if domain.isascii():
        return domain if _fits(domain) else ""
    # Only here, because its tables take a while to load, and hardly any address needs them.
    from idna import encode

    try:
        found = encode(domain, uts46=True).decode("ascii")
    except UnicodeError:
        return ""
    return found if _fits(found) else ""


def _fits(domain: str) -> bool:
    return len(domain) <= _LONGEST and all(0 < len(label) <= _LONGEST_LABEL for label in domain.split("."))
