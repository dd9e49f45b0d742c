"""What Contacts says of whom a row of another sheet is about."""

from __future__ import annotations

from folio.workbook.formulas.parts import Known, Row, said, same, text


def contact_says(known: Known, row: Row, key: str) -> str:
    """What Contacts says of the person whom a row is about; of two with one name, the first is meant."""
    people = known.once("people", lambda: {said(r.get("name")): r for r in reversed(known.rows("contacts"))})
    who = said(row.get("contact"))
    return text(people.get(who, {}), key) if who else ""


def referrer_of(known: Known, row: Row) -> str:
    """Who led to the person whom a row is about; nobody leads to themselves."""
    referrer = contact_says(known, row, "referred_by")
    return "" if same(referrer, row.get("contact")) else referrer
