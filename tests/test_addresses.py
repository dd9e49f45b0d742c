"""Files in storage: an address is read and written as a folder on the disk is."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from folio.basics import places
from folio.basics.file_writing import write_whole
from folio.basics.places import place
from tests.conftest import Folio

SAMPLES = Path(__file__).parent.parent / "samples/riverside"
CLASS = "memory://bucket/class"
DAY = ("--today", "2026-11-20")
PATIENCE = 60
ROSTER = ("--roster", str(SAMPLES / "roster.csv"))


@pytest.fixture
def storage() -> Iterator[MemoryFileSystem]:
    """The sample class with all kinds of traps, in the folder ``class`` and in storage."""
    folder = Path("class")
    shutil.copytree(SAMPLES, folder)
    with zipfile.ZipFile(folder / "download.zip", "w") as zipped:
        for path in sorted(SAMPLES.glob("*.xlsx"))[:3]:
            zipped.write(path, f"late_{path.name}")
    for name in (
        "B/.hidden/a.xlsx",
        "B/Old.numbers/a.xlsx",
        "B/late.xlsx",
        "A/late.txt",
        "A/~$late.xlsx",
        ".folio-new.jsonl",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLES / "Ana Lopez.xlsx", folder / name)
    memory = MemoryFileSystem()
    for file in folder.rglob("*"):
        if file.is_file():
            memory.pipe_file(f"/bucket/{file.as_posix()}", file.read_bytes())
    yield memory
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


def files(memory: MemoryFileSystem, folder: str) -> dict[str, bytes]:
    root = f"/bucket/{folder}/"
    return {p.removeprefix(root): memory.cat_file(p) for p in memory.find(root) if "/." not in p}


def on_disk(folder: str) -> dict[str, bytes]:
    found = (p for p in Path(folder).rglob("*") if p.is_file() and not p.name.startswith("."))
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize(("path", "number"), [("", 15), ("/Ana Lopez.xlsx", 1), ("/download.zip", 3), ("/B", 1)])
@pytest.mark.parametrize("command", ["check", "export"])
def test_what_is_read_and_skipped_is_the_same(folio: Folio, command: str, path: str, number: int) -> None:
    more = ("--format", "json", *DAY) if command == "check" else ()
    here, there = folio(command, f"class{path}", *more), folio(command, f"{CLASS}{path}", *more)
    assert (there.code, there.out.replace("memory://bucket/", "")) == (here.code, here.out)
    answer = json.loads(here.out)
    assert len(answer["workbooks"] + answer.get("unreadable", [])) == number


@pytest.mark.usefixtures("frozen")
def test_a_collection_and_what_is_made_from_it_can_be_in_storage(folio: Folio, storage: MemoryFileSystem) -> None:
    for source, folder in (("class", "out"), (CLASS, "memory://bucket/out")):
        for command in (
            ("collect", source, *ROSTER, "--out", folder, *DAY),
            ("report", folder, "--out", f"{folder}-report", *DAY),
            ("export", folder, "--out", f"{folder}-data", "--format", "csv"),
            ("check", folder, "--marked", f"{folder}-marked", *DAY),
        ):
            assert folio(*command).code in (0, 1, 3), command
    for folder in ("out-report", "out-marked", "out-data", "out"):
        there, here = files(storage, folder), on_disk(folder)
        assert there.keys() == here.keys()
        differs = {n for n in here if there[n].replace(b"memory://bucket/", b"") != here[n]}
        assert differs == set()
        assert here


@pytest.mark.usefixtures("frozen")
def test_a_second_run_keeps_what_somebody_edited(folio: Folio, storage: MemoryFileSystem) -> None:
    command = ("report", f"{CLASS}/Ana Lopez.xlsx", "--out", "memory://bucket/report", "--format", "md,html", *DAY)
    assert folio(*command).code == 0
    assert set(files(storage, "report")) == {"report.html", "report.md"}
    storage.pipe_file("/bucket/report/report.md", b"mine")
    again = folio(*command)
    assert "Kept, since somebody changed what folio wrote: memory://bucket/report/report.md." in again.err
    assert storage.cat_file("/bucket/report/report.md") == b"mine"
    for path in ("memory://bucket/both", "both"):
        for given in (("class/Ana Lopez.xlsx", "class/download.zip"), ("class/download.zip",)):
            assert folio("report", *given, "--out", path, *DAY).code in (0, 1)
    assert set(files(storage, "both")) == set(on_disk("both"))


@pytest.mark.usefixtures("storage")
def test_a_file_is_read_once_and_never_written_over(folio: Folio) -> None:
    path = "class/Ana Lopez.xlsx"
    address = f"file://{Path(path).absolute()}"
    twice = folio("check", path, address, *DAY)
    assert f"{Path(path).absolute()}: skipped, given twice." in twice.out
    before = Path(path).read_bytes()
    inside = folio("check", address, "--marked", f"file://{Path('class').absolute()}", *DAY)
    assert inside.code == 4, inside
    assert Path(path).read_bytes() == before
    assert folio("check", CLASS, "--marked", f"{CLASS}/marked", *DAY).code == 4


@pytest.mark.usefixtures("storage")
def test_an_address_on_the_disk_is_as_good_as_its_path(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    real, folder = os.scandir, Path("class").absolute()

    def scandir(path: str) -> Any:
        if str(path).endswith("/A"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    for path, code, said in (
        (folder, 3, f"{folder}/A: skipped, a folder that can't be opened."),
        (folder / "x", 2, ""),
    ):
        here, there = (folio("check", f"{how}{path}", *DAY) for how in ("", "FILE://"))
        assert (there.code, there.out) == (here.code, here.out)
        assert (here.code, said in here.out) == (code, True)
    assert folio("check", "file://", *DAY).code == 2


@pytest.mark.usefixtures("storage")
def test_a_protocol_may_be_in_capitals_and_a_roster_in_storage(folio: Folio) -> None:
    assert folio("check", "MEMORY://bucket/class", *DAY).out == folio("check", CLASS, *DAY).out
    made = folio("new", "--roster", f"{CLASS}/roster.csv", "memory://bucket/new")
    assert made.code == 0, made.err
    assert "Lopez" in folio("check", "memory://bucket/new", *DAY).out


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        ("s3://class", "s3fs"),
        ("gs://class", "gcsfs"),
        ("abfs://class", "adlfs"),
        ("sftp://host/class", "paramiko"),
        ("http://host/class", "requests aiohttp"),
        ("smb://host/class", "smbprotocol"),
    ],
)
def test_a_missing_package_is_named(address: str, missing: str, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in missing.split():
        monkeypatch.setitem(sys.modules, package, None)
    refused = folio("check", address)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith(f"pip install {missing}\n")


def test_without_the_package_for_addresses_it_is_named(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "upath", None)
    refused = folio("check", "s3://class")
    assert (refused.code, refused.err.endswith("pip install universal-pathlib\n")) == (2, True)


def test_storage_that_says_nothing_is_not_waited_for_long(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_ANSWER_SECONDS", 0.1)
    asked = []

    def wait(_: MemoryFileSystem, path: str, **__: Any) -> None:
        asked.append(path)
        time.sleep(PATIENCE)

    for method in ("info", "exists"):
        monkeypatch.setattr(MemoryFileSystem, method, wait)
    read = folio("check", CLASS)
    assert (read.code, "no answer in 0.1 seconds" in read.out) == (3, True)
    shutil.copy(SAMPLES / "Ana Lopez.xlsx", "a.xlsx")
    written = folio("report", "a.xlsx", "--out", "memory://bucket/report")
    assert (written.code, "no answer in 0.1 seconds" in written.err) == (3, True)
    assert len(asked) == 2


def test_what_is_wrong_with_an_address_is_a_sentence(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    for words, code, said in (
        (
            ("check", "nowhere://class"),
            2,
            "Unsupported filesystem: 'nowhere'. Give a path, or an address such as s3://",
        ),
        (("report", "a.xlsx", "--out", "s3://class"), 2, "pip install s3fs"),
        (("check", "memory://class"), 3, "memory://class\n  x can't be read   [unreadable]"),
    ):
        if words[0] == "report":
            shutil.copy(SAMPLES / "Ana Lopez.xlsx", "a.xlsx")
        result = folio(*words)
        assert (result.code, said in result.out + result.err) == (code, True), result


@pytest.mark.usefixtures("storage")
def test_storage_that_refuses_costs_only_what_is_there(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoCredentialsError(Exception):
        """As storage has its own errors."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NoCredentialsError("Unable to locate credentials.\nMore")

    monkeypatch.setattr(MemoryFileSystem, "find", refuse)
    result = folio("check", CLASS, "class/Ana Lopez.xlsx", "--format", "json", *DAY)
    first, second = json.loads(result.out)["workbooks"]
    assert (result.code, first["status"], second["status"]) == (3, "unreadable", "ok")
    assert "can't be reached: Unable to locate credentials" in first["problems"][0]["message"]
    for method in ("exists", "info", "open"):
        monkeypatch.setattr(MemoryFileSystem, method, refuse)
    for path in (CLASS, f"{CLASS}/Ana Lopez.xlsx"):
        result = folio("check", path, *DAY)
        assert (result.code, "Unable to locate credentials." in result.out) == (3, True), result
    result = folio("report", "class/Ana Lopez.xlsx", "--out", "memory://bucket/report", *DAY)
    assert (result.code, result.out) == (3, "")
    assert "can't be reached: Unable to locate credentials. Check the address, and that you're signed in" in result.err


