"""Files that are broken, dressed up or made to do harm: one sentence each, and every other file is read."""

from __future__ import annotations

import faulthandler
import io
import json
import os
import re
import socket
import stat
import struct
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from folio.intake import limits
from folio.intake.files import sandbox
from folio.intake.files.discover import find_workbooks
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Reading
from folio.intake.one_workbook import read_content
from tests.hostile import KINDS, READ, SHEET, good, good_ods, in_sheet, packed, parts, put, streamed_zip64
from tests.readings import read_guarded
from tests.workbooks import read, without_prefilled

MIB = 1024 * 1024


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p.relative_to(folder)): (p.lstat().st_mtime_ns, p.lstat().st_size) for p in folder.rglob("*")}


def own_code(reading: Reading) -> str:
    """The one code of a file that could not be read; READ for one that could."""
    if reading.readable:
        return READ
    assert len(reading.problems) == 1
    return reading.problems[0].code


_MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def test_every_kind_through_the_command_line(tmp_path: Path) -> None:
    """In a process of its own, as a person runs it: a sentence for each, all others read, nothing changed."""
    folder = tmp_path / "in"
    folder.mkdir()
    wanted = {f"{i:03} {name}{kind.ending}": kind.code for i, (name, kind) in enumerate(KINDS.items())}
    for name, kind in zip(wanted, KINDS.values(), strict=True):
        (folder / name).write_bytes(kind.make())
    for name in ("0 good.xlsx", "070 good.xlsx", "good.xlsx"):  # before, among and behind them
        (folder / name).write_bytes(good())
        wanted[name] = READ
    before = state(folder)
    out, err = tmp_path / "out.json", tmp_path / "err.txt"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        command = ["-m", "folio", "check", str(folder), "--format", "json", "--today", "2026-11-20"]
        # The memory of this one and of its workers. A process counts that of its parent, too, which may be large here.
        used = tmp_path / "used.txt"
        started = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(used), sys.executable, *command],
            stdout=stdout, stderr=stderr, check=False,
        )  # fmt: skip
    assert started.returncode == 3
    assert re.fullmatch(r"Exit code 3: \d+ of \d+ files couldn't be read\.\n", err.read_text(encoding="utf-8"))
    unreadable, problems = set(), {}
    for workbook in json.loads(out.read_text(encoding="utf-8"))["workbooks"]:
        name = Path(workbook["path"]).name
        problems[name] = workbook["problems"]
        if workbook["status"] == "unreadable":
            unreadable.add(name)
    assert {n: problems[n][0]["code"] if n in unreadable else READ for n in problems} == wanted
    for name in unreadable:
        (problem,) = problems[name]
        assert problem["message"].endswith(".")
        assert problem["fix"].endswith(".")
        assert "gave up" not in problem["message"]
    stopped = {problems[n][0]["message"] for n in unreadable if wanted[n] == "reader-stopped"}
    assert stopped
    assert stopped <= {f"We had to stop reading the file: {why}." for why in (MEMORY, CRASH)}
    assert int(used.read_text(encoding="utf-8")) * 1024 < 1_000_000_000
    assert state(folder) == before


@pytest.mark.parametrize("name", [n for n, k in KINDS.items() if k.code == READ])
def test_what_only_looks_odd_loses_nothing(name: str) -> None:
    kind = KINDS[name]
    plain = without_prefilled(read(good_ods() if kind.ending == ".ods" else good()))
    odd = without_prefilled(read(kind.make()))
    assert {key: odd.get(key) for key in plain} == plain


