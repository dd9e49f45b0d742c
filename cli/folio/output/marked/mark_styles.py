"""The looks of marks and of the feedback sheet, put into a stranger's styles; a look that is there is used again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from folio.output.marked.package_parts import Element, child, insert, local, make
from folio.template.theme import Theme

# The order that the schema wants.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_SIDES = ("left", "right", "top", "bottom")
# What Excel takes for granted at the beginning of each list.
_FIRST = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "dxfs": (),
}


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell of the feedback sheet looks; colors are ``RRGGBB``, empty for none."""

    ink: str
    size: float = 11
    bold: bool = False
    underlined: bool = False
    fill: str = ""
    line: str = ""
    indented: bool = False


class MarkStyles:
    """A workbook's styles, into which looks are put; each gives its number back."""

    def __init__(self, root: Element, theme: Theme) -> None:
        self.root = root
        self._theme = theme
        self._known: dict[str, dict[bytes, int]] = {}

    def mark(self, severity: str) -> int:
        """The number of the format that marks a cell; it differs in more than color."""
        ink, fill = (self._theme.colors[name] for name in _TONES[severity])
        style, font = ("thin", "<b/>") if severity == "error" else ("dashed", "<u/>")
        side = f'style="{style}"><color rgb="FF{ink}"/>'
        border = "".join(f"<{name} {side}</{name}>" for name in _SIDES)
        tone = f'<fgColor rgb="FF{fill}"/><bgColor rgb="FF{fill}"/>'
        return self._number(
            "dxfs",
            f'<dxf><font>{font}<color rgb="FF{ink}"/></font>'
            f'<fill><patternFill patternType="solid">{tone}</patternFill></fill>'
            f"<border>{border}</border></dxf>",
        )

    def cell(self, look: CellLook) -> int:
        """The number of a cell format."""
        font = self._number(
            "fonts",
            f"<font>{'<b/>' if look.bold else ''}{'<u/>' if look.underlined else ''}"
            f'<sz val="{look.size:g}"/><color rgb="FF{look.ink}"/><name val={quoteattr(self._theme.font)}/>'
            '<family val="2"/></font>',
        )
        fill = border = 0
        if look.fill:
            fill = self._number(
                "fills",
                f'<fill><patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/>'
                "</patternFill></fill>",
            )
        if look.line:
            bottom = f'<bottom style="thin"><color rgb="FF{look.line}"/></bottom>'
            border = self._number("borders", f"<border><left/><right/><top/>{bottom}<diagonal/></border>")
        for name in _FIRST:
            self._list(name)
        indent = ' horizontal="left" indent="1"' if look.indented else ""
        return self._number(
            "cellXfs",
            f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1"'
            f' applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment vertical="center"{indent} wrapText="1"/></xf>',
        )

    def _number(self, name: str, xml: str) -> int:
        """The place in one of the lists at which this element stands; it is added when it is not there."""
        parent = self._list(name)
        known = self._known.setdefault(name, {})
        if not known:
            for i, element in enumerate(e for e in parent if isinstance(e.tag, str)):
                known.setdefault(_canonical(element), i)
        new = self._element(xml)
        key = _canonical(new)
        if key not in known:
            known[key] = sum(isinstance(e.tag, str) for e in parent)
            parent.append(new)
            parent.set("count", str(known[key] + 1))
        return known[key]

    def _list(self, name: str) -> Element:
        found = child(self.root, name)
        if found is None:
            found = make(self.root, name)
            insert(self.root, found, _ORDER[: _ORDER.index(name)])
            for xml in _FIRST[name]:
                found.append(self._element(xml))
            found.set("count", str(len(found)))
        return found

    def _element(self, xml: str) -> Element:
        """An element in the namespace, and with the prefix, of these styles."""
        return _copied(etree.fromstring(xml), lambda tag: make(self.root, tag))


_TONES = {"error": ("bad", "bad_fill"), "warning": ("warn", "warn_fill")}


def _copied(source: Element, make: Callable[[str], Element]) -> Element:
    made = make(local(source))
    for name, value in source.attrib.items():
        made.set(str(name), str(value))
    made.extend(_copied(inner, make) for inner in source if local(inner))
    return made


def _canonical(element: Element) -> bytes:
    """The same look is the same, whatever the prefix of its namespace."""
    return etree.tostring(_copied(element, etree.Element), method="c14n")
