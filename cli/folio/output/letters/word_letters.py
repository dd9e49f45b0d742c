"""A custom letter in Word: checked whole before the first letter is written, and rendered as text ones are.

docxtpl joins the tags that Word has divided into runs; what a tag may do is checked as in a text letter. Of docxtpl's
own tags there are ``{%p`` and ``{%tr``, which take their paragraph or row away; a paragraph with nothing but tags goes
without saying so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Environment, Template, TemplateError, TemplateSyntaxError, meta, nodes
from lxml import etree

from folio.basics.wording import cut_off
from folio.output.letters.foreign_fields import TAG, foreign_fields
from folio.output.letters.letter_faults import LetterErrors, in_words
from folio.output.letters.letter_wording import layout
from folio.output.letters.word_package import WordPackage, open_word
from folio.output.letters.word_paragraphs import (
    PARAGRAPH,
    Element,
    Spacing,
    W,
    as_blocks,
    furnish,
    mark_gaps,
    settle_texts,
    text_of,
)  # fmt: skip
from folio.workbook.packing import PackedPart, pack_part

Refused = Callable[[nodes.Template], Iterable[tuple[int, str]]]

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_SUBJECT = "subject:"
# Where a mail begins: what stands above is for paper.
_GREETING = re.compile(r"(?:dear|hello|hi|good (?:morning|afternoon|evening|day)|to whom|greetings)\b", re.IGNORECASE)
_NO_TAG = re.compile(r"\{[{%#]|[}%#]\}")
_OWN_TAG = re.compile(r"\{([{%#])(p|tr|tc|r)\s")
_TAKES_AWAY = {"p": PARAGRAPH, "tr": f"{W}tr"}
_TABLE_TAG = re.compile(r"\{%\s*(colspan|cellbg|vm|hm)\b")
_TRIMS = re.compile(r"\{[{%#][-+]|[-+][}%#]\}")
# A paragraph that has one of these is more than its words.
_MORE = tuple(f"{W}{name}" for name in ("drawing", "pict", "object", "sectPr", "br"))
_TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
# Marks a paragraph that may come out empty.
_HAD_TAGS = "had-tags"
# A line end that no XML of Word's has outside of a text.
_LINE = "\ue003"
_WORDS = 60


@dataclass(frozen=True, slots=True)
class WordText:
    """A rendered letter: its words as a mail has them, its gaps, and the parts of the file."""

    subject: str
    body: str
    gaps: tuple[str, ...]
    parts: tuple[PackedPart, ...]


@dataclass(frozen=True, slots=True)
class WordLetter:
    """A Word file as a template: its parts that have words, compiled, and the others as they are."""

    uses: frozenset[str]
    foreign: tuple[str, ...]
    title: Template
    document: str
    texts: Mapping[str, Template]
    others: tuple[PackedPart, ...]
    spacing: Spacing

    def render(self, values: Mapping[str, str | bool]) -> WordText:
        """Return the letter with these values; the subject and the words are empty where there are none."""
        roots = {name: _parsed(template.render(values)) for name, template in self.texts.items()}
        for root in roots.values():
            _drop_emptied(root)
        subject = _take_subject(roots[self.document]) or self.title.render(values)
        blocks = as_blocks(_flow(roots[self.document]), self.spacing)
        begins = next((i for i, block in enumerate(blocks) if _GREETING.match(block[0].strip())), 0)
        gaps: list[str] = []
        for root in roots.values():
            for paragraph in root.iter(PARAGRAPH):
                gaps += layout(text_of(paragraph).replace("\n", " "))[1]
                mark_gaps(paragraph)
            settle_texts(root)
            furnish(root)
        (subject, more), (text, _) = layout(subject), layout(_as_source(blocks[begins:]))
        rendered = {name: pack_part(name, _to_bytes(root)) for name, root in roots.items()}
        parts = tuple(rendered.get(part.name.decode(), part) for part in self.others)
        return WordText(subject, text, tuple(dict.fromkeys((*more, *gaps))), parts)


def load_word_letter(content: bytes, environment: Environment, refused: Refused) -> WordLetter:
    """Compile a Word file; ``refused`` yields (line, what is wrong) for what no letter may do.

    ``environment`` must escape. Raises LetterErrors with all that is wrong, each with the words of its paragraph.
    """
    package = open_word(content)
    errors: list[str] = []
    uses: set[str] = set()
    said: list[str] = []
    texts: dict[str, Template] = {}
    for name in (package.document, *package.beside):
        root = package.tree(name)
        said += [text_of(paragraph) for paragraph in root.iter(PARAGRAPH)]
        said += [code.text or "" for code in root.iter(f"{W}instrText")]
        said += [field.get(f"{W}instr") or "" for field in root.iter(f"{W}fldSimple")]
        wrong = list(_misplaced(root))
        if next(root.iter(*_TRACKED), None) is not None:
            wrong.append("it has tracked changes; accept or reject them all in Word")
        if wrong:
            errors += wrong
            continue
        for paragraph in list(root.iter(PARAGRAPH)):
            _clear(paragraph)
        try:
            texts[name], names = _compiled(_as_template(root), environment, refused)
            uses |= names
        except LetterErrors as found:
            errors += found.lines
    title, names = _title(package, environment.overlay(autoescape=False), refused, errors)
    if errors:
        raise LetterErrors(errors)
    others = tuple(pack_part(name, part) for name, part in package.parts.items())
    spacing = Spacing(package.tree(package.styles) if package.styles else None)
    foreign = foreign_fields("\n".join(said))
    return WordLetter(frozenset(uses | names), foreign, title, package.document, texts, others, spacing)


def _compiled(source: str, environment: Environment, refused: Refused) -> tuple[Template, frozenset[str]]:
    """Check and compile a source of which every paragraph is a line."""
    lines = source.split("\n")
    try:
        tree = environment.parse(source)
        wrong = sorted(refused(tree), key=lambda found: found[0])
        if wrong:
            raise LetterErrors(f"{_place(lines, line)}: {what}" for line, what in wrong)
        return environment.from_string(source), frozenset(meta.find_undeclared_variables(tree))
    except TemplateSyntaxError as error:
        raise LetterErrors([f"{_place(lines, error.lineno)}: {in_words(error)}"]) from None
    except (TemplateError, RecursionError) as error:
        raise LetterErrors([in_words(error)]) from None


def _title(
    package: WordPackage, environment: Environment, refused: Refused, errors: list[str]
) -> tuple[Template, frozenset[str]]:
    """Compile the title among the properties; what is wrong with it goes to the errors."""
    title = package.tree(package.core).findtext(_TITLE) if package.core else ""
    try:
        return _compiled((title or "").replace("\n", " "), environment, refused)
    except LetterErrors as found:
        errors += [f"in the title: {line}" for line in found.lines]
        return environment.from_string(""), frozenset()


def _misplaced(root: Element) -> Iterator[str]:
    """Yield what is wrong with how tags stand in paragraphs, each with the words of its paragraph."""
    for paragraph in root.iter(PARAGRAPH):
        text = text_of(paragraph)
        where = _quoted(text)
        if _NO_TAG.search(TAG.sub("", text)):
            yield f"{where}: a {{{{ or {{% and its end have to stand in one paragraph"
        for tag in TAG.findall(text):
            own = _OWN_TAG.match(tag)
            if _TRIMS.search(tag):
                yield f"{where}: {tag[:3]} and the like aren't available in Word, without the sign they are"
            elif _TABLE_TAG.match(tag) or (own and (own[1] == "{" or own[2] not in _TAKES_AWAY)):
                yield f"{where}: of docxtpl's own tags, a letter can only have {{%p and {{%tr"
            elif own and not _is_only_tags(_said_in(_room(paragraph, own[2]))):
                rest = "a paragraph" if own[2] == "p" else "a row of a table"
                yield f"{where}: a {{%{own[2]} takes {rest} away, so no other words can stand in it"


def _room(paragraph: Element, kind: str) -> Element:
    """The paragraph itself, or the row in which it stands."""
    if kind == "p":
        return paragraph
    return next(paragraph.iterancestors(_TAKES_AWAY[kind]), paragraph)


def _is_only_tags(text: str) -> bool:
    tags = TAG.findall(text)
    return bool(tags) and not TAG.sub("", text).strip() and not any(tag.startswith("{{") for tag in tags)


def _said_in(room: Element) -> str:
    return text_of(room) if room.tag == PARAGRAPH else " ".join(map(text_of, room.iter(PARAGRAPH)))


def _clear(paragraph: Element) -> None:
    """Put the tags of a paragraph with nothing but tags, or of such a row, in its place; mark others with tags."""
    text = text_of(paragraph)
    if TAG.search(text):
        paragraph.set(_HAD_TAGS, "1")
    if not _is_only_tags(text):
        return
    kinds = {own[2] for tag in TAG.findall(text) if (own := _OWN_TAG.match(tag))}
    room = _room(paragraph, "tr" if "tr" in kinds else "p")
    parent = room.getparent()
    if parent is None or next(paragraph.iter(*_MORE), None) is not None:
        return
    tags = _LINE + _OWN_TAG.sub(r"{\1 ", _said_in(room))
    before = room.getprevious()
    tags += room.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tags
    else:
        before.tail = (before.tail or "") + tags
    room.tail = None
    parent.remove(room)


def _as_template(root: Element) -> str:
    """Return the XML with every paragraph on a line of its own and every tag in one piece, as Jinja2 reads it."""
    xml = etree.tostring(root, encoding="unicode").replace("\n", " ").replace(_LINE, "\n")
    xml = re.sub(r"<w:p(?=[ >])", "\n<w:p", xml)
    xml = DocxTemplate("").patch_xml(xml)
    # docxtpl leaves “&” in a tag as XML writes it; a text between quotes would be escaped twice.
    return TAG.sub(lambda tag: tag[0].replace("&amp;", "&"), xml)


def _parsed(xml: str) -> Element:
    try:
        root: Element = parse_xml(xml.encode())
    except etree.XMLSyntaxError:
        why = "a condition begins in one place and ends in another that is set differently; begin and end it alike"
        raise LetterErrors([why]) from None
    return root


def _flow(root: Element) -> Iterator[Element]:
    """The paragraphs of the letter itself, without those of text boxes."""
    return (p for p in root.iter(PARAGRAPH) if next(p.iterancestors(f"{W}txbxContent"), None) is None)


def _take_subject(root: Element) -> str:
    """Take a first line that has the subject out of the letter, with the empty ones behind it."""
    first = next((p for p in _flow(root) if text_of(p).strip()), None)
    if first is None or not text_of(first).strip().casefold().startswith(_SUBJECT):
        return ""
    subject = text_of(first).strip()[len(_SUBJECT) :]
    while (following := first.getnext()) is not None and following.tag == PARAGRAPH and _is_empty(following):
        _remove(following)
    _remove(first)
    return subject


def _drop_emptied(root: Element) -> None:
    """Take away the paragraphs with tags in them of which nothing is left."""
    for paragraph in list(root.iter(PARAGRAPH)):
        if paragraph.attrib.pop(_HAD_TAGS, "") and _is_empty(paragraph):
            _remove(paragraph)


def _is_empty(paragraph: Element) -> bool:
    return not text_of(paragraph).strip() and next(paragraph.iter(*_MORE), None) is None


def _remove(paragraph: Element) -> None:
    parent = paragraph.getparent()
    if parent is not None:
        parent.remove(paragraph)


def _as_source(blocks: Iterable[list[str]]) -> str:
    """Write paragraphs as a text letter has them."""
    return "\n\n".join("\\\n".join(line.strip() for line in block) for block in blocks)


def _to_bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(lines: list[str], number: int) -> str:
    """Quote the paragraph in a line of the template."""
    return _quoted(html.unescape(re.sub(r"<[^>]*>", "", lines[min(number, len(lines)) - 1])))


def _quoted(text: str) -> str:
    return f"“{cut_off(' '.join(text.split()), _WORDS)}”"