def test_the_gate_needs_little_memory_for_what_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the gate sees is refused before anything large is built: a fraction of the memory is enough."""
    monkeypatch.setattr(limits, "MEMORY_BYTES", 300 * MIB)
    wanted = {n: k.code for n, k in KINDS.items() if k.code in ("encrypted", "too-large", "unsafe")}
    for name in wanted:
        (tmp_path / name).write_bytes(KINDS[name].make())
    found = read_guarded([WorkbookFile(name, str(tmp_path / name)) for name in wanted])
    assert {r.path: own_code(r) for r in found} == wanted


def test_a_reader_has_ten_seconds_and_stays_below_one_gb() -> None:
    assert limits.SECONDS <= 10
    assert limits.MEMORY_BYTES <= 800 * MIB


# --- places and moments


def test_what_is_no_ordinary_file_is_passed_over(folio: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.xlsx").write_bytes(good())
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "~$good.xlsx").write_bytes(b"lock")
    (folder / ".~lock.good.xlsx#").write_bytes(b"lock")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    (folder / "Ana.gsheet").write_text("{}", encoding="utf-8")
    (folder / "folder.xlsx").mkdir()
    (folder / "folder.xlsx" / "inside.xlsx").write_bytes(good())
    (folder / "Ana.numbers").mkdir()
    (folder / "Ana.numbers" / "Index.zip").write_bytes(packed({"Document.iwa": b"x"}))
    (folder / "Ben.numbers").write_bytes(packed({"Index/Document.iwa": b"x"}))
    (folder / "link.xlsx").symlink_to(folder / "good.xlsx")
    (folder / "gone.xlsx").symlink_to(folder / "nowhere.xlsx")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.xlsx")
    os.mkfifo(folder / "pipe.zip")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(os.path.relpath(folder / "socket.xlsx"))
        before = state(folder)
        result = folio("check", str(folder), "--format", "json")
    data = json.loads(result.out)
    statuses = {Path(w["path"]).name: w["status"] for w in data["workbooks"]}
    assert statuses == {"good.xlsx": "ok", "empty.xlsx": "unreadable"}
    whys = {Path(s["path"]).name: s["why"] for s in data["skipped"]}
    assert whys == {
        "~$good.xlsx": "the lock file of an open program", ".~lock.good.xlsx#": "the lock file of an open program",
        ".DS_Store": "a file that macOS adds", "notes.txt": "not a workbook by its name",
        "Ana.gsheet": "a link to Google Sheets; download it as .xlsx",
        "folder.xlsx": "a folder with the name of a workbook", "Ana.numbers": "a Numbers document; export it as .xlsx",
        "Ben.numbers": "a Numbers document; export it as .xlsx", "link.xlsx": "a link", "gone.xlsx": "a link",
        "round": "a link", "pipe.xlsx": "not an ordinary file", "pipe.zip": "not an ordinary file",
        "socket.xlsx": "not an ordinary file",
    }  # fmt: skip
    assert result.code == 3
    assert state(folder) == before


@pytest.mark.parametrize("ending", [".xlsx", ".zip"])
def test_a_pipe_that_is_named_outright_does_not_hold_the_run(
    folio: Callable[..., Any], tmp_path: Path, ending: str
) -> None:
    os.mkfifo(tmp_path / f"pipe{ending}")
    result = folio("check", f"pipe{ending}", "--format", "json")
    assert [p["code"] for p in json.loads(result.out)["workbooks"][0]["problems"]] == ["unreadable"]


def test_a_folder_that_cannot_be_opened_is_named(
    folio: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "good.xlsx").write_bytes(good())
    real = os.scandir

    def scandir(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    data = json.loads(folio("check", "in", "--format", "json").out)
    assert data["skipped"] == [{"path": "in/closed", "why": "a folder that can't be opened"}]
    assert [w["status"] for w in data["workbooks"]] == ["ok"]


def test_files_that_vanish_grow_or_are_closed_between_finding_and_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("closed", "gone", "good", "grown", "torn"):
        (tmp_path / f"{name}.xlsx").write_bytes(good())
    sources = [i for i in find_workbooks([str(tmp_path)]).items if isinstance(i, WorkbookFile)]
    (tmp_path / "gone.xlsx").unlink()
    with (tmp_path / "grown.xlsx").open("r+b") as stream:
        stream.truncate(limits.FILE_BYTES * 4)
    os.truncate(tmp_path / "torn.xlsx", 5000)
    real = Path.open

    def closed(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == "closed.xlsx":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", closed)
    codes = [own_code(r) for r in read_guarded(sources)]
    assert codes == ["unreadable", "unreadable", READ, "too-large", "damaged"]


# --- workers


def _silently(death: int) -> None:
    faulthandler.disable()  # pytest's own
    os.kill(os.getpid(), death)


def _endless() -> None:
    while True:
        pass


MEMORY, CRASH = "it needed too much memory", "it needed too much memory or crashed the reader"
DEATHS: dict[str, tuple[Callable[[], object], str]] = {
    "exit": (lambda: os._exit(1), CRASH),
    "kill": (lambda: os.kill(os.getpid(), 9), CRASH),
    "abort": (lambda: _silently(6), CRASH),
    "fault": (lambda: _silently(11), CRASH),
    "eats": (lambda: bytearray(8 << 30), MEMORY),
    "loops": (_endless, "it took too long"),
}


def test_every_way_to_die_costs_its_file_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def treacherous(path: str, content: bytes) -> Any:
        if path in DEATHS:
            DEATHS[path][0]()
        return read_content(path, content)

    monkeypatch.setattr(sandbox, "read_content", treacherous)
    monkeypatch.setattr(limits, "SECONDS", 3.0)
    file = tmp_path / "a.xlsx"
    file.write_bytes(good())
    labels = [label for death in DEATHS for label in (f"before {death}", death)] + ["the last"]
    found = read_guarded([WorkbookFile(label, str(file)) for label in labels])
    assert [r.path for r in found] == labels
    for reading in found:
        if reading.path in DEATHS:
            assert [p.message for p in reading.problems] == [
                f"We had to stop reading the file: {DEATHS[reading.path][1]}."
            ]
        else:
            assert reading.readable


def test_a_reader_that_had_to_wait_is_given_its_time_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A busy machine, or a slow disk: the reader sleeps for longer than it may be at work."""
    naps = {"waits": 1.5, "never comes": 60.0}

    def delayed(path: str, content: bytes) -> Any:
        time.sleep(naps[path])
        return read_content(path, content)

    monkeypatch.setattr(sandbox, "read_content", delayed)
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    file = tmp_path / "a.xlsx"
    file.write_bytes(good())
    found = {r.path: own_code(r) for r in read_guarded([WorkbookFile(label, str(file)) for label in naps])}
    assert found == {"waits": READ, "never comes": "reader-stopped"}


