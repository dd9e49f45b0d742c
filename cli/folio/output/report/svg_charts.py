"""Charts as inline SVG: small pure functions without colors of their own.

Colors come from the report's style sheet by class, so that one theme rules. Every chart carries a title
and an ``aria-label`` that says its figures in words, and tells nothing by color alone. Lengths are in SVG
units: at a width of 360 one unit is one CSS pixel on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from folio.basics.wording import counted, cut_off, storable
from folio.output.report.report_wording import figure

WIDTH = 360
SCALE_LOW, SCALE_HIGH = 1, 5
# Calibri and Carlito at 12 units: the mean width of a letter, measured on a page of names.
LETTER = 6.1


@dataclass(frozen=True, slots=True)
class CountBar:
    """One bar; a quiet one is drawn hatched, for what is closed."""

    label: str
    value: float
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class InterestChange:
    """A value before and after, on the scale 1 to 5; either may be missing."""

    label: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class ValuePair:
    """Two values to compare, on the scale 1 to 5; either may be missing."""

    label: str
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of the heat grid: whether there are an upside and a downside, and the highest rating 1 to 5."""

    up: bool
    down: bool
    rating: int | None


def bars(title: str, items: Sequence[CountBar], noun: str = "person", nouns: str = "people") -> Markup:
    """Draw counts as horizontal bars with the figure beside each."""
    row, label = 24, 96
    room = WIDTH - label - 34
    most = max([i.value for i in items], default=0) or 1
    body = [_line(label, 0, label, row * len(items), "axis")]
    for n, item in enumerate(items):
        y = row * n
        length = room * item.value / most
        body.append(_text(label - 8, y + 16, _label(item.label, int(label / LETTER)), "end"))
        if item.value:
            body.append(_rect(label, y + 4, length, row - 8, "bar quiet" if item.quiet else "bar"))
        body.append(_text(label + length + 6, y + 16, figure(item.value), css="value" if item.value else "none"))
    said = ", ".join(f"{i.label} {figure(i.value)}" for i in items)
    return _svg(f"{title}: {said} ({nouns if len(items) != 1 else noun}).", title, WIDTH, row * len(items), body)


def changes(title: str, items: Sequence[InterestChange]) -> Markup:
    """Draw before and after as a ring and a dot on a line, with the figures beside them."""
    row, label, end, top = 28, 122, 66, 22
    left, right = label + 10, WIDTH - end - 10
    height = top + row * len(items)
    body = _scale(left, right, top - 8, height - 6)
    for n, item in enumerate(items):
        y = top + row * n + row / 2 - 2
        body.append(_text(label - 6, y + 4, _label(item.label, int(label / LETTER)), "end"))
        tone = _tone(item)
        ends = [_at(v, left, right) for v in (item.before, item.after) if v is not None]
        if len(ends) == 2 and ends[0] != ends[1]:
            body.append(_line(ends[0], y, ends[1], y, f"trail {tone}"))
        if item.before is not None:
            body.append(_circle(_at(item.before, left, right), y, 6, "ring"))
        if item.after is not None:
            body.append(
                _circle(_at(item.after, left, right), y, 6 if item.after != item.before else 3.2, f"dot {tone}")
            )
        body.append(_text(WIDTH - end + 4, y + 4, f"{_figure_or(item.before)} → {_figure_or(item.after)}", css="value"))
    said = "; ".join(f"{i.label} {_figure_or(i.before)} to {_figure_or(i.after)}" for i in items)
    return _svg(f"{title}, on a scale from 1 to 5: {said}.", title, WIDTH, height, body)


