"""How the sheets look: rows with air, columns that hold their texts, charts that say what they show, and phones."""

from __future__ import annotations

import re
from functools import cache

import pytest

from folio.template.loading import load_kit
from folio.workbook.layout import TABLE_FIRST, form_layout
from folio.workbook.row_heights import lines_of, width_of
from tests.parts import MAIN, Book, Sheet, local
from tests.term import ESSENTIALS_TERM, TERM
from tests.workbooks import PREPARED, make

BOTH = pytest.mark.parametrize("template", ["complete", "essentials"])
LEAST_POINTS, LEAST_TYPE = 20, 16
# A phone's window, in CSS pixels, as wide as those in use today show at full size or a little below.
PHONE = 450
WAITING = "This chart fills in as you go."
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@cache
def book(template: str, *, filled: bool = True) -> Book:
    content = {"complete": TERM, "essentials": ESSENTIALS_TERM}[template] if filled else None
    return Book(make(content, template=template))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        # As LibreOffice 7.4 breaks them, with Carlito.
        ("Thank you for making time for me. What time do you need to finish today, so that I can keep to it?", 30, 4),
        ("What makes that the first thing to understand?", 34, 2),
        ("It takes the pressure off and shows you are thinking of them too.", 40, 2),
        ("What would that neighbor find most surprising?", 54, 1),
        ("Which earlier job, even a humble one, prepared you best for what you do today?", 25, 3),
        # Beyond what was measured: letters of all widths, words too long, and breaks.
        ("WWWWWWWWWWWWWWWW", 20, 2),
        ("iiiiiiiiiiiiiiiiiiiiiiiiii", 20, 1),
        ("one\ntwo\n\nfour", 20, 4),
        ("https://www.example.org/people/grace-abernathy", 30, 2),
        ("", 20, 1),
    ],
)
def test_lines_are_counted_by_the_letters_widths(text: str, width: int, lines: int) -> None:
    assert lines_of(text, width) == lines


@BOTH
def test_rows_have_air_and_grow_with_what_is_typed(template: str) -> None:
    kit = load_kit(template)
    sheets = book(template).sheets[: len(kit.template.sheets)]  # the bank and the hidden ones follow
    for told, sheet in zip(kit.template.sheets, sheets, strict=True):
        rows = {int(r.get("r", "0")): r for r in sheet.root.iter(f"{MAIN}row")}
        if told.layout == "form":
            typed = {form_layout(told).lines[c.key] + 1 for c in told.columns if c.typed}
        else:
            typed = set() if told.board else set(range(TABLE_FIRST + 1, TABLE_FIRST + PREPARED + 1))
        assert {r for r in typed if float(rows[r].get("ht", "0")) < LEAST_POINTS} == set(), sheet.name
        assert {r for r in typed if rows[r].get("customHeight")} == set(), sheet.name
        assert not typed or _largest_type_far_right(sheet) >= LEAST_TYPE, sheet.name


