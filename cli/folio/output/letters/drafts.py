"""What drafting letters yields: drafts, and the reasons why the others got none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folio.output.letters.letter_sentences import Voice
from folio.output.letters.letters_due import LetterKind
from folio.output.letters.lint import Finding
from folio.output.letters.same_texts import NOTHING_SAID, Said
from folio.workbook.packing import PackedPart


@dataclass(frozen=True, slots=True)
class Edits:
    """What the student made of a draft: of its ``files``, by their endings, the ``edited`` ones.

    The text of the draft is that of the file ``shown``; without one, no file can be shown. ``differ``: they say
    different things.
    """

    files: tuple[str, ...]
    edited: tuple[str, ...]
    shown: str
    differ: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One letter: ``gaps`` to be filled in, ``findings`` to be looked at, ``slug`` to name its files.

    ``send_on`` is the day to send it, None for now. ``covers`` are kinds of messages that it makes unnecessary;
    ``to_note`` are the cells in which, or in whose rows, it is noted once it is sent.
    ``address`` is what stands above the letter on paper, line by line: the receiver, as on an envelope. ``word`` are
    the parts of a counselor's own Word file with this letter in it. By ``said``, it is compared with others. A draft
    with ``edits`` is the student's text, and isn't written again. ``step`` is the next step that it is for, as Start
    and reports say it.
    """

    kind: LetterKind
    voice: Voice
    contact: str
    to_email: str
    subject: str
    body: str
    gaps: tuple[str, ...]
    findings: tuple[Finding, ...]
    slug: str
    send_on: date | None = None
    covers: tuple[LetterKind, ...] = ()
    to_note: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    word: tuple[PackedPart, ...] = ()
    said: Said = NOTHING_SAID
    edits: Edits | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class NotDrafted:
    """A contact who gets no letter now: the kind that was considered, and why not."""

    contact: str
    kind: LetterKind
    reason: str


@dataclass(frozen=True, slots=True)
class StudentLetters:
    """The letters from one workbook; ``folder`` is empty unless several students share an output folder.

    ``name``, ``student_id`` and ``email`` are the student's as the workbook gives them, and may be empty. ``label`` is
    what to call the student among several.
    """

    path: str
    name: str
    email: str
    drafts: tuple[Draft, ...]
    not_drafted: tuple[NotDrafted, ...]
    student_id: str = ""
    folder: str = ""
    label: str = ""

    @property
    def title(self) -> str:
        """What to call the student: the label, else the name, or the file's where the workbook has none."""
        return self.label or self.name or self.path.rsplit("/", 1)[-1]
