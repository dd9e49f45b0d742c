"""What ``folio new`` does with ``--from``: workbooks that begin with what was typed in old ones."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folio.basics.regional_formats import write_as
from folio.basics.wording import counted, visible
from folio.commands import common
from folio.commands.contacts import CONTACTS, contact_rows, lists_of
from folio.exit_codes import ContentProblem, ExitCode, UsageProblem
from folio.template.loading import DEFAULT, load_kit, shipped_names
from folio.template.plan_builder import PlannedQuestion, plan_for
from folio.workbook.embedded_description import Owner

if TYPE_CHECKING:
    from folio.collecting.rosters import RosterEntry
    from folio.intake.close_reading import CloseReading
    from folio.output.onward.carry_over import AddPeople, NewWorkbook
    from folio.output.onward.lines import Keep
    from folio.template.loading import Kit

# Of the files that are nobody's, so many are named.
_MOST_NAMED = 10
_ADDRESS_BOOKS = (".csv", ".vcf")
_NOTHING_WRITTEN = "Nothing was written."


@dataclass(frozen=True, slots=True)
class Order:
    """What ``folio new`` is asked for: ``owner`` is what all workbooks share, ``old`` what they begin with."""

    owner: Owner
    today: date
    template: str | None = None
    minutes: int | None = None
    focus: tuple[str, ...] = ()
    rows: int | None = None
    old: str | None = None
    keep: Keep = "everything"

    def kit_and_plan(self, old: Sequence[CloseReading] = ()) -> tuple[Kit, tuple[PlannedQuestion, ...]]:
        """Load the template that was asked for, else that of the old workbooks, and choose the questions.

        Raises UsageProblem where an old workbook is made from a template that doesn't come with folio.
        """
        names = {c.reading.template.name for c in old if c.reading.template}
        if not self.template and (others := sorted(names - {*shipped_names()})):
            raise UsageProblem(
                f"The old work was made from the template {visible(others[0])!r}, which isn't one of folio's.",
                f"Say which one the new is made from: --template {' or '.join(shipped_names())}, or your own folder.",
            )
        kit = load_kit(self.template or (names.pop() if len(names) == 1 else DEFAULT))
        if theme := common.chosen_theme():
            # A custom template may have named more accents.
            accents = kit.theme.accents | theme.accents
            kit = replace(kit, theme=theme.model_copy(update={"accents": accents}))
        write_as(kit.theme.regional)
        return kit, plan_for(kit, self.minutes, self.focus)

    def plan_after(self, old: CloseReading, kit: Kit) -> tuple[PlannedQuestion, ...]:
        """Choose the questions by what people have told in an old workbook, unless a new term begins."""
        if self.keep == "people":
            return plan_for(kit, self.minutes, self.focus)
        from folio.domain.adapted_plan import adapted_plan
        from folio.domain.answers import is_asked
        from folio.intake.reading_records import records_of

        records = records_of(old.reading, self.today)
        rows = records.tables.get("questions", ())
        own = [r for r in rows if r.has("question") and not (r.untouched or r.has("contact") or is_asked(r))]
        field = next(iter(self.owner.fields), None)
        return adapted_plan(kit, records, self.minutes, self.focus, field=field, own=own)

    def notify_plan(self, plan: tuple[PlannedQuestion, ...], *, quiet: bool) -> None:
        """Say how long the question plan is, if it was asked for."""
        if self.minutes or self.focus:
            minutes = sum(p.question.minutes for p in plan)
            questions = counted(len(plan), "question")
            common.notify(f"The question plan has {questions} for {counted(minutes, 'minute')}.", quiet=quiet)


def workbook_id_of(template: str, owner: Owner, name: str) -> str:
    """Return a random id, or with SOURCE_DATE_EPOCH one that depends only on the workbook."""
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        return uuid.uuid4().hex
    return hashlib.sha256(repr((template, owner, name)).encode()).hexdigest()[:32]


def carry_one(
    out: Path, old: str, order: Order, books: Sequence[Path], picks: Sequence[str], *, force: bool, quiet: bool
) -> int:
    """Make one workbook with what was typed in another, and with the people in address books who aren't in it yet."""
    from folio.basics.file_writing import refuse_existing, refuse_inputs, write_files
    from folio.intake.close_reading import read_closely
    from folio.intake.files.discover import find_workbooks
    from folio.intake.files.workbook_file import WorkbookFile

    order.kit_and_plan()  # a mistake in it comes before anything is read
    sources = [item for item in find_workbooks([old]).items if isinstance(item, WorkbookFile)]
    if len(sources) > 1:
        raise UsageProblem(
            f"{visible(old)} has {len(sources)} workbooks in it, and one can be carried over.",
            "Give --from one workbook, or make those of a class with --roster.",
        )
    inputs: list[str | Path] = [old, *books, *lists_of(picks)]
    refuse_inputs([out], inputs)
    refuse_existing([out], force=force)
    if not sources:
        click.echo(f"{visible(old)}: there is no workbook in it. {_NOTHING_WRITTEN}", err=True)
        return ExitCode.UNREADABLE
    (close,) = read_closely(sources)
    if not close.reading.readable:
        problem = close.reading.problems[0]
        is_book = Path(old).suffix.lower() in _ADDRESS_BOOKS
        fix = "If it's an address book, give it to --contacts in place of --from." if is_book else visible(problem.fix)
        click.echo(f"{visible(old)}: {visible(problem.message)} {fix} {_NOTHING_WRITTEN}", err=True)
        return ExitCode.UNREADABLE
    kit, _ = order.kit_and_plan([close])
    plan = order.plan_after(close, kit)
    people = kit.template.sheet(CONTACTS)

    def with_books(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return contact_rows(books, picks, people, order.rows or people.rows, rows, quiet=quiet)

    new = _carried(close, order.owner, out.name, kit, plan, order, with_books if books else None)
    write_files({out: new.content}, force=force, inputs=inputs)
    click.echo(out)
    order.notify_plan(plan, quiet=quiet)
    _tell(new, kit, old, "", quiet=quiet)
    return ExitCode.OK


def _carried(
    close: CloseReading, owner: Owner, name: str, kit: Kit, plan: tuple[PlannedQuestion, ...], order: Order,
    people: AddPeople | None = None,
) -> NewWorkbook:  # fmt: skip
    from folio.output.onward.carry_over import NewParts, new_from_old

    made = NewParts(kit, order.today, workbook_id_of(kit.template.name, owner, name), common.now(), plan, order.rows)
    return new_from_old(close, owner, replace(made, keep=order.keep, people=people))


def _tell(new: NewWorkbook, kit: Kit, old: str, whose: str, *, quiet: bool) -> None:
    """Say what became of the old workbook's cells; what stayed behind also when quiet."""
    from folio.output.onward.told import came_along, not_as_it_was, stayed_behind

    of = f"{whose}: " if whose else ""
    for line in came_along(new, kit.template):
        common.notify(f"{of}{line}", quiet=quiet)
    if other := not_as_it_was(new):
        common.notify("\n  ".join([f"{of}In the new workbook, but not as in {visible(old)}:", *other]), quiet=quiet)
    if left := stayed_behind(new):
        click.echo("\n  ".join([f"{of}Not carried over from {visible(old)}:", *left]), err=True)


@dataclass(slots=True)
class OldOfClass:
    """The old workbooks of a class, by number on the roster; none without ``--from``.

    ``kit`` and ``plan`` are for students without one, ``files`` all that was read.
    """

    order: Order
    kit: Kit
    plan: tuple[PlannedQuestion, ...]
    readings: dict[int, CloseReading] = field(default_factory=dict)
    unread: dict[int, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @classmethod
    def found(cls, roster: Path, entries: Sequence[RosterEntry], order: Order, *, quiet: bool) -> OldOfClass:
        """Find and read them, before anything is written. Raises ContentProblem where it's unclear which is whose."""
        if order.old is None:
            return cls(order, *order.kit_and_plan())
        from folio.collecting.old_workbooks import old_workbooks
        from folio.intake.close_reading import read_closely
        from folio.intake.files.discover import find_workbooks
        from folio.intake.files.workbook_file import WorkbookFile

        with common.progress("Reading", quiet=quiet) as show:
            old = old_workbooks(order.old, entries, order.today, show, [roster])
        if old.unclear:
            each = [f"{entries[i].name.full}: {why}" for i, why in old.unclear.items()]
            raise ContentProblem(
                "\n".join(["It isn't clear which old workbook is whose:", *each]),
                "Remove the others, or settle it with folio collect and its --use, and give --from that folder.",
            )
        for line in old.others[:_MOST_NAMED]:
            click.echo(f"Not carried over: {line}.", err=True)
        if len(old.others) > _MOST_NAMED:
            click.echo(f"... and {len(old.others) - _MOST_NAMED} more.", err=True)
        sources = {s.label: s for s in find_workbooks([order.old]).items if isinstance(s, WorkbookFile)}
        readings = dict(zip(old.paths, read_closely([sources[path] for path in old.paths.values()]), strict=True))
        unread = dict(old.unread)
        for i in [i for i, close in readings.items() if not close.reading.readable]:
            unread[i] = f"{old.paths[i]} ({readings.pop(i).reading.problems[0].message})"
        if not readings and not unread:
            raise UsageProblem(
                f"{visible(order.old)} has no workbook of anyone on the roster.", "Check the folder, or the roster."
            )
        for i, why in unread.items():
            click.echo(f"{entries[i].name.full} gets no new workbook, since the old one can't be read: {why}", err=True)
        files = tuple(s.path for s in sources.values())
        return cls(order, *order.kit_and_plan([*readings.values()]), readings, unread, files)

    @property
    def code(self) -> ExitCode:
        """The exit code once all others are written."""
        return ExitCode.UNREADABLE if self.unread else ExitCode.OK

    def maker(self) -> Callable[..., bytes | None]:
        """Return a function (number, entry, file name) -> the student's new workbook; None where the old isn't read."""
        from folio.workbook.class_copies import stamping

        order, kit, plan = self.order, self.kit, self.plan
        stamp = stamping(
            kit, order.owner, today=order.today, created=common.now(), plan=plan, prepared=order.rows
        )  # fmt: skip

        def make(number: int, entry: RosterEntry, name: str, *, quiet: bool) -> bytes | None:
            owner = replace(
                order.owner,
                name=entry.name.full,
                student_id=entry.student_id,
                email=entry.email,
                class_=entry.class_ or order.owner.class_,
            )
            if number in self.unread:
                return None
            if number not in self.readings:
                if order.old is not None:
                    common.notify(f"{owner.name}: no old workbook, so this one is new.", quiet=quiet)
                return stamp(owner, workbook_id_of(kit.template.name, owner, name))
            close = self.readings.pop(number)
            its_kit, _ = order.kit_and_plan([close])
            new = _carried(close, owner, name, its_kit, order.plan_after(close, its_kit), order)
            _tell(new, its_kit, close.reading.path, owner.name, quiet=quiet)
            return new.content

        return make