def _largest_type_far_right(sheet: Sheet) -> float:
    """The greatest font of columns that nobody types into: a row is never lower."""
    fonts = [float(f.find(f"{MAIN}sz").get("val")) for f in sheet.book.styles.iterfind(f"{MAIN}fonts/{MAIN}font")]  # type: ignore[union-attr, arg-type]
    used = [int(x.get("fontId", "0")) for x in sheet.book.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    far = [c for c in sheet.root.iter(f"{MAIN}col") if int(c.get("min", "1")) > 25]
    return max((fonts[used[int(c.get("style", "0"))]] for c in far), default=0)


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    points = {}
    for words in (5, 30, 60):
        made = Book(make({"practice": [{"version": "word " * words}]}))
        sheet = next(s for s in made.sheets if s.name == "Practice log")
        points[words] = sheet.heights()[TABLE_FIRST + 1] * 3 / 4
    assert points == pytest.approx({5: 20.25, 30: 3 * 15 + 3, 60: 6 * 15 + 3})


@BOTH
def test_headings_choices_days_and_times_fit_their_columns(template: str) -> None:
    for sheet in load_kit(template).template.tables:
        for column in sheet.columns:
            where = f"{sheet.key}.{column.key}"
            room = column.width - 1.6
            assert [w for w in column.header.split() if width_of(w, bold=True) > room] == [], where
            widest = "May 30, 2026" if _is_day(column) else "10:50 AM" if column.type == "time" else ""
            assert width_of(widest) <= room, where
            assert lines_of(column.header, column.width, bold=True) <= 2, where
            assert [c for c in column.choices or () if lines_of(c, column.width) > 1] == [], where


def _is_day(column: object) -> bool:
    return "date" in (getattr(column, "type", ""), getattr(column, "number_format", ""))


@BOTH
def test_labels_and_values_of_the_first_sheet_fit_a_phone(template: str) -> None:
    widths = book(template).visible[0].widths()
    assert widths[1] == 0
    assert widths[2] + widths[3] <= PHONE
    assert widths[2] <= PHONE / 2


@BOTH
def test_figures_of_a_form_stand_beside_their_labels(template: str) -> None:
    told = load_kit(template).template
    for spec in (s for s in told.sheets if s.layout == "form"):
        sheet = next(s for s in book(template).sheets if s.name == spec.title)
        cells = [sheet.cells[f"C{row + 1}"] for row in form_layout(spec).lines.values()]
        assert {_alignment(sheet, cell.get("s", "0")) for cell in cells} == {"left"}, spec.key


@BOTH
def test_days_stand_alike_whether_typed_or_worked_out(template: str) -> None:
    for spec in load_kit(template).template.tables:
        sheet = next(s for s in book(template).sheets if s.name == spec.title)
        days = {_alignment(sheet, _look(sheet, i)) for i, c in enumerate(spec.columns, start=1) if _is_day(c)}
        assert days == ({"left"} if any(map(_is_day, spec.columns)) else set()), spec.key


def _look(sheet: Sheet, column: int) -> str:
    cols = sheet.root.iter(f"{MAIN}col")
    return next(c.get("style", "0") for c in cols if int(c.get("min", "0")) <= column <= int(c.get("max", "0")))


def _alignment(sheet: Sheet, style: str) -> str:
    xf = list(sheet.book.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"))[int(style)]
    found = xf.find(f"{MAIN}alignment")
    return "" if found is None else found.get("horizontal", "")


def _charts(template: str) -> list[str]:
    made = book(template)
    return [made.parts[n].decode() for n in sorted(made.parts) if n.startswith("xl/charts/chart")]


@BOTH
def test_bars_that_lie_say_in_words_which_is_which(template: str) -> None:
    """Programs list them in different orders in a legend; other charts with several series have one."""
    charts = _charts(template)
    several = [c for c in charts if c.count("<c:ser>") > 1]
    assert len(several) >= 1
    for chart in several:
        names = re.findall(r"<c:ser>.*?<c:tx>.*?<c:v>(.*?)</c:v>", chart)
        lying = '<c:barDir val="bar"/>' in chart
        assert ("<c:legend>" in chart) != lying
        assert (f"Top to bottom: {', '.join(names)}" in chart) == lying
    assert [c for c in charts if c.count("<c:ser>") == 1 and "<c:legend>" in c] == []


@BOTH
def test_a_chart_with_nothing_to_draw_says_so(template: str) -> None:
    """The words stand behind it, shine through, and are not shown once there are figures."""
    told = load_kit(template).template
    for spec in (s for s in told.sheets if s.charts):
        sheet = next(s for s in book(template, filled=False).sheets if s.name == spec.title)
        behind = [a for a in sheet.cells if sheet.shown(a) == WAITING]
        assert len(behind) == len(spec.charts)
        covered = [_covered(d) for drawing in sheet.drawings for d in drawing if local(d) == "twoCellAnchor"]
        for address in behind:
            column, row = ord(address[0]) - 64, int(address[1:])
            assert any(c[0] <= column <= c[2] and c[1] < row < c[3] for c in covered), address
            (formula,) = sheet.cells[address].iterfind(f"{MAIN}f")
            assert re.fullmatch(rf'IF\(SUM\(.+\)>0,"","{WAITING}"\)', formula.text or "")
            filled = next(s for s in book(template, filled=True).sheets if s.name == spec.title)
            assert filled.shown(address) != WAITING
    for chart in _charts(template):
        assert chart.count("<a:noFill/>") >= 2


def _covered(anchor: object) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is anchored, from 1."""
    numbers = [int(e.text or "0") + 1 for part in list(anchor)[:2] for e in part if local(e) in ("col", "row")]  # type: ignore[call-overload]
    return numbers[0], numbers[1], numbers[2], numbers[3]


@BOTH
def test_names_are_drawn_with_room_for_the_greatest_figure(template: str) -> None:
    """A scale of ratings ends above 5, so that a label beside the longest bar stays inside of the chart."""
    ends = [float(m) for chart in _charts(template) for m in re.findall(r'<c:max val="([\d.]+)"/>', chart)]
    assert len(ends) >= 1
    assert {5 < end < 6 for end in ends} == {True}