def pairs(title: str, first: str, second: str, items: Sequence[ValuePair]) -> Markup:
    """Draw two bars for each label on the scale to 5: the first outlined, the second solid."""
    row, label, top = 40, 104, 20
    left, right = label + 2, WIDTH - 30
    height = top + row * len(items)
    body = _scale(left, right, top - 8, height, low=0)
    for n, item in enumerate(items):
        y = top + row * n
        words = _two_lines(storable(item.label), int((label - 8) / LETTER))
        for i, word in enumerate(words):
            body.append(_text(label - 8, y + 22 + 13 * i - 6.5 * (len(words) - 1), word, "end"))
        for value, dy, css in ((item.first, 4, "bar wanted"), (item.second, 19, "bar proven")):
            length = (right - left) * (value or 0) / SCALE_HIGH
            if value:
                body.append(_rect(left, y + dy, length, 13, css))
            body.append(_text(left + length + 5, y + dy + 11, figure(value), css="value small"))
    said = "; ".join(
        f"{i.label}: {first} {_figure_or(i.first, 'none')}, {second} {_figure_or(i.second, 'none')}" for i in items
    )
    return _svg(f"{title}, on a scale to 5. {said}.", title, WIDTH, height, body)


def heat(
    title: str, facets: Sequence[str], people: Sequence[str], cells: Sequence[Sequence[HeatCell | None]]
) -> Markup:
    """Draw facets by people: triangles for up- and downsides, a figure and a tint for the rating.

    ``cells`` holds a row for each facet with a cell for each person; None where that person said nothing of
    it.
    """
    label, row, slant = 158, 22, 68
    step = min(46.0, max(36.0, (WIDTH - label - slant) / max(len(people), 1)))
    width = max(WIDTH, round(label + step * len(people) + slant))
    top = 80
    height = top + row * len(facets) + 2
    body = []
    for n, name in enumerate(people):
        x = label + step * n + step / 2
        body.append(
            Markup('<text x="{}" y="{}" transform="rotate(-42 {} {})">{}</text>').format(
                _n(x - 2), top - 6, _n(x - 2), top - 6, _label(name, 18)
            )
        )
    for r, facet in enumerate(facets):
        y = top + row * r
        body.append(_text(label - 8, y + 15, _label(facet, 27), "end"))
        for c, cell in enumerate(cells[r]):
            body += _heat_cell(label + step * c + 1, y + 1, step - 2, row - 2, cell)
    entries = sum(c is not None for r in cells for c in r)
    open_ = [f for f, r in zip(facets, cells, strict=True) if not any(r)]
    said = f"{title}: {counted(entries, 'entry', 'entries')} from {counted(len(people), 'person', 'people')}; "
    said += f"nothing yet on {', '.join(open_)}." if open_ else "every facet is covered."
    return _svg(said, title, width, height, body)


def balance_meter(ups: int, downs: int) -> Markup:
    """Draw upsides and downsides as two bars that meet in the middle."""
    width, height, middle = WIDTH, 30, WIDTH / 2
    most = max(ups, downs, 1)
    room = middle - 74
    body = []
    for count, css in ((ups, "up"), (downs, "down")):
        length = room * count / most
        x = middle - 1 - length if css == "up" else middle + 1
        body.append(_rect(x, 6, length, 18, f"bar {css}"))
    body += [
        _text(66, 20, counted(ups, "upside"), "end"),
        _text(width - 66, 20, counted(downs, "downside")),
        _line(middle, 1, middle, height - 1, "axis"),
    ]
    return _svg(f"Balance: {counted(ups, 'upside')}, {counted(downs, 'downside')}.", "Balance", width, height, body)


def steps(title: str, done: int, of: int) -> Markup:
    """Draw a share as a row of boxes, the first ``done`` of them filled."""
    gap = 4.0
    box = (WIDTH - gap * (max(of, 1) - 1)) / max(of, 1)
    body = [_rect((box + gap) * n, 1, box, 12, "bar" if n < done else "empty") for n in range(of)]
    return _svg(f"{title}: {done} of {of}.", title, WIDTH, 14, body)


