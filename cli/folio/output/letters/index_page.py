"""The list of letters as a page to work from: read a draft, copy it, open it in a mail program, see what is left to do.

One student has one page. Of a class, each has a page in their folder, and the index leads to them: no page grows with
the class but by a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from folio.basics.dates import day_in_prose
from folio.basics.wording import sentence_list
from folio.domain.email_addresses import in_header
from folio.insight.request_cap import Requests
from folio.output.html_page import html_page, script_of
from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_files import HOLD_BACK, MANY_ASK, about_edits, about_step, after_sending, asked_before
from folio.output.letters.letters_due import KIND_WORDS
from folio.template.theme import Theme

INDEX_PAGE = "index.html"
# Longer links are cut off by some mail programs, or open nothing.
LONGEST_LINK = 2000


def index_pages(
    several: Sequence[StudentLetters], formats: Sequence[str], requests: Sequence[Requests], earlier: Sequence[str],
    theme: Theme, today: date,
) -> dict[str, bytes]:  # fmt: skip
    """Return the pages by their place below the output folder."""
    held = [
        {"name": one.name, "students": "; ".join(r.student for r in one.held), "before": ", ".join(asked_before(one))}
        for one in requests
        if one.held
    ]
    many = [{"name": one.name, "students": "; ".join(r.student for r in one.open)} for one in requests if one.many]
    script = script_of("copy.js")
    pages = {}
    for one in several:
        place = f"{one.folder}/" if one.folder else ""
        own = [_file(name.removeprefix(place)) for name in earlier if name.startswith(place)]
        pages[f"{place}{INDEX_PAGE}"] = html_page(
            "letters.html.j2", theme, script=script, title=f"Letters of {one.title}", student=one.title, today=today,
            back=f"../{INDEX_PAGE}" if one.folder else "", cards=[letter_card(d, formats, today) for d in one.drafts],
            kept=_kept(one), to_look_at=_to_look_at(one), has_gaps=any(d.gaps for d in one.drafts), earlier=own,
            held=[] if one.folder else held,
            without=[{"contact": n.contact, "kind": KIND_WORDS[n.kind], "reason": n.reason} for n in one.not_drafted],
        )  # fmt: skip
    if len(several) > 1:
        pages[INDEX_PAGE] = html_page(
            "letters_class.html.j2", theme, title="Letters of a class", today=today, held=held,
            many=many, many_ask=MANY_ASK, hold_back=HOLD_BACK,
            earlier=[_file(name) for name in earlier], students=[_line(one) for one in several],
            total=sum(len(one.drafts) for one in several), kept=sum(map(_kept, several)),
            to_look_at=sum(map(_to_look_at, several)),
        )  # fmt: skip
    return {place: page.encode() for place, page in sorted(pages.items())}


def _to_look_at(one: StudentLetters) -> int:
    return sum(bool(draft.findings) for draft in one.drafts)


def _kept(one: StudentLetters) -> int:
    return sum(bool(draft.edits) for draft in one.drafts)


def _line(one: StudentLetters) -> dict[str, Any]:
    return {
        "title": one.title,
        "page": quote(f"{one.folder}/{INDEX_PAGE}"),
        "drafts": len(one.drafts) - _kept(one),
        "kept": _kept(one),
        "to_look_at": _to_look_at(one),
        "gaps": sum(bool(draft.gaps) for draft in one.drafts),
        "late": sum(any(f.code == "late" for f in draft.findings) for draft in one.drafts),
        "without": len(one.not_drafted),
    }


def _file(name: str) -> Mapping[str, str]:
    return {"name": name, "link": quote(name)}


def letter_card(draft: Draft, formats: Sequence[str], today: date, anchor: str = "") -> dict[str, Any]:
    """Return what a page shows of a draft; ``anchor`` is the beginning of its ids there."""
    kind = KIND_WORDS[draft.kind]
    files = draft.edits.files if draft.edits else formats
    link = mail_link(draft) if draft.body else ""
    return {
        "anchor": anchor or draft.slug,
        "contact": draft.contact,
        "kind": kind[0].upper() + kind[1:],
        "step": about_step(draft.step),
        "send_on": day_in_prose(draft.send_on, today) if draft.send_on else "",
        "edits": about_edits(draft.edits),
        "findings": draft.findings,
        "to_email": draft.to_email,
        "subject": draft.subject,
        "pieces": _pieces(draft),
        "mailto": link if len(link) <= LONGEST_LINK else "",
        "is_long": len(link) > LONGEST_LINK,
        "files": [{"name": f".{ending}", "link": f"{draft.slug}.{ending}"} for ending in files],
        "covers": sentence_list([KIND_WORDS[covered] for covered in draft.covers]),
        "after": after_sending(draft),
    }


def mail_link(draft: Draft) -> str:
    """Return the link by which a mail program opens a draft; empty where there is no address."""
    address = in_header(draft.to_email)
    if not address:
        return ""
    body = quote(draft.body.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(draft.subject, safe='')}&body={body}"


def _pieces(draft: Draft) -> list[Mapping[str, Any]]:
    """The letter in pieces, those that are gaps marked."""
    marks = [f"[{gap}]" for gap in draft.gaps]
    between = re.compile(f"({'|'.join(map(re.escape, marks))})") if marks else None
    pieces = between.split(draft.body) if between else [draft.body]
    return [{"text": piece, "gap": piece in marks} for piece in pieces if piece]
