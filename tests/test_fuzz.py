"""A hundred mutants of real workbooks through the real workers; ``make fuzz`` does thousands."""

from __future__ import annotations

import time

import pytest

from tests.fuzz import fuzz, mutant, originals


def test_mutants_are_read_or_refused_and_do_no_harm() -> None:
    figures = fuzz(100, 1, originals())
    assert figures.faults == []
    assert sum(figures.outcomes.values()) == 100
    assert figures.outcomes["read"] > 30
    assert figures.outcomes["damaged"] > 6


def test_a_mutant_can_be_made_again_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    books = originals()
    before = [mutant(3, n, books) for n in range(9)]
    monkeypatch.setattr(time, "localtime", lambda *_: (2001, 2, 3, 4, 5, 6, 0, 34, 0))
    assert [mutant(3, n, books) for n in range(9)] == before
