"""Feedback sheets of earlier markings: known again whatever they are called, and what people typed on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from folio.basics.cell_references import CellPlace, parse_address
from folio.output.marked.feedback_sheet import HEADINGS, REPLY, WHERE, Replies, ReplyText
from folio.output.marked.package_parts import Element, child, children, inside, parse
from folio.output.marked.sheet_list import ListedSheet, SheetList
from folio.workbook.feedback_traces import FEEDBACK_KEY, feedback_places, is_feedback

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


class FeedbackReader:
    """Reads a workbook's sheets as far as this takes; most are only searched for folio's key."""

    def __init__(self, book: SheetList) -> None:
        self._package = book.package
        part = self._package.related(book.part, "sharedStrings")
        raw = self._package.read(part) if part else b""
        self._strings: list[str] = []
        telling = [re.escape(FEEDBACK_KEY)]
        if FEEDBACK_KEY.encode() in raw:
            self._strings = [_text(item) for item in children(parse(raw), "si")]
            numbers = [str(i) for i, text in enumerate(self._strings) if text.startswith(f"{FEEDBACK_KEY} ")]
            telling += [rf"<(?:\w+:)?v>(?:{'|'.join(numbers)})</"] if numbers else []
        self._telling = re.compile("|".join(telling).encode())
        self.sheets = [s for s in book.sheets if s.part and self._is_feedback(s)]

    def _is_feedback(self, sheet: ListedSheet) -> bool:
        if not self._telling.search(self._package.read(sheet.part)):
            return False
        return is_feedback(t.text for t in self._cells(sheet).values())

    def replies(self) -> Replies:
        """What people typed on the feedback sheets, and the notes that they hung there."""
        beside: dict[str, dict[int, ReplyText]] = {}
        elsewhere: list[ReplyText] = []
        for sheet in self.sheets:
            cells = self._cells(sheet)
            own = feedback_places({p: t.text for p, t in cells.items()})
            about = {row: cells[row, col].text for row, col in own if col == WHERE}
            about = {row: text for row, text in about.items() if text != HEADINGS[WHERE]}
            keys = {row: t.text for (row, _), t in cells.items() if t.text.startswith(f"{FEEDBACK_KEY} ")}
            for (row, col), typed in sorted(cells.items()):
                if (row, col) in own:
                    continue
                typed = replace(typed, about=about.get(row, ""))
                if row in keys and col >= REPLY and col not in beside.get(keys[row], {}):
                    beside.setdefault(keys[row], {})[col] = typed
                else:
                    elsewhere.append(typed)
            elsewhere += [ReplyText(text, about=about.get(row, "")) for row, text in self._notes(sheet)]
        return Replies(beside, elsewhere)

    def _cells(self, sheet: ListedSheet) -> dict[CellPlace, ReplyText]:
        """The filled cells of a sheet; a formula counts as what it shows."""
        found = {}
        for cell in inside(parse(self._package.read(sheet.part)), "c"):
            value = child(cell, "v")
            text, kind = (value.text or "") if value is not None else "", cell.get("t", "n")
            if kind == "s":
                text = self._strings[int(text)] if text.isdigit() and int(text) < len(self._strings) else ""
            elif kind == "inlineStr":
                text = _text(cell)
            elif kind == "b":
                text = "TRUE" if text == "1" else "FALSE"
            if text.strip() and cell.get("r"):
                found[parse_address(cell.get("r", ""))] = ReplyText(
                    text, number=kind == "n" and _NUMBER.fullmatch(text) is not None
                )
        return found

    def _notes(self, sheet: ListedSheet) -> Sequence[tuple[int, str]]:
        """The notes of a sheet, each with its row."""
        part = self._package.related(sheet.part, "comments")
        root = parse(self._package.read(part)) if part else None
        notes = inside(root, "comment") if root is not None else ()
        return [(parse_address(e.get("ref", "A1"))[0], _text(e)) for e in notes]


def _text(element: Element) -> str:
    return "".join(e.text or "" for e in inside(element, "t"))
