"""Paragraphs of a Word file: what they say, how far apart they stand, and the gaps in them marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import TypeAlias, cast

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.parser import OxmlElement
from docx.oxml.text.run import CT_R
from docx.text.run import Run
from lxml import etree

from folio.output.letters.letter_wording import GAP, settle

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, _TEXT = f"{W}p", f"{W}t"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SAID = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Paragraphs of their own, and what was moved away.
_ELSEWHERE = (f"{W}txbxContent", f"{W}moveFrom", f"{W}del")
# What may not end with a table, or be without a paragraph.
_ROOMS = tuple(f"{W}{name}" for name in ("tc", "txbxContent", "hdr", "ftr", "footnote", "endnote"))
# In twentieths of a point: from so much space on, a reader sees two paragraphs and not two lines of one.
_APART = 80
_YES = ("1", "true", "on")
_BY_ITSELF = 280  # what “automatic” comes to


def pieces(paragraph: Element) -> Iterator[tuple[Element, str]]:
    """Yield the elements of a paragraph that say something, with what they say; text boxes in it stand apart."""
    for child in paragraph.iterchildren(tag=etree.Element):
        if child.tag == _TEXT:
            yield child, child.text or ""
        elif child.tag in _SAID:
            yield child, _SAID[child.tag]
        elif child.tag not in _ELSEWHERE:
            yield from pieces(child)


def text_of(paragraph: Element) -> str:
    """Return what a paragraph says; its lines end with line ends."""
    return "".join(said for _, said in pieces(paragraph))


def mark_gaps(paragraph: Element) -> None:
    """Give every gap of a paragraph, however its words are divided, a yellow ground."""
    said = list(pieces(paragraph))
    gaps = [match.span() for match in GAP.finditer("".join(text for _, text in said))]
    start = 0
    for element, text in said if gaps else ():
        cuts = sorted({0, len(text), *(e - start for gap in gaps for e in gap if start < e < start + len(text))})
        parts = [(text[a:b], any(first <= start + a < last for first, last in gaps)) for a, b in pairwise(cuts)]
        if element.tag == _TEXT and any(is_gap for _, is_gap in parts):
            _divide(element, parts)
        start += len(text)


def _divide(element: Element, parts: Sequence[tuple[str, bool]]) -> None:
    """Divide a run around one of its texts, so that each of these parts is a run of its own."""
    run = element.getparent()
    if not isinstance(run, CT_R):
        return
    behind = list(element.itersiblings())
    run.remove(element)
    last = run
    for text, is_gap in parts:
        last = _follow(last, run)
        last.text = text
        if is_gap:
            Run(last, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]
    if behind:
        _follow(last, run).extend(behind)


def _follow(run: CT_R, like: CT_R) -> CT_R:
    """Add a run behind another one that looks like a third."""
    new = cast("CT_R", OxmlElement("w:r"))
    if like.rPr is not None:
        new.append(deepcopy(like.rPr))
    run.addnext(new)
    return new


def settle_texts(root: Element) -> None:
    """Bring every text into its final form, and let spaces at its ends stay."""
    for paragraph in root.iter(PARAGRAPH):
        said = list(pieces(paragraph))
        for (element, text), behind in zip(said, [*(text for _, text in said[1:]), ""], strict=False):
            if element.tag == _TEXT:
                element.text = settle(text, behind)
                element.set(_SPACE, "preserve")


def furnish(root: Element) -> None:
    """Put an empty paragraph where Word asks for one and conditions have left none; take tables without rows away."""
    for table in list(root.iter(f"{W}tbl")):
        parent = table.getparent()
        if table.find(f"{W}tr") is None and parent is not None:
            parent.remove(table)
    for room in root.iter(*_ROOMS):
        if len(room) == 0 or room[-1].tag != PARAGRAPH:
            room.append(OxmlElement("w:p"))


class Spacing:
    """How far apart the paragraphs of a file stand, by their styles and by what each says itself."""

    def __init__(self, styles: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default, self._usual = "", {}  # type: tuple[str, dict[str, int]]
        if styles is None:
            return
        defaults = styles.find(f"{W}docDefaults/{W}pPrDefault")
        self._usual = _spacing(defaults)
        for style in styles.iterchildren(f"{W}style"):
            if style.get(f"{W}type") == "paragraph":
                name = style.get(f"{W}styleId") or ""
                self._styles[name] = style
                if style.get(f"{W}default") in _YES:
                    self._default = name

    def apart(self, first: Element, second: Element) -> bool:
        """Whether a reader sees space between two paragraphs, one below the other."""
        (above, one), (below, other) = self._of(first), self._of(second)
        if one == other and above.get("contextual") and below.get("contextual"):
            return False
        return max(above.get("after", 0), below.get("before", 0)) >= _APART

    def _of(self, paragraph: Element) -> tuple[dict[str, int], str]:
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        name = self._default if named is None else (named.get(f"{W}val") or "")
        return {**self._usual, **self._styled(name), **_spacing(paragraph)}, name

    def _styled(self, name: str) -> dict[str, int]:
        chain: list[Element] = []
        while (style := self._styles.get(name)) is not None and style not in chain:
            chain.append(style)
            based = style.find(f"{W}basedOn")
            name = "" if based is None else (based.get(f"{W}val") or "")
        return {key: value for style in reversed(chain) for key, value in _spacing(style).items()}


def _spacing(element: Element | None) -> dict[str, int]:
    """What an element with paragraph properties says of the space before and after, in twentieths of a point."""
    found: dict[str, int] = {}
    properties = None if element is None else element.find(f"{W}pPr")
    if properties is None:
        return found
    spacing = properties.find(f"{W}spacing")
    for side in ("before", "after"):
        value, itself = (
            (spacing.get(f"{W}{side}") or "", spacing.get(f"{W}{side}Autospacing")) if spacing is not None else ("", "")
        )
        if re.fullmatch(r"\d{1,5}", value):
            found[side] = int(value)
        if itself in _YES:
            found[side] = _BY_ITSELF
    contextual = properties.find(f"{W}contextualSpacing")
    if contextual is not None:
        found["contextual"] = (contextual.get(f"{W}val") or "1") in _YES
    return found


def as_blocks(paragraphs: Iterable[Element], spacing: Spacing) -> list[list[str]]:
    """Return the lines of paragraphs, those that stand close together in one block."""
    blocks: list[list[str]] = []
    before: Element | None = None
    for paragraph in paragraphs:
        text = text_of(paragraph)
        if not text.strip():
            before = None
            continue
        if before is None or spacing.apart(before, paragraph):
            blocks.append([])
        blocks[-1] += text.split("\n")
        before = paragraph
    return blocks
