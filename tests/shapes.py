"""Workbooks in the shapes that other programs give them: taken apart into a model, and written anew with their traits."""

from __future__ import annotations

import copy
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from folio.basics.cell_references import cell_address
from tests.workbooks import CLEAN, kit, make, width

Place = tuple[int, int]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DATE, MOMENT, CLOCK, LENGTH = 1, 2, 3, 4  # the styles that every shape writes


class Error(str):
    """A spreadsheet error in a cell."""

    __slots__ = ()


@dataclass
class Cell:
    """What a cell shows, and the formula behind it."""

    value: Any = None
    formula: str = ""
    kind: str = ""  # array, shared (its text stands in another cell), dataTable


@dataclass
class Sheet:
    """A sheet as every program sees it."""

    title: str
    hidden: bool = False
    cells: dict[Place, Cell] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)


@dataclass
class Model:
    """A workbook as every program sees it."""

    sheets: list[Sheet]
    names: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)

    def sheet(self, title: str) -> Sheet:
        return next(s for s in self.sheets if s.title == title)


def take_apart(workbook: bytes) -> Model:
    """The model of a workbook that folio made."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book: Any = load_workbook(BytesIO(workbook))
        values = load_workbook(BytesIO(workbook), data_only=True)
    model = Model([])
    for sheet in book.worksheets:
        taken = Sheet(sheet.title, sheet.sheet_state != "visible")
        for row in sheet.iter_rows():
            for cell in row:
                place = (int(cell.row or 1) - 1, int(cell.column or 1) - 1)
                if cell.comment:
                    taken.notes[place] = cell.comment.text
                if cell.value is None:
                    continue
                value, formula, kind = values[sheet.title][cell.coordinate].value, "", ""
                if cell.data_type == "f":
                    assert not isinstance(cell.value, DataTableFormula)
                    kind = "array" if isinstance(cell.value, ArrayFormula) else ""
                    formula = str(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)
                if isinstance(value, datetime) and value.time() == time():
                    value = value.date()
                taken.cells[place] = Cell(value, formula.removeprefix("="), kind)
        model.sheets.append(taken)
    model.names = {name: str(defined.attr_text) for name, defined in book.defined_names.items()}
    model.properties = {p.name: str(p.value) for p in book.custom_doc_props.props}
    return model


@cache
def clean() -> bytes:
    """A term without a mistake."""
    return make(CLEAN)


@cache
def _clean() -> Model:
    return take_apart(clean())


def clean_model() -> Model:
    """The clean term, to change at will."""
    return copy.deepcopy(_clean())


def place_of(sheet: str, column: str, row: int) -> Place:
    """Row and column, from 0, of a cell of a table, by the number of its row as it is shown."""
    return row - 1, kit().template.sheet(sheet).keys.index(column)


@cache
def _busy() -> Model:
    model = clean_model()
    contacts, interviews = model.sheet("Contacts"), model.sheet("Interviews")
    column = partial(place_of, "contacts")
    own = width("contacts") + 1
    contacts.cells |= {
        column("email", 6): Cell("dana at cedar"),
        column("requested_on", 7): Cell("4 March 2026"),
        (4, own): Cell("My own column"),
        (5, own): Cell(" two  spaces "),
        (6, own): Cell("line one\nline two"),
        (7, 0): Cell('Zoë <b>&amp; Søn</b> \U0001f600 _x0041_ "q"'),
        (7, 1): Cell(2024.0),
        column("requested_on", 8): Cell(datetime(2026, 3, 4, 10, 30)),  # noqa: DTZ001 - a cell has no zone
        column("private_notes", 8): Cell("PRIVATE-CANARY too"),
        (9, 0): Cell("x" * 300),
        column("phone", 10): Cell(5035550142.0),
        (9, own - 1): Cell(True),
    }
    interviews.cells |= {
        place_of("interviews", "status", 6): Cell(Error("#REF!")),
        place_of("interviews", "date", 7): Cell(date(2026, 12, 3), "DATE(2026,12,3)"),
        place_of("interviews", "interest_before", 7): Cell(9.0),
        place_of("interviews", "contact", 8): Cell("Dana Leee"),
        place_of("interviews", "date", 8): Cell(Error("#VALUE!"), '1+"x"'),
    }
    contacts.notes[6, 0] = "Ring her again\nin May"
    interviews.notes[place_of("interviews", "date", 6)] = "moved twice"
    scratch = Sheet("Scratch & more")
    scratch.cells = {
        (0, 0): Cell("mine"), (0, 1): Cell(0.1), (0, 2): Cell(False), (0, 3): Cell(-12.0), (0, 4): Cell(1e21),
        (1, 0): Cell(date(2026, 3, 4)), (1, 1): Cell(datetime(2026, 3, 4, 18, 15)),  # noqa: DTZ001
        (1, 2): Cell(time(14, 30)), (1, 3): Cell(timedelta(hours=30)),
        (2, 0): Cell(0.2, "B1*2"), (2, 1): Cell("a & b", '"a & "&"b"'), (2, 2): Cell(True, "NOT(C1)"),
        (2, 3): Cell(Error("#DIV/0!"), "1/0"), (2, 4): Cell(None, '""'), (2, 5): Cell("", 'T("")'),
        (3, 0): Cell(Error("#N/A")), (3, 1): Cell(Error("#NAME?"), "nope()"), (3, 2): Cell(Error("#NULL!")),
        (3, 3): Cell(Error("#NUM!"), "SQRT(-1)"),
        (4, 0): Cell(0.3, "SUM(B1:B1*3)", "array"), (5, 0): Cell(2.0, "$B$1+D1"), (6, 0): Cell(3.0, "$B$1+D2", "shared"),
        (59, 11): Cell("far"), (60, 0): Cell("007"), (61, 0): Cell("'quoted"), (62, 0): Cell("=not a formula"),
    }  # fmt: skip
    model.sheets.insert(3, scratch)
    return model


def busy_model() -> Model:
    """A term with mistakes, and with columns, sheets, formulas, notes and errors of their own."""
    return copy.deepcopy(_busy())


@dataclass(frozen=True)
class Traits:
    """How a program writes an .xlsx."""

    strings: str = "shared"  # shared, inline, rich, str, shared-rich
    refs: bool = True  # addresses on rows and cells
    prefix: str = ""
    strict: bool = False
    iso_dates: bool = False
    since_1904: bool = False
    dimension: str = ""
    part: str = "xl/worksheets/sheet{}.xml"
    workbook: str = "xl/workbook.xml"
    target: str = "relative"  # relative, absolute, dotted, backslash
    empties: int = 0
    declared: str = DECLARED
    bom: bool = False
    names: bool = True
    properties: bool = True
    threaded: bool = False
    formula_text: str = "str"  # how a formula's text result is told: str or inlineStr
    alternate: bool = False
    pretty: bool = False
    phonetic: bool = False
    escapes: bool = False  # _x000a_ for a line break
    line_end: str = "\n"
    styles: bool = True
    types: bool = True
    litter: bool = False
    upper: bool = False
    backslash: bool = False
    stored: bool = False
    stream: bool = False
    reversed_relations: bool = False
    empty_values: bool = False
    cdata: bool = False
    extension: bool = False
    odd_attributes: bool = False
    numbers_as_text: str = ""
    single_quotes: bool = False
    chart_sheet: bool = False


def write(model: Model, t: Traits) -> bytes:
    """The model as an .xlsx with these traits."""
    return _Writer(model, t).package()


class _Writer:
    def __init__(self, model: Model, t: Traits) -> None:
        self.model, self.t = model, t
        self.shared: dict[str, int] = {}
        self.p = t.prefix
        self.main = STRICT_MAIN if t.strict else MAIN
        self.rels = STRICT_RELS if t.strict else RELS

    def package(self) -> bytes:
        t = self.t
        folder = t.workbook.rpartition("/")[0]
        parts: dict[str, str] = {}
        kinds: list[tuple[str, str, str]] = []
        overrides: list[tuple[str, str]] = [(t.workbook, "sheet.main+xml")]
        rows = []
        for i, sheet in enumerate(self.model.sheets, start=1):
            name = t.part.format(i)
            parts[name] = self.sheet(sheet)
            overrides.append((name, "worksheet+xml"))
            kinds.append((f"rId{i + 20}", "worksheet", self.target(folder, name)))
            state = ' state="hidden"' if sheet.hidden else ""
            rows.append(f'<{self.p}sheet name={quoteattr(sheet.title)} sheetId="{i + 3}"{state} r:id="rId{i + 20}"/>')
            if sheet.notes:
                self.notes(parts, overrides, i, name, sheet)
        if t.chart_sheet:
            parts["xl/chartsheets/sheet1.xml"] = f'{DECLARED}<chartsheet xmlns="{self.main}"><sheetViews/></chartsheet>'
            kinds.append(("rId7", "chartsheet", "chartsheets/sheet1.xml"))
            rows.insert(1, '<sheet name="A chart" sheetId="99" r:id="rId7"/>')
        if self.shared or t.strings == "shared":
            parts[f"{folder}/sharedStrings.xml".lstrip("/")] = self.strings()
            kinds.append(("rId3", "sharedStrings", self.target(folder, f"{folder}/sharedStrings.xml".lstrip("/"))))
        if t.styles:
            parts[f"{folder}/styles.xml".lstrip("/")] = self.styles()
            kinds.append(("rId2", "styles", self.target(folder, f"{folder}/styles.xml".lstrip("/"))))
        parts[t.workbook] = self.book(rows)
        if t.reversed_relations:
            kinds.reverse()
        rels = f"{folder}/_rels/{t.workbook.rpartition('/')[2]}.rels".lstrip("/")
        parts[rels] = self.relations([(i, f"{self.rels}/{kind}", target) for i, kind, target in kinds])
        root = [("rId1", f"{self.rels}/officeDocument", t.workbook)]
        if t.properties:
            root.append(("rId3", f"{self.rels}/custom-properties", "docProps/custom.xml"))
            parts["docProps/custom.xml"] = self.custom()
        parts["_rels/.rels"] = self.relations(root)
        if t.litter:
            parts |= {"etc/odd.xml": "<odd/>", "customXml/item1.xml": "<x/>", "xl/calcChain.xml": "<calcChain/>"}
            parts["xl/theme/theme1.xml"] = "<theme/>"
        if t.types:
            base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
            listed = "".join(f'<Override PartName="/{n}" ContentType="{base}{k}"/>' for n, k in overrides)
            parts["[Content_Types].xml"] = (
                f'{DECLARED}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
            )
        return self.zipped(parts)

    def zipped(self, parts: dict[str, str]) -> bytes:
        t = self.t
        stream = BytesIO()
        method = zipfile.ZIP_STORED if t.stored else zipfile.ZIP_DEFLATED
        to: Any = _Unseekable(stream) if t.stream else stream
        with zipfile.ZipFile(to, "w", method) as package:
            for name, text in parts.items():
                stored_as = name
                if t.upper and name.startswith("xl/"):
                    stored_as = name.replace("worksheets/sheet", "Worksheets/Sheet").replace("sharedS", "SharedS")
                if t.single_quotes and name.startswith("xl/"):
                    text = re.sub(r"(<[^<>]*?>)", lambda m: m[1] if "'" in m[1] else m[1].replace('"', "'"), text)
                info = zipfile.ZipInfo(stored_as)
                if t.backslash:
                    info.filename = stored_as.replace("/", "\\")
                info.compress_type = method
                package.writestr(info, (b"\xef\xbb\xbf" if t.bom else b"") + text.encode())
        return stream.getvalue()

    def target(self, folder: str, name: str) -> str:
        if self.t.target == "absolute":
            return "/" + name
        short = name.removeprefix(folder + "/") if folder and name.startswith(folder + "/") else "/" + name
        if short.startswith("/"):
            return short
        return {"dotted": "./" + short, "backslash": short.replace("/", "\\")}.get(self.t.target, short)

    @staticmethod
    def relations(rows: list[tuple[str, str, str]]) -> str:
        body = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in rows)
        return f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{body}</Relationships>'

    def opened(self, tag: str, more: str = "") -> str:
        colon = ":" + self.p.rstrip(":") if self.p else ""
        return f'{self.t.declared}<{self.p}{tag} xmlns{colon}="{self.main}" xmlns:r="{self.rels}"{more}>'

    def book(self, rows: list[str]) -> str:
        p, t = self.p, self.t
        body = f'<{p}workbookPr date1904="{int(t.since_1904)}"/>' if t.since_1904 else f"<{p}workbookPr/>"
        if t.alternate:
            body = (
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
                'Requires="x15"><x15ac:absPath xmlns:x15ac="urn:x" url="C:\\"/></mc:Choice></mc:AlternateContent>'
                + body
            )
        body += f"<{p}sheets>{''.join(rows)}</{p}sheets>"
        if t.names and self.model.names:
            listed = "".join(
                f"<{p}definedName name={quoteattr(n)}>{escape(ref)}</{p}definedName>"
                for n, ref in self.model.names.items()
            )
            body += f"<{p}definedNames>{listed}</{p}definedNames>"
        if t.extension:
            body += '<extLst><ext uri="{x}" xmlns:etc="urn:etc"><etc:props><etc:sheet name="no"/></etc:props></ext></extLst>'
        return f"{self.opened('workbook')}{body}</{p}workbook>"

    def styles(self) -> str:
        p, codes = self.p, {DATE: 14, MOMENT: 22, CLOCK: 170, LENGTH: 46}
        cells = "".join(f'<{p}xf numFmtId="{n}" fontId="0" applyNumberFormat="1"/>' for n in (0, *codes.values()))
        return (
            f'{self.opened("styleSheet")}<{p}numFmts count="1"><{p}numFmt numFmtId="170" formatCode="h:mm AM/PM;@"/></{p}numFmts>'
            f'<{p}cellStyleXfs count="1"><{p}xf numFmtId="14"/></{p}cellStyleXfs><{p}cellXfs count="5">{cells}</{p}cellXfs></{p}styleSheet>'
        )

    def strings(self) -> str:
        p = self.p
        items = "".join(
            f"<{p}si>{self.runs(text, rich=self.t.strings == 'shared-rich')}</{p}si>" for text in self.shared
        )
        return f"{self.opened('sst')}{items}</{p}sst>"

    def runs(self, text: str, *, rich: bool) -> str:
        p = self.p
        space = ' xml:space="preserve"'
        if rich and len(text) > 1:
            cut = len(text) // 2
            body = f"<{p}r><{p}t{space}>{self.escaped(text[:cut])}</{p}t></{p}r>"
            body += f"<{p}r><{p}rPr><{p}b/></{p}rPr><{p}t{space}>{self.escaped(text[cut:])}</{p}t></{p}r>"
        else:
            body = f"<{p}t{space}>{self.escaped(text)}</{p}t>"
        if self.t.phonetic:
            body += f'<{p}rPh sb="0" eb="1"><{p}t>furigana</{p}t></{p}rPh><{p}phoneticPr fontId="1"/>'
        return body

    def escaped(self, text: str) -> str:
        text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
        if self.t.cdata and "]]>" not in text:
            return f"<![CDATA[{text}]]>"
        text = escape(text)
        if self.t.escapes:
            return text.replace("\n", "_x000a_").replace(" ", "_x0020_")
        return text.replace("\n", self.t.line_end)

    def sheet(self, sheet: Sheet) -> str:
        t, p = self.t, self.p
        body = [f'<{p}dimension ref="{t.dimension}"/>'] if t.dimension else []
        if t.alternate:
            body.append(f'<{p}sheetViews><{p}sheetView workbookViewId="0"/></{p}sheetViews>')
        body.append(f"<{p}sheetData>")
        last = max((r for r, _ in sheet.cells), default=-1)
        for r in range(max(last + 1, t.empties)):
            filled = {c: cell for (row, c), cell in sheet.cells.items() if row == r}
            if not filled and t.refs and r >= t.empties:
                continue
            address_of_row = f' r="{r + 1}"' if t.refs else ""
            odd = ' spans="1:3" x14ac:dyDescent="0.25"' if t.odd_attributes else ""
            body.append(f"<{p}row{address_of_row}{odd}>")
            width = max((*filled, 25 if t.empties else -1)) + 1
            columns = range(width) if t.empties or not t.refs else sorted(filled)
            body += [self.cell(r, c, filled[c]) if c in filled else self.empty(r, c) for c in columns]
            body.append(f"</{p}row>")
        body.append(f"</{p}sheetData>")
        more = ' xmlns:x14ac="urn:x14ac"' if t.odd_attributes else ""
        if t.alternate:
            body.append(
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
                'Requires="x14"><controls xmlns="urn:c"><control><controlPr><v>7</v></controlPr></control></controls>'
                "</mc:Choice><mc:Fallback/></mc:AlternateContent>"
            )
        if t.extension:
            body.append(
                '<extLst><ext uri="{y}" xmlns:etc="urn:etc"><etc:c r="A1"><etc:v>9</etc:v></etc:c></ext></extLst>'
            )
        between = "\n  " if t.pretty else ""
        return f"{self.opened('worksheet', more)}{between.join(body)}</{p}worksheet>"

    def empty(self, r: int, c: int) -> str:
        at = f' r="{cell_address(r, c)}"' if self.t.refs else ""
        return f'<{self.p}c{at} s="0"><{self.p}v/></{self.p}c>' if self.t.empty_values else f'<{self.p}c{at} s="0"/>'

    def cell(self, r: int, c: int, cell: Cell) -> str:
        t, p, value = self.t, self.p, cell.value
        at = f' r="{cell_address(r, c)}"' if t.refs else ""
        formula = self.formula(r, c, cell) if cell.formula else ""
        kind, style, body = "", 0, ""
        match value:
            case None:
                body = f"<{p}v></{p}v>" if t.empty_values else ""
            case Error():
                kind, body = "e", f"<{p}v>{value}</{p}v>"
            case str() if formula:
                kind, body = "str", f"<{p}v>{self.escaped(value)}</{p}v>"
                if t.formula_text == "inlineStr":
                    kind, body = "inlineStr", f"<{p}is>{self.runs(value, rich=False)}</{p}is>"
            case str() if t.strings in ("inline", "rich"):
                kind, body = "inlineStr", f"<{p}is>{self.runs(value, rich=t.strings == 'rich')}</{p}is>"
            case str() if t.strings == "str":
                kind, body = "str", f'<{p}v xml:space="preserve">{self.escaped(value)}</{p}v>'
            case str():
                kind, body = "s", f"<{p}v>{self.shared.setdefault(value, len(self.shared))}</{p}v>"
            case bool():
                kind, body = "b", f"<{p}v>{int(value)}</{p}v>"
            case float() | int():
                kind, body = t.numbers_as_text, f"<{p}v>{value!r}</{p}v>"
            case datetime() | date() | time() | timedelta():
                style, kind, body = self.moment(value)
        styled = f' s="{style}"' if style and t.styles else ""
        typed = f' t="{kind}"' if kind else ""
        odd = ' cm="1" x14ac:odd="yes"' if t.odd_attributes else ""
        around = "\n   " if t.pretty else ""
        return f"<{p}c{at}{styled}{typed}{odd}>{around}{formula}{around}{body}{around}</{p}c>"

    def moment(self, value: Any) -> tuple[int, str, str]:
        match value:
            case datetime():
                style = MOMENT
            case date():
                style = DATE
            case time():
                style = CLOCK
            case _:
                style = LENGTH
        if self.t.iso_dates and style != LENGTH:
            return style, "d", f"<{self.p}v>{value.isoformat()}</{self.p}v>"
        day = date(1904, 1, 1) if self.t.since_1904 else date(1899, 12, 30)
        if isinstance(value, time):
            number = (value.hour * 60 + value.minute) / 1440
        elif isinstance(value, timedelta):
            number = value / timedelta(days=1)
        else:
            whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            number = (whole - datetime(day.year, day.month, day.day)) / timedelta(days=1)  # noqa: DTZ001
        return style, "", f"<{self.p}v>{int(number) if number == int(number) else number}</{self.p}v>"

    def formula(self, r: int, c: int, cell: Cell) -> str:
        p, text, here = self.p, escape(cell.formula), cell_address(r, c)
        if cell.kind == "array":
            return f'<{p}f t="array" ref="{here}">{text}</{p}f>'
        if cell.kind == "shared":
            return f'<{p}f t="shared" si="0"/>'
        if text == "$B$1+D1":
            return f'<{p}f t="shared" ref="{here}:{cell_address(r + 1, c)}" si="0">{text}</{p}f>'
        return f"<{p}f>{text}</{p}f>"

    def notes(self, parts: dict[str, str], overrides: list[tuple[str, str]], i: int, part: str, sheet: Sheet) -> None:
        folder, _, name = part.rpartition("/")
        own = {p: n for p, n in sheet.notes.items() if n in ("moved twice", "Ring her again\nin May")}
        shown = dict(sheet.notes)
        relations = [("rId1", f"{self.rels}/comments", f"/xl/comments{i}.xml")]
        if self.t.threaded and own:
            about = "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment.\n\nComment:\n    "
            shown |= {p: about + n for p, n in own.items()}
            listed = "".join(
                f'<threadedComment ref="{cell_address(*p)}" dT="2026-03-04T10:00:00.00" personId="{{1}}" id="{{{k}}}"><text>{escape(n)}</text></threadedComment>'
                for k, (p, n) in enumerate(own.items())
            )
            space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
            parts[f"xl/threadedComments/threadedComment{i}.xml"] = (
                f'{DECLARED}<ThreadedComments xmlns="{space}">{listed}</ThreadedComments>'
            )
            kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
            relations.append(("rId2", kind, f"../threadedComments/threadedComment{i}.xml"))
        p = self.p
        listed = "".join(
            f'<{p}comment ref="{cell_address(*at)}" authorId="0"><{p}text><{p}r><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}r></{p}text></{p}comment>'
            for at, text in shown.items()
        )
        parts[f"xl/comments{i}.xml"] = (
            f"{self.opened('comments')}<{p}authors><{p}author>Ana</{p}author></{p}authors><{p}commentList>{listed}</{p}commentList></{p}comments>"
        )
        parts[f"{folder}/_rels/{name}.rels"] = self.relations(relations)
        overrides.append((f"xl/comments{i}.xml", "comments+xml"))

    def custom(self) -> str:
        listed = "".join(
            f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{i}" name={quoteattr(n)}><vt:lpwstr>{escape(v)}</vt:lpwstr></property>'
            for i, (n, v) in enumerate(self.model.properties.items(), start=2)
        )
        space = "http://schemas.openxmlformats.org/officeDocument/2006"
        return f'{DECLARED}<Properties xmlns="{space}/custom-properties" xmlns:vt="{space}/docPropsVTypes">{listed}</Properties>'


class _Unseekable:
    """A stream that cannot go back: zips written to it have data descriptors."""

    def __init__(self, stream: BytesIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()


# What each program is known for.
XLSX: dict[str, Traits] = {
    "google": Traits(
        names=False, properties=False, empties=1000, strings="shared", dimension="", odd_attributes=False, styles=True
    ),
    "google inline": Traits(names=False, properties=False, strings="inline", threaded=True),
    "excel threaded": Traits(threaded=True, alternate=True, odd_attributes=True, chart_sheet=True),
    "numbers": Traits(
        strings="inline", names=False, properties=False, dimension="A1", declared='<?xml version="1.0"?>'
    ),
    "wps": Traits(
        dimension="A1:B2", extension=True, target="absolute", empty_values=True, empties=70, pretty=True, litter=True
    ),
    "poi": Traits(strings="shared", dimension="A1", empties=60, empty_values=True, target="absolute"),
    "streamed": Traits(strings="inline", refs=False, styles=True, target="absolute"),
    "streamed shared": Traits(refs=False, strings="shared", empty_values=True),
    "sheetjs": Traits(strings="str", dimension="A1:ZZ99", properties=False),
    "number types": Traits(numbers_as_text="n", formula_text="inlineStr"),
    "rich": Traits(strings="rich", phonetic=True),
    "rich shared": Traits(strings="shared-rich", phonetic=True),
    "prefixed": Traits(prefix="x:", alternate=False),
    "prefixed inline": Traits(prefix="ss:", strings="inline", phonetic=True),
    "prefixed rich": Traits(prefix="x:", strings="rich", refs=False),
    "odd names": Traits(part="xl/worksheets/sheet.{}.xml", reversed_relations=True),
    "other folder": Traits(part="xl/myfolder/abc{}.xml", target="absolute"),
    "outside": Traits(part="sheets/tab{}.xml", target="absolute"),
    "dotted targets": Traits(target="dotted"),
    "backslash targets": Traits(target="backslash"),
    "book elsewhere": Traits(workbook="office/book.xml", part="office/tabs/t{}.xml"),
    "since 1904": Traits(since_1904=True),
    "iso dates": Traits(iso_dates=True),
    "strict": Traits(strict=True, iso_dates=True),
    "strict inline": Traits(strict=True, strings="inline", prefix="x:"),
    "bom": Traits(bom=True, declared='<?xml version="1.0" encoding="utf-8"?>'),
    "no declaration": Traits(declared=""),
    "single quotes": Traits(single_quotes=True),
    "other case": Traits(upper=True),
    "backslashes": Traits(backslash=True),
    "stored": Traits(stored=True),
    "descriptors": Traits(stream=True),
    "alternate content": Traits(alternate=True, litter=True),
    "escapes": Traits(escapes=True),
    "escapes inline": Traits(escapes=True, strings="inline"),
    "crlf": Traits(line_end="\r\n"),
    "crlf escaped": Traits(line_end="_x000D_\n"),
    "cdata": Traits(cdata=True, strings="inline"),
    "cdata shared": Traits(cdata=True),
    "no content types": Traits(types=False),
    "empty values": Traits(empty_values=True, empties=20),
}


def numbers_sheets(model: Model, *, titled: bool) -> Model:
    """As Numbers exports: each table a sheet of its own, with a summary in front; perhaps with the table's title above."""
    made = copy.deepcopy(model)
    for sheet in made.sheets:
        sheet.title, sheet.hidden = f"{sheet.title} - Table 1"[-31:], False
        if titled:
            sheet.cells = {(r + 1, c): cell for (r, c), cell in sheet.cells.items()}
            sheet.notes = {(r + 1, c): note for (r, c), note in sheet.notes.items()}
            sheet.cells[0, 0] = Cell("Table 1")
    summary = Sheet("Export Summary")
    summary.cells = {(0, 1): Cell("This document was exported from Numbers."), (2, 1): Cell("Numbers Sheet Name")}
    made.sheets.insert(0, summary)
    return made


