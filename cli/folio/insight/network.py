"""The network: who led to whom, leads, advisers, and practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_lead
from folio.domain.records import Record, Records
from folio.domain.referrals import led_to


@dataclass(frozen=True, slots=True)
class Branch:
    """A person in a referral tree; ``depth`` 0 is where a chain began; ``listed``: is a contact."""

    depth: int
    name: str
    organization: str
    status: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead; ``open`` until it has a day on which it was done."""

    lead: str
    kind: str
    heard_from: str
    next_step: str
    due: date | None
    done: date | None
    open: bool
    outcome: str
    sheet: str
    cell: str

    @property
    def state(self) -> str:
        """Say in words whether it still waits."""
        return "open" if self.open else "followed up"


@dataclass(frozen=True, slots=True)
class Adviser:
    """A contact who can help to weigh an offer."""

    name: str
    organization: str
    job_title: str
    field: str


@dataclass(frozen=True, slots=True)
class Network:
    """Referral trees flattened top to bottom, leads (open ones first), advisers."""

    referrals: tuple[Branch, ...]
    referred: int
    leads: tuple[Lead, ...]
    advisers: tuple[Adviser, ...]


@dataclass(frozen=True, slots=True)
class Try:
    """One try at describing oneself; ``rating`` 1-5."""

    when: date | None
    version: str
    setting: str
    rating: int | None
    reaction: str
    change: str


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice log in the order of its days."""

    tries: tuple[Try, ...]

    @property
    def latest(self) -> Try | None:
        """The last try with words, or None."""
        return next((t for t in reversed(self.tries) if t.version), None)

    @property
    def ratings(self) -> tuple[int, ...]:
        """The ratings in order, without tries that were not rated."""
        return tuple(t.rating for t in self.tries if t.rating is not None)


def find_network(records: Records) -> Network:
    """Follow the referrals, and list leads and advisers."""
    rows = [r for r in records.rows("contacts") if r.text("name")]
    advisers = [
        Adviser(r.text("name"), r.text("organization"), r.text("job_title"), records.field_of(r.text("name")))
        for r in rows
        if r.yes("can_advise")
    ]
    named = {r.key("referred_by"): r.text("referred_by") for r in reversed(rows)}
    people = {key: led for key in named if (led := [r for r in led_to(records, key) if r.text("name")])}
    referred = {r.key("name") for led in people.values() for r in led}
    branches: list[Branch] = []
    seen: set[str] = set()
    # Where people referred each other in a ring, no one began the chain: start anywhere in it.
    in_order = [key for r in rows if (key := r.key("referred_by")) in people]
    for root in (*(k for k in in_order if k not in referred), *in_order):
        _climb(records, named, people, root, seen, branches)
    leads = [
        Lead(
            lead=r.text("lead"),
            kind=r.text("kind"),
            heard_from=records.spelled(r.text("heard_from")),
            next_step=r.text("next_step"),
            due=r.day("due"),
            done=r.day("done"),
            open=is_open_lead(r),
            outcome=r.text("outcome"),
            sheet=r.sheet,
            cell=r.cell("lead"),
        )
        for r in records.rows("leads")
    ]
    leads.sort(key=lambda lead: (not lead.open, lead.due or date.max, normalize_name(lead.lead)))
    return Network(tuple(branches), sum(map(len, people.values())), tuple(leads), tuple(advisers))


def _climb(
    records: Records, named: dict[str, str], led: dict[str, list[Record]], root: str, seen: set[str],
    out: list[Branch],
) -> None:  # fmt: skip
    """Add a person and all to whom they led; a stack instead of recursion, so that no chain is too long."""
    stack = [(root, 0)]
    while stack:
        key, level = stack.pop()
        if key in seen:
            continue
        seen.add(key)
        person = records.contact(key)
        shown = person or records.blank(name=named.get(key, ""))
        name, organization, status = map(shown.text, ("name", "organization", "status"))
        out.append(Branch(level, name, organization, status, listed=person is not None))
        stack += [(row.key("name"), level + 1) for row in reversed(led.get(key, []))]


def find_practice(records: Records) -> Practice:
    """The practice log in the order of its days; tries without a day come last, as they stand."""
    return records.once("practice", lambda: _practice(records))


def _practice(records: Records) -> Practice:
    tries = [
        Try(
            when=r.day("date"),
            version=r.text("version"),
            setting=r.text("setting"),
            rating=r.rating("rating"),
            reaction=r.text("reaction"),
            change=r.text("change"),
        )
        for r in records.rows("practice")
    ]
    return Practice(tuple(sorted(tries, key=lambda t: t.when or date.max)))
