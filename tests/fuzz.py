"""Real workbooks, broken at random in every way we know of, and read by the real workers: ``make fuzz``.

    python -m tests.fuzz [NUMBER] [SEED]

prints how many mutants were read or refused and for which reason, what the slowest and the largest of them took, and
where a reader says itself that a cell may be lost. It ends with 1 on anything that must never happen: a traceback, a
reader that gave up, a read beyond the limits, a changed file, or a good workbook that is read differently because of
its neighbours.
A mutant is the same for the same seed and number; ``python -m tests.fuzz --save SEED:NUMBER`` writes it down.
"""

from __future__ import annotations

import io
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from folio.basics.wording import json_text
from folio.intake.files import sandbox
from folio.intake.model import Reading
from folio.intake.one_workbook import read_content
from folio.intake.pipeline import read_workbooks
from folio.output.check_output import check_data, check_text
from folio.output.export_output import export_csv, export_json
from tests.workbooks import CLEAN, TODAY, make

SAMPLES = Path(__file__).parent.parent / "samples" / "riverside"
SECONDS, BYTES = 10.0, 1_000_000_000
BATCH = 100
GAVE_UP = "the reader gave up"
# The time of every part: a mutant is the same whenever it is made.
_THEN = (2026, 3, 4, 5, 6, 8)

