"""The look that all sheets and reports share: colours, type and spacing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from folio.template.part import Part

COLORS = (
    "ink", "muted", "paper", "line", "computed", "chosen", "accent_text", "good", "good_fill", "warn", "warn_fill",
    "bad", "bad_fill", "link",
)  # fmt: skip


ACCENTS = ("ink", "people", "talk", "learn")


class Theme(Part):
    """Colours (``RRGGBB``), type and spacing that all sheets and reports share."""

    font: str
    size: float
    colors: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]
    accents: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]

    @model_validator(mode="after")
    def _is_whole(self) -> Theme:
        missing = [name for name in COLORS if name not in self.colors]
        missing += [name for name in ACCENTS if name not in self.accents]
        if missing:
            raise ValueError(f"colours are missing: {', '.join(missing)}")
        return self
