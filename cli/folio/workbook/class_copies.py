"""A class of workbooks from one: built once with marks in the places of the names, then stamped for each student."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from folio.template.loading import Kit
from folio.template.plan_builder import PlannedQuestion
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
from folio.workbook.packing import repack

# Letters of Unicode's private use area: nobody types them, and XML leaves them as they are.
_MARK = "\ue0f0{}\ue0f1"
_STRINGS = "xl/sharedStrings.xml"
_WORDS = ("name", "student_id", "email", "class")
WORKBOOK_ID = _MARK.format("workbook_id")
_PARTS = (_STRINGS, "docProps/core.xml", "docProps/custom.xml")
_LIKE_AN_ESCAPE = re.compile(r"_x[0-9a-fA-F]{4}_")


def stamping(
    kit: Kit,
    common: Owner,
    *,
    today: date,
    created: datetime | None = None,
    plan: Sequence[PlannedQuestion] = (),
    prepared: int | None = None,
) -> Callable[[Owner, str], bytes]:
    """Return a function (owner, workbook id) -> bytes of that owner's workbook.

    ``common`` says what all share (counselor, due date, fields); name, student id, email and class are each owner's.
    All have the same ``plan`` and as many ``prepared`` rows, the template's own unless given.
    The bytes differ from ``build_workbook``'s only in what is stored for an empty cell.
    """
    master = build_workbook(
        kit, marked(common), workbook_id=WORKBOOK_ID, today=today, created=created, plan=plan, prepared=prepared
    ).content
    return partial(stamped, master)


def marked(common: Owner) -> Owner:
    """Return an owner with a mark in place of all that is each one's own."""
    name, student_id, email, class_ = map(_MARK.format, _WORDS)
    return replace(common, name=name, student_id=student_id, email=email, class_=class_)


def stamped(master: bytes, owner: Owner, workbook_id: str) -> bytes:
    """Return a copy of a workbook of ``marked`` with the ID ``WORKBOOK_ID``, as this owner's."""
    given = (owner.name, owner.student_id, owner.email, owner.class_)
    words = {**dict(zip(map(_MARK.format, _WORDS), given, strict=True)), WORKBOOK_ID: workbook_id}

    def change(name: str, part: bytes) -> bytes:
        if name in _PARTS:
            for mark, text in words.items():
                # In a cell, Excel takes _x0041_ for an A unless the underscore is escaped itself.
                plain = _LIKE_AN_ESCAPE.sub(r"_x005F\g<0>", text) if name == _STRINGS else text
                part = part.replace(mark.encode(), html.escape(plain, quote=False).encode())
        return part

    return repack(master, change)
