"""A counselor's list of names that mean the same: which keys it has, and how long names may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from folio.template.strict_model import Part

SYNONYMS_FILE = "synonyms.toml"

OtherName = Annotated[str, Field(max_length=200, pattern=r"\S")]
Groups = dict[str, tuple[OtherName, ...]]


class SynonymFile(Part):
    """The whole file: for each kind of names, what to call them, and what else they are called."""

    fields: Groups = Field(default_factory=dict, max_length=5_000)
    qualities: Groups = Field(default_factory=dict, max_length=5_000)

    @property
    def kinds(self) -> dict[str, Groups]:
        """The groups by their kind."""
        return {"fields": self.fields, "qualities": self.qualities}
