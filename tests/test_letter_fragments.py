"""What letters make of the fragments that students type, held to a table written before the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from folio.basics.person_names import person_name
from folio.output.letters.fragment_reading import read_fragment
from folio.output.letters.fragments import Use
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.reader_address import Reader

TABLE = Path(__file__).with_name("letter_fragments.txt")
READER = Reader(person_name("Dr. Imani Foster"), "Veterinarian", frozenset({"samuel", "lucía", "renee", "prieto"}))


def rows() -> list[tuple[Use, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    found = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(use, typed.replace("\\n", "\n"), expected) for use, typed, expected in found]  # type: ignore[misc]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(rows()) >= 150
    assert sum(expected == "gap" for _, _, expected in rows()) >= 30


@pytest.mark.parametrize(("use", "typed", "expected"), rows())
def test_a_fragment_gives_its_sentence(use: Use, typed: str, expected: str) -> None:
    frames = load_letters().frames
    fragment = read_fragment(typed, use, READER)
    said = frames.say(use, fragment, "warm")
    outcome = "nothing" if fragment.form == "blank" else said or "gap"
    assert outcome == expected


def test_a_formal_letter_thanks_the_reader_for_what_the_reader_did() -> None:
    """Not "I am grateful for letting me ...", which would be about the student."""
    fragment = read_fragment("letting me hold the dog", "thank_for", READER)
    said = [load_letters().frames.say("thank_for", fragment, "formal", turn) for turn in range(2)]
    assert said == [
        "I would especially like to thank you for letting me hold the dog.",
        "Thank you in particular for letting me hold the dog.",
    ]