@dataclass(frozen=True)
class OdsTraits:
    """How a program writes an .ods."""

    lines: str = "paragraphs"  # or line-break
    spaces: bool = True  # text:s for what XML would normalize_name
    string_value: str = ""  # also, or instead
    span: bool = False
    filler: bool = True  # the rest of the sheet as repeated cells and rows
    repeats: bool = False  # equal neighbours as one repeated cell
    midnight: bool = False
    seconds: str = "00"
    error: str = "calcext"  # calcext, or text
    groups: bool = False
    covered: bool = False
    extended: bool = True  # calcext:value-type beside office:value-type
    pretty: bool = False
    properties: bool = True
    formula_prefix: str = "of:="
    stored_first: bool = True


ODS: dict[str, OdsTraits] = {
    "libreoffice": OdsTraits(repeats=True, covered=True),
    "google": OdsTraits(spaces=True, extended=False, error="text", seconds="0", properties=False, lines="line-break"),
    "excel": OdsTraits(string_value="also", midnight=True, extended=False, error="text", formula_prefix="msoxl:="),
    "spans": OdsTraits(span=True, groups=True),
    "attributes": OdsTraits(string_value="instead"),
    "pretty": OdsTraits(pretty=True),
    "bare": OdsTraits(filler=False, properties=False, stored_first=False),
}
_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "dc": "http://purl.org/dc/elements/1.1/",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "xlink": "http://www.w3.org/1999/xlink",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}  # fmt: skip


