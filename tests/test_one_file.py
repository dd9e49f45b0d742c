"""folio as one file: it runs with Python alone, from an empty home and folder, and says when it's the wrong one."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from one_file import start
from tests.apps import need_packages
from tests.office import made_once

ROOT = Path(__file__).resolve().parent.parent
# As on Windows and macOS, where workers are not forked.
SPAWN = """
import multiprocessing
real = multiprocessing.get_context
def get_context(method=None):
    open("spawned", "w").close()
    return real("spawn")
multiprocessing.get_context = get_context
"""


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_packages()

    def fill(folder: Path) -> None:
        command = [sys.executable, "-m", "one_file.build", "--out", str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    (built,) = made_once(tmp_path_factory, "one-file", fill).glob("*.pyz")
    return built


def alone(file: Path, *arguments: str, site: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the file with nothing of this environment, in this folder; ``site`` is whether Python has its packages."""
    python = [str(Path(sys.executable).resolve()), *([] if site else ["-S"])]
    environment = {"PATH": os.defpath, "HOME": os.environ["HOME"], **more}
    return subprocess.run([*python, file, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_it_does_everything_with_python_alone(one_file: Path, tmp_path: Path) -> None:
    demo = alone(one_file, "demo")
    assert demo.returncode == 0, demo.stderr
    assert (tmp_path / "folio-demo" / "kits" / "ana-lopez" / "page.html").stat().st_size > 1000
    (unpacked,) = (tmp_path / ".home" / ".folio").iterdir()
    assert unpacked.name.startswith(f"{one_file.stem}-")
    assert alone(one_file, "new", "ana.xlsx", "--name", "Ana Lopez", "--field", "nursing").returncode == 0
    (tmp_path / "broken.xlsx").write_text("broken")
    checked = alone(one_file, "check", "ana.xlsx", "broken.xlsx")
    assert (checked.returncode, "1 unreadable" in checked.stdout) == (3, True), checked.stderr
    assert alone(one_file, "report", "ana.xlsx", "--out", "out", "--format", "html,pdf").returncode == 0
    assert alone(one_file, "check").returncode == 2
    cluster = alone(one_file, "check", "ana.xlsx", "--cluster", "local")
    assert (cluster.returncode, "-m pip install dask distributed" in cluster.stderr) == (2, True)


def test_readers_start_where_they_are_not_forked(one_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sitecustomize.py").write_text(SPAWN)
    samples = ROOT / "samples" / "riverside"
    files = [str(samples / "Ana Lopez.xlsx"), str(samples / "noah begay (half done).xlsx")]
    checked = alone(one_file, "check", *files, site=True, PYTHONPATH=str(elsewhere))
    assert "2 workbooks" in checked.stdout, checked.stderr
    assert "unreadable" not in checked.stdout
    assert (tmp_path / "spawned").exists()


def test_two_may_start_at_once_for_the_first_time(one_file: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.defpath, "HOME": os.environ["HOME"]}
    both = [subprocess.Popen([sys.executable, one_file, "--version"], env=environment) for _ in range(2)]
    assert [p.wait() for p in both] == [0, 0]
    assert len(list((tmp_path / ".home" / ".folio").iterdir())) == 1


def test_a_home_that_cannot_be_written(one_file: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = alone(one_file, "--version", HOME=str(tmp_path / "file"))
    assert told.returncode == 4
    assert told.stderr.startswith("Error: folio can't unpack itself into ~/.folio: Not a directory. Set FOLIO_UNPACKED")
    assert alone(one_file, "--version", HOME=str(tmp_path / "file"), FOLIO_UNPACKED="here").returncode == 0


def test_nothing_in_it_names_the_machine_that_built_it(one_file: Path) -> None:
    assert one_file.read_bytes().startswith(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(one_file) as file, file.open("packages.zip") as inside, zipfile.ZipFile(inside) as packages:
        assert not [n for n in packages.namelist() if str(ROOT).encode() in packages.read(n)]
        assert not [n for n in packages.namelist() if n.endswith(("direct_url.json", "RECORD", ".pyc"))]


@pytest.mark.parametrize(
    ("system", "python", "said"),
    [
        (start.system_here(), "3.99", "for Python 3.99, and this is Python"),
        ("windows", start.python_here(), "This folio is for Windows. Please get the one that is for your computer."),
    ],
)
def test_the_wrong_python_or_computer_is_told_so(tmp_path: Path, system: str, python: str, said: str) -> None:
    file = tmp_path / "folio.pyz"
    with zipfile.ZipFile(file, "w") as made:
        made.write(start.__file__, "start.py")
        made.writestr("__main__.py", f"from start import start\nstart('folio', {system!r}, {python!r})")
    told = alone(file, "new", "ana.xlsx")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert said in told.stderr
    assert not (tmp_path / ".home" / ".folio").exists()


def test_an_older_python_can_read_what_runs_first() -> None:
    ast.parse(Path(start.__file__).read_text(encoding="utf-8"), feature_version=(3, 6))
