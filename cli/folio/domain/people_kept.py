"""What a person takes along into a new term, where only people are kept; the rest starts anew."""

from __future__ import annotations

from folio.template.vocabulary import CLOSED, MET

# People, what one can prove, and how one describes oneself.
KEPT_SHEETS = ("start", "contacts", "peaks_mine", "practice")
# What of these belongs to the term that is over.
OF_LAST_TERM = ("start.due", "contacts.requested_on", "contacts.next_step", "contacts.next_step_due")


def is_of_last_term(sheet: str, column: str, value: object) -> bool:
    """Whether a cell tells how far one was in the last term; that someone was met, or said no, stays true."""
    if (sheet, column) == ("contacts", "status"):
        return value not in (*MET, *CLOSED)
    return sheet not in KEPT_SHEETS or f"{sheet}.{column}" in OF_LAST_TERM
