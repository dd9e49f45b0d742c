"""The wheel: one package at the top, its content inside, and the whole round runs from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from folio import __version__
from tests.apps import need_packages

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (built,) = out.glob("*.whl")
    return built


def test_both_distributions_are_fit_for_an_index(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(run, capture_output=True, check=True)  # the wheel is built from the sdist
    names = sorted(p.name for p in tmp_path.glob("folio_interviews-*"))
    assert len(names) == 2
    check = [sys.executable, "-m", "twine", "check", "--strict", *(str(tmp_path / name) for name in names)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    with tarfile.open(tmp_path / names[1]) as sdist:
        inside = {m.name.partition("/")[2] for m in sdist.getmembers()}
    tracked = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False).stdout
    assert {*filter(None, tracked.split("\0"))} <= inside
    assert not [n for n in inside if {"node_modules", ".venv", "demo", "dist"} & set(n.split("/"))]


def test_it_runs_by_one_line_of_uv(wheel: Path) -> None:
    need_packages()
    run = [sys.executable, "-m", "uv", "tool", "run", "--python", sys.executable, "--from", str(wheel), "folio", "-V"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"folio {__version__}\n"), done.stderr


def test_the_wheel_holds_one_package_and_all_its_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = package.namelist()
    tops = {n.split("/")[0] for n in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"folio"}
    for source, inside in (
        ("workbook_templates", "workbook_templates"),
        ("reports", "reports"),
        ("samples/riverside", "samples/riverside"),
    ):
        shipped = {p.relative_to(ROOT / source).as_posix() for p in (ROOT / source).rglob("*") if p.is_file()}
        found = {n.removeprefix(f"folio/{inside}/") for n in names if n.startswith(f"folio/{inside}/")}
        assert found == shipped
        assert shipped


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as package:
        package.extractall(site)  # noqa: S202 - a zip of our own
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(site), "HOME": str(empty)}
    run = [sys.executable, "-c", "import folio, folio.app; print(folio.__file__); folio.app.main(['demo'])"]
    done = subprocess.run(run, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stdout.splitlines()[0]
    made = empty / "folio-demo"
    for name in (
        "my-interviews.xlsx",
        "report/report.html",
        "for-the-principal/report.html",
        "report/report.xlsx",
        "report/report.md",
        "letters/index.html",
        "collected/collect.csv",
        "grades/evidence.csv",
        "plans/all-plans.html",
        "plans/ana-lopez/plan-paul-lindgren.html",
        "kits/ana-lopez/page.html",
    ):
        assert (made / name).stat().st_size > 1000
    assert "Where to look:" in done.stdout
    planned = [*run[:2], "import folio.app; folio.app.main()", "plan", str(site / "folio/samples/riverside/Ana Lopez.xlsx"),
               "--out", "plan", "--format", "html,docx,pdf", "--today", "2026-11-20"]  # fmt: skip
    done = subprocess.run(planned, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3), done.stderr
    again = subprocess.run(run, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert (again.returncode, "--force" in again.stderr) == (4, True)
