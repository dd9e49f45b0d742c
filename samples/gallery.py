"""Pictures of every sheet of both templates, empty and filled in, and the page that shows them: docs/gallery.md.

``make pictures`` runs it, after ``pictures.py``; it needs LibreOffice and pdftoppm (Debian: poppler-utils). The day in
the pictures is that of the story: a copy of each workbook has it in place of TODAY(). Private columns are left empty.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from make import HANDED_OUT, STORY, content_of, owner_of, read_toml
from pictures import run
from PIL import Image, ImageOps

from folio.basics.dates import date_in_prose
from folio.template.loading import Kit, load_kit
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
from folio.workbook.packing import repack

DOCS = Path(__file__).resolve().parent.parent / "docs"
GALLERY, PAGE = DOCS / "gallery", DOCS / "gallery.md"
STORIES = {"complete": "01-ana-lopez.toml", "essentials": "08-linh-nguyen.toml"}
# A screen shows 96 dots to an inch; a page of a PDF is measured in points.
SCREEN_DPI, POINTS = 96, 72
WHOLE_WIDTH = 1280
# As much of a table as some 35 rows with one line of text take; forms are shown to their end.
TABLE_POINTS = 640
# Pixels of a view at full size: of a small laptop, and of a phone.
LAPTOP, PHONE = (1280, 720), (390, 720)
ON_A_PHONE = ("start", "contacts")
COLORS = 32
BANK = "bank"
MARGIN = 12
# A page ends with the last row that holds anything: a blank is put below what the pictures show.
_LAST = b'<row r="90"'
_BLANK = _LAST + b'><c r="A90" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row></sheetData>'

# What to look at; a sheet without a line here is shown with its purpose.
SEE = {
    "start": "What to do next is at the top, with dates and sheets. Below it is how far along you are.",
    "contacts": "One row for each person. The gray columns show who led you to whom, and your last interview.",
    "questions": "Ten questions are ready to use. The line above them says what the plan has and what it lacks.",
    "interviews": "Interest before and after, what you took away, and the thank-you.",
    "preview": "Ups and downs, as each person told them. The line at the top says how complete and balanced they are.",
    "preview_board": "One line for each facet of the job: what people said about it, and what you still need to ask.",
    "peaks_wanted": "What people look for, in their words, and how important each quality is to them.",
    "peaks_mine": "What you have, the document that proves it, and what would help you build it.",
    "gaps": "What employers want next to what you can prove, biggest gaps first, with what to do about each.",
    "follow_ups": "Messages to send. The gray column fills in when each one is due.",
    "leads": "Openings, people, and ideas, who told you about them, and what came of each.",
    "network": "Where you are with everyone, who introduces you, who can advise you, and the open leads.",
    "practice": "Each time you introduced yourself, how it went, and what to change.",
    "decisions": "What you decide about each field, next to what you heard about it.",
    "offers": "Each offer next to what you heard about that field, and who could help you think it over.",
    "progress": "Numbers and charts from the other sheets.",
    BANK: "More questions to choose from, with why to ask each one, a follow-up question, and how long it takes.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet in pictures: its key and title, and by view (``whole``, ``screen``, ``phone``) the name of the file."""

    key: str
    title: str
    views: dict[str, str]