Rng = random.Random


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken workbook and how it came to be."""

    name: str
    content: bytes
    recipe: str


# --- whole files


def _flip(rng: Rng, content: bytes, _: bytes) -> bytes:
    changed = bytearray(content)
    for _i in range(rng.choice((1, 1, 4, 30))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _overwrite(rng: Rng, content: bytes, _: bytes) -> bytes:
    at, length = rng.randrange(len(content)), rng.choice((1, 2, 4, 8, 200))
    new = rng.choice((b"\0", b"\x7f", b"\x80", rng.randbytes(1))) * length
    return content[:at] + new + content[at + length :]


def _delete(rng: Rng, content: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at + rng.choice((1, 2, 17, 512, 5000)) :]


def _insert(rng: Rng, content: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + rng.randbytes(rng.choice((1, 2, 17, 512))) + content[at:]


def _truncate(rng: Rng, content: bytes, _: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def _splice(rng: Rng, content: bytes, other: bytes) -> bytes:
    return content[: rng.randrange(len(content))] + other[rng.randrange(len(other)) :]


WHOLE = (_flip, _overwrite, _delete, _insert, _truncate, _splice)


# --- the parts of a package


def _drop(rng: Rng, parts: dict[str, bytes], _: dict[str, bytes]) -> None:
    del parts[rng.choice(list(parts))]


def _double(rng: Rng, parts: dict[str, bytes], _: dict[str, bytes]) -> None:
    name = rng.choice(list(parts))
    parts[rng.choice((name.upper(), f"{name}2", f"xl/worksheets/{rng.randrange(99)}.xml"))] = parts[name]


def _swap(rng: Rng, parts: dict[str, bytes], _: dict[str, bytes]) -> None:
    one, two = rng.choice(list(parts)), rng.choice(list(parts))
    parts[one], parts[two] = parts[two], parts[one]


def _rename(rng: Rng, parts: dict[str, bytes], _: dict[str, bytes]) -> None:
    name = rng.choice(list(parts))
    new = rng.choice((name.lower(), name.upper(), name.replace("/", "\\"), "/" + name, name + " ", "x.xml"))
    parts[new] = parts.pop(name)


def _borrow(rng: Rng, parts: dict[str, bytes], others: dict[str, bytes]) -> None:
    name = rng.choice([n for n in parts if n in others] or list(parts))
    parts[name] = others.get(name, b"")


PARTS = (_drop, _double, _swap, _rename, _borrow)


# --- the XML of a part

_TAG = re.compile(rb"<(/?)([\w:.-]+)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_CELL = re.compile(rb"<c [^<>]*>|<table:table-cell [^<>]*>")
_ODD = (
    b"", b"0", b"-1", b"1", b"65536", b"2147483648", b"18446744073709551616", b"9" * 400, b"1e308", b"1E+999", b"NaN",
    b"-INF", b"0x10", b"1,5", b"true", b"TRUE", b"x", b"A1", b"$A$1", b"A0", b"XFD1048576", b"XFE1048577", b"A1:XFD1048576",
    b"A1:B", b"#REF!", b"#SPILL!", b"Err:502", b"=1+1", b"1899-12-30", b"9999-12-31T23:59:59", b"0000-00-00", b"PT25H61M",
    b"-PT1H", b"P99999Y", b"&amp;", b"&#x10FFFF;", b"_x0000_", b"_xD800_", b"_x001B_[2J",
    b"\xe2\x80\xae", b"\xef\xbf\xbf", b"\xf0\x9f\x91\xa9", b"e\xcc\x81" * 50, b"&lt;b&gt;",
    b"folio:contacts.name", b"folio:interviews.date", b"rId1", b"../x", b"s", b"str", b"inlineStr", b"e", b"b", b"d",
    b"float", b"string", b"date", b"time", b"percentage", b"boolean", b"void", b"1" * 40_000, b"y" * 250_000,
)  # fmt: skip
_ILL = (b"&#0;", b"&#xD800;", b"&nope;", b"\xed\xa0\x80", b"\xff", b"]]>", b"<", b'"', b"\0")
_FORMULAS = (
    b"<f>1/0</f>", b"<f></f>", b'<f t="shared" si="0"/>', b'<f t="shared" ref="A1:XFD9" si="0">A1+B2</f>',
    b'<f t="array" ref="A1:B9">SUM(', b"<f>[1]Sheet!$A$1</f>", b'<f t="dataTable"/>', b"<f>" + b"(" * 3000 + b"</f>",
    b"<f>" + b"A1+" * 9000 + b"1</f>", b"<f>'It''s'!A1&amp;\"x</f>", b"<f>{1,2;3</f>",
)  # fmt: skip


def _odd(rng: Rng) -> bytes:
    return rng.choice(_ODD if rng.random() < 0.95 else _ILL)


def _pick(rng: Rng, pattern: re.Pattern[bytes], xml: bytes) -> re.Match[bytes] | None:
    """A match somewhere: the first after a place by chance, since to list all of them takes longer."""
    at = rng.randrange(len(xml)) if xml else 0
    return pattern.search(xml, at) or pattern.search(xml)


def _element(rng: Rng, xml: bytes) -> tuple[int, int]:
    """Where an element by chance begins and ends, with all that is in it."""
    match = _pick(rng, _TAG, xml)
    while match and match[1]:
        match = _TAG.search(xml, match.end())
    if match is None or match[4]:
        return match.span() if match else (0, 0)
    depth = 0
    for tag in _TAG.finditer(xml, match.start()):
        depth += -1 if tag[1] else 0 if tag[4] else 1
        if depth == 0:
            return match.start(), tag.end()
    return match.span()


def _delete_element(rng: Rng, xml: bytes) -> bytes:
    start, end = _element(rng, xml)
    return xml[:start] + xml[end:]


def _double_element(rng: Rng, xml: bytes) -> bytes:
    start, end = _element(rng, xml)
    return xml[:end] + xml[start:end] * rng.choice((1, 1, 50)) + xml[end:] if end - start < 20_000 else xml


def _move_element(rng: Rng, xml: bytes) -> bytes:
    start, end = _element(rng, xml)
    rest = xml[:start] + xml[end:]
    to = _pick(rng, _TAG, rest)
    at = to.end() if to else 0
    return rest[:at] + xml[start:end] + rest[at:]


def _tear_tag(rng: Rng, xml: bytes) -> bytes:
    match = _pick(rng, _TAG, xml)
    return xml[: match.start()] + xml[match.end() :] if match else xml


def _change(pattern: re.Pattern[bytes], group: int) -> Callable[[Rng, bytes], bytes]:
    def change(rng: Rng, xml: bytes) -> bytes:
        match = _pick(rng, pattern, xml)
        return xml[: match.start(group)] + _odd(rng) + xml[match.end(group) :] if match else xml

    change.__name__ = f"change {pattern.pattern.decode()}"
    return change


def _swap_values(rng: Rng, xml: bytes) -> bytes:
    one, two = _pick(rng, _ATTRIBUTE, xml), _pick(rng, _ATTRIBUTE, xml)
    if not one or not two or one.end() > two.start():
        return xml
    return b"".join((xml[: one.start(2)], two[2], xml[one.end(2) : two.start(2)], one[2], xml[two.end(2) :]))


def _change_cell(rng: Rng, xml: bytes) -> bytes:
    """A cell gets another address, type, style, repeat, value or formula."""
    match = _pick(rng, _CELL, xml)
    if match is None:
        return xml
    cell, old = bytearray(match[0]), _ATTRIBUTE.findall(match[0])
    if rng.random() < 0.3 and not match[0].endswith(b"/>"):
        return xml[: match.end()] + rng.choice(_FORMULAS) + xml[match.end() :]
    name = rng.choice([n for n, _ in old] + [b"t", b"s", b"r", b"table:number-columns-repeated", b"office:value"])
    value = _odd(rng)
    new = re.sub(rb'\s%s="[^"]*"' % re.escape(name), b"", bytes(cell))
    if rng.random() < 0.8:
        new = new.replace(b" ", b' %s="%s" ' % (name, value), 1)
    return xml[: match.start()] + new + xml[match.end() :]


XML = (
    *(_delete_element, _double_element, _move_element, _change(_ATTRIBUTE, 2), _change(_TEXT, 1), _swap_values) * 3,
    *(_change_cell,) * 9, _tear_tag, _change(_ATTRIBUTE, 1),
)  # fmt: skip
_TELLING = ("xl/worksheets/", "content.xml", "xl/sharedStrings.xml", "xl/workbook.xml")


# --- mutants


@cache
def originals(*, converted: bool = False) -> tuple[tuple[str, bytes], ...]:
    """Real workbooks by file name; with ``converted`` also .xls ones by LibreOffice, if it is there."""
    found = [
        (f"{template}-{what}.xlsx", make(content, template=template))
        for template in ("complete", "essentials")
        for what, content in (("new", None), ("filled", {k: v for k, v in CLEAN.items() if k in _sheets(template)}))
    ]
    whole = [p for p in sorted(SAMPLES.glob("*.*s*")) if zipfile.is_zipfile(p)]  # one of the class is torn
    found += [(p.name, p.read_bytes()) for p in whole]
    if converted and (program := shutil.which("soffice")):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in found[:6]:
                Path(folder, name).write_bytes(content)
            names = [str(p) for p in Path(folder).iterdir()]
            profile = f"-env:UserInstallation=file://{folder}/profile"
            subprocess.run(
                [program, profile, "--headless", "--convert-to", "xls", "--outdir", folder, *names],
                check=True, capture_output=True, timeout=300,
            )  # fmt: skip
            found += [(p.name, p.read_bytes()) for p in sorted(Path(folder).glob("*.xls"))]
    return tuple(found)


def _sheets(template: str) -> set[str]:
    from tests.workbooks import kit

    return {s.key for s in kit(template).template.sheets}


@cache
def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {n: package.read(n) for n in package.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as package:
        warnings.simplefilter("ignore")
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name, _THEN), part, zipfile.ZIP_DEFLATED, 1)
    return stream.getvalue()


def mutant(seed: int, number: int, books: Sequence[tuple[str, bytes]]) -> Mutant:
    """The mutant of this seed and number: one original, broken one to five times at one level or at two."""
    rng = Rng(f"{seed}:{number}")
    name, content = rng.choice(books)
    _, other = rng.choice(books)
    done: list[str] = []
    if content.startswith(b"PK") and rng.random() < 0.85:
        parts = dict(_unpacked(content))
        if rng.random() < 0.2:
            act = rng.choice(PARTS)
            act(rng, parts, _unpacked(other) if other.startswith(b"PK") else {})
            done.append(act.__name__)
        telling = [n for n in parts if n.startswith(_TELLING) and not n.endswith(".rels")] or list(parts)
        for _ in range(rng.choice((1, 1, 1, 2, 5)) if rng.random() < 0.9 else 0):
            part = rng.choice(telling if rng.random() < 0.8 else list(parts))
            change = rng.choice(XML)
            parts[part] = change(rng, parts[part])
            done.append(f"{change.__name__} {part}")
        content = _packed(parts)
    if not done or rng.random() < 0.02:
        for _ in range(rng.choice((1, 1, 2, 3))):
            breaking = rng.choice(WHOLE)
            content = breaking(rng, content, other) or b"\0"
            done.append(breaking.__name__)
    return Mutant(f"{number:06}-{name}", content, ", ".join(done))


# --- the run


@contextmanager
def _measured(log: Path) -> Iterator[None]:
    """Let every worker note down how long each read took and how large the worker became."""

    def measured(path: str, content: bytes) -> Reading:
        start = time.process_time()
        try:
            return read_content(path, content)
        finally:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            line = json.dumps([Path(path).name, time.process_time() - start, peak])
            with log.open("a", encoding="utf-8") as stream:
                stream.write(line + "\n")

    with patch.object(sandbox, "read_content", measured):
        yield


@dataclass(slots=True)
class Figures:
    """What a run showed; ``faults`` is what must never happen, each with the mutant that shows it."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    peak: int = 0
    slowest: str = ""
    faults: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        total = sum(self.outcomes.values())
        yield f"{total:,} mutants"
        for outcome, count in self.outcomes.most_common():
            yield f"  {outcome:16} {count:7,}  {count / total:6.1%}"
        yield f"slowest read {self.seconds:.2f} s of the processor's time ({self.slowest})"
        yield f"peak memory of a worker {self.peak / 1024**2:,.0f} MiB"
        yield f"{len(self.open)} accounts that do not add up, and say so"
        yield from self.open
        yield f"{len(self.faults)} faults"
        yield from self.faults


