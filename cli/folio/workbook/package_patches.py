"""Patches for the parts of an .xlsx: what xlsxwriter cannot say is put into what it has written."""

from __future__ import annotations

import html
import re
from collections.abc import Container

# Stands for a formula until the workbook is packed: a letter that nobody types, and a word at which xlsxwriter does not
# look for new functions, which takes it long.
_MARK = "\ue0f2_xlfn."
_MARKED = re.compile(rb"<(f|calculatedColumnFormula|formula1?)>" + _MARK.encode() + rb"(\d+)</\1>")
_EMPTY_TEXT = re.compile(rb'(<c r="\w+"(?: s="\d+")?)(><f[^>]*>[^<]*</f><v></v>)')
# What a shared formula cannot hold: arrays like {1,2,3}, cells of other sheets, and areas between what functions yield.
_UNSHARED = re.compile(r'"[^"]*"|([{!\[]|\):|:[A-Z]+\()')
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Namespaces that xlsxwriter names in every sheet, each with what needs it.
_NAMESPACES = {
    b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    b'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" mc:Ignorable="x14ac"': b" x14ac:",
    b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"': b" r:",
}
_ROW = re.compile(rb'<row r="(\d+)"[^>]*?>')
_HINTS = re.compile(rb' (?:spans="[\d:]+"|x14ac:dyDescent="[\d.]+"|display="[^"]*")|<dimension [^>]*>')
# What is so even where it isn't said: Excel's own margins, which only sheets that are never printed have, which cell is
# selected in parts of a window that aren't active, and that a table stresses no column.
_DEFAULTS = re.compile(
    rb'<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    rb'|(?:(?<=pane="topRight")|(?<=pane="bottomLeft")) activeCell="\w+" sqref="\w+"'
    rb'|(?<=<tableStyleInfo) showFirstColumn="0" showLastColumn="0"|(?<=showRowStripes="1") showColumnStripes="0"'
)
# Fills and lines of shapes that a person draws: plain ones, three of each, as the format wants it.
_FILL = b'<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_PLAIN_SHAPES = b"".join((
    b'<a:fmtScheme name="Office"><a:fillStyleLst>', _FILL * 3, b"</a:fillStyleLst><a:lnStyleLst>",
    *(b'<a:ln w="%d">%s</a:ln>' % (width, _FILL) for width in (9525, 25400, 38100)),
    b"</a:lnStyleLst><a:effectStyleLst>", b"<a:effectStyle><a:effectLst/></a:effectStyle>" * 3,
    b"</a:effectStyleLst><a:bgFillStyleLst>", _FILL * 3, b"</a:bgFillStyleLst></a:fmtScheme>",
))  # fmt: skip


def let_rows_grow(part: bytes, rows: Container[int]) -> bytes:
    """Take the fixed height off these rows, so that they grow with what is typed; rows count from 1.

    xlsxwriter marks every height that it writes as fixed by the user.
    """

    def free(match: re.Match[bytes]) -> bytes:
        return match[0].replace(b' customHeight="1"', b"") if int(match[1]) in rows else match[0]

    return _ROW.sub(free, part)


def without_hints(part: bytes) -> bytes:
    """Take out what a sheet says of its cells beside them: how far they go, how high letters are, what a link shows.

    Programs see that for themselves.
    """
    return _HINTS.sub(b"", part)


def without_defaults(part: bytes) -> bytes:
    """Take out of a sheet or a table what programs assume anyway."""
    return _DEFAULTS.sub(b"", part)


def without_contents(part: bytes) -> bytes:
    """Leave in the properties only which program the workbook is for; every program finds the rest in the workbook."""
    return re.sub(rb"<DocSecurity>.*(?=<AppVersion>)", b"", part, flags=re.DOTALL)


def with_plain_theme(part: bytes) -> bytes:
    """Take out of the theme what no sheet uses: fonts for thirty scripts, and how shapes shine."""
    part = re.sub(rb"<a:font [^>]*>", b"", part)
    return re.sub(rb"<a:fmtScheme .*</a:fmtScheme>", _PLAIN_SHAPES, part, flags=re.DOTALL)


def without_print_settings(part: bytes) -> bytes:
    """Take out how a chart would be printed on a page of its own: they are the settings that it has anyway."""
    return re.sub(rb"<c:printSettings>.*</c:printSettings>", b"", part)


def with_short_head(part: bytes) -> bytes:
    """Say at the top of a part only what is not understood without it: in dozens of small parts that is a lot."""
    part = part.removeprefix(_DECLARATION)
    for names, user in _NAMESPACES.items():
        if user not in part:
            part = part.replace(names, b"", 1)
    return part


def can_be_shared(formula: str) -> bool:
    """Whether Excel takes a formula that is written once for all cells of a column."""
    return not any(match[1] for match in _UNSHARED.finditer(formula))


class SharedFormulas:
    """Formulas that go down whole columns: said once in the file, as spreadsheets do, and not in every cell.

    xlsxwriter cannot; it writes a mark into each cell, and ``put_in`` puts the formula into the first. A formula that
    no program could share (see ``can_be_shared``) stands in full in each cell.
    """

    def __init__(self) -> None:
        self._formulas: list[tuple[bytes, bytes]] = []
        self._arrays: set[bytes] = set()

    def mark(self, formula: str, cells: str = "") -> str:
        """Return the mark to write into all of ``cells``, or into one cell that shares its formula with no other."""
        self._formulas.append((html.escape(formula.removeprefix("="), quote=False).encode(), cells.encode()))
        return f"={_MARK}{len(self._formulas) - 1}"

    def mark_array(self, formula: str, cells: str) -> str:
        """Return the mark to write into the first of ``cells``, for one array formula in all of them."""
        self._arrays.add(str(len(self._formulas)).encode())
        return self.mark(formula, cells)

    def put_in(self, part: bytes) -> bytes:
        """Return a part of the package with the formulas in the places of the marks."""
        seen: set[bytes] = set()

        def share(match: re.Match[bytes]) -> bytes:
            kind, number = match.groups()
            formula, cells = self._formulas[int(number)]
            if kind != b"f" or not cells:
                return b"<%s>%s</%s>" % (kind, formula, kind)
            if number in seen:
                # So every program knows it: SheetJS takes a pair of tags for a cell without a formula.
                return b'<f t="shared" si="%s"/>' % number
            if number in self._arrays:
                return b'<f t="array" ref="%s">%s</f>' % (cells, formula)
            seen.add(number)
            return b'<f t="shared" ref="%s" si="%s">%s</f>' % (cells, number, formula)

        # A formula that shows nothing shows an empty text: untyped, SheetJS would leave it out.
        return _MARKED.sub(share, _EMPTY_TEXT.sub(rb'\1 t="str"\2', part))