def test_a_file_that_takes_all_the_memory_leaves_none_of_it_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hoard: list[bytearray] = []

    def hoarding(path: str, content: bytes) -> Any:
        while path == "hoards":
            hoard.append(bytearray(MIB))
        return read_content(path, content)

    monkeypatch.setattr(sandbox, "read_content", hoarding)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    file = tmp_path / "a.xlsx"
    file.write_bytes(good())
    labels = ["before", "hoards", "after", "long after"]
    found = {r.path: own_code(r) for r in read_guarded([WorkbookFile(label, str(file)) for label in labels])}
    assert found == {"before": READ, "hoards": "reader-stopped", "after": READ, "long after": READ}


def test_long_texts_are_not_kept_for_the_files_that_follow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "MEMORY_BYTES", 300 * MIB)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    sources = []
    for i in range(8):
        rows = (
            b'<row r="%d"><c r="AZ%d" t="inlineStr"><is><t>%d %d %s</t></is></c></row>' % (r, r, i, r, b"y" * 190_000)
            for r in range(300, 400)
        )
        path = tmp_path / f"{i}.xlsx"
        path.write_bytes(in_sheet(b"".join(rows)))
        sources.append(WorkbookFile(path.name, str(path)))
    assert {r.path: own_code(r) for r in read_guarded(sources)} == {s.label: READ for s in sources}


# --- zips of submissions


def zip_of(tmp_path: Path, members: dict[str, bytes], name: str = "subs.zip") -> Path:
    path = tmp_path / name
    path.write_bytes(packed(members))
    return path


def test_submissions_are_read_inside_their_zip(folio: Callable[..., Any], tmp_path: Path) -> None:
    inner = packed({"x.xlsx": good()})
    zip_of(tmp_path, {
        "lopezana_77_1001_Ana.xlsx": good(), "../../evil.xlsx": good(), "__MACOSX/._Ana.xlsx": b"x", "more.zip": inner,
        "First Last_12_assignsubmission_file_/my book.xlsx": good(), "readme.txt": b"hi", "/etc/root.xlsx": good(),
        "C:\\Users\\ana\\back.xlsx": good(),
    })  # fmt: skip
    before = state(tmp_path)
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [w["path"] for w in data["workbooks"]] == [
        "subs.zip/evil.xlsx", "subs.zip/etc/root.xlsx", "subs.zip/C:/Users/ana/back.xlsx",
        "subs.zip/First Last_12_assignsubmission_file_/my book.xlsx", "subs.zip/lopezana_77_1001_Ana.xlsx",
    ]  # fmt: skip
    assert {w["status"] for w in data["workbooks"]} == {"ok"}
    assert len(data["skipped"]) == 3
    assert state(tmp_path) == before


