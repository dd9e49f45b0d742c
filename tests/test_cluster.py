"""Reading on a Dask cluster: a real scheduler with two worker processes says what this machine says, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from folio.insight.class_findings import class_findings
from folio.intake.cluster import cluster_reader, connection
from folio.intake.cluster.connection import connected
from folio.intake.cluster.reading_part import Part, read_part
from folio.intake.files.discover import find_workbooks
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Reading
from folio.intake.readers import Wanted, finished, read_here
from tests.conftest import Folio
from tests.hostile import KINDS
from tests.workbooks import TODAY

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples/riverside"
PATIENCE = 60


@dataclass(frozen=True)
class Running:
    """A scheduler's address, its process, and those of its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def dask(*words: str, seen: Path = ROOT) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
    environment = os.environ | {"PYTHONPATH": str(seen)}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


@contextmanager
def cluster(folder: Path, workers: int, seen: Path = ROOT) -> Iterator[Running]:
    """A scheduler with workers of one thread each, as people start them; ``seen`` is where they find modules."""
    told = folder / "scheduler.json"
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    running: list[subprocess.Popen[bytes]] = [scheduler]
    try:
        until = time.monotonic() + PATIENCE
        while not told.exists():
            assert time.monotonic() < until, "no scheduler came up"
            time.sleep(0.05)
        address = json.loads(told.read_text())["address"]
        options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(folder))
        running += [dask("worker", address, *options, seen=seen) for _ in range(workers)]
        yield Running(address, scheduler, running[1:])
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with cluster(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


@pytest.fixture
def a_class() -> Path:
    """Every sample workbook, a broken one, a zip from an LMS, and one that a reader can't hold in memory."""
    folder = Path("class")
    shutil.copytree(SAMPLES, folder)
    with zipfile.ZipFile(folder / "download.zip", "w") as zipped:
        for path in sorted(SAMPLES.glob("*.xlsx"))[:3]:
            zipped.write(path, f"late_{path.name}")
    kind = KINDS["old with a far cell"]
    (folder / f"far{kind.ending}").write_bytes(kind.make())
    return folder


def pages(folder: str) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(Path(folder).rglob("*"))
        if p.is_file() and not p.name.startswith(".")
    }


@pytest.mark.usefixtures("frozen")
def test_the_answers_are_those_of_one_machine(folio: Folio, two: Running, a_class: Path) -> None:
    day = ("--today", "2026-11-20")
    command: tuple[str | Path, ...]
    for command in (("check", a_class, "--format", "json", *day), ("export", a_class)):
        here, there = folio(*command), folio(*command, "--cluster", two.address)
        assert (there.code, there.out) == (here.code, here.out)
        assert "Reading on 2 workers of the cluster." in there.err
        assert json.loads(here.out)["unreadable" if command[0] == "export" else "workbooks"]
    requirements = ROOT / "workbook_templates/requirements.toml"
    for command in (
        ("report", a_class, "--format", "html,md,xlsx", *day),
        ("grade", a_class, "--requirements", requirements, *day),
    ):
        here, there = folio(*command, "--out", "here"), folio(*command, "--out", "there", "--cluster", two.address)
        assert there.code == here.code
        assert pages("here") == pages("there")
        assert pages("here")
    roster = ("--roster", SAMPLES / "roster.csv", *day)
    here, there = (
        folio("collect", SAMPLES, *roster, "--out", "a"),
        folio("collect", SAMPLES, *roster, "--out", "b", "--cluster", two.address),
    )
    assert (there.code, there.out.replace("b/", "a/")) == (here.code, here.out)
    assert pages("a") == pages("b")


