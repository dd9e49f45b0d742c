"""Letter templates: found, checked before the first letter is written, and rendered from plain data only.

A template may be handed in by anybody, so it may do only what a letter needs: show a value and choose
between texts. Whatever could call, reach into objects, repeat or read files is refused, on top of Jinja2's
own sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from folio.basics.content_folders import content_folder
from folio.exit_codes import ContentProblem
from folio.output.letters.contact_facts import OWN_SHEETS
from folio.output.letters.letter_sentences import VOICES, Voice
from folio.output.letters.letter_values import LetterValue
from folio.output.letters.letter_wording import disguise, layout
from folio.output.letters.letters_due import KINDS, LetterKind
from folio.output.letters.own_words import Phrases, Usual, frame_phrases, phrases_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jinja2 import Template

ENDING = ".txt.j2"
LARGEST_FILE = 100_000
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
    "interview_format": "by phone", "interview_minutes": "20", "talk_date": "March 3", "late": True, "frame": "1",
    "point": "Nights are quiet.", "second_point": "Days are not.", "point_gap": "Say one thing.",
    "thank_for": "Thank you for the tour.", "thank_for_gap": "Say what for.", "misconception": "I had it wrong.",
    "advice_used": "I asked.", "advice_gap": "Say what you did.", "what_i_did": "I asked her.",
    "next_step": "I plan to tutor.", "quality": "patience", "referred_me_to": "Kim Wu", "met_through_you": "Lee Ro",
    "person_met": "Lee Ro", "met_on": "March 2", "about_them": "Lee showed me the ward.", "about_them_gap": "Say what.",
    "offer_title": "a night aide", "offer_place": "Willow Bend", "decide_by": "March 20",
    "offer_better": "What I like is the pay.", "offer_worse": "What worries me is the night.",
    "view": "I would value your view.", "view_gap": "Say on what.", "decision": "Accepted",
}  # fmt: skip
# What cannot be said and so is asked for: empty as long as something can be said.
_GAPS = frozenset(name for name in VARIABLES if name.endswith("_gap"))

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
_UNKNOWN = "folio doesn't know the name"
_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "default", "first", "last", "length")
_LITTER = re.compile(r"\..*|~\$.*|.*~|README.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
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
    """The template of one kind: the file it came from, the variables that it uses, and the phrases in its own words."""

    kind: LetterKind
    file: str
    uses: frozenset[str]
    compiled: Template
    phrases: Phrases = frozenset()

    @property
    def own(self) -> frozenset[str]:
        """Return the names that stand for columns that a custom template adds."""
        return frozenset(name for name in self.uses if _OWN.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words, and the gaps that the template left in it."""

    subject: str
    body: str
    gaps: tuple[str, ...]


LetterTemplates = Mapping[tuple[LetterKind, Voice], LetterTemplate]