def test_a_bad_member_costs_itself_only(folio: Callable[..., Any], tmp_path: Path) -> None:
    bad = {
        f"{i:03}{k.ending}": (k.make(), k.code) for i, k in enumerate(KINDS.values()) if k.code in ("damaged", "unsafe")
    }
    zip_of(tmp_path, {name: content for name, (content, _) in bad.items()} | {"good.xlsx": good()})
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    got = {Path(w["path"]).name: w for w in data["workbooks"]}
    assert got.pop("good.xlsx")["status"] == "ok"
    assert {n: w["problems"][0]["code"] for n, w in got.items()} == {n: code for n, (_, code) in bad.items()}


def test_members_that_lie_are_locked_or_broken_stand_beside_good_ones(
    folio: Callable[..., Any], tmp_path: Path
) -> None:
    path = zip_of(tmp_path, {n: good() for n in ("crc.xlsx", "good.xlsx", "locked.xlsx", "long.xlsx", "short.xlsx")})
    content = bytearray(path.read_bytes())
    for member, field, value in (
        ("crc.xlsx", 16, 7),
        ("locked.xlsx", 8, 1),
        ("long.xlsx", 24, 1 << 31),
        ("short.xlsx", 24, 9),
    ):
        central = content.rindex(member.encode()) - 46
        struct.pack_into("<I" if field > 8 else "<H", content, central + field, value)
    path.write_bytes(content)
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    got = {Path(w["path"]).name: w for w in data["workbooks"]}
    assert {n: w["status"] for n, w in got.items() if n not in ("long.xlsx",)} == {
        "crc.xlsx": "unreadable", "good.xlsx": "ok", "locked.xlsx": "unreadable", "short.xlsx": "unreadable",
    }  # fmt: skip
    assert got["locked.xlsx"]["problems"][0]["code"] == "encrypted"


def test_a_bomb_as_a_member_is_refused(folio: Callable[..., Any], tmp_path: Path) -> None:
    zip_of(tmp_path, {"bomb.xlsx": bytes(limits.FILE_BYTES + 5), "good.xlsx": good()})
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [(w["status"], [p["code"] for p in w["problems"]]) for w in data["workbooks"]] == [
        ("unreadable", ["too-large"]), ("ok", []),
    ]  # fmt: skip


def test_a_zip_of_thousands_of_members(folio: Callable[..., Any], tmp_path: Path) -> None:
    few = {f"{i}.txt": b"" for i in range(limits.ZIP_MEMBERS - 1)}
    zip_of(tmp_path, few | {"good.xlsx": good()})
    assert [w["status"] for w in json.loads(folio("check", "subs.zip", "--format", "json").out)["workbooks"]] == ["ok"]
    zip_of(tmp_path, few | {"good.xlsx": good(), "one.txt": b""}, "many.zip")
    data = json.loads(folio("check", "many.zip", "--format", "json").out)
    assert [[p["code"] for p in w["problems"]] for w in data["workbooks"]] == [["too-large"]]


@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_a_zip_with_an_endless_listing_is_refused_before_it_is_listed(
    folio: Callable[..., Any], tmp_path: Path, ending: str
) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = limits.LISTING_BYTES // len(entry) + 1
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, count * len(entry), 0, 0)
    (tmp_path / f"a{ending}").write_bytes(entry * count + end)
    data = json.loads(folio("check", f"a{ending}", "--format", "json").out)
    assert [[p["code"] for p in w["problems"]] for w in data["workbooks"]] == [["too-large"]]


