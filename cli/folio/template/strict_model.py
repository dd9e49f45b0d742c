"""What all parts of a template have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Frozen, and strict about unknown keys: a misspelled key is an error, never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")