def test_storage_that_breaks_off_leaves_a_sentence(
    folio: Folio, storage: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = MemoryFileSystem.open

    def full(self: MemoryFileSystem, path: str, mode: str = "rb", **more: Any) -> Any:
        if "w" in mode:
            raise RuntimeError("SlowDown")
        return opened(self, path, mode, **more)

    monkeypatch.setattr(MemoryFileSystem, "open", full)
    result = folio("export", f"{CLASS}/Ana Lopez.xlsx", "--out", "memory://bucket/data")
    assert (result.code, result.out, files(storage, "data")) == (4, "", {})
    assert result.err.splitlines()[-1].startswith("Error: memory://bucket/data/export.json can't be reached: SlowDown.")


def test_what_breaks_while_it_is_made_leaves_nothing_in_storage(storage: MemoryFileSystem) -> None:
    def parts() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("broken")

    for target in (place("memory://bucket/data/half"), Path("half")):
        with pytest.raises(ValueError, match="broken"):
            write_whole(target, parts())
        assert not target.exists()


@pytest.mark.usefixtures("frozen")
def test_a_dataset_can_be_in_storage(folio: Folio, storage: MemoryFileSystem) -> None:
    command = ("export", CLASS, "--format", "parquet", "--out", "memory://bucket/data")
    assert folio(*command).code == 3  # one of the class is broken
    first = files(storage, "data")
    assert {name.split("/")[0] for name in first} >= {"all-workbooks", "contacts", "interviews"}
    assert len(first) > 10
    again = folio(*command)
    assert (again.code, again.out, files(storage, "data")) == (3, "", first)