def test_dates_are_worded_as_on_this_machine(folio: Folio, two: Running, a_class: Path) -> None:
    command = ("--theme", "european", "check", a_class, "--details", "--today", "2026-11-20")
    assert folio(*command, "--cluster", two.address).out == folio(*command).out


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("command", ["check --format json --today 2026-11-20", "export", "report --today 2026-11-20"])
def test_a_worker_that_is_killed_costs_time_only(
    command: str, folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path("class")
    folder.mkdir()
    books = sorted(SAMPLES.glob("*.xlsx"))
    for i in range(24):
        shutil.copy(books[i % len(books)], folder / f"{i}.xlsx")
    words = (*command.split(), folder)

    def out(name: str) -> tuple[str, ...]:
        return ("--out", name) if words[0] == "report" else ()

    expected = folio(*words, *out("here"))
    with cluster(tmp_path, 2) as running:
        done = 0

        def kill_one_halfway(source: WorkbookFile, reading: Reading) -> None:
            nonlocal done
            done += 1
            if done == 2:
                running.workers[0].send_signal(signal.SIGKILL)

        monkeypatch.setattr(cluster_reader, "_LEAST", 5)
        monkeypatch.setattr(cluster_reader, "_refuse_unseen", kill_one_halfway)
        found = folio(*words, *out("there"), "--cluster", running.address)
        assert running.workers[0].wait(PATIENCE) == -signal.SIGKILL
        assert done == len(list(folder.iterdir()))
    assert (found.code, found.out.replace("there/", "here/")) == (expected.code, expected.out)
    assert expected.out
    assert pages("there") == pages("here")
    assert bool(pages("here")) == (words[0] == "report")


def takes_the_worker_along(part: Part) -> list[tuple[int, Reading]]:
    """Runs on a worker."""
    if any("killer" in source.label for source in part.sources):
        os.kill(os.getpid(), signal.SIGKILL)
    return read_part(part)


def test_a_file_that_kills_workers_costs_itself_only(
    folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path("class")
    shutil.copytree(SAMPLES, folder)
    shutil.copy(SAMPLES / "Ana Lopez.xlsx", folder / "killer.xlsx")
    monkeypatch.setattr(cluster_reader, "read_part", takes_the_worker_along)
    with connected("local") as local:
        reader = cluster_reader.ClusterReader(local)
        sources = [s for s in find_workbooks([str(folder)]).items if isinstance(s, WorkbookFile)]
        found = dict(reader(sources, Wanted(TODAY, rules=False), lambda number: None))
    here = dict(read_here(sources, Wanted(TODAY, rules=False)))
    for i, source in enumerate(sources):
        if "killer" in source.label:
            assert [p.code for p in found[i].problems] == ["reader-stopped"]
        else:
            assert found[i] == here[i]


class TestBadInput:
    def test_nothing_answers(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
        refused = folio("report", SAMPLES, "--out", "out", "--cluster", "tcp://127.0.0.1:1")
        assert refused.code == 2
        assert "No Dask scheduler answers at 'tcp://127.0.0.1:1'" in refused.err
        assert not Path("out").exists()

    @pytest.mark.parametrize("address", ["gopher://127.0.0.1:1", "nowhere.json", "::::", ""])
    def test_an_address_that_is_none(self, address: str, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
        refused = folio("check", SAMPLES, "--cluster", address)
        assert refused.code == 2
        assert "Traceback" not in refused.err
        assert refused.out == ""

    def test_no_workers(self, folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "_WORKERS_SECONDS", 1)
        with cluster(tmp_path, 0) as running:
            refused = folio("check", SAMPLES, "--cluster", running.address)
        assert refused.code == 2
        assert "has no workers" in refused.err

    def test_another_folio_there(self, folio: Folio, two: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "__version__", "99.0")
        refused = folio("check", SAMPLES, "--cluster", two.address)
        assert refused.code == 2
        assert "this is folio 99.0" in refused.err

    def test_without_dask(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "find_spec", lambda name: None)
        refused = folio("check", SAMPLES, "--cluster", "local")
        assert refused.code == 2
        assert "pip install dask distributed" in refused.err

    def test_a_path_that_workers_do_not_see(self, folio: Folio, two: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        elsewhere = lambda source: WorkbookFile(source.label, "/not/there/" + source.path)  # noqa: E731
        monkeypatch.setattr(cluster_reader, "_seen_from_anywhere", elsewhere)
        refused = folio("report", SAMPLES, "--out", "out", "--cluster", two.address)
        assert refused.code == 3
        assert "A worker of the cluster can't read" in refused.err
        assert not Path("out").exists()

    def test_storage_that_workers_do_not_see(self, folio: Folio, two: Running) -> None:
        memory = MemoryFileSystem()
        memory.pipe_file("/class/a.xlsx", (SAMPLES / "Ana Lopez.xlsx").read_bytes())
        refused = folio("report", "memory://class", "--out", "out", "--cluster", two.address)
        memory.store.clear()
        assert refused.code == 3
        assert "A worker of the cluster can't read memory://class/a.xlsx, which is there for you." in refused.err
        assert "Let every worker be signed in to that storage." in refused.err
        assert not Path("out").exists()

    def test_no_folio_there(self, folio: Folio, tmp_path: Path) -> None:
        hidden = tmp_path / "modules/folio"
        hidden.mkdir(parents=True)
        (hidden / "__init__.py").write_text("raise ModuleNotFoundError(name='folio')")
        with cluster(tmp_path, 1, hidden.parent) as running:
            refused = folio("check", SAMPLES, "--cluster", running.address)
        assert refused.code == 2
        assert "has no folio, and this is folio" in refused.err

    def test_certificates_that_are_missing(self, folio: Folio) -> None:
        refused = folio("check", SAMPLES, "--cluster", "tls://127.0.0.1:1")
        assert refused.code == 2
        assert "'tls://127.0.0.1:1' needs certificates" in refused.err

    def test_a_scheduler_that_ends(self, folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
        with cluster(tmp_path, 1) as running:

            def gone(source: WorkbookFile, reading: Reading) -> None:
                running.scheduler.kill()

            monkeypatch.setattr(cluster_reader, "_LEAST", 1)
            monkeypatch.setattr(cluster_reader, "_refuse_unseen", gone)
            refused = folio("report", SAMPLES, "--out", "out", "--cluster", running.address)
        assert refused.code == 3
        before, said = refused.err.splitlines()
        assert before == "Reading on 1 worker of the cluster."
        assert said.startswith("Error: The connection to the cluster's scheduler was lost.")
        assert not Path("out").exists()

    def test_workers_that_all_end(self, folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
        with cluster(tmp_path, 1) as running:
            usual = cluster_reader._dealt

            def gone(*given: Any) -> Any:
                running.workers[0].kill()
                return usual(*given)

            monkeypatch.setattr(cluster_reader, "_dealt", gone)
            monkeypatch.setattr(cluster_reader, "_NO_WORKER_SECONDS", 1.0)
            monkeypatch.setattr(cluster_reader, "_LOOK_SECONDS", 0.2)
            refused = folio("report", SAMPLES, "--out", "out", "--cluster", running.address)
        assert refused.code == 3
        assert "no workers anymore" in refused.err
        assert not Path("out").exists()


SOURCES = [s for s in find_workbooks([str(SAMPLES)]).items if isinstance(s, WorkbookFile)]
WANTED = Wanted(TODAY)


@cache
def class_readings() -> dict[int, Reading]:
    """Not a fixture: Hypothesis would print all of it."""
    return dict(read_here(SOURCES, Wanted(TODAY, rules=False)))


@settings(deadline=None, max_examples=12)
@given(
    order=st.permutations(range(len(SOURCES))),
    cuts=st.sets(st.integers(1, len(SOURCES) - 1)),
    back=st.permutations(range(len(SOURCES))),
)
def test_any_split_of_a_class_gives_the_same_report(order: list[int], cuts: set[int], back: list[int]) -> None:
    """However the class is dealt out and in whatever order parts come back, checks and findings are the same."""
    readings = class_readings()
    whole = dict(finished(readings, WANTED))
    ends = [0, *sorted(cuts), len(order)]
    parts = [order[a:b] for a, b in pairwise(ends)]
    found: dict[int, Reading] = {}
    for number in (i for i in back if i < len(parts)):
        found |= finished({i: readings[i] for i in parts[number]}, WANTED)
    assert found == whole
    ours = class_findings([found[i] for i in order], TODAY)
    theirs = class_findings([whole[i] for i in sorted(whole)], TODAY)
    assert replace(ours, students=()) == replace(theirs, students=())
    # As values: two records are never equal, however alike.
    assert list(map(asdict, ours.students)) == list(map(asdict, theirs.students))


def sessions() -> set[int]:
    """The sessions that running processes belong to."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError):
            found.add(os.getsid(int(process.name)))
    return found


@pytest.fixture(scope="module")
def a_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More workbooks than two cores read in some seconds."""
    folder = tmp_path_factory.mktemp("school")
    books = sorted(SAMPLES.glob("*.xlsx"))
    for i in range(300):
        shutil.copy(books[i % len(books)], folder / f"{i}.xlsx")
    return folder


@pytest.mark.parametrize("seconds", [0.8, 2.0, 4.0])
@pytest.mark.parametrize("send", [os.killpg, os.kill])
def test_an_interrupt_ends_all_of_it_with_one_line(
    seconds: float, send: Callable[[int, signal.Signals], None], a_school: Path
) -> None:
    """Whether it comes while the cluster starts, or while it reads; a terminal sends it to every process."""
    command = [sys.executable, "-m", "folio", "check", str(a_school), "--cluster", "local"]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(seconds)
    send(started.pid, signal.SIGINT)
    _, said = started.communicate(timeout=PATIENCE)
    assert started.returncode == 130
    assert said.decode().split("\n")[-2] == "Interrupted. No half-written file was left behind."
    assert b"Traceback" not in said
    until = time.monotonic() + PATIENCE
    while started.pid in sessions():
        assert time.monotonic() < until, "a process of the cluster is still there"
        time.sleep(0.1)
