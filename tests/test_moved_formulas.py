"""Formulas that cells share, as each of them shows it: what openpyxl makes of them, and what it gets wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from folio.basics.cell_references import cell_address
from folio.intake.moved_formulas import moved_formula

PIECES = st.sampled_from((
    "A1", "$B$2", "C$3", "$D4", "A1:B9", "$A1:B$9", "SUM(A1,B2)", "LOG10(C5)", '"A1 is ""B2"""', "'My A1'!B2", "Sheet1!C3",
    "A:A", "$B:C", "3:3", "$4:5", "tax_2026", "interviews__date", "1", "2.5", "TRUE", "Table1[[#This Row],[A1]]", "#REF!", "a1", "1E5", "A1B2",
))  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.integers(0, 40), st.integers(0, 20))
def test_a_formula_moves_as_openpyxl_moves_it(pieces: list[str], rows: int, columns: int) -> None:
    formula = "=" + "+".join(pieces)
    wanted = Translator(formula, origin="A1").translate_formula(cell_address(rows, columns))
    assert moved_formula(formula, rows, columns).upper() == wanted.upper()


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "shown"),
    [
        ("=A1+1", -1, 0, "=#REF!+1"),
        ("=SUM(B1:B3)", 0, -2, "=SUM(#REF!)"),
        ("=A$1+B2", -1, 0, "=A$1+B1"),
        ("=XFD1+1", 0, 1, "=#REF!+1"),
        ("=A1048576", 1, 0, "=#REF!"),
        ('="\'"&A1', 1, 0, '="\'"&A2'),
    ],
)
def test_a_reference_that_leaves_the_sheet_is_none(formula: str, rows: int, columns: int, shown: str) -> None:
    assert moved_formula(formula, rows, columns) == shown
