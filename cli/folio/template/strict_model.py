"""What all parts of a template have in common."""

from __future__ import annotations

import os

# folio uses no plugins of pydantic; to look for some among everything installed takes longer than to read a template.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Frozen, and strict about unknown keys: a misspelled key is an error, never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
