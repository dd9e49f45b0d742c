"""PDF by typst: offline, with typst's own fonts; what people typed goes in as data, never as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from folio.basics.content_folders import content_folder
from folio.basics.regional_formats import regional
from folio.exit_codes import PackageMissing

_ENDLESS = re.compile(r"\S{20}(?=\S)")


def refuse_missing(formats: Sequence[str]) -> None:
    """Raise UsageProblem when a format needs what is not installed."""
    if "pdf" in formats and find_spec("typst") is None:
        raise PackageMissing("PDF needs one more package, so nothing was written.", "typst")


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a PDF on the region's paper; its bytes depend on the template, the data, and the installed fonts.

    Letters that typst's own fonts lack, such as Arabic ones, are taken from a font of the system.
    """
    import typst

    source = content_folder("reports").joinpath(template).read_bytes()
    inputs = {"data": json.dumps(data), "paper": regional().paper.typst}
    made: Any = typst.compile(source, format="pdf", sys_inputs=inputs)
    return bytes(made)


def breakable(data: Any) -> Any:
    """Let words without an end, such as addresses, be broken; typst would run them off the page."""
    if isinstance(data, dict):
        return {key: breakable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [breakable(value) for value in data]
    return _ENDLESS.sub("\\g<0>\u200b", data) if isinstance(data, str) else data
