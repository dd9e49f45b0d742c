"""The look that all sheets and reports share: colors, type, and how days, times and pages are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from folio.basics.regional_formats import Clock, DateOrder, PaperName, RegionalFormats
from folio.template.strict_model import Part

COLORS = (
    "ink", "muted", "paper", "line", "computed", "chosen", "accent_text", "good", "good_fill", "warn", "warn_fill",
    "bad", "bad_fill", "link",
)  # fmt: skip


# As WCAG asks of text: less, and many people cannot read it.
LEAST_CONTRAST = 4.5
_GROUNDS = ("paper", "computed", "chosen")


def contrast(one: str, other: str) -> float:
    """The contrast of two colors (``RRGGBB``), from 1 to 21, as WCAG 2.1 works it out."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = (int(color[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Theme(Part):
    """Colors (``RRGGBB``), type and regional formats that all sheets and reports share."""

    font: str = Field(min_length=1, pattern=r"^\S")
    # Points; titles and hints keep their sizes, between which this one has to fit.
    size: float = Field(ge=9, le=12)
    colors: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]
    accents: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]
    date_format: DateOrder
    time_format: Clock
    paper: PaperName

    @field_validator("colors")
    @classmethod
    def _are_known(cls, given: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(given.keys() - {*COLORS}):
            known = ", ".join(COLORS)
            raise ValueError("\n".join(f"folio has no color named {name}. Its colors are {known}" for name in unknown))
        return given

    @model_validator(mode="after")
    def _is_readable(self) -> Theme:
        if wrong := [*self._hard_to_read()]:
            raise ValueError("\n".join(wrong))
        return self

    @property
    def regional(self) -> RegionalFormats:
        """How days and times are written, and on which paper."""
        return RegionalFormats(self.date_format, self.time_format, self.paper)

    def _hard_to_read(self) -> Iterator[str]:
        pairs = [(text, ground) for text in ("ink", "muted", "link") for ground in _GROUNDS]
        pairs += [(tone, f"{tone}_fill") for tone in ("good", "warn", "bad")]
        looks = [(f"{text} on {ground}", self.colors[text], self.colors[ground]) for text, ground in pairs]
        for name, accent in self.accents.items():
            looks.append((f"accent_text on the accent {name}", self.colors["accent_text"], accent))
            looks.append((f"the accent {name} on paper", accent, self.colors["paper"]))
        for what, text, ground in looks:
            if (found := contrast(text, ground)) < LEAST_CONTRAST:
                yield (
                    f"{what} is hard to read: {text} and {ground} have a contrast of {found:.1f} to 1, but text needs "
                    f"{LEAST_CONTRAST}. Make one darker or the other lighter"
                )
