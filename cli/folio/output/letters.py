"""Draft the letters that one workbook calls for: a draft says only what the workbook says, and shows its gaps.

The steps: gather the facts (``letter_facts``), decide what is due (``letter_rules``), render a checked template
(``letter_templates``), and look at the result (``letter_lint``). Files are made in ``letter_files``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from folio.output.letter_facts import gather
from folio.output.letter_files import address
from folio.output.letter_lint import MISSED_DAYS, lint, outsider, same_text
from folio.output.letter_rules import KINDS, Kind, decide
from folio.output.letter_templates import LetterTemplates, load_letters, render
from folio.output.letter_text import PASSAGE, day, listed, passage
from folio.slug import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from folio.intake.result import Reading
    from folio.output.letter_facts import Contact, Writer
    from folio.output.letter_rules import Due
    from folio.output.letter_templates import Value

__all__ = [
    "KINDS", "Draft", "Kind", "LetterTemplates", "NotDrafted", "StudentLetters", "draft_letters", "in_folders",
    "load_letters",
]  # fmt: skip
