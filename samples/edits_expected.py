"""What a reading must yield, said by what a person typed and did; folio's reader has no part in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from folio.template.vocabulary import ANYBODY

Row = dict[str, Any]
# code, the sheet's present title, the column's key, what stands in the cell; None where there is none
Told = tuple[str, str | None, str | None, Any]


@dataclass(frozen=True, slots=True)
class Slip:
    """A typed value that does not fit its column, and the code that must say so."""

    raw: Any
    code: str


@dataclass(frozen=True, slots=True)
class As:
    """A typed value that is not in its canonical form."""

    raw: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that a formula of the person's shows."""

    value: Any


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell left blank that must be told."""

    code: str


def typed(value: Any) -> Any:
    """What the person typed."""
    match value:
        case Slip() | As():
            return value.raw
        case Computed():
            return value.value
        case Gap():
            return None
    return value


def shown(value: Any) -> Any:
    """What the cell holds, as LibreOffice tells it: days as numbers."""
    value = typed(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int) else value


REFERENCES = (
    ("contacts", "referred_by"),
    ("questions", "contact"),
    ("interviews", "contact"),
    ("peaks_wanted", "contact"),
)
LABELS = {
    "contacts": "name",
    "questions": "question",
    "interviews": "contact",
    "peaks_wanted": "quality",
    "peaks_mine": "quality",
}


@dataclass(slots=True)
class Expected:
    """The typed rows by sheet, the cells that belong to no table, and what folio must say.

    ``untouched`` are rows that folio filled in beforehand. ``copied`` tells that texts of folio's own were copied;
    whether such a copy is given back or not is the same to its owner.
    """

    titles: dict[str, str]
    rows: dict[str, list[Row]]
    untouched: dict[str, list[Row]]
    extra: list[Any] = field(default_factory=list)
    notes: list[tuple[str, Any, str]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    copied: bool = False
    broken: bool = False

    def tell(self, code: str, title: str | None = None, column: str | None = None, content: Any = None) -> None:
        """Expect one more problem."""
        self.told.append((code, title, column, content))

    def values(self, sheet: str, *columns: str) -> list[Any]:
        """What is typed in a sheet, or in some of its columns."""
        return [
            typed(v) for row in self.rows[sheet] for k, v in row.items()
            if typed(v) is not None and (not columns or k in columns)
        ]  # fmt: skip

    def without_column(self, sheet: str, column: str) -> None:
        """Expect no such column, and folio to say so."""
        for row in self.rows[sheet]:
            row.pop(column, None)
        self.tell("column-missing", self.titles[sheet], column)

    def without_sheet(self, sheet: str) -> None:
        """Expect nothing of a sheet in a table."""
        self.rows[sheet] = []

    def problems(self) -> Iterator[Told]:
        """Everything that folio must say, and nothing else."""
        yield from self.told
        for sheet, rows in self.rows.items():
            for row in rows:
                for column, value in row.items():
                    if isinstance(value, Slip):
                        yield value.code, self.titles[sheet], column, shown(value)
                    elif isinstance(value, Gap):
                        label = shown(row.get(LABELS[sheet]))
                        yield value.code, self.titles[sheet], column, ("blank in the row of", label)
        names = {str(typed(row["name"])).casefold() for row in self.rows["contacts"] if "name" in row}
        for sheet, column in REFERENCES if names else ():
            for row in self.rows[sheet]:
                name = row.get(column)
                if typed(name) is not None and str(typed(name)).strip().casefold() not in names:
                    code = "referrer-not-listed" if (sheet, column) in ANYBODY else "unknown-reference"
                    yield code, self.titles[sheet], column, shown(name)


# An edit says with these what it changes.
Expectation = Callable[[Expected], None]


def titled(title: str, sheet: str = "contacts") -> Expectation:
    """Expect a sheet under another title."""
    return lambda e: e.titles.update({sheet: title})


def extra(*values: Any) -> Expectation:
    """Expect cells that belong to no table."""
    return lambda e: e.extra.extend(values)


def told(code: str, title: str | None = None, column: str | None = None, content: Any = None) -> Expectation:
    """Expect folio to say something more."""
    return lambda e: e.tell(code, title, column, content)


def both(*parts: Expectation) -> Expectation:
    """Expect several things."""

    def expect(e: Expected) -> None:
        for part in parts:
            part(e)

    return expect


def row_gone(sheet: str, row: int) -> Expectation:
    """Expect a row nowhere."""

    def expect(e: Expected) -> None:
        gone = typed(e.rows[sheet].pop(row).get("name"))
        # Who is no longer there is named as typed.
        for other in e.rows[sheet]:
            if isinstance(by := other.get("referred_by"), As) and by.value == gone:
                other["referred_by"] = by.raw

    return expect


def more(sheet: str, **values: Any) -> Expectation:
    """Expect one row more."""
    return lambda e: e.rows[sheet].append(values)


def change(sheet: str, row: int, **values: Any) -> Expectation:
    """Expect other values in a row."""
    return lambda e: e.rows[sheet][row].update(values)


def copied(title: str) -> Expectation:
    """Expect all that is typed in Contacts once more among the extra cells, and folio to say why."""

    def expect(e: Expected) -> None:
        e.copied = True
        e.extra += e.values("contacts")
        e.tell("sheet-twice", title)

    return expect


def two_renamed_copies(e: Expected) -> None:
    """Neither can be taken; nothing can be said about names that stand in them."""
    e.copied = True
    e.extra += 2 * e.values("contacts")
    e.without_sheet("contacts")
    e.tell("sheet-ambiguous")


def copied_row(e: Expected) -> None:
    """Tom Reyes's row holds what Dana Lee's holds."""
    e.rows["contacts"][3] = dict(e.rows["contacts"][0])
    e.tell("duplicate-contact", "Contacts", "name", "Dana Lee")


def pushed_down(e: Expected) -> None:
    """Each phone number from the second row on stands one row lower."""
    rows = e.rows["contacts"]
    for lower, upper in ((4, 3), (3, 2), (2, 1)):
        rows[lower].pop("phone", None)
        if "phone" in rows[upper]:
            rows[lower]["phone"] = rows[upper]["phone"]
    rows[1].pop("phone")


def row_in_own_sheet(e: Expected) -> None:
    """Expect Tom Reyes's row among the extra cells."""
    gone = e.rows["contacts"].pop(3)
    e.extra += [typed(value) for value in gone.values()]


def broken_formulas(e: Expected) -> None:
    """LibreOffice breaks the formulas that reckoned with a deleted sheet: what is left of them is nobody's answer."""
    e.broken = True


def sheet_deleted(e: Expected) -> None:
    """Expect no interviews, and folio to say so."""
    e.without_sheet("interviews")
    e.tell("sheet-missing")
    e.broken = True


def column_copied(e: Expected) -> None:
    """Expect the copy among the extra cells."""
    e.copied = True
    e.extra += e.values("contacts", "email")
    e.tell("column-twice", "Contacts", "email")


def names_deleted(e: Expected) -> None:
    """Expect the rows without names, and not a word about each cell that names someone."""
    e.without_column("contacts", "name")
    # With nobody to compare with, names are taken as typed.
    e.rows["contacts"][2]["referred_by"] = "dana lee"


def line_deleted(e: Expected) -> None:
    """Expect no student id."""
    e.rows["start"][0].pop("student_id")
    e.tell("column-missing", "Start", "student_id")


def own_notes(e: Expected) -> None:
    """Expect each note at its cell."""
    e.notes += [
        ("Contacts", "Dana Lee", "She called back"),
        ("Contacts", None, "Has none"),
        ("Contacts", "Email", "Ask first"),
    ]
