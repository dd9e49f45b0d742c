"""The house stands as it was drawn: which part may import which, and how modules are kept."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import folio

PACKAGE = Path(folio.__file__).parent
ROOT = PACKAGE.parent.parent
STAGES = ["basics", "template", "domain", "workbook", "intake", "collecting", "insight", "output"]
# Only these parts know these libraries.
OWNERS = {
    "click": {"commands", "app"},
    "xlsxwriter": {"workbook", "output"},
    "python_calamine": {"intake"},
    "olefile": {"intake"},
    "jinja2": {"output"},
    "docx": {"output"},
    "docxtpl": {"output"},
    "typst": {"output"},
    "lxml": {"output"},
    "nameparser": {"basics"},
    "idna": {"basics"},
    "anyascii": {"basics"},
    "icalendar": {"output"},
    "holidays": {"basics"},
    "vobject": {"collecting"},
    "distributed": {"intake"},
    "upath": {"basics"},
    "pyarrow": {"output"},
}
# Where a library is installed under another name than it is imported by.
IMPORTED_AS = {"python-docx": "docx", "universal-pathlib": "upath"}
LONGEST = 400

MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(p.relative_to(PACKAGE)) for p in MODULES]


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports_of(path: Path) -> frozenset[str]:
    """The modules that a module imports, wherever in it; ``from a import b`` is a.b when that is a module."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module
            inner = {f"{node.module}.{a.name}" for a in node.names} & PATHS.keys()
            found |= inner or {node.module}
    return frozenset(found)


PATHS = {module_name(p): p for p in MODULES}


def part_of(name: str) -> str:
    """The first part of a module's name below folio: a stage, ``commands``, or a module at the root."""
    return name.partition(".")[2].partition(".")[0]


def reached(name: str) -> Iterator[str]:
    """The modules of folio that a module imports, looking through modules at the root, which are no stage."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for found in imports_of(PATHS[waiting.pop()]):
            if found.partition(".")[0] == "folio" and found not in seen:
                seen.add(found)
                yield found
                if part_of(found) not in (*STAGES, "commands") and found in PATHS:
                    waiting.append(found)


@pytest.mark.parametrize("stage", STAGES)
def test_data_flows_one_way(stage: str) -> None:
    later = [*STAGES[STAGES.index(stage) + 1 :], "commands", "app"]
    members = [n for n in PATHS if part_of(n) == stage]
    assert len(members) > 1
    assert [(n, r) for n in members for r in reached(n) if part_of(r) in later] == []


def test_only_the_app_imports_commands() -> None:
    found = {n for n in PATHS for i in imports_of(PATHS[n]) if part_of(i) == "commands" and part_of(n) != "commands"}
    assert found <= {"folio.app"}


@pytest.mark.parametrize("library", OWNERS)
def test_libraries_have_one_owner(library: str) -> None:
    users = {part_of(n) for n, p in PATHS.items() if any(i.split(".")[0] == library for i in imports_of(p))}
    assert users
    assert users <= OWNERS[library]


def test_nothing_reaches_the_network() -> None:
    network = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "webbrowser", "xmlrpc"}
    # Taking an address apart needs no network.
    found = {
        (n, i) for n, p in PATHS.items() for i in imports_of(p) if i.split(".")[0] in network and i != "urllib.parse"
    }
    assert found == set()


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split(r"[^\w.-]", d)[0] for d in project["dependencies"]]
    assert wanted
    used = {i.split(".")[0] for p in MODULES for i in imports_of(p)}
    assert {IMPORTED_AS.get(d, d.replace("-", "_")) for d in wanted} - used == set()


def test_commands_are_the_modules_that_are_there() -> None:
    from folio.app import COMMANDS

    files = {p.stem for p in (PACKAGE / "commands").glob("*.py")}
    assert files - {"__init__", "common", "audience", "handing_back", "onward"} == set(COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_modules_are_short(name: str) -> None:
    assert len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) <= LONGEST


def is_public(node: ast.stmt) -> bool:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return isinstance(node, kinds) and not node.name.startswith("_")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_public_is_explained(name: str) -> None:
    tree = tree_of(PACKAGE / name)
    assert ast.get_docstring(tree), "the module has no docstring"
    public = [n for n in tree.body if is_public(n)]
    public += [m for n in public if isinstance(n, ast.ClassDef) for m in n.body if is_public(m)]
    assert [n.name for n in public if not ast.get_docstring(n)] == []  # type: ignore[attr-defined, arg-type]


def test_the_domain_knows_no_library() -> None:
    found = {
        (n, i.split(".")[0]) for n, p in PATHS.items() if part_of(n) == "domain" for i in imports_of(p)
        if i.split(".")[0] not in {"folio", "__future__", *sys.stdlib_module_names}
    }  # fmt: skip
    assert found == set()


def test_no_two_modules_have_one_name() -> None:
    names = Counter(p.stem for p in MODULES if p.stem != "__init__" and "commands" not in p.parts)
    assert [name for name, times in names.items() if times > 1] == []


def test_imports_go_in_no_circle() -> None:
    """Imports inside functions and for types count, too."""
    waiting = {n: {i for i in imports_of(PATHS[n]) if i in PATHS and i != n} for n in PATHS}
    while free := [n for n, needs in waiting.items() if not needs & waiting.keys()]:
        for n in free:
            del waiting[n]
    assert sorted(waiting) == []


def test_only_one_function_reads_the_formats() -> None:
    inside = "folio.intake.formats."
    outer = {name for p in MODULES if not module_name(p).startswith(inside) for name in imports_of(p)}
    assert {name for name in outer if name.startswith(inside)} == {f"{inside}read_cells"}
