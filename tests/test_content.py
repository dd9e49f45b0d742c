"""The words and colors that ship: the question bank, the qualities, the plan, the theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from folio.template.loading import Kit, load_kit
from folio.template.schema import fill_field
from folio.template.vocabulary import CATEGORIES
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
from tests.conftest import TEMPLATES, open_book
from tests.workbooks import CREATED, TODAY

# The stages of an informational interview, each with the topics that belong to it.
TOPICS = {
    "Introductory": {"Opening"},
    "Need to know": {
        "Path and training", "Role and typical week", "Upsides", "Downsides", "Culture", "Portfolio feedback", *CATEGORIES,
    },
    "Finding further leads": {"Outlook and ways in", "Advice and referrals"},
    "Obliging": {"Close", "Portfolio feedback"},
}  # fmt: skip
LEAST_CONTRAST = 4.5


@pytest.fixture(params=TEMPLATES)
def kit(request: pytest.FixtureRequest) -> Kit:
    return load_kit(str(request.param))


@pytest.fixture(scope="session")
def shipped() -> Kit:
    return load_kit("complete")


class TestQuestions:
    def test_are_many_and_all_different(self, shipped: Kit) -> None:
        assert len(shipped.questions) >= 120
        for part in ("id", "question", "purpose", "probe"):
            texts = Counter(" ".join(str(getattr(q, part)).casefold().split()) for q in shipped.questions)
            assert [t for t, n in texts.items() if n > 1] == [], part

    def test_stand_in_their_stages_and_topics(self, shipped: Kit) -> None:
        assert {q.stage for q in shipped.questions} == set(TOPICS)
        assert [q.id for q in shipped.questions if q.topic not in TOPICS[q.stage]] == []
        assert {q.topic for q in shipped.questions} == set().union(*TOPICS.values())
        stages = list(dict.fromkeys(q.stage for q in shipped.questions))
        assert stages == list(TOPICS)

    def test_each_topic_gives_a_choice(self, shipped: Kit) -> None:
        few = {t: n for t, n in Counter(q.topic for q in shipped.questions).items() if n < 5}
        assert few == {}

    def test_are_short_enough_for_a_cell(self, shipped: Kit) -> None:
        for question in shipped.questions:
            assert len(question.question) <= 170, question.id
            assert max(len(question.purpose), len(question.probe)) <= 110, question.id
            assert 1 <= question.minutes <= 6, question.id

    @pytest.mark.parametrize("field", ["Nursing", "game design", None])
    def test_read_well_with_the_field_in_them(self, shipped: Kit, field: str | None) -> None:
        for question in shipped.questions:
            text = fill_field(question.question, field)
            assert not re.search(r"[{}]", text), question.id
            assert not re.search(
                r"\b(a|an|the|this|your|my|field) (this field|nursing|game design)\b", text, re.IGNORECASE
            ), text
            assert not re.search(r"(this field|nursing|game design) (field|industry)\b", text, re.IGNORECASE), text
            assert text[0].isupper(), text
            assert text.rstrip()[-1] in "?.", text

    def test_only_the_question_itself_has_the_field(self, shipped: Kit) -> None:
        assert [q.id for q in shipped.questions if "{" in q.purpose + q.probe + q.topic] == []
        assert any("{field}" in q.question for q in shipped.questions)

    def test_never_ask_for_a_job(self, shipped: Kit) -> None:
        asking = re.compile(
            r"\b(hire|employ|take) me\b|job for me|are you hiring|do you have (a|any) (job|opening)s?", re.IGNORECASE
        )
        assert [q.id for q in shipped.questions if asking.search(q.question)] == []


class TestPlan:
    def test_fits_its_time(self, kit: Kit) -> None:
        assert 5 <= len(kit.plan) <= 10
        assert 20 <= kit.template.plan.minutes <= 30
        assert sum(q.minutes for q in kit.plan) <= kit.template.plan.minutes

    def test_is_balanced(self, kit: Kit) -> None:
        topics = [q.topic for q in kit.plan]
        assert "Downsides" in topics
        assert "Upsides" in topics
        assert "Advice and referrals" in topics
        assert set(topics) & set(CATEGORIES)

    def test_goes_through_the_stages_in_order(self, kit: Kit) -> None:
        places = [list(TOPICS).index(q.stage) for q in kit.plan]
        assert places == sorted(places)
        assert set(places) == {0, 1, 2, 3}
        assert len(set(kit.template.plan.questions)) == len(kit.plan)


class TestQualities:
    def test_are_ten_or_more_in_each_category(self, shipped: Kit) -> None:
        counts = Counter(q.category for q in shipped.qualities)
        assert tuple(counts) == CATEGORIES
        assert min(counts.values()) >= 10

    def test_are_all_different_and_have_a_proof(self, shipped: Kit) -> None:
        names = [q.quality.casefold() for q in shipped.qualities]
        assert len(names) == len(set(names))
        assert [q.quality for q in shipped.qualities if not 10 <= len(q.proof) <= 90] == []


def luminance(color: str) -> float:
    """Relative luminance of RRGGBB, as WCAG 2.1 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.005)


PAIRS = [(text, ground) for text in ("ink", "muted", "link") for ground in ("paper", "computed", "chosen")]
PAIRS += [(tone, f"{tone}_fill") for tone in ("good", "warn", "bad")]


