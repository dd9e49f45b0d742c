"""A hundred mutants of real workbooks through the real workers; ``make fuzz`` does thousands."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.fuzz import fuzz, mutant, originals


def test_mutants_are_read_or_refused_and_do_no_harm() -> None:
    # A worker begins as large as the process it comes from; this one has thousands of tests behind it.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        figures = fresh.submit(fuzz, 100, 1, originals()).result()
    assert figures.faults == []
    assert sum(figures.outcomes.values()) == 100
    assert figures.outcomes["read"] > 30
    assert figures.outcomes["damaged"] > 6


def test_a_mutant_can_be_made_again_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    books = originals()
    before = [mutant(3, n, books) for n in range(9)]
    monkeypatch.setattr(time, "localtime", lambda *_: (2001, 2, 3, 4, 5, 6, 0, 34, 0))
    assert [mutant(3, n, books) for n in range(9)] == before