def main() -> None:
    """Write all pictures and the page."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir()
    about = read_toml(STORY / "class.toml")
    text = [_INTRODUCTION.format(day=date_in_prose(about["today"]))]
    for template, file in STORIES.items():
        kit, story = load_kit(template), read_toml(STORY / file)
        owner, content = owner_of(story, about), content_of(story, kit)
        for sheet in kit.template.tables:
            private = {c.key for c in sheet.columns if c.private}
            content[sheet.key] = [{k: v for k, v in r.items() if k not in private} for r in content[sheet.key]]
        states = {
            "empty": build(kit, Owner(), about["today"], None),
            "filled": build(kit, owner, about["today"], content),
        }
        shown = {state: list(take_pictures(kit, state, workbook)) for state, workbook in states.items()}
        text += section(kit, story["name"], shown)
    PAGE.write_text("\n".join(text).rstrip() + "\n", encoding="utf-8")
    total = sum(p.stat().st_size for p in GALLERY.iterdir())
    print(f"{PAGE.name}: {len(list(GALLERY.iterdir()))} pictures, {total // 1024} KiB")


def build(kit: Kit, owner: Owner, today: date, content: dict[str, list[dict[str, object]]] | None) -> bytes:
    """The workbook as it looks on that day, whenever it is opened, with empty rows to be seen in each table."""
    tables = {f"xl/worksheets/sheet{i}.xml" for i, s in enumerate(kit.template.sheets, start=1) if s.layout == "table"}
    workbook = build_workbook(
        kit, owner, workbook_id="gallery", content=content, today=today, created=HANDED_OUT
    ).content
    that_day = f"DATE({today.year},{today.month},{today.day})".encode()

    def prepared(name: str, part: bytes) -> bytes:
        part = part.replace(b"TODAY()", that_day)
        return part.replace(b"</sheetData>", _BLANK) if name in tables and _LAST not in part else part

    return repack(workbook, prepared)


def take_pictures(kit: Kit, state: str, workbook: bytes) -> Iterator[Shown]:
    """Take the pictures of each sheet that one sees."""
    titles = {s.key: s.title for s in kit.template.sheets}
    forms = {s.key for s in kit.template.sheets if s.layout == "form"}
    if kit.template.bank_title:
        titles[BANK] = kit.template.bank_title
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "book.xlsx")
        source.write_bytes(workbook)
        pages = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
        office = f"-env:UserInstallation=file://{folder}/office"
        run("soffice", office, "--headless", "--convert-to", pages, "--outdir", folder, str(source))
        pdf = source.with_suffix(".pdf")
        for page, (key, title) in enumerate(titles.items(), start=1):
            if key == BANK and state == "filled":
                continue
            width, height = page_size(pdf, page)
            dpi = min(SCREEN_DPI, int(WHOLE_WIDTH * POINTS / width))
            down = height if key in forms else min(height, TABLE_POINTS)
            sizes = {"whole": (dpi, int(width * dpi / POINTS) + MARGIN, int(down * dpi / POINTS) + MARGIN)}
            sizes["screen"] = (SCREEN_DPI, *LAPTOP)
            if key in ON_A_PHONE:
                sizes["phone"] = (SCREEN_DPI, *PHONE)
            views = {view: f"{kit.template.name}-{key.replace('_', '-')}-{state}-{view}.png" for view in sizes}
            for view, (resolution, *size) in sizes.items():
                take(pdf, page, resolution, size, GALLERY / views[view])
            yield Shown(key, title, views)


def page_size(pdf: Path, page: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    said = subprocess.run(["pdfinfo", "-f", str(page), "-l", str(page), str(pdf)], capture_output=True, check=True)
    found = re.search(rb"Page +\d+ size: +([\d.]+) x ([\d.]+) pts", said.stdout)
    if found is None:
        raise SystemExit(f"page {page} has no size")
    return float(found[1]), float(found[2])


def take(pdf: Path, page: int, dpi: int, size: list[int], target: Path) -> None:
    """Take one picture from the top left of a page, in as few colors as the sheets have."""
    run(
        "pdftoppm", "-png", "-singlefile", "-r", str(dpi), "-f", str(page), "-l", str(page), "-x", "0", "-y", "0",
        "-W", str(size[0] - MARGIN), "-H", str(size[1] - MARGIN), str(pdf), str(target.with_suffix("")),
    )  # fmt: skip
    with Image.open(target) as picture:
        framed = ImageOps.expand(picture.convert("RGB"), (MARGIN, MARGIN, 0, 0), "white")
        few = framed.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


_INTRODUCTION = """\
# Gallery

Every sheet of both templates, as LibreOffice shows it on {day}: empty, as folio makes it, and filled in by a made-up
student. `make pictures` takes these pictures; private columns are left empty in them.
"""
_VIEWS = {"whole": "the whole sheet", "screen": "as on a laptop", "phone": "as on a phone"}


def section(kit: Kit, student: str, shown: dict[str, list[Shown]]) -> list[str]:
    """The lines of the page about one template."""
    purposes = {s.key: s.purpose for s in kit.template.sheets}
    lines = [f"## The template {kit.template.name}", "", f"Filled in by {student}.", ""]
    filled = {s.key: s for s in shown["filled"]}
    for empty in shown["empty"]:
        lines += [f"### {empty.title} ({kit.template.name})", "", SEE.get(empty.key) or purposes[empty.key], ""]
        for state, sheet in (("filled in", filled.get(empty.key)), ("empty", empty)):
            for view, name in sheet.views.items() if sheet else ():
                lines += [f"![{empty.title}, {state}, {_VIEWS[view]}](gallery/{name})", ""]
    return lines


if __name__ == "__main__":
    main()
