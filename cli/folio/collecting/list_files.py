"""A list in CSV or a workbook, as other programs export it: its rows as texts, with the place of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from folio.basics.plain_values import as_text
from folio.exit_codes import ContentProblem
from folio.intake.formats.read_cells import read_cells
from folio.intake.raw_workbook import FileRejected

# A title or a few notes may stand above the headings.
_ABOVE = 20
_SEPARATORS = ",;\t"
_WORKBOOKS = (b"PK\3\4", bytes.fromhex("D0CF11E0A1B11AE1"))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that isn't blank; ``line`` counts from 1 as the file does."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ListFile:
    """The rows of a list; ``guessed`` says that nothing told which letters its bytes are.

    Of a CSV file, ``content`` are its bytes and ``separator`` is what stands between cells.
    """

    path: Path
    rows: list[ListRow]
    guessed: bool = False
    content: bytes = b""
    separator: str = ""


def read_list(path: Path) -> ListFile:
    """Read a list; raises ContentProblem where the file can't be read, or isn't one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ContentProblem(f"{path}: {error.strerror}.", "Is the file there, and can you open it?") from None
    if content.startswith(_WORKBOOKS):
        return ListFile(path, list(_workbook_rows(path, content)))
    text, guessed = _decoded(path, content)
    said = _said_separator(text)
    separator = said or _delimiter(text)
    return ListFile(path, list(_csv_rows(path, text, separator, said=bool(said))), guessed, content, separator)


def _workbook_rows(path: Path, content: bytes) -> Iterator[ListRow]:
    """The rows of the first sheet that has any."""
    try:
        book = read_cells(content)
    except FileRejected as refused:
        why = refused.words.get("why") or refused.code.replace("-", " ")
        raise ContentProblem(f"{path}: this file can't be read ({why}).", "Save it as CSV (UTF-8) or .xlsx.") from None
    grid = next((g for g in book.grids if g.cells), None)
    if grid is None:
        return
    for number, row in sorted(grid.by_row.items()):
        texts = [grid.shown.get((number, c)) or as_text(row.get(c) or "") for c in range(max(row) + 1)]
        if any(t.strip() for t in texts):
            yield ListRow(number + 1, texts)


def _decoded(path: Path, content: bytes) -> tuple[str, bool]:
    """The text of a file, and whether its encoding was guessed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
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


def _csv_rows(path: Path, text: str, separator: str, *, said: bool) -> Iterator[ListRow]:
    """The records that aren't blank, each with its first line; below the line that said what separates cells."""
    begins = 1
    if said:
        _, _, text = text.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
        begins = 2
    skipped = begins - 1
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ContentProblem(
                f"{path}, line {begins}: this line can't be read as CSV.",
                "Is there a quotation mark that isn't closed?",
            ) from None
        if any(c.strip() for c in cells):
            yield ListRow(begins, cells)
        begins = reader.line_num + skipped + 1


def _delimiter(text: str) -> str:
    """The sign that stands most often in one of the first lines, below a title, too."""
    lines = text.lstrip().splitlines()[:_ABOVE] or [""]
    return max(_SEPARATORS, key=lambda sign: max(line.count(sign) for line in lines))
