"""What people type, or what someone puts into a file to do harm, stays text in everything that folio says and writes."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from folio.basics.wording import json_text, visible
from tests.conftest import open_book
from tests.hostile import STRINGS, WORKBOOK, packed, parts, with_notes
from tests.workbooks import CLEAN, make

TODAY = "--today=2026-11-20"
# What a terminal acts on, what turns a line's direction, what cannot be seen.
UNFIT = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
# As text, and as an .xlsx has it in a shared string.
NASTY: dict[str, str] = {
    "clear the screen": "\x1b[2J\x1b]0;owned\x07",
    "c1": "\x9b31m red \x85 next",
    "right to left": "\u202egpj.exe \u2066 \u2067 \u200f \u061c",
    "unseen": "zero\u200bwidth\ufeff\u2060joined",
    "line breaks": "one\rtwo\nthree\u2028four\tfive",
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "link": '=HYPERLINK("http://x.example.org","click")',
    "sum": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus": "+1+cmd",
    "minus": "-2+3",
    "tab first": "\t=1+1",
    "template": "{{ 7*7 }}{% for x in y %} ${7*7} %s {0}",
    "markdown": "](http://x.example.org) **bold** `code` <b>| cell | a\n# heading",
    "xml": "]]> &amp; &#x1b; <!-- --> <?x?>",
    "nul": "before\x00after",
    "half a pair": "lone\ud800half",
}


def in_xml(text: str) -> str:
    """As a spreadsheet program writes it: what XML cannot hold is given as _xHHHH_."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff\r]", lambda m: f"_x{ord(m[0]):04X}_", escape(text))


@cache
def marked() -> dict[str, bytes]:
    """The parts of Ana's workbook with a mark wherever a text is to come."""
    content: dict[str, list[dict[str, Any]]] = {key: [dict(r) for r in rows] for key, rows in CLEAN.items()}
    dana, sam = content["contacts"]
    for contact in content["contacts"]:
        contact |= {
            "organization": "MARK-organization",
            "job_title": "MARK-job",
            "notes": "MARK-notes",
            "phone": "MARK-phone",
        }
    dana |= {"email": "MARK-mail"}
    sam |= {"next_step": "MARK-step"}
    for interview in content["interviews"]:
        interview |= {"takeaway": "MARK-takeaway", "format": "MARK-format"}
    content["follow_ups"][0] |= {"point": "MARK-point", "due": date(2026, 11, 20)}
    content["practice"][0] |= {"version": "MARK-version"}
    content["leads"][0] |= {"lead": "MARK-lead"}
    return parts(make(content))


def dressed(fill: Callable[[str], str]) -> bytes:
    """A workbook in which every text of Ana's is what ``fill`` makes of its name."""
    held = dict(marked())

    def replaced(part: bytes) -> bytes:
        text = part.decode()
        text = re.sub(r"MARK-\w+", lambda m: in_xml(fill(m[0])), text)
        # Names are what other sheets refer to, so they are dressed alike wherever they stand.
        for name in ("Dana Lee", "Ana Lopez", "Period 4", "Job title"):
            text = text.replace(f">{name}<", f">{in_xml(name + ' ' + fill(name))}<")
        return re.sub(r"<t>", '<t xml:space="preserve">', text).encode()

    held[STRINGS] = replaced(held[STRINGS])
    held = with_notes(held, in_xml(fill("note")).encode())
    title = in_xml(re.sub(r"[\[\]:*?/\\]", "", fill("title"))[:20])
    quoted = title.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    held[WORKBOOK] = held[WORKBOOK].replace(b'name="Practice"', f'name="{quoted}"'.encode(), 1)
    sheet = next(n for n in held if n.startswith("xl/worksheets/sheet2"))
    extra = "".join(
        f'<row r="{r}"><c r="AZ{r}" t="inlineStr"><is><t xml:space="preserve">{in_xml(fill(f"extra {r}"))}</t></is></c></row>'
        for r in range(900, 903)
    )
    held[sheet] = held[sheet].replace(b"</sheetData>", extra.encode() + b"</sheetData>")
    return packed(held)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workbook for each nasty text, in its cells, titles, headings and notes, and in the file's name, too."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, text in enumerate(NASTY.values()):
        cleaned = re.sub("[/\x00\ud800-\udfff]", "", text)[:40]
        name = f"{number:02} {cleaned}"
        (folder / f"{name}.xlsx").write_bytes(dressed(lambda _, text=text: text))  # type: ignore[misc]
        (folder / f"torn {name}.xlsx").write_bytes(b"PK\3\4 torn")
        (folder / f"other {name}.txt").write_bytes(b"x")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("check", "in", TODAY), ("check", "in", "--format", "json", TODAY), ("export", "in", "--private"),
        ("export", "in", "--out", "data", "--format", "csv"), ("report", "in", "--out", "r", TODAY),
        ("letters", "in", "--out", "l", TODAY), ("check", "in/00*", TODAY),
    ],
)  # fmt: skip
def test_on_a_terminal_it_is_plain_text(folio: Callable[..., Any], folder: Path, command: tuple[str, ...]) -> None:
    result = folio(*command)
    assert result.code in (1, 2, 3) or command[0] == "export", result.err
    said = result.out + result.err
    assert len(said) > 30
    assert not UNFIT.search(said), UNFIT.search(said)


