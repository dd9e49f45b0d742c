"""Letter templates: found, checked before the first letter is written, and rendered from plain data only.

A template may be handed in by anybody, so it may do only what a letter needs: show a value and choose
between texts. Whatever could call, reach into objects, repeat or read files is refused, on top of Jinja2's
own sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from folio.basics.content_folders import content_folder
from folio.domain.names import did_you_mean
from folio.exit_codes import ContentProblem
from folio.output.letters.contact_facts import OWN_SHEETS
from folio.output.letters.foreign_fields import foreign_fields
from folio.output.letters.letter_faults import LetterErrors, in_words
from folio.output.letters.letter_sentences import VOICES, Frames, Voice, load_frames
from folio.output.letters.letter_values import LetterValue
from folio.output.letters.letter_wording import disguise, layout
from folio.output.letters.letters_due import KINDS, LetterKind
from folio.output.letters.own_letters import ENDING, SENTENCES, WORD_ENDING, own_files, own_letter
from folio.output.letters.own_words import Phrases, Usual, phrases_in
from folio.workbook.packing import PackedPart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinja2 import Template

    from folio.output.letters.word_letters import WordLetter

LARGEST_FILE, LARGEST_WORD_FILE = 100_000, 5_000_000
LARGEST_RESULT = 10_000
LARGEST_POWER = 60
LARGEST_NUMBER = 10**9
SUBJECT = "subject:"

# Every name that a template may use, with a value to try it with. reports/letters/README.md explains them.
VARIABLES: dict[str, LetterValue] = {
    "my_name": "Ana Lopez", "my_email": "ana@example.org", "my_class": "Period 4", "my_school": "Riverside High School",
    "my_grade": "a senior", "my_grade_is_noun": True, "voice": "warm", "about_me": "I like it.",
    "about_gap": "Say who.",
    "their_name": "Dr. Dana Lee", "greeting": "Dr. Lee", "organization": "Cedar Hospital", "job_title": "a nurse",
    "field": "nursing", "exploring": "nursing", "interest": "Choir singing", "shared_interest": "You sing. I sing too.",
    "source": "Referral", "referred_by": "Sam Ortiz", "how_gap": "Say how.", "why_you": "I would like to hear it.",
    "why_gap": "Say why.", "today": "March 4, 2026", "first_week": "March 9", "second_week": "March 16",
    "asked_on": "March 2", "last_reminder": True, "interview_day": "Tuesday, March 10", "interview_time": "3:30 PM",
    "time_gap": "Say when.",
    "interview_format": "by phone", "interview_minutes": "20", "talk_date": "March 3", "late": True, "frame": "1",
    "point": "Nights are quiet.", "second_point": "Days are not.", "point_gap": "Say one thing.",
    "thank_for": "Thank you for the tour.", "thank_for_gap": "Say what for.", "misconception": "I had it wrong.",
    "advice_used": "I asked.", "advice_gap": "Say what you did.", "news_gap": "Say what is new.",
    "what_i_did": "I asked her.",
    "next_step": "I plan to tutor.", "quality": "patience", "referred_me_to": "Kim Wu", "met_through_you": "Lee Ro",
    "person_met": "Lee Ro", "met_on": "March 2", "about_them": "Lee showed me the ward.", "about_them_gap": "Say what.",
    "offer_title": "a night aide", "offer_place": "Willow Bend", "decide_by": "March 20",
    "offer_better": "What I like is the pay.", "offer_worse": "What worries me is the night.",
    "view": "I would value your view.", "view_gap": "Say on what.", "decision": "Accepted",
}  # fmt: skip
# What cannot be said and so is asked for: empty as long as something can be said.
_GAPS = frozenset(name for name in VARIABLES if name.endswith("_gap"))

# By which of these a letter says what would else be another message; to write at all is to keep in touch.
_SAID_BY: dict[LetterKind, frozenset[str]] = {
    "referral-thank-you": frozenset({"referred_me_to", "met_through_you", "person_met"}),
    "referrer-report": frozenset({"met_through_you", "person_met", "about_them", "what_i_did"}),
    "advice-update": frozenset({"advice_used", "what_i_did"}),
}

# Of columns that a custom template adds, a letter may use any: ``contacts_languages``, ``interviews_mood``.
_OWN = re.compile(rf"({'|'.join(OWN_SHEETS)})_[a-z][a-z0-9_]*")

_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Test, nodes.Filter, nodes.Keyword,
    nodes.Concat, nodes.Add, nodes.Sub, nodes.Mul, nodes.Pow, nodes.List, nodes.Tuple,
)  # fmt: skip
_WHY_NOT: dict[type[nodes.Node], str] = {
    nodes.Getattr: "a letter can't look inside a value (a dot after a name)",
    nodes.Getitem: "a letter can't look inside a value (brackets after a name)",
    nodes.Call: "a letter can't call anything (parentheses after a name)",
    nodes.For: "a letter can't have loops",
    nodes.Assign: "a letter can't set names",
}
_NO_SUBJECT = "the first paragraph has to be “Subject: ...”, or the title the subject, and a letter has to follow"
_UNKNOWN = "folio doesn't know the name"
_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "default", "first", "last", "length")
# A line that holds nothing but tags is no line of the letter. A comment over its end takes the end away and
# keeps the numbering of the lines for messages. Other comments are matched so that nothing inside them is.
_TAG_LINE = re.compile(
    r"^[ \t]*(?:(?:\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\})[\s\S])*#\})[ \t]*)+(?P<end>\n)|\{#(?:(?!#\})[\s\S])*#\}",
    re.MULTILINE,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with bounded ``*`` and ``**``: ``'a' * 10**9`` must not fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        sizes = [len(v) if isinstance(v, str | list | tuple) else abs(v) for v in (left, right)]
        if operator == "*" and sizes[0] * sizes[1] > LARGEST_RESULT:
            raise SecurityError(f"the result of {operator} is too large")
        if operator == "**" and (max(sizes) > LARGEST_POWER or sizes[0] ** sizes[1] > LARGEST_NUMBER):
            raise SecurityError(f"the result of {operator} is too large")
        return super().call_binop(context, operator, left, right)


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """The template of one kind: the file it came from, and the variables that it uses.

    It is a text, or a Word file whose words are the text as well, or both. ``foreign`` are placeholders in it of other
    programs than folio, ``phrases`` those that come with every such letter. ``shipped``: it is folio's.
    """

    kind: LetterKind
    file: str
    uses: frozenset[str]
    compiled: Template | None
    word: WordLetter | None = None
    foreign: tuple[str, ...] = ()
    phrases: Phrases = frozenset()
    shipped: bool = False

    def says(self, kind: LetterKind) -> bool:
        """Whether the letter serves as this other one, too, where that is due."""
        return self.shipped or kind not in _SAID_BY or bool(_SAID_BY[kind] & self.uses)

    @property
    def own(self) -> frozenset[str]:
        """Return the names that stand for columns that a custom template adds."""
        return frozenset(name for name in self.uses if _OWN.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words, and the gaps that the template left in it; ``word`` are the parts of one's own Word file."""

    subject: str
    body: str
    gaps: tuple[str, ...]
    word: tuple[PackedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterTemplates:
    """All letters, by kind and voice, and the sentences that are built around what students typed.

    ``phrases`` are those of the sentences.
    """

    by_kind: Mapping[tuple[LetterKind, Voice], LetterTemplate]
    frames: Frames
    phrases: Phrases

    @property
    def own_fields(self) -> Mapping[str, tuple[str, ...]]:
        """The placeholders of other programs, by the file that has them."""
        return {template.file: template.foreign for template in self.by_kind.values() if template.foreign}

    def usual(self, kind: LetterKind) -> Usual:
        """Return what comes with letters of a kind, in either voice."""
        own = (self.by_kind[kind, voice].phrases for voice in VOICES)
        return Usual(
            (*own, self.phrases), tuple(example for _, examples in self.frames.gaps.values() for example in examples)
        )


def load_letters(folder: Path | None = None) -> LetterTemplates:
    """Load all letters: those of ``folder`` (see ``own_letters``), and folio's own for the kinds that it lacks.

    Raises ContentProblem with one line for each error found in any of the files.
    """
    own = own_files(folder) if folder else {}
    shipped = content_folder("reports") / "letters"
    frames = load_frames(own.get(SENTENCES, [shipped / SENTENCES])[0])
    done: dict[tuple[Path, ...], LetterTemplate | None] = {}
    by_kind: dict[tuple[LetterKind, Voice], LetterTemplate] = {}
    errors: list[str] = []
    for kind, voice in product(KINDS, VOICES):
        of_folder = own_letter(own, kind, voice)
        files = tuple(of_folder or [shipped / voice / f"{kind}{ENDING}"])
        if files not in done:
            done[files] = _load_one(kind, files, errors)
        if template := done[files]:
            by_kind[kind, voice] = replace(template, shipped=not of_folder)
    if errors:
        if any(_UNKNOWN in error for error in errors):
            names = ", ".join(VARIABLES)
            errors.append(
                f"Letters can use these names: {names}; and contacts_KEY or interviews_KEY for custom columns."
            )
        raise ContentProblem("\n".join(dict.fromkeys(errors)), "Fix the letter, then try again.")
    framing = (piece for several in frames.sentences.values() for frame in several for piece in frame.split("{}"))
    return LetterTemplates(by_kind, frames, phrases_in(framing))


def _load_one(kind: LetterKind, files: Sequence[Path], errors: list[str]) -> LetterTemplate | None:
    """Load the text or the Word file of a letter, or both; None, and more ``errors``, where one is wrong."""
    parsed = []
    for file in files:
        try:
            parsed.append(_load(kind, file))
        except LetterErrors as found:
            errors += [f"{file.parent.name}/{file.name}: {_ended(error)}" for error in found.lines]
    if len(parsed) < len(files):
        return None
    template = reduce(_both, parsed)
    errors += _tried(template)
    return template


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def render(template: LetterTemplate, values: Mapping[str, LetterValue]) -> Rendered:
    """Render one letter; raises ContentProblem if the template fails with these values."""
    safe = {k: disguise(v) if isinstance(v, str) else v for k, v in values.items()}
    try:
        return _filled_in(template, safe)
    except LetterErrors as found:
        raise ContentProblem(f"{template.file}: {found.lines[0]}", "Fix the letter.") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise ContentProblem(f"{template.file}: {_line(error)}{in_words(error)}", "Fix the letter.") from None


def _filled_in(template: LetterTemplate, values: Mapping[str, LetterValue]) -> Rendered:
    """Render the text, or else the words of the Word file, and the file itself; raises LetterErrors."""
    found = [_split(template.compiled.render(values))] if template.compiled else []
    if template.word:
        word = template.word.render(values)
        found.append(Rendered(word.subject, word.body, word.gaps, word.parts))
    text = found[0]
    if not text.subject or not text.body:
        raise LetterErrors([_NO_SUBJECT])
    gaps = dict.fromkeys(gap for one in found for gap in one.gaps)
    return replace(text, gaps=tuple(gaps), word=found[-1].word)


def _split(text: str) -> Rendered:
    head, _, rest = text.strip().partition("\n")
    if not head.casefold().startswith(SUBJECT):
        raise LetterErrors(["the first line must begin with “Subject:”"])
    (subject, gaps), (body, more) = layout(head[len(SUBJECT) :]), layout(rest)
    if not subject or not body:
        raise LetterErrors(["the first line needs a subject, and a letter has to follow"])
    return Rendered(subject, body, tuple(dict.fromkeys((*gaps, *more))))


def _both(one: LetterTemplate, other: LetterTemplate) -> LetterTemplate:
    """Join a text and a Word file of one kind: mails are the one, and what is printed is the other."""
    text, word = (one, other) if one.compiled else (other, one)
    uses, foreign = one.uses | other.uses, tuple(dict.fromkeys((*one.foreign, *other.foreign)))
    return replace(text, file=f"{text.file} and {word.file}", uses=uses, word=word.word, foreign=foreign)


def _sandbox(*, escaped: bool) -> _Sandbox:
    environment = _Sandbox(undefined=StrictUndefined, autoescape=escaped, keep_trailing_newline=True)
    environment.globals.clear()
    return environment


def _load(kind: LetterKind, file: Path) -> LetterTemplate:
    name = f"{file.parent.name}/{file.name}"
    return _load_word(kind, name, file) if file.suffix.casefold() == WORD_ENDING else _load_text(kind, name, file)


def _tried(template: LetterTemplate) -> list[str]:
    """Render a letter in which every name has a value and one in which none has; return what fails."""
    own: dict[str, LetterValue] = dict.fromkeys(template.own, "Own words.")
    blank: dict[str, LetterValue] = {
        name: False if isinstance(v, bool) else "" for name, v in (VARIABLES | own).items()
    }
    said = VARIABLES | own | dict.fromkeys(_GAPS, "")
    unsaid = blank | {name: VARIABLES[name] for name in _GAPS}
    for values in (said, unsaid):
        try:
            render(template, values)
        except ContentProblem as problem:
            return [_ended(problem.message)]
    return []


def _load_text(kind: LetterKind, name: str, file: Path) -> LetterTemplate:
    written = _source(file)
    source = _TAG_LINE.sub(lambda m: f"{m[0][:-1]}{{#\n#}}" if m["end"] else m[0], written)
    environment = _sandbox(escaped=False)
    try:
        tree = environment.parse(source)
        errors = sorted(_refused(tree), key=lambda f: f[0])
        if errors:
            raise LetterErrors(f"line {line}: {what}" for line, what in errors)
        uses = frozenset(meta.find_undeclared_variables(tree))
        compiled = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise LetterErrors([f"line {error.lineno}: {in_words(error)}"]) from None
    except (TemplateError, RecursionError) as error:
        raise LetterErrors([in_words(error)]) from None
    phrases = phrases_in(node.data for node in tree.find_all(nodes.TemplateData))
    return LetterTemplate(kind, name, uses, compiled, foreign=foreign_fields(written), phrases=phrases)


def _load_word(kind: LetterKind, name: str, file: Path) -> LetterTemplate:
    # It takes a third of a second, and most counselors have no Word letters.
    from folio.output.letters.word_letters import load_word_letter

    letter = load_word_letter(_read(file, LARGEST_WORD_FILE), _sandbox(escaped=True), _refused)
    return LetterTemplate(kind, name, letter.uses, None, letter, letter.foreign)


def _source(file: Path) -> str:
    try:
        return _read(file, LARGEST_FILE).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise LetterErrors(["this isn't UTF-8 text; save the file as UTF-8"]) from None


def _read(file: Path, most: int) -> bytes:
    try:
        if file.stat().st_size > most:
            raise LetterErrors([f"this file is larger than a letter can be ({most:,} bytes)"])
        return file.read_bytes()
    except OSError as error:
        raise LetterErrors([f"{error.strerror}"]) from None


def _refused(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) for names that folio does not know, and for what a letter may not do."""
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in VARIABLES and not _OWN.fullmatch(node.name):
            yield node.lineno, f"{_UNKNOWN} “{node.name}”. {did_you_mean(node.name, VARIABLES, most=1)}".rstrip(". ")
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield node.lineno, f"the filter “{node.name}” isn't available in letters, only {', '.join(_FILTERS)} are"
        elif not isinstance(node, _NODES):
            yield node.lineno, _WHY_NOT.get(type(node), f"“{type(node).__name__.lower()}” isn't available in letters")


def _line(error: Exception) -> str:
    """Find the line of a template in which it failed; Jinja2 puts it into the traceback."""
    trace, line = error.__traceback__, ""
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = f"line {trace.tb_lineno}: "
        trace = trace.tb_next
    return line