@pytest.mark.parametrize(
    "make",
    [
        streamed_zip64,
        lambda members: streamed_zip64(members, comment=b"PK from a service"),
        lambda members: streamed_zip64(members, before=b"#!/bin/sh\nexit\n"),
        lambda members: b"before" + packed(members),
    ],
)
def test_a_class_zip_may_say_its_sizes_in_any_legal_way(
    folio: Callable[..., Any], tmp_path: Path, make: Callable[[dict[str, bytes]], bytes]
) -> None:
    (tmp_path / "subs.zip").write_bytes(make({"Ana.xlsx": good(), "sub/Zoë.xlsx": good(), "a.txt": b""}))
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [(w["path"], w["status"]) for w in data["workbooks"]] == [
        ("subs.zip/Ana.xlsx", "ok"), ("subs.zip/sub/Zoë.xlsx", "ok"),
    ]  # fmt: skip


def test_a_long_record_with_an_endless_listing_is_refused(folio: Callable[..., Any], tmp_path: Path) -> None:
    whole = streamed_zip64({f"{i:0200}": b"" for i in range(limits.LISTING_BYTES // 270)})
    (tmp_path / "subs.zip").write_bytes(whole)
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [[p["code"] for p in w["problems"]] for w in data["workbooks"]] == [["too-large"]]


@pytest.mark.parametrize(
    ("method", "name"),
    [(9, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (93, "Zstandard"), (98, "PPMd"), (77, "method 77")],
)
def test_a_member_that_cannot_be_unpacked_is_called_that(
    folio: Callable[..., Any], tmp_path: Path, method: int, name: str
) -> None:
    whole = bytearray(packed({"Ana.xlsx": good()}))
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        struct.pack_into("<H", whole, whole.index(mark) + place, method)
    (tmp_path / "subs.zip").write_bytes(whole)
    result = folio("check", "subs.zip", "--format", "json")
    (problem,) = json.loads(result.out)["workbooks"][0]["problems"]
    assert (result.code, problem["code"]) == (3, "other-compression")
    assert f"({name})" in problem["message"]
    assert problem["fix"].startswith("Unpack the zip")


@pytest.mark.parametrize(("method", "flags"), [(8, 1), (99, 1), (8, 0x41), (8, 0x40)])
def test_a_member_with_a_password_is_called_that(
    folio: Callable[..., Any], tmp_path: Path, method: int, flags: int
) -> None:
    whole = bytearray(packed({"Ana.xlsx": good()}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        struct.pack_into("<2H", whole, whole.index(mark) + place, flags, method)
    (tmp_path / "subs.zip").write_bytes(whole)
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [[p["code"] for p in w["problems"]] for w in data["workbooks"]] == [["encrypted"]]


def test_members_of_one_name_and_of_names_without_their_alphabet(folio: Callable[..., Any], tmp_path: Path) -> None:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as package:
        warnings.simplefilter("ignore")  # zipfile says that a name is there twice
        for name in ("Ana.xlsx", "Ana.xlsx", "Zoë.xlsx"):
            package.writestr(name, good())
    unsaid = bytearray(stream.getvalue())
    zoe = "Zoë.xlsx".encode()
    for at in (unsaid.index(zoe) - 30 + 6, unsaid.rindex(zoe) - 46 + 8):
        struct.pack_into("<H", unsaid, at, 0)  # as the Finder writes it: UTF-8, and not said so
    (tmp_path / "subs.zip").write_bytes(unsaid)
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [w["path"] for w in data["workbooks"]] == ["subs.zip/Ana.xlsx", "subs.zip/Ana.xlsx (2)", "subs.zip/Zoë.xlsx"]


def test_a_link_in_a_zip_is_passed_over(folio: Callable[..., Any], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "subs.zip", "w") as package:
        link = zipfile.ZipInfo("link.xlsx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("good.xlsx", good())
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert data["skipped"] == [{"path": "subs.zip/link.xlsx", "why": "a link"}]
    assert [w["status"] for w in data["workbooks"]] == ["ok"]


def test_nothing_is_ever_unpacked(folio: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    zip_of(tmp_path, {"../a.xlsx": good(), "b.xlsx": put(SHEET, None), "c.xlsx": packed(parts(good()))})
    before = state(tmp_path)
    folio("check", "subs.zip")
    assert state(tmp_path) == before