def test_data_holds_it_exactly(folio: Callable[..., Any], folder: Path) -> None:
    data = json.loads(folio("export", "in", "--private").out)
    workbooks = {w["path"][3:5]: w for w in data["workbooks"]}
    assert len(workbooks) == len(NASTY)
    for number, text in enumerate(NASTY.values()):
        workbook = workbooks[f"{number:02}"]
        found = [e["value"] for e in workbook["extra"] if e["cell"] in ("AZ900", "AZ901", "AZ902")]
        assert len(found) == 3
        if not re.search(r"[\x00\ud800]", text):  # what no text can hold may be given in another way
            assert set(found) == {text.replace("\r", "\n")}
            assert text.replace("\r", "\n").strip() in str(workbook["student"]["name"]) + "\n".join(found)


def test_tables_run_nothing(folio: Callable[..., Any], folder: Path) -> None:
    folio("export", "in", "--private", "--format", "csv", "--out", "data")
    files = list(Path("data").glob("*.csv"))
    assert files
    for file in files:
        for line in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")):
            for cell in line:
                start = cell.lstrip()
                assert not start.startswith(("=", "@")), (file.name, cell)
                assert not start.startswith(("+", "-")) or re.fullmatch(r"[-+][\d ().-]*", start), (file.name, cell)


def test_reports_show_it_as_text(folio: Callable[..., Any], folder: Path) -> None:
    folio("report", "in", "--out", "r", "--format", "html,md,xlsx", TODAY)
    written = [*Path("r").glob("report.*")]
    assert {p.suffix for p in written} == {".html", ".md", ".xlsx"}
    for file in written:
        assert not UNFIT.search(file.name)
        if file.suffix == ".xlsx":
            cells = [c for s in open_book(file).worksheets for row in s.iter_rows() for c in row]
            assert not [
                c.value for c in cells if c.data_type == "f" and re.search(r"x\.example|cmd|-2\+3", str(c.value))
            ]
            assert not [c for c in cells if c.hyperlink and "x.example" in str(c.hyperlink.target)]
            continue
        text = file.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text), file
        if file.suffix == ".md":
            assert "](http://x.example.org)" not in text.replace("\\]", "")


def test_letters_are_whole_and_their_heads_cannot_be_forged(folio: Callable[..., Any], tmp_path: Path) -> None:
    text = "x\r\nBcc: victim@example.org\r\n\r\nbody"
    Path("a.xlsx").write_bytes(dressed(lambda _: text))
    folio("letters", "a.xlsx", "--out", "l", "--format", "txt,docx,eml", TODAY)
    written = [p for p in Path("l").rglob("*") if p.suffix == ".eml"]
    assert written
    for file in written:
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert message["Bcc"] is None
        assert set(message.keys()) <= {
            "Subject", "From", "To", "X-Unsent", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Date",
        }  # fmt: skip


def test_letters_of_every_nasty_text_are_written(folio: Callable[..., Any], folder: Path) -> None:
    result = folio("letters", "in", "--out", "l", "--format", "txt,docx,eml", TODAY)
    assert result.code == 3
    written = [p for p in Path("l").rglob("*") if p.is_file()]
    assert {p.suffix for p in written} >= {".txt", ".docx", ".eml"}
    for file in written:
        assert not UNFIT.search(str(file))
        if file.suffix == ".docx":
            with zipfile.ZipFile(file) as package:
                assert package.testzip() is None
        else:
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", file.read_bytes().decode("utf-8")), file


def test_words_for_a_terminal() -> None:
    for text in NASTY.values():
        assert not UNFIT.search(visible(text))
        assert "\n" not in visible(text)
        shown = json_text({"a": text})
        assert not UNFIT.search(shown)
        assert json.loads(shown) == {"a": text}
    for text in ("Zoë 李 O'Neill 50 % 👍", "👩\u200d⚕️", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"):
        assert visible(text) == text