def _why(reading: Reading) -> str:
    """The code of a file that could not be read; of one that was stopped, also by which limit."""
    problem = reading.problems[0]
    limit = problem.message.rpartition(" ")[2].rstrip(".")
    return f"stopped by {limit}" if problem.code == "reader-stopped" else problem.code


def run(mutants: Sequence[Mutant], figures: Figures, seed: int) -> None:
    """Read the mutants in one folder, among good workbooks, and note what happened."""
    books = originals()
    good = {
        f"{at}-good.{name.rpartition('.')[2]}": content for at, (name, content) in zip("0z", books[1:6:4], strict=False)
    }
    files = good | {m.name: m.content for m in mutants}
    recipes = {m.name: f"--save {seed}:{int(m.name[:6])}  ({m.name}: {m.recipe})" for m in mutants}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "in")
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        log = Path(scratch, "log")
        log.touch()
        with _measured(log):
            try:
                intake = read_workbooks([str(folder)], TODAY)
                list(check_text(intake))
                json_text(check_data(intake))
                list(export_json(intake, private=True))
                [list(parts) for parts in export_csv(intake, private=False).values()]
            except Exception:
                figures.faults.append(f"seed {seed}, from {mutants[0].name}: {traceback.format_exc()}")
                return
        readings = {Path(r.path).name: r for r in intake.readings}
        skipped = {Path(s.path).name for s in intake.skipped}
        for name in recipes:
            reading = readings.get(name)
            if reading is None:
                figures.outcomes["skipped" if name in skipped else "lost"] += 1
                if name not in skipped:
                    figures.faults.append(f"lost: {recipes[name]}")
                continue
            figures.outcomes["read" if reading.readable else _why(reading)] += 1
            if "account-open" in {p.code for p in reading.problems}:
                figures.open.append(recipes[name])
            if any(GAVE_UP in p.message for p in reading.problems):
                figures.faults.append(f"{reading.problems[0].message} {recipes[name]}")
        for name, content in good.items():
            if readings[name].tables != read_content(name, content).tables:
                figures.faults.append(f"seed {seed}, from {mutants[0].name}: {name} was read differently")
            if (folder / name).read_bytes() != content:
                figures.faults.append(f"{name} was changed")
        figures.faults += [
            f"changed: {recipes[m.name]}" for m in mutants if (folder / m.name).read_bytes() != m.content
        ]
        figures.faults += [f"left behind: {p}" for p in folder.iterdir() if p.name not in files]
        for line in log.read_text(encoding="utf-8").splitlines():
            name, seconds, peak = json.loads(line)
            if seconds > figures.seconds:
                figures.seconds, figures.slowest = seconds, recipes.get(name, name)
            if seconds > SECONDS:
                figures.faults.append(f"{seconds:.1f} s: {recipes.get(name, name)}")
            if peak > BYTES:
                figures.faults.append(f"{peak:,} bytes: {recipes.get(name, name)}")
            figures.peak = max(figures.peak, peak)


def fuzz(
    number: int, seed: int, books: Sequence[tuple[str, bytes]], *, show: Callable[[int], None] = lambda _: None
) -> Figures:
    """Read this many mutants, batch by batch."""
    figures = Figures()
    for first in range(0, number, BATCH):
        show(first)
        run([mutant(seed, i, books) for i in range(first, min(first + BATCH, number))], figures, seed)
    return figures


def main(arguments: list[str]) -> int:
    """Run from the command line; what is printed is for people."""
    books = originals(converted=True)
    if arguments[:1] == ["--save"]:
        of, _, which = arguments[1].partition(":")
        found = mutant(int(of), int(which), books)
        Path(found.name).write_bytes(found.content)
        print(f"{found.name}: {found.recipe}")
        return 0
    number, seed = (int(a) for a in (arguments + ["2000", "1"][len(arguments) :]))

    def show(done: int) -> None:
        print(f"\r{done:,} of {number:,}", end="", file=sys.stderr, flush=True)

    figures = fuzz(number, seed, books, show=show)
    print(f"\rseed {seed}: {len(books)} originals", *figures.lines(), sep="\n")
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
