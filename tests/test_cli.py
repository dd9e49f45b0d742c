"""The command line: help, examples, exit codes, and manners on stdout and stderr."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from folio import __version__
from folio.app import COMMANDS, cli, run
from folio.exit_codes import ExitCode
from tests.conftest import Folio
from tests.workbooks import CLEAN, make, with_change

HEAVY = "pandas numpy openpyxl xlsxwriter python_calamine pydantic jinja2 docx"
# The executable that was installed, not this process.
FOLIO = [sys.executable, "-m", "folio"]


def commands_of(name: str) -> Iterator[tuple[list[str], click.Command]]:
    """A command with its subcommands, each with the words that call it; without a name, the whole program."""
    if not name:
        yield [], cli
        return
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    yield [name], found
    if isinstance(found, click.Group):
        yield from (([name, key], sub) for key, sub in found.commands.items())


def example_of(command: click.Command) -> list[str]:
    """The words of the example that ends a command's help, up to what the shell would take."""
    assert command.epilog, f"{command.name} has no example"
    _, _, example = command.epilog.partition("Example:")
    return shlex.split(re.split(r" [>|] ", example.strip())[0])


class TestHelp:
    @pytest.mark.parametrize("option", ["-h", "--help"])
    @pytest.mark.parametrize("name", ["", *COMMANDS])
    def test_ends_with_an_example(self, folio: Folio, name: str, option: str) -> None:
        for words, command in commands_of(name):
            result = folio(*words, option)
            assert (result.code, result.err) == (0, ""), words
            shown = " ".join(result.out.split())
            assert shown.startswith(" ".join(["Usage: folio", *words]))
            assert shown.endswith(" ".join((command.epilog or "?").split()))
            assert example_of(command)[: len(words) + 1] == ["folio", *words]

    @pytest.mark.parametrize("name", ["", *COMMANDS])
    def test_an_example_is_on_one_line_of_a_narrow_terminal(
        self, folio: Folio, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        for words, command in commands_of(name):
            assert folio(*words, "-h").out.splitlines()[-1].strip() == command.epilog

    @pytest.mark.parametrize("name", ["", *COMMANDS])
    def test_examples_are_right(self, name: str) -> None:
        for _, owner in commands_of(name):
            command: click.Command = cli
            words = example_of(owner)[1:]
            # With folio's own settings: click keeps the help option of whichever context asks first.
            context = click.Context(cli, info_name="folio", **cli.context_settings)
            while isinstance(command, click.Group):
                found = command.get_command(context, words.pop(0))
                assert found is not None
                context, command = click.Context(found, parent=context, info_name=found.name), found
            given, rest, _ = command.make_parser(context).parse_args(words)
            assert rest == []
            for parameter in command.params:
                value = given.get(parameter.name or "")
                assert value is not None or not (parameter.required and isinstance(parameter, click.Argument))
                if value is not None and not isinstance(parameter.type, click.Path):
                    parameter.type_cast_value(context, value)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_option_is_explained(self, name: str) -> None:
        for words, command in commands_of(name):
            assert command.help, words
            for parameter in command.params:
                if isinstance(parameter, click.Option):
                    assert (parameter.help or "").endswith("."), (words, parameter.opts)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_what_writes_can_be_forced_and_hushed(self, name: str) -> None:
        for words, command in commands_of(name):
            options = {o for p in command.params for o in p.opts}
            writes = {"--out", "--roster", "--force"} & options or name == "demo"
            assert not writes or {"--force", "--quiet", "-q"} <= options, words

    def test_group_lists_the_commands_in_order(self, folio: Folio) -> None:
        out = folio("--help").out
        places = [out.index(f"  {name} ") for name in COMMANDS]
        assert places == sorted(places)
        for line in COMMANDS.values():
            assert line in " ".join(out.split())

    def test_without_a_command_help_is_shown(self, folio: Folio) -> None:
        result = folio("template")
        assert result.code == 2
        assert "folio template copy" in result.out + result.err


class TestUsage:
    @pytest.mark.parametrize("command", ["check", "export", "report --out x", "letters --out x", "plan --out x"])
    def test_a_file_that_is_not_there_is_named(self, folio: Folio, command: str) -> None:
        result = folio(f"{command} nosuch.xlsx")
        assert (result.code, result.out) == (2, "")
        assert "'nosuch.xlsx' isn't there. Check the spelling" in result.err

    @pytest.mark.parametrize(
        ("line", "meant"),
        [("chekc a.xlsx", "check"), ("nwe", "new"), ("templates list", "template"), ("raport", "report"),
         ("template shwo", "show"), ("new a.xlsx --templat x", "--template"), ("check . --formt json", "--format")],
    )  # fmt: skip
    def test_misspelled_word_gets_a_suggestion(self, folio: Folio, line: str, meant: str) -> None:
        result = folio(line)
        assert (result.code, result.out) == (2, "")
        assert re.search(rf"Did you mean.*{meant}", result.err)

    @pytest.mark.parametrize(
        "line",
        [
            "frobnicate",
            "check",
            "check nowhere.xlsx",
            "check . --format yaml",
            "export . --format csv",
            "check . --today soon",
        ],
    )
    def test_wrong_command_line(self, folio: Folio, line: str) -> None:
        result = folio(line)
        assert (result.code, result.out) == (2, "")
        assert "Error: " in result.err

    @pytest.mark.parametrize("option", ["--version", "-V"])
    def test_version(self, folio: Folio, option: str) -> None:
        result = folio(option)
        assert (result.code, result.out, result.err) == (0, f"folio {__version__}\n", "")

    @pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["-h"]])
    def test_quick_answers_load_nothing_heavy(self, arguments: list[str]) -> None:
        code = f"import sys; from folio.app import run; run({arguments}); print(*sorted(sys.modules), sep='\\n', file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        loaded = set(done.stderr.split())
        assert "click" in loaded
        assert loaded & set(HEAVY.split()) == set()
        assert done.stdout

    def test_python_m_is_the_command(self) -> None:
        done = subprocess.run([*FOLIO, "--version"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"folio {__version__}\n", "")


class TestDefects:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def build(*_: object, **__: object) -> bytes:
            raise ValueError("secret Ana")

        monkeypatch.setattr("folio.workbook.build.build_workbook", build)

    def test_no_traceback_and_nothing_personal(self, folio: Folio, broken: None) -> None:
        result = folio("new", "a.xlsx", "--name", "Ana")
        assert (result.code, result.out) == (ExitCode.DEFECT, "")
        assert "ValueError" in result.err
        assert "test_cli.py, line" in result.err
        for word in ("secret", "Ana", "Traceback"):
            assert word not in result.err
        assert not Path("a.xlsx").exists()

    def test_traceback_on_request(self, folio: Folio, broken: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FOLIO_TRACEBACK", "1")
        result = folio("new", "a.xlsx")
        assert result.code == ExitCode.DEFECT
        assert "Traceback" in result.err

    def test_interruption(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        def build(*_: object, **__: object) -> bytes:
            raise KeyboardInterrupt

        monkeypatch.setattr("folio.workbook.build.build_workbook", build)
        result = folio("new", "a.xlsx")
        assert (result.code, result.out) == (ExitCode.INTERRUPTED, "")
        assert "Traceback" not in result.err
        assert not Path("a.xlsx").exists()

    @pytest.mark.parametrize("error", [RecursionError, MemoryError, UnicodeError])
    def test_any_exception(self, monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
        def main(**_: object) -> None:
            raise error

        monkeypatch.setattr(cli, "main", main)
        assert run([]) == ExitCode.DEFECT


class TestTerminal:
    @staticmethod
    def stderr_of(env: dict[str, str]) -> str:
        """What folio says of a mistake on a terminal."""
        ours, theirs = pty.openpty()
        try:
            subprocess.run([*FOLIO, "template", "check", "nowhere"], stderr=theirs, env=env, check=False)
            return os.read(ours, 4096).decode()
        finally:
            os.close(ours)
            os.close(theirs)

    def test_color_on_a_terminal(self) -> None:
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
        assert "\x1b[" in self.stderr_of(env)

    def test_no_color_is_honoured(self) -> None:
        said = self.stderr_of(os.environ | {"NO_COLOR": "1", "TERM": "xterm"})
        assert "Error" in said
        assert "\x1b" not in said

    def test_no_color_into_a_pipe(self) -> None:
        env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        done = subprocess.run([*FOLIO, "template", "check", "nowhere"], capture_output=True, env=env, check=False)
        assert b"\x1b" not in done.stderr

    @pytest.mark.parametrize(
        "arguments", [["template", "show", "complete", "--format", "json"], ["--help"], ["template", "list"]]
    )
    def test_closed_stdout_ends_quietly(self, arguments: list[str]) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([*FOLIO, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False)
        os.close(writer)
        assert done.stderr == b""
        assert done.returncode == ExitCode.OK

    def test_head_takes_what_it_wants(self) -> None:
        line = shlex.join([*FOLIO, "template", "show", "complete", "--format", "json"]) + " | head -1"
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("{\n", "")


EVERY_INPUT = [
    "report ana.xlsx typo.xlsx --out out",
    "letters typo.zip --out out",
    "letters ana.xlsx --letters typo --out out",
    "plan typo --out out",
    "check typo.xlsx --marked out",
    "export ana.xlsx typo.xlsx --out out",
    "collect typo --roster roster.csv --out out",
    "collect ana.xlsx --roster typo.csv --out out",
    "collect ana.xlsx --roster roster.csv --use typo.xlsx --out out",
    "new --roster typo.csv out",
    "new --roster roster.csv out --template typo",
    "new out/a.xlsx --template typo",
    "template copy typo out",
    "report empty --out out",
    "letters empty --out out",
    "plan empty --out out",
    "check empty --marked out",
    "collect empty --roster roster.csv --out out",
    "export empty --out out",
    "export empty --format csv --out out",
]  # fmt: skip


@pytest.mark.parametrize("command", EVERY_INPUT)
def test_a_mistyped_or_empty_input_makes_no_folder_and_the_last_line_says_why(folio: Folio, command: str) -> None:
    Path("ana.xlsx").write_bytes(make(CLEAN))
    Path("roster.csv").write_text("name\nAna Lopez\n")
    Path("empty").mkdir()
    result = folio(command)
    assert (result.code in (2, 3, 5), result.out if "check" not in command else "") == (True, "")
    assert not Path("out").exists()
    last = result.err.splitlines()[-1]
    assert any(word in last for word in ("typo", "read", "workbook", "Nothing came in")), last


@pytest.mark.parametrize("command", ["check", "report --out out", "letters --out out", "plan --out out"])
def test_the_last_line_says_why_the_code_is_not_0(folio: Folio, command: str) -> None:
    Path("in").mkdir()
    Path("in/ana.xlsx").write_bytes(make(with_change("contacts", 0, email="dana at cedar")))
    Path("in/bo.xlsx").write_bytes(make(CLEAN))
    name, *rest = command.split()
    result = folio(name, "in", *rest)
    assert (result.code, result.err.splitlines()[-1]) == (1, "Exit code 1: 1 of 2 workbooks has errors.")
    Path("in/torn.xlsx").write_bytes(b"PK")
    result = folio(name, "in", *rest)
    assert (result.code, result.err.splitlines()[-1]) == (3, "Exit code 3: 1 of 3 files couldn't be read.")
    assert "Exit code" not in folio(name, "in", *rest, "-q").err
