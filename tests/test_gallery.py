"""The gallery of the docs: every sheet of both templates is in it, in pictures that exist, are small and have words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import TEMPLATES
from tests.workbooks import kit

DOCS = Path(__file__).resolve().parent.parent / "docs"
SHOWN = re.findall(r"!\[([^]]*)\]\(gallery/([^)]*)\)", (DOCS / "gallery.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_gallery_shows_every_sheet_empty_and_filled_in(template: str) -> None:
    made = kit(template).template
    for sheet in made.sheets:
        for state in ("empty", "filled"):
            for view in ("whole", "screen"):
                assert f"{template}-{sheet.key.replace('_', '-')}-{state}-{view}.png" in {name for _, name in SHOWN}
    headings = re.findall(r"^### (.*) \((\w+)\)$", (DOCS / "gallery.md").read_text(encoding="utf-8"), re.MULTILINE)
    bank = [made.bank_title] if made.bank_title else []
    assert [title for title, of in headings if of == template] == [*(s.title for s in made.sheets), *bank]


def test_its_pictures_are_there_small_and_described() -> None:
    files = {p.name: p.stat().st_size for p in (DOCS / "gallery").iterdir()}
    assert files.keys() == {name for _, name in SHOWN}
    assert sum(files.values()) < 3 * 1024 * 1024
    assert all(words for words, _ in SHOWN)
    assert len({words + name.partition("-")[0] for words, name in SHOWN}) == len(SHOWN)