def write_ods(model: Model, t: OdsTraits) -> bytes:
    """The model as an .ods with these traits."""
    stream = BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = "".join(f' xmlns:{k}="{v}"' for k, v in _SPACES.items())
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        if t.stored_first:
            package.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)
        between = "\n    " if t.pretty else ""
        tables = between.join(_ods_sheet(s, t, between) for s in model.sheets)
        names = "".join(
            f'<table:named-range table:name={quoteattr(n)} table:base-cell-address="$Start.$A$1" '
            f"table:cell-range-address={quoteattr('$' + ref.replace('!', '.'))}/>"
            for n, ref in model.names.items()
            if ":" not in ref and "!" in ref
        )
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body><office:spreadsheet>'
            f"{tables}<table:named-expressions>{names}</table:named-expressions>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        if not t.stored_first:
            package.writestr("mimetype", kind)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        if t.properties:
            listed = "".join(
                f"<meta:user-defined meta:name={quoteattr(n)}>{escape(v)}</meta:user-defined>"
                for n, v in model.properties.items()
            )
            package.writestr(
                "meta.xml", f"<office:document-meta{spaces}><office:meta>{listed}</office:meta></office:document-meta>"
            )
    return stream.getvalue()


def _ods_sheet(sheet: Sheet, t: OdsTraits, between: str) -> str:
    rows = []
    last = max((r for r, _ in sheet.cells), default=-1)
    r = 0
    while r <= last:
        filled = {c: cell for (row, c), cell in sheet.cells.items() if row == r}
        if not filled:
            after = min(row for row, _ in sheet.cells if row > r)
            rows.append(
                f'<table:table-row table:number-rows-repeated="{after - r}">'
                '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
            )
            r = after
            continue
        cells = [_ods_cell(sheet, r, c, filled.get(c), t) for c in range(max(filled) + 1)]
        if t.repeats:
            cells = _repeated(cells)
        if t.filler:
            cells.append(f'<table:table-cell table:number-columns-repeated="{16384 - max(filled) - 1}"/>')
        rows.append(f"<table:table-row>{between.join(cells)}</table:table-row>")
        r += 1
    if t.filler:
        rows.append(
            f'<table:table-row table:number-rows-repeated="{1048576 - last - 1}"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>'
        )
    if t.groups and len(rows) > 2:
        rows[:2] = ["<table:table-header-rows>", *rows[:2], "</table:table-header-rows><table:table-row-group>"]
        rows.append("</table:table-row-group>")
    columns = '<table:table-column table:number-columns-repeated="16384"/>'
    return f"<table:table table:name={quoteattr(sheet.title)}>{columns}{between.join(rows)}</table:table>"


