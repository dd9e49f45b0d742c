"""``folio letters`` as one runs it: exit codes, the index for programs, and what an earlier run left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folio.exit_codes import ExitCode
from tests.conftest import Folio, cell_of, open_book


@pytest.fixture
def workbook(folio: Folio) -> str:
    """A workbook with one contact to ask."""
    folio("new", "a.xlsx", "--name", "Ana Lopez")
    fill("a.xlsx", {"contacts.name": "Dana Lee", "contacts.email": "dana@example.com"})
    return "a.xlsx"


def fill(path: str, cells: dict[str, str]) -> None:
    book = open_book(Path(path))
    for key, value in cells.items():
        cell_of(book, key).value = value
    book.save(path)


def test_strict_ends_with_1_where_there_is_something_to_look_at(folio: Folio, workbook: str) -> None:
    assert folio("letters", workbook, "--out", "out").code == ExitCode.OK
    strict = folio("letters", workbook, "--out", "out", "--strict")
    assert strict.code == ExitCode.PROBLEMS
    assert "There is something to look at in 1 letter." in strict.err
    fill(workbook, {"contacts.status": "Declined"})
    assert folio("letters", workbook, "--out", "out", "--strict").code == ExitCode.OK


def test_json_is_the_index_for_programs(folio: Folio, workbook: str) -> None:
    assert folio("letters", workbook, "--out", "out", "--format", "txt,json").code == ExitCode.OK
    ((one,),) = [json.loads(Path("out/index.json").read_text(encoding="utf-8"))["workbooks"]]
    (draft,) = one["drafted"]
    assert (draft["kind"], draft["contact"], draft["voice"]) == ("request", "Dana Lee", "warm")
    assert draft["files"] == ["request-dana-lee.txt"]
    assert {"code", "message", "fix"} <= set(draft["findings"][0])
    assert not Path("out/request-dana-lee.json").exists()


def test_drafts_of_an_earlier_run_are_kept_and_named(folio: Folio, workbook: str) -> None:
    folio("letters", workbook, "--out", "out", "--format", "txt")
    fill(workbook, {"contacts.status": "Declined"})
    later = folio("letters", workbook, "--out", "out", "--format", "txt")
    assert later.code == ExitCode.OK
    assert Path("out/request-dana-lee.txt").exists()
    assert "request-dana-lee.txt" in later.err
    assert "[request-dana-lee.txt](request-dana-lee.txt)" in Path("out/index.md").read_text(encoding="utf-8")


def test_the_voice_is_an_option(folio: Folio, workbook: str) -> None:
    folio("letters", workbook, "--out", "warm", "--format", "txt")
    folio("letters", workbook, "--out", "formal", "--format", "txt", "--voice", "formal")
    warm, formal = (Path(v, "request-dana-lee.txt").read_text(encoding="utf-8") for v in ("warm", "formal"))
    assert warm.endswith("With many thanks,\n\nAna Lopez\n")
    assert formal.endswith("Sincerely,\n\nAna Lopez\n")
    assert folio("letters", workbook, "--out", "x", "--voice", "rude").code == ExitCode.USAGE


@pytest.mark.parametrize(("typed", "meant"), [("thankyou", "thank-you"), ("request,Thank you", "thank-you")])
def test_a_misspelled_kind_is_guessed(folio: Folio, workbook: str, typed: str, meant: str) -> None:
    result = folio("letters", workbook, "--out", "out", "--kind", typed)
    assert result.code == ExitCode.USAGE
    assert f"Did you mean {meant}?" in result.err