class TestTheme:
    @pytest.mark.parametrize(("text", "ground"), PAIRS)
    def test_colors_can_be_read(self, shipped: Kit, text: str, ground: str) -> None:
        colors = shipped.theme.colors
        assert contrast(colors[text], colors[ground]) >= LEAST_CONTRAST

    @pytest.mark.parametrize("accent", ["ink", "people", "talk", "learn"])
    def test_accents_can_be_read_both_ways(self, shipped: Kit, accent: str) -> None:
        """White headings on the accent, and titles in the accent on white."""
        ground = shipped.theme.accents[accent]
        assert contrast(shipped.theme.colors["accent_text"], ground) >= LEAST_CONTRAST
        assert contrast(ground, shipped.theme.colors["paper"]) >= LEAST_CONTRAST

    def test_every_accent_is_looked_at(self, shipped: Kit) -> None:
        assert set(shipped.theme.accents) == {"ink", "people", "talk", "learn"}

    def test_every_cell_of_the_workbook_can_be_read(self, sheets: Workbook) -> None:
        """Whatever text color and ground came together in a visible cell, chosen by whatever code."""
        seen = {pair for sheet in visible(sheets) for pair in cell_colors(sheet)}
        assert len(seen) > 8
        assert [(t, g) for t, g in seen if contrast(t, g) < LEAST_CONTRAST] == []

    def test_every_conditional_color_can_be_read(self, sheets: Workbook) -> None:
        """On its own fill, or on the grounds that a cell may have; and ink on the bars of ratings."""
        colors = load_kit("complete").theme.colors
        seen: set[tuple[str, str]] = set()
        for sheet in visible(sheets):
            for area, rule in ((a, r) for a in sheet.conditional_formatting for r in a.rules):
                if rule.dataBar is not None:
                    seen.add((colors["ink"], rule.dataBar.color.rgb[-6:]))
                    continue
                cells = [cell for places in area.sqref.ranges for row in sheet[places.coord] for cell in row]
                fonts = [rule.dxf.font] if rule.dxf.font else [cell.font for cell in cells]
                fill = rule.dxf.fill
                grounds = [fill.bgColor.rgb[-6:]] if fill else [colors["paper"], colors["chosen"]]
                # Text in the color of its ground isn't to be seen: it is about a field that Start doesn't name.
                texts = {str(font.color.rgb)[-6:] for font in fonts if font.color.type == "rgb"}
                texts -= {*(grounds if fill else ())}
                seen |= {(text, ground) for text in texts for ground in grounds}
        assert len(seen) > 5
        assert [(t, g) for t, g in seen if contrast(t, g) < LEAST_CONTRAST] == []


@pytest.fixture(scope="session")
def sheets() -> Workbook:
    content = build_workbook(load_kit("complete"), Owner("Ana"), workbook_id="x", today=TODAY, created=CREATED).content
    return open_book(BytesIO(content))  # type: ignore[arg-type]


def visible(book: Workbook) -> list[Worksheet]:
    return [s for s in book.worksheets if s.sheet_state == "visible"]


def cell_colors(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """Yield the text color and ground of every cell in sight, whether it shows something or waits for it."""
    hidden_column = sheet.column_dimensions["A"].hidden
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if sheet.row_dimensions[number].hidden:
            continue
        for cell in row[1:] if hidden_column else row:
            if cell.has_style:
                fill, color = cell.fill, cell.font.color
                ground = str(fill.fgColor.rgb)[-6:] if fill.patternType == "solid" else "FFFFFF"
                yield (str(color.rgb)[-6:] if color and isinstance(color.rgb, str) else "000000"), ground


def texts_of(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text in a model, with its place."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_of(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_of(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from texts_of(inner, f"{place}[{i}]")
    elif isinstance(value, str) and not place.endswith(("number_format", ".of", ".where")):
        yield place, value


TROUBLE = {
    "two spaces": r"  ",
    "an outer space": r"^\s|\s$",
    "a space before a mark": r" [,;:!?]| \.(?!\.)",
    "a mark twice": r",,|;;|\?\?|!!|(?<!\.)\.\.(?!\.)",
    "no space after a mark": r"[a-z][,;?!][A-Za-z]|[a-z]\.[A-Z](?!\.)",
    "a tab, a line end or a control character": r"[\x00-\x1f\x7f\u00a0\u200b\ufeff]",
    "a curly quote among straight ones": r"[\u2018\u2019\u201c\u201d]",
    "a word twice": r"\b([A-Za-z]+) \1\b",
    "something left to do": r"\b(TODO|FIXME|XXX|lorem)\b",
}


class TestTypography:
    @pytest.mark.parametrize("trouble", TROUBLE)
    def test_no_trouble(self, kit: Kit, trouble: str) -> None:
        parts: dict[str, Any] = {"template": kit.template, "questions": kit.questions, "qualities": kit.qualities}
        texts = [pair for name, part in parts.items() for pair in texts_of(part, name)]
        assert len(texts) > 1000
        assert [(p, t) for p, t in texts if re.search(TROUBLE[trouble], t)] == []

    def test_help_is_sentences(self, kit: Kit) -> None:
        for sheet in kit.template.sheets:
            for text in (sheet.purpose, sheet.tip):
                assert not text or (text[0].isupper() and text.endswith(".")), text
            for column in sheet.columns:
                assert column.header[0].isupper(), column.key
                assert column.help or not column.typed, f"{sheet.key}.{column.key} has no help"
                assert not column.help or column.help[0].isupper() or column.help[0].isdigit(), column.help
                assert not column.help or column.help[-1] in ".?" or "@" in column.help, column.help

    def test_sheet_titles_fit_their_tabs(self, kit: Kit) -> None:
        titles = [s.title for s in kit.template.sheets] + [t for t in [kit.template.bank_title] if t]
        assert [t for t in titles if len(t) > 31 or not re.fullmatch(r"[^\[\]:*?/\\]+", t)] == []
