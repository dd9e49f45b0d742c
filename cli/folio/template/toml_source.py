"""A TOML file of a template as data, with every mistake that is found in it and where it stands."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from folio.exit_codes import ContentProblem
from folio.template.validation import TemplateError, TemplatePlace

_M = TypeVar("_M", bound=BaseModel)

# What pydantic says, and what we say instead; what it knows of the matter stands in {}.
_UNKNOWN = "extra_forbidden"
_WORDS = {
    _UNKNOWN: "folio doesn't have this key. Is it misspelled?",
    "missing": "this is missing",
    "literal_error": "this must be one of {expected}",
    "less_than_equal": "this must be {le:g} or less",
    "greater_than_equal": "this must be {ge:g} or more",
    "string_too_long": "this can have {max_length} characters at most",
    "string_too_short": "this must not be empty",
    "too_short": "this must not be empty",
    "tuple_type": "this must be a list, in [brackets]",
    "string_type": 'this must be text, in "quotes"',
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "int_from_float": "this must be a whole number",
    "bool_parsing": "this must be true or false",
    "bool_type": "this must be true or false",
    "float_type": "this must be a number",
    "finite_number": "this must be a number",
    "dict_type": "this must be keys with values, in {{braces}}",
    "model_type": "this must be a table",
    "date_parsing": "this must be a date, like 2026-11-20",
    "date_type": "this must be a date, like 2026-11-20",
    "date_from_datetime_parsing": "this must be a date, like 2026-11-20",
    "date_from_datetime_inexact": "this must be a date without a time, like 2026-11-20",
}
_PATTERNS = {
    r"\S": "this must not be blank",
    "^[a-z][a-z0-9_]{0,39}$": "a key has lowercase letters, digits and _, begins with a letter, and is 40 long at most",
    "^[0-9A-F]{6}$": "a color has six digits or capital letters from A to F, such as 22313F",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "an id has lowercase letters and digits, with - between words",
}
_TITLE = (
    "a sheet title can have 31 characters at most, none of [ ] : * ? / \\, and can't begin or end with an apostrophe"
)


@dataclass(slots=True)
class TomlSource:
    """The text of a file, its data, the errors that were found, and the places of which no more can be said."""

    file: Path
    text: str
    data: dict[str, Any]
    errors: list[TemplateError] = field(default_factory=list)
    doubtful: list[TemplatePlace] = field(default_factory=list)

    def load(
        self, kind: type[_M], check: Callable[[_M], Iterable[TemplateError]] = lambda made: (),
        stand_ins: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> _M | None:  # fmt: skip
        """Return the object of that kind that the file describes; None where nothing can be made of it.

        ``check`` names what is wrong between the parts of an object whose parts are right in themselves; ``stand_ins``
        has what a table of a list, by the list's key, must have at least.

        Whatever is wrong is among the ``errors`` then. To find the rest, what is wrong in itself gives way to something
        harmless. Later errors in such a part are left out, because they may come from there.
        """
        data, text = self.data, json.dumps(self.data, default=str)
        for _ in range(2):
            try:
                made = kind.model_validate_json(text)
            except ValidationError as error:
                data = json.loads(text)
                found = _without_echoes(error.errors(include_url=False))
                self._add((e["loc"], what) for e in found for what in _words(e))
                for e in sorted(found, key=lambda e: e["type"] != _UNKNOWN):
                    self.doubtful += _replace_errors(data, e["loc"], stand_ins or {}, unknown=e["type"] == _UNKNOWN)
                text = json.dumps(data)
            else:
                self.doubtful += [place for place, _ in self.errors]
                columns = [p for p in self.doubtful if len(p) > 3 and p[2] == "columns"]
                of_these = tuple(".".join(_at(data, p[:n])["key"] for n in (2, 4)) + " " for p in columns)
                self._add(f for f in check(made) if not f[1].startswith(of_these))
                return made
        return None

    def load_right(
        self, kind: type[_M], what: str, check: Callable[[_M], Iterable[TemplateError]],
        stand_ins: Mapping[str, Mapping[str, Any]],
    ) -> _M:  # fmt: skip
        """Return the object that the file, a counselor's ``what``, describes (see ``load``); raises ContentProblem."""
        made = self.load(kind, check, stand_ins)
        if made is None or self.errors:
            raise ContentProblem("\n".join(self.error_lines()), f"Fix the {what}. Nothing was written.")
        return made

    def _add(self, errors: Iterable[TemplateError]) -> None:
        self.errors += [f for f in errors if not any(f[0][: len(place)] == place for place in self.doubtful)]

    def error_lines(self) -> list[str]:
        """The errors as lines: the file, the line in it, the way there by the names of things, and what is wrong."""
        lines = []
        for place, what in self.errors:
            line, way = _line(self.text, place), _path_in_words(self.data, place)
            lines.append((line, f"{self.file}{f', line {line}' if line else ''}:{f' {way}:' if way else ''} {what}"))
        return [text for _, text in sorted(lines, key=lambda t: t[0])]