def _repeated(cells: list[str]) -> list[str]:
    made: list[str] = []
    count = 0
    for i, cell in enumerate(cells):
        count += 1
        if i + 1 < len(cells) and cells[i + 1] == cell and "annotation" not in cell:
            continue
        made.append(cell if count == 1 else cell.replace("-cell", f'-cell table:number-columns-repeated="{count}"', 1))
        count = 0
    return made


def _ods_cell(sheet: Sheet, r: int, c: int, cell: Cell | None, t: OdsTraits) -> str:
    note = ""
    if text := sheet.notes.get((r, c)):
        lines = "".join(f"<text:p>{_ods_text(line, t)}</text:p>" for line in text.split("\n"))
        note = f"<office:annotation><dc:creator>Ana</dc:creator><dc:date>2026-03-04T10:00:00</dc:date>{lines}</office:annotation>"
    if cell is None:
        tag = "covered-table-cell" if t.covered and c % 2 and not note else "table-cell"
        return f"<table:{tag}>{note}</table:{tag}>" if note else f"<table:{tag}/>"
    value, shown, kind = cell.value, "", ""
    formula = f" table:formula={quoteattr(t.formula_prefix + cell.formula)}" if cell.formula else ""
    match value:
        case None:
            kind, given = "string", ""
        case Error() if t.error == "calcext":
            kind, given, shown = "string", ' office:string-value="" calcext:value-type="error"', value
        case str():
            kind, given, shown = "string", f" office:string-value={_quoted(value)}" if t.string_value else "", value
        case bool():
            kind, given, shown = "boolean", f' office:boolean-value="{str(value).lower()}"', str(value).upper()
        case float() | int():
            kind = "percentage" if value == 0.3 else "currency" if value == 3.0 else "float"
            given, shown = f' office:value="{value!r}"', f"{value:g}"
        case datetime():
            kind, given, shown = "date", f' office:date-value="{value.isoformat()}"', f"{value:%d.%m.%y %H:%M}"
        case date():
            midnight = "T00:00:00" if t.midnight else ""
            kind, given, shown = "date", f' office:date-value="{value.isoformat()}{midnight}"', f"{value:%d/%m/%y}"
        case time() | timedelta():
            minutes = value.hour * 60 + value.minute if isinstance(value, time) else int(value.total_seconds() // 60)
            given = f' office:time-value="PT{minutes // 60:02}H{minutes % 60:02}M{t.seconds}S"'
            kind, shown = "time", f"{minutes // 60}:{minutes % 60:02}"
    typed = f' office:value-type="{kind}"{given}'
    if t.extended and "calcext" not in given:
        typed += f' calcext:value-type="{kind}"'
    break_ = "<text:line-break/>"
    body = "".join(f"<text:p>{_ods_text(line, t)}</text:p>" for line in str(shown).split("\n"))
    if t.lines == "line-break":
        body = f"<text:p>{break_.join(_ods_text(line, t) for line in str(shown).split(chr(10)))}</text:p>"
    if t.string_value == "instead" and isinstance(value, str) and not isinstance(value, Error):
        body = ""
    return f"<table:table-cell{formula}{typed}>{note}{body}</table:table-cell>"


def _quoted(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;"})


def _ods_text(text: str, t: OdsTraits) -> str:
    made = escape(text)
    if t.spaces:
        made = re.sub(
            r"^ +|(?<= ) +| +$", lambda m: f'<text:s text:c="{len(m[0])}"/>' if len(m[0]) > 1 else "<text:s/>", made
        )
    if t.span and len(text) > 3 and "<" not in made and "&" not in made:
        made = f"{made[:2]}<text:span>{made[2:]}</text:span>"
    return made