def load_letters(folder: Path | None = None) -> LetterTemplates:
    """Load the letter templates by kind and voice: those of ``folder``, and folio's own for the kinds that it lacks.

    A letter of one's own serves both voices.

    Raises ContentProblem with one line for each error found in any of the files.
    """
    shipped = content_folder("reports") / "letters"
    own = _own_files(folder) if folder is not None else {}
    files = {(kind, v): own.get(kind, shipped / v / f"{kind}{ENDING}") for kind in KINDS for v in VOICES}
    environment = _Sandbox(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    environment.globals.clear()
    loaded: dict[tuple[LetterKind, Voice], LetterTemplate] = {}
    errors: list[str] = []
    for (kind, voice), file in files.items():
        try:
            loaded[kind, voice] = _load(environment, kind, file)
        except _LetterErrors as found:
            errors += [f"{file.parent.name}/{file.name}: {error}" for error in found.lines]
    if errors:
        if any(_UNKNOWN in error for error in errors):
            names = ", ".join(VARIABLES)
            errors.append(
                f"Letters can use these names: {names}; and contacts_KEY or interviews_KEY for custom columns."
            )
        raise ContentProblem("\n".join(dict.fromkeys(errors)), "Fix the letter, then try again.")
    return loaded


def usual_words(templates: LetterTemplates, kind: LetterKind) -> Usual:
    """Return the phrases of a kind of letter: those of its templates, and of the sentences around what was typed."""
    return Usual((*(templates[kind, voice].phrases for voice in VOICES), frame_phrases()))


def render(template: LetterTemplate, values: Mapping[str, LetterValue]) -> Rendered:
    """Render one letter; ContentProblem if the template fails with these values."""
    safe = {k: disguise(v) if isinstance(v, str) else v for k, v in values.items()}
    try:
        return _split(template.compiled.render(safe))
    except _LetterErrors as found:
        raise ContentProblem(f"{template.file}: {found.lines[0]}", "Fix the letter.") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise ContentProblem(f"{template.file}: {_line(error)}{_words(error)}", "Fix the letter.") from None


def _split(text: str) -> Rendered:
    head, _, rest = text.strip().partition("\n")
    if not head.casefold().startswith(SUBJECT):
        raise _LetterErrors(["the first line must begin with “Subject:”"])
    (subject, gaps), (body, more) = layout(head[len(SUBJECT) :]), layout(rest)
    if not subject or not body:
        raise _LetterErrors(["the first line needs a subject, and a letter has to follow"])
    return Rendered(subject, body, tuple(dict.fromkeys((*gaps, *more))))


class _LetterErrors(Exception):
    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self.lines = list(lines)


def _own_files(folder: Path) -> dict[LetterKind, Path]:
    names = ", ".join(f"{kind}{ENDING}" for kind in KINDS)
    fix = f"Put one or more of these files in it: {names}."
    try:
        entries = sorted(p for p in folder.iterdir() if not _LITTER.fullmatch(p.name))
    except OSError as error:
        raise ContentProblem(f"{folder}: {error.strerror}.", "Choose the folder with your letters.") from None
    by_name = {f"{kind}{ENDING}": kind for kind in KINDS}
    unknown = [p for p in entries if p.name.casefold() not in by_name or not p.is_file()]
    if unknown:
        lines = (f"{folder.name}/{p.name}: folio has no letter with this name." for p in unknown)
        raise ContentProblem("\n".join(lines), fix)
    if not entries:
        raise ContentProblem(f"{folder}: there are no letters in it.", fix)
    return {by_name[p.name.casefold()]: p for p in entries}


def _load(environment: _Sandbox, kind: LetterKind, file: Path) -> LetterTemplate:
    source = _TAG_LINE.sub(lambda m: f"{m[0][:-1]}{{#\n#}}" if m["end"] else m[0], _source(file))
    try:
        tree = environment.parse(source)
        errors = sorted(_refused(tree), key=lambda f: f[0])
        if errors:
            raise _LetterErrors(f"line {line}: {what}" for line, what in errors)
        uses = frozenset(meta.find_undeclared_variables(tree))
        compiled = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise _LetterErrors([f"line {error.lineno}: {_words(error)}"]) from None
    except (TemplateError, RecursionError) as error:
        raise _LetterErrors([_words(error)]) from None
    phrases = phrases_in(node.data for node in tree.find_all(nodes.TemplateData))
    template = LetterTemplate(kind, f"{file.parent.name}/{file.name}", uses, compiled, phrases)
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
            raise _LetterErrors([problem.message.removeprefix(f"{template.file}: ")]) from None
    return template


def _source(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _LetterErrors([f"this file is larger than a letter can be ({LARGEST_FILE:,} bytes)"])
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _LetterErrors(["this isn't UTF-8 text; save the file as UTF-8"]) from None
    except OSError as error:
        raise _LetterErrors([f"{error.strerror}"]) from None


def _refused(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong) for names that folio does not know, and for what a letter may not do."""
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in VARIABLES and not _OWN.fullmatch(node.name):
            yield node.lineno, f"{_UNKNOWN} “{node.name}”"
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


def _words(error: Exception) -> str:
    text = getattr(error, "message", None) or str(error)
    return text[:1].lower() + text[1:].rstrip(".")
