"""What a district's run puts on the disk comes back as it was: the answers of few and of very many are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from folio.basics import shelf
from folio.basics.shelf import KeptList, Shelf
from folio.intake import reading_records
from tests.conftest import Folio

RIVERSIDE = Path(__file__).parent.parent / "samples/riverside"


def answers(folio: Folio, out: str) -> dict[str, object]:
    day = ("--today", "2026-11-20")
    said = folio("export", RIVERSIDE), folio("export", RIVERSIDE, "--private")
    folio("export", RIVERSIDE, "--format", "csv", "--out", f"{out}/csv")
    folio("report", RIVERSIDE, "--out", f"{out}/report", "--by", "class", "--format", "html,md,pdf", *day)
    folio("check", RIVERSIDE, "--marked", f"{out}/marked", *day)
    files = {str(p.relative_to(out)): p.read_bytes() for p in Path(out).rglob("*") if p.is_file() and p.name[0] != "."}
    return {"said": said, **files}


@pytest.mark.usefixtures("frozen")
def test_the_answers_are_the_same_wherever_rows_lie(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hand = answers(folio, "few")
    for module, name, value in ((shelf, "_AT_HAND", 0), (shelf, "_RECENT", 1), (reading_records, "_MOST", 1)):
        monkeypatch.setattr(module, name, value)
    assert answers(folio, "many") == at_hand
    assert len(at_hand) > 40


def test_values_come_back_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_AT_HAND", 2)
    values = [{"number": i, "text": "ß" * i} for i in range(100)]
    kept = [Shelf.keep(one, value) for one in [Shelf()] for value in values]
    assert [k.value for k in reversed(kept)] == values[::-1]
    assert kept[50].value is not values[50]
    listed = KeptList[dict[str, object]]()
    for value in values:
        listed.append(value)
    assert listed == values
    assert (len(listed), listed[-1], listed[3:5]) == (100, values[-1], values[3:5])
    assert listed != values[:99]
