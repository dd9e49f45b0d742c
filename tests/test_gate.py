"""Files that are broken, dressed up or made to do harm: one sentence each, and every other file is read."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workbooks import CLEAN, make, read

GOOD = make(CLEAN)


def parts(workbook: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {n: package.read(n) for n in package.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return stream.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    contents = parts()
    assert old in contents[part]
    contents[part] = contents[part].replace(old, new, 1)
    return packed(contents)


def twice(name: str) -> bytes:
    stream = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as package:
        package.writestr(name, parts()[name])
    return stream.getvalue()


def bomb() -> bytes:
    contents = parts()
    contents["xl/sharedStrings.xml"] = b"<sst>" + b" " * (90 * 1024 * 1024) + b"</sst>"
    return packed(contents)


SHEET = "xl/worksheets/sheet2.xml"

HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not-a-workbook"),
    "text": (lambda: b"name,email\nDana,d@example.org\n", "not-a-workbook"),
    "web page": (lambda: b"<!DOCTYPE html><html></html>", "not-a-workbook"),
    "pdf": (lambda: b"%PDF-1.7 ...", "not-a-workbook"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not-a-workbook"),
    "zip of other files": (lambda: packed({"a.txt": b"hello"}), "not-a-workbook"),
    "word document": (lambda: packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "not-a-workbook"),
    "numbers": (lambda: packed({"Index/Document.iwa": b"x"}), "not-a-workbook"),
    "truncated": (lambda: GOOD[: len(GOOD) // 2], "damaged"),
    "first bytes only": (lambda: GOOD[:60], "damaged"),
    "flipped": (lambda: GOOD[:5000] + bytes(b ^ 0xFF for b in GOOD[5000:5200]) + GOOD[5200:], "damaged"),
    "unclosed xml": (lambda: changed(SHEET, b"</worksheet>", b""), "damaged"),
    "a part missing": (lambda: packed({k: v for k, v in parts().items() if k != SHEET}), "damaged"),
    "an address that is none": (lambda: changed(SHEET, b'r="A5"', b'r="??"'), "damaged"),
    "entities": (
        lambda: changed(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "unsafe"),
    "utf-16": (lambda: packed(parts() | {SHEET: parts()[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")}), "unsafe"),
    "the same part twice": (lambda: twice(SHEET), "unsafe"),
    "a bomb": (bomb, "too-large"),
    "a far cell": (lambda: changed(SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "too-large"),
    "a far column": (lambda: changed(SHEET, b"</sheetData>", b'<row r="9999"><c r="XFD9999"><v>1</v></c></row></sheetData>'), "too-large"),
    "a merge over everything": (
        lambda: changed(SHEET, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "too-large"),
    "a far cell behind a prefix": (
        lambda: changed(SHEET, b"</sheetData>", b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="99999"><x:c r="XFD99999"><x:v>1</x:v></x:c></x:row></sheetData>'), "too-large"),
    "encrypted": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "encrypted"),
    "old and broken": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 5000, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_bad_file_costs_one_sentence(kind: str) -> None:
    build, code = HARMFUL[kind]
    reading = read(build())
    assert (reading.status, [p.code for p in reading.problems]) == ("unreadable", [code])
    assert reading.problems[0].message.endswith(".")
    assert reading.problems[0].fix


def test_one_run_over_all_of_them_reads_the_good_one_and_changes_nothing(
    folio: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i, (build, _) in enumerate(HARMFUL.values()):
        (folder / f"bad{i:02}.xlsx").write_bytes(build())
    (folder / "good.xlsx").write_bytes(GOOD)
    (folder / "~$good.xlsx").write_bytes(b"lock")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    (folder / "folder.xlsx").mkdir()
    (folder / "link.xlsx").symlink_to(folder / "good.xlsx")
    os.mkfifo(folder / "pipe.xlsx")
    before = {p.name: (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.iterdir()}
    result = folio("check", str(folder), "--format", "json")
    data = json.loads(result.out)
    statuses = {Path(w["path"]).name: w["status"] for w in data["workbooks"]}
    assert statuses.pop("good.xlsx") == "ok"
    assert set(statuses.values()) == {"unreadable"}
    assert len(statuses) == len(HARMFUL)
    skipped = {Path(s["path"]).name for s in data["skipped"]}
    assert skipped == {"~$good.xlsx", ".DS_Store", "notes.txt", "folder.xlsx", "link.xlsx", "pipe.xlsx"}
    assert result.code == 3
    assert before == {p.name: (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.iterdir()}


def test_a_killed_or_late_worker_costs_its_file_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from folio.intake import limits, workers
    from folio.intake.find import Source
    from folio.intake.reader import read_content

    real = read_content

    def treacherous(path: str, content: bytes) -> Any:
        if path == "dies":
            os._exit(1)
        if path == "hangs":
            import time

            time.sleep(60)
        if path == "eats":
            return bytearray(8 << 30)
        return real(path, content)

    monkeypatch.setattr(workers, "read_content", treacherous)
    monkeypatch.setattr(limits, "SECONDS", 2.0)
    file = tmp_path / "a.xlsx"
    file.write_bytes(GOOD)
    labels = ["fine 1", "dies", "eats", "hangs", "fine 2", "fine 3"]
    readings = workers.read_all([Source(label, str(file)) for label in labels])
    codes = [r.problems[0].code if r.problems else r.status for r in readings]
    assert codes == ["ok", "reader-stopped", "reader-stopped", "reader-stopped", "ok", "ok"]
    assert [r.path for r in readings] == labels


def test_submissions_are_read_inside_their_zip(folio: Callable[..., Any], tmp_path: Path) -> None:
    inner = packed({"x.xlsx": GOOD})
    (tmp_path / "subs.zip").write_bytes(
        packed({
            "lopezana_77_1001_Ana.xlsx": GOOD, "../../evil.xlsx": GOOD, "__MACOSX/._Ana.xlsx": b"x", "more.zip": inner,
            "First Last_12_assignsubmission_file_/my book.xlsx": GOOD, "readme.txt": b"hi",
        })
    )  # fmt: skip
    data = json.loads(folio("check", "subs.zip", "--format", "json").out)
    assert [w["path"] for w in data["workbooks"]] == [
        "subs.zip/evil.xlsx", "subs.zip/First Last_12_assignsubmission_file_/my book.xlsx", "subs.zip/lopezana_77_1001_Ana.xlsx",
    ]  # fmt: skip
    assert {w["status"] for w in data["workbooks"]} == {"ok"}
    assert len(data["skipped"]) == 3
    assert list(tmp_path.rglob("*.xlsx")) == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check", "nowhere.xlsx"), 2, "nowhere.xlsx"),
        (("check", "empty"), 3, "no workbook"),
        (("check", "notes.txt"), 3, "looks like text"),
        (("report", "notes.txt", "--out", "r"), 3, "nothing to report"),
        (("letters", "notes.txt", "--out", "r"), 3, "nothing to write letters from"),
    ],
)
def test_a_path_without_a_workbook_is_a_sentence(
    folio: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    result = folio(*arguments)
    assert result.code == code
    assert words in result.out + result.err
    assert not (tmp_path / "r").exists()
