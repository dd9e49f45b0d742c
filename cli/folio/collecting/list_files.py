"""A list in CSV or a workbook, as other programs export it: its rows as texts, with the place of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from folio.basics.plain_values import as_text
from folio.exit_codes import ContentProblem
from folio.intake import limits
from folio.intake.formats.read_cells import read_cells
from folio.intake.raw_workbook import FileRejected, RawWorkbook

# A title or a few notes may stand above the headings.
_ABOVE = 20
_SEPARATORS = ",;\t"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What is wrong with a line, and what may be the reason.
NOT_CSV = "this line can't be read as CSV."
UNCLOSED = "Is there a quotation mark that isn't closed?"
_WORKBOOKS = (b"PK\3\4", bytes.fromhex("D0CF11E0A1B11AE1"))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that isn't blank; ``line`` counts from 1 as the file does."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ListFile:
    """The rows of a list; ``guessed`` says that nothing told which letters its bytes are.

    Of a CSV file, ``content`` are its bytes and ``separator`` is what stands between cells. ``unread`` are lines that
    can't be read as CSV, where a reader can do without them. ``sheets`` are the titles of a workbook.
    """

    path: Path
    rows: list[ListRow]
    guessed: bool = False
    content: bytes = b""
    separator: str = ""
    unread: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()


def read_list(path: Path, *, forgiving: bool = False) -> ListFile:
    """Read a list; raises ContentProblem where the file can't be read, or isn't one.

    A line that is no CSV is such a mistake, too, unless the reader is ``forgiving``.
    """
    content = content_of(path)
    if content.startswith(_WORKBOOKS):
        book = _workbook(path, content)
        return ListFile(path, list(_workbook_rows(book)), sheets=tuple(grid.title for grid in book.grids))
    text, guessed = decoded(path, content)
    said = _said_separator(text)
    separator = said or _delimiter(text)
    rows, unread = [], []
    for row in _csv_rows(text, separator, said=bool(said)):
        if row.cells:
            rows.append(row)
        elif forgiving:
            unread.append(row.line)
        else:
            raise ContentProblem(f"{path}, line {row.line}: {NOT_CSV}", UNCLOSED)
    return ListFile(path, rows, guessed, content, separator, tuple(unread))


def content_of(path: Path) -> bytes:
    """The bytes of a file; raises ContentProblem where it can't be read, or is far too large for a list."""
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.FILE_BYTES + 1)
    except OSError as error:
        why = error.strerror or "it can't be opened"
        raise ContentProblem(f"{path}: {why}.", "Is the file there, and can you open it?") from None
    if len(content) > limits.FILE_BYTES:
        most = f"{limits.FILE_BYTES // limits.MIB} MiB"
        raise ContentProblem(f"{path}: this file has more than {most}, which no list has.", "Is it the right file?")
    return content


def looks_of(content: bytes) -> str:
    """Name what a file is that is no list: ``a web page``, ``a PDF``; empty for text and what may be a workbook."""
    if content.startswith((*_WORKBOOKS, *_UTF_16)):
        return ""
    try:
        read_cells(content)
    except FileRejected as refused:
        looks = str(refused.words.get("looks", ""))
        return "" if looks == "text" else looks
    return ""


def _workbook(path: Path, content: bytes) -> RawWorkbook:
    try:
        return read_cells(content)
    except FileRejected as refused:
        looks = refused.words.get("looks", "")
        why = refused.words.get("why") or looks or refused.code.replace("-", " ")
        fix = "Unpack it, and give a file that's in it." if "zip" in looks else "Save it as CSV (UTF-8) or .xlsx."
        raise ContentProblem(f"{path}: this file can't be read ({why}).", fix) from None


def _workbook_rows(book: RawWorkbook) -> Iterator[ListRow]:
    """The rows of the first sheet that has any."""
    grid = next((g for g in book.grids if g.cells), None)
    if grid is None:
        return
    for number, row in sorted(grid.by_row.items()):
        texts = [grid.shown.get((number, c)) or as_text(row.get(c) or "") for c in range(max(row) + 1)]
        if any(t.strip() for t in texts):
            yield ListRow(number + 1, texts)


def decoded(path: Path, content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether its encoding was guessed."""
    if content.startswith(_UTF_16):
        encoding = "utf-16"
    elif b"\0" in content:
        raise ContentProblem(f"{path}: this isn't a CSV file.", "Save it as CSV (UTF-8) first.")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding), False
    except UnicodeDecodeError:
        # Older spreadsheet programs save CSV in the Western code page.
        return content.decode("cp1252", errors="replace"), True


def _said_separator(text: str) -> str:
    """What Excel's first line ``sep=;`` says separates cells; empty without such a line."""
    said = text[:6].rstrip("\r\n").lower()
    return text[4] if said.startswith("sep=") and len(said) == 5 else ""


def _csv_rows(text: str, separator: str, *, said: bool) -> Iterator[ListRow]:
    """The records that aren't blank, each with its first line; below the line that said what separates cells.

    A line that can't be read has no cells, and the next record begins in the line below it.
    """
    lines = io.StringIO(text, newline=None).readlines()
    begins = int(said)
    while begins < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(begins, len(lines))), delimiter=separator, strict=True)
        before, row = begins, begins
        try:
            for cells in reader:
                if any(c.strip() for c in cells):
                    yield ListRow(row + 1, cells)
                row = before + reader.line_num
        except csv.Error:
            yield ListRow(row + 1, [])
            begins = row + 1
        else:
            return


def _delimiter(text: str) -> str:
    """The sign that stands most often in one of the first lines, below a title, too."""
    lines = text.lstrip().splitlines()[:_ABOVE] or [""]
    return max(_SEPARATORS, key=lambda sign: max(line.count(sign) for line in lines))
