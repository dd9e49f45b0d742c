"""Words from a workbook made fit for a letter: whole sentences, dates and lists as people write them."""

from __future__ import annotations

import re
from datetime import date

from folio.basics.dates import date_in_prose, day_in_prose

PASSAGE = 240
PHRASE = 160

# What no letter needs and a file may choke on: control characters, half characters, noncharacters, overrides
# of the direction of text, and those that serve as disguise and marks below.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\ue005\ufffe\uffff]"
)
_SPACES = re.compile(r"\s+")
_BULLET = re.compile(r"(?:[-*•–—·‣]|\d{1,2}[.)])\s+")  # noqa: RUF001 - dashes serve as bullets
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|Inc|Ltd|Co|No|vs|etc|approx)|\be\.g|\bi\.e|\b[A-Z])\.$")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")  # noqa: RUF001 - ends of sentences in other scripts
_BETWEEN = re.compile(r"(?<=[.!?…])\s+(?=[\"'“‘(\[]?[^\W_a-z])")  # noqa: RUF001 - typographic quotes are meant

# A template's [brackets] are gaps and its backslash at a line's end breaks the line; a student's are just
# text, so they travel in disguise while a letter is rendered.
_DISGUISE = str.maketrans("[]\\", "\ue000\ue001\ue002")
# Within a sentence, a comma follows a year; and where a value ends with a stop, its sentence needs no other.
_YEAR, _STOP = "\ue004", "\ue005"
_UNDISGUISED = str.maketrans("\ue000\ue001\ue002", "[]\\", _YEAR + _STOP)
GAP = re.compile(r"\[([^\[\]]+)\]")


def clean(text: object) -> str:
    """Return what was typed without unfit characters and outer spaces; line breaks stay."""
    return "" if text is None else _UNFIT.sub("", str(text)).strip()


def one_line(text: object) -> str:
    """Return what was typed on one line with single spaces."""
    return _SPACES.sub(" ", clean(text))


def plain_words(text: object) -> str:
    """Return what was typed for comparing: its words, without case or what stands between them."""
    return " ".join(re.findall(r"\w+", one_line(text).casefold()))


def phrase(text: object) -> str:
    """Return a short text on one line, without a full stop, to stand inside a sentence."""
    words = _shorten(one_line(text), PHRASE)
    return words if _ABBREVIATION.search(words) else words.rstrip(" .;,:")


def passage(text: str, limit: int = PASSAGE) -> str:
    """Return the first whole sentences of ``text`` that fit ``limit``; the result ends like a sentence.

    Only where the very first sentence is too long, it ends between two words and with an ellipsis.
    """
    taken = ""
    for sentence in sentences(clean(text)):
        longer = f"{taken} {sentence}" if taken else sentence
        if len(longer) > limit:
            return taken or _shorten(sentence, limit)
        taken = longer
    return taken


def day_within(day: date, today: date | None = None, *, weekday: bool = False) -> str:
    """Return a day as a sentence of a template has it: what follows decides whether its year takes a comma."""
    words = day_in_prose(day, today) if weekday else date_in_prose(day, today)
    return f"{words}{_YEAR}" if words.endswith(f", {day.year}") else words


def disguise(text: str) -> str:
    """Return a value so that nothing in it is taken for a gap or a line break, and its last stop for one of two."""
    shown = text.translate(_DISGUISE)
    return f"{shown}{_STOP}" if shown.endswith((".", "!", "?")) else shown


def layout(rendered: str) -> tuple[str, tuple[str, ...]]:
    """Return a rendered letter in its final form, and the gaps that the template left in it.

    Lines of a paragraph are joined (unless a line ends with a backslash), blank lines separate paragraphs.
    """
    paragraphs = []
    for block in re.split(r"\n\s*\n", rendered.strip()):
        lines = [_SPACES.sub(" ", line).strip() for line in re.sub(r"(?<!\\)\n", " ", block).split("\\\n")]
        if any(lines):
            paragraphs.append("\n".join(lines).removesuffix("\\").rstrip())
    text = _punctuated("\n\n".join(paragraphs))
    gaps = tuple(dict.fromkeys(gap.translate(_UNDISGUISED) for gap in GAP.findall(text)))
    return text.translate(_UNDISGUISED), gaps


def _punctuated(text: str) -> str:
    return re.sub(rf"{_YEAR}(?= [\w(])", ",", text).replace(f"{_STOP}.", "")


def settle(text: str, behind: str) -> str:
    """Return a part of a rendered paragraph in its final form; ``behind`` is what stands right behind it."""
    text = _punctuated(text)
    if text.endswith(f".{_STOP}") and behind.startswith("."):
        text = text[:-2]
    if text.endswith(_YEAR) and re.match(r" [\w(]", behind):
        text = f"{text[:-1]},"
    return text.translate(_UNDISGUISED)


def bulleted(text: str) -> list[str]:
    """Return the items of a list that was typed with a mark or a number before each; nothing for other texts."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marks = [_BULLET.match(line) for line in lines]
    return [line[m.end() :] for line, m in zip(lines, marks, strict=True) if m] if lines and all(marks) else []


def sentences(text: str) -> list[str]:
    """Split into sentences; a line that begins like a new thought begins a new sentence."""
    units: list[str] = []
    for raw in filter(None, (line.strip() for line in text.splitlines())):
        bullet = _BULLET.match(raw)
        line = one_line(raw[bullet.end() :] if bullet else raw)
        goes_on = units and not bullet and not line[:1].isupper() and not _SENTENCE_END.search(units[-1])
        if goes_on:
            units[-1] = f"{units[-1]} {line}"
        else:
            units.append(line)
    found: list[str] = []
    for unit in units:
        whole = ""
        for piece in _BETWEEN.split(unit):
            whole = f"{whole} {piece}" if whole else piece
            if not _ABBREVIATION.search(whole):
                found.append(whole)
                whole = ""
        if whole:
            found.append(whole)
    return [_ended(s) for s in found if s]


def _ended(sentence: str) -> str:
    return sentence if _SENTENCE_END.search(sentence) else f"{sentence.rstrip(' ,;:')}."


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{(head.rpartition(' ')[0] or head).rstrip(' ,;:.')} …"
