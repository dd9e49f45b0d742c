"""Grades by a counselor's requirements, through the command line."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Folio

WRONG = """\
titel = "x"
due = "tomorrow"
partial = "yes"
[[criteria]]
key = "a"
counts = "contacts"
points = "10"
[[criteria]]
key = "b"
counts = "hugs"
at_least = 0
points = 5
[[criteria]]
key = "c"
counts = "interviews"
points = 5
[[criteria]]
key = "c"
counts = "contacts"
at_least = 2
by = 2026-11-20
points = 5
[[students]]
id = "R1"
points = { c = 50, zz = 2, a = 3 }
[[students]]
id = "r1"
points = { c = -1 }
[[students]]
note = "who"
[[students]]
id = "R1"
"""
# Each mistake with its line; 0 where there is no line, because something is missing at the top.
MISTAKES = {
    "title: this is missing": 0,
    "titel: folio doesn't have this key": 1,
    "due: this must be a date, like 2026-11-20": 2,
    "partial: this must be true or false": 3,
    "criterion a, points: this must be a number": 7,
    "criterion b, counts: this must be one of 'contacts', 'interviews', 'downsides', 'thank_yous' or 'judged'": 10,
    "criterion b, at_least: this must be 1 or more": 11,
    "criterion c: at_least is missing": 13,
    "criterion c, key: there are two criteria with the key 'c'": 18,
    "criterion c, by: by only goes with interviews and thank_yous": 21,
    "student R1, points, c: 50 is more than the criterion's 5 points": 25,
    "student R1, points, zz: there is no criterion 'zz'": 25,
    "student r1, points, c: this must be 0 or more": 28,
    "student no. 3: this needs an id, or a name": 29,
    "student R1, id: the student 'R1' is there twice": 32,
}


def test_a_template_is_copied_with_requirements_that_fit(folio: Folio) -> None:
    assert folio("template copy essentials mine").code == 0
    assert '[[criteria]]\nkey = "contacts"' in Path("mine/requirements.toml").read_text(encoding="utf-8")
    assert folio("template check mine").code == 0


def test_every_mistake_in_the_requirements_is_told_at_once(folio: Folio) -> None:
    folio("template copy essentials mine")
    Path("mine/requirements.toml").write_text(WRONG, encoding="utf-8")
    result = folio("template check mine")
    assert (result.code, result.out) == (5, "")
    for what, line in MISTAKES.items():
        place = f"mine/requirements.toml{f', line {line}' if line else ''}: "
        assert f"{place}{what}" in result.err
    assert result.err.count("mine/requirements.toml") == len(MISTAKES)