def line(title: str, values: Sequence[int]) -> Markup:
    """Draw ratings 1 to 5 over time as a line with a dot and a figure for each."""
    height, left, right, top, bottom = 96, 26, WIDTH - 18, 22, 78
    body = []
    for value in (SCALE_LOW, SCALE_HIGH):
        y = bottom - (bottom - top) * (value - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW)
        body += [_line(left - 8, y, right + 8, y, "grid"), _text(left - 14, y + 4, str(value), "end", css="small")]
    step = (right - left) / max(len(values) - 1, 1)
    points = [
        (left + step * n, bottom - (bottom - top) * (v - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW))
        for n, v in enumerate(values)
    ]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    body.append(Markup('<polyline class="trail" points="{}"/>').format(path))
    # Labels that would run into each other are left out, except the last.
    every = max(1, -(-len(values) * 20 // (right - left)))
    for n, ((x, y), value) in enumerate(zip(points, values, strict=True)):
        body.append(_circle(x, y, 4, "dot"))
        if n % every == 0 or n == len(values) - 1:
            body.append(_text(x, y - 9, str(value), "middle", css="value"))
    said = ", ".join(map(str, values))
    return _svg(f"{title}, on a scale from 1 to 5, oldest first: {said}.", title, WIDTH, height, body)


def _heat_cell(x: float, y: float, w: float, h: float, cell: HeatCell | None) -> list[Markup]:
    if cell is None:
        return [_rect(x, y, w, h, "empty")]
    rating = cell.rating
    tint = "unrated" if rating is None else "low" if rating <= 2 else "high" if rating >= 4 else "mid"
    out = [_rect(x, y, w, h, f"cell {tint}")]
    mid = y + h / 2
    if cell.up:
        out.append(_triangle(x + 8, mid, -4))
    if cell.down:
        out.append(_triangle(x + 18, mid, 4))
    if rating is not None:
        out.append(_text(x + w - 5, mid + 4, str(rating), "end", css="value small"))
    return out


def _scale(left: float, right: float, top: float, bottom: float, low: int = SCALE_LOW) -> list[Markup]:
    out = []
    for value in range(low, SCALE_HIGH + 1):
        x = left + (right - left) * (value - low) / (SCALE_HIGH - low)
        out += [_line(x, top, x, bottom, "grid"), _text(x, top - 3, str(value), "middle", css="small")]
    return out


def _at(value: float, left: float, right: float) -> float:
    return left + (right - left) * (value - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW)


def _tone(item: InterestChange) -> str:
    if item.before is None or item.after is None or item.before == item.after:
        return "same"
    return "rise" if item.after > item.before else "fall"


def _figure_or(value: float | None, unknown: str = "?") -> str:
    return unknown if value is None else figure(value)


def _label(text: str, room: int) -> str:
    return cut_off(" ".join(storable(text).split()), room)


def _two_lines(text: str, room: int) -> list[str]:
    if len(text) <= room:
        return [text]
    head, _, tail = text.partition(" ")
    return [cut_off(head, room), cut_off(tail, room)] if tail else [cut_off(text, room)]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rect(x: float, y: float, w: float, h: float, css: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        css, _n(x), _n(y), _n(max(w, 0)), _n(h)
    )


def _line(x1: float, y1: float, x2: float, y2: float, css: str) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(css, _n(x1), _n(y1), _n(x2), _n(y2))


def _circle(x: float, y: float, r: float, css: str) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(css, _n(x), _n(y), _n(r))


def _triangle(x: float, y: float, size: float) -> Markup:
    points = f"{_n(x - abs(size))},{_n(y - size)} {_n(x + abs(size))},{_n(y - size)} {_n(x)},{_n(y + size)}"
    return Markup('<polygon class="{}" points="{}"/>').format("up" if size < 0 else "down", points)


def _text(x: float, y: float, text: str, anchor: str = "start", css: str = "") -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>').format(_n(x), _n(y), anchor, css, text)


def _svg(said: str, title: str, width: float, height: float, body: Sequence[Markup]) -> Markup:
    wide = Markup(' style="min-width:{}px"').format(_n(width)) if width > WIDTH else ""
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"{}><title>{}</title>{}</svg>'
    ).format(_n(width), _n(height), storable(said), wide, title, Markup("").join(body))