def read_source(file: Path) -> TomlSource:
    """Read a TOML file. Raises ContentProblem when there is none to read, or it is no TOML."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return TomlSource(file, text, tomllib.loads(text.replace("\r\n", "\n")))
    except UnicodeDecodeError:
        raise ContentProblem(f"{file}: this is not UTF-8 text.", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentProblem(f"{file}: this is not valid TOML: {error}.", "Fix that line.") from None
    except (ValueError, RecursionError):
        raise ContentProblem(
            f"{file}: a number in it is too large, or too many brackets stand in one another.", "Make it simpler."
        ) from None
    except OSError as error:
        raise ContentProblem(f"{file}: {error.strerror}.", "Is the file there and readable?") from None


def _without_echoes(errors: Sequence[Any]) -> list[Any]:
    """Leave out that a list is too short where that is only so because what stands in it is wrong."""
    places = [tuple(e["loc"]) for e in errors]
    inside = {place[:n] for place in places for n in range(len(place))}
    return [e for e in errors if e["type"] != "too_short" or tuple(e["loc"]) not in inside]


def _words(error: Any) -> list[str]:
    """What pydantic found wrong, in words for someone who writes a template."""
    if error["type"] == "string_pattern_mismatch":
        return [_PATTERNS.get(error["ctx"]["pattern"], _TITLE)]
    message = _WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    message = message.format(**error["ctx"]) if error["type"] in _WORDS and "ctx" in error else message
    return [line[:1].lower() + line[1:] for line in message.split("\n")]


# What stands in for what must be there.
_TOP: dict[str, Any] = {"name": "x", "version": 1, "title": "?", "plan": {"questions": ["?"]}}
_COLUMN = {"key": "x", "header": "X", "type": "text"}


def _replace_errors(
    data: dict[str, Any], place: TemplatePlace, stand_ins: Mapping[str, Mapping[str, Any]], *, unknown: bool
) -> list[TemplatePlace]:
    """Put something harmless in the place of a mistake; return the places that are in doubt then."""
    if unknown:
        _at(data, place[:-1]).pop(place[-1], None)
        return []
    match place:
        case ("sheets", int(i), "columns", int(j), *_):
            columns = data["sheets"][i]["columns"]
            given = columns[j] if isinstance(columns[j], dict) else {}
            stand_in = _COLUMN | {"key": f"column_{j}", "header": f"Column {j}"}
            columns[j] = stand_in | {k: v for k in ("key", "header", "section") if _plain(v := given.get(k), k)}
            return [place[:4]]
        case ("sheets", int(i), *names):
            must = {"key": f"sheet_{i}", "title": f"Sheet {i}", "purpose": "?", "columns": [_COLUMN]}
            given = {k: v for k, v in data["sheets"][i].items() if k != names[0]} if names else {"label": "x"}
            data["sheets"][i] = must | given
            return [place[:2]]
        case (str(name), int(i), *names) if name in stand_ins:
            given = data[name][i] if isinstance(data[name][i], dict) and names else {}
            data[name][i] = {**stand_ins[name], **{k: v for k, v in given.items() if k != names[0]}}
            return [place[:2]]
        case (str(name), str(key), *_) if name in stand_ins:
            data[name].pop(key)
            return [place[:2]]
        case (str(name), *_):
            data.pop(name, None)
            data |= {k: v for k, v in _TOP.items() if k == name}
    return [place[:1]]


def _plain(value: object, key: str) -> bool:
    pattern = {"key": "[a-z][a-z0-9_]{0,39}", "header": r".*\S.*"}.get(key, ".*")
    return isinstance(value, str) and len(value) <= 60 and re.fullmatch(pattern, value) is not None


def _at(data: Any, place: TemplatePlace) -> Any:
    for part in place:
        data = data[part]
    return data


def _path_in_words(data: Any, place: TemplatePlace) -> str:
    """The way to a place by the names of things: ``sheet contacts, column email, type``."""
    words: list[str] = []
    for part in place:
        try:
            data = data[part]
        except (LookupError, TypeError):
            data = None
        if isinstance(part, str):
            words.append(part)
            continue
        table = data if isinstance(data, dict) else {}
        names = [table[k] for k in ("key", "id") if isinstance(table.get(k), str)]
        names += [repr(table[k]) for k in ("quality", "title", "name") if isinstance(table.get(k), str)]
        name = names[0] if names else f"no. {part + 1}"
        words[-1] = f"{_ONE.get(words[-1], words[-1].removesuffix('s'))} {name}"
    return ", ".join(words)


_ONE = {"criteria": "criterion", "qualities": "quality", "aliases": "alias", "series": "series"}


def _line(text: str, place: TemplatePlace) -> int:
    """The number of the line on which a place begins, or what it stands in; 0 where there is none."""
    lines = text.split("\n")
    found, table = -1, ""
    for part in place:
        if isinstance(part, int):
            heads = [n for n, line in enumerate(lines) if n > found and re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
            if part >= len(heads):
                break
            found = heads[part]
            continue
        key = re.escape(part)
        table = rf"{table}\.{key}" if table else key
        passed = False  # the head of another table: keys below it are that one's
        for n, line in enumerate(lines[found + 1 :], start=found + 1):
            if re.match(rf"\s*\[\s*{table}\s*\]", line) or (not passed and re.match(rf'\s*"?{key}"?\s*=', line)):
                found = n
                break
            passed = passed or re.match(r"\s*\[\[?\s*[\w.]+\s*\]", line) is not None
    return found + 1
