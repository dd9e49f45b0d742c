"""What a student decided about a field, and why."""

from __future__ import annotations

from dataclasses import dataclass

from folio.domain.records import Record, Records


@dataclass(frozen=True, slots=True)
class FieldDecision:
    """One row of the sheet of decisions; what is not said is empty."""

    field: str
    decision: str
    unsure_because: str
    would_settle: str
    fit_strengths: str
    fit_values: str

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """What is said of it, each with what it is."""
        told = (
            ("Still unsure because", self.unsure_because),
            ("What would settle it", self.would_settle),
            ("How it fits my strengths", self.fit_strengths),
            ("How it fits my values", self.fit_values),
        )
        return tuple((label, text) for label, text in told if text)


def decision_about(records: Records, field: str) -> FieldDecision | None:
    """Return what is decided about a field, by the first row that names it; None where none does."""
    row = next(iter(records.where("decisions", "field", field)), None)
    return None if row is None else _decision(records, row)


def decided_fields(records: Records) -> list[str]:
    """Return the fields that decisions are about, as the start sheet spells them."""
    return [records.spelled_field(text) for r in records.rows("decisions") if (text := r.text("field"))]


def _decision(records: Records, row: Record) -> FieldDecision:
    keys = ("decision", "unsure_because", "would_settle", "fit_strengths", "fit_values")
    return FieldDecision(records.spelled_field(row.text("field")), *map(row.text, keys))
