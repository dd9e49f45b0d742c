"""The same command into last week's folder: what folio wrote is replaced, what a person changed is kept, and is named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from folio.basics import rerun_folder
from folio.basics.file_writing import write_whole
from folio.basics.rerun_folder import is_list
from tests.conftest import Folio
from tests.workbooks import CLEAN, make, with_change

NOW, LATER = ("--today", "2026-11-20"), ("--today", "2026-11-27")
NOTE = "keep-in-touch-dana-lee.txt"
# Then the note to Dana is due.
DUE = ("--today", "2026-12-17")


@pytest.fixture(autouse=True)
def _workbooks() -> None:
    Path("in").mkdir()
    Path("in/ana.xlsx").write_bytes(make(with_change("contacts", 0, email="dana at cedar")))


def texts(folder: str) -> dict[str, bytes]:
    paths = [p for p in Path(folder).rglob("*") if p.is_file() and not is_list(p.name)]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


COMMANDS = {
    "report": ("report", "in/ana.xlsx", "--out", "out", "--format", "html,md,xlsx"),
    "letters": ("letters", "in/ana.xlsx", "--out", "out"),
    "plan": ("plan", "in/ana.xlsx", "--out", "out", "--format", "html,docx"),
    "marked": ("check", "in", "--marked", "out"),
}
ALL = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


@ALL
@pytest.mark.usefixtures("frozen")
def test_what_nobody_changed_is_replaced(folio: Folio, command: tuple[str, ...]) -> None:
    assert folio(*command, *NOW).code == 1
    before = texts("out")
    changed = with_change("contacts", 1, organization="Mountain Labs", email="sam at m")
    changed["follow_ups"] = [{**CLEAN["follow_ups"][0], "due": date(2026, 11, 22)}]
    Path("in/ana.xlsx").write_bytes(make(changed))
    result = folio(*command, *LATER)
    assert (result.code, "Kept" in result.err) == (1, False)
    assert texts("out") != before
    assert folio(*[word if word != "out" else "fresh" for word in command], *LATER).code == 1
    assert texts("out") == texts("fresh")


@ALL
def test_what_somebody_changed_is_kept_and_named_and_the_rest_goes_on(folio: Folio, command: tuple[str, ...]) -> None:
    folio(*command, *NOW)
    first, *others = sorted(texts("out"))
    Path("out", first).write_bytes(b"mine")
    for other in others:
        Path("out", other).unlink()
    if command[0] == "letters":  # of a draft that somebody edited, no other file is made anew
        others = [other for other in others if Path(other).stem != Path(first).stem]
    for _ in range(2):
        result = folio(*command, *LATER, "-q")
        assert result.code == 1
        assert f"Kept, since somebody changed what folio wrote: out/{first}." in result.err
        assert f"out/{first}" not in result.out or command[0] == "letters"
        assert texts("out")[first] == b"mine"
        assert sorted(texts("out")) == [first, *others]
    assert folio(*command, *LATER, "--force").code == 1
    assert texts("out")[first] != b"mine"
    assert "Kept" not in folio(*command, *LATER).err


@ALL
def test_what_folio_did_not_write_is_refused_before_anything_is_written(folio: Folio, command: tuple[str, ...]) -> None:
    folio(*command, *NOW)
    before = texts("out")
    lists = [p for p in Path("out").iterdir() if is_list(p.name)]
    assert len(lists) == 1
    lists[0].unlink()
    result = folio(*command, *LATER)
    assert (result.code, texts("out")) == (4, before)
    assert "already exist" in result.err


def test_two_commands_share_a_folder(folio: Folio) -> None:
    for _ in range(2):
        assert [folio(*command, *NOW).code for command in COMMANDS.values()] == [1, 1, 1, 1]
    # A file of another command is none of this one's.
    Path("in/report.ods").write_bytes(b"torn")
    before = texts("out")
    result = folio("check", "in", "--marked", "out", *NOW)
    assert (result.code, texts("out")) == (4, before)
    assert "report.html already exists" in result.err


class TestNoLongerMade:
    def test_a_letter_that_is_no_longer_due_stays_and_is_named(self, folio: Folio) -> None:
        folio(*COMMANDS["letters"], *DUE)
        before = texts("out")[NOTE]
        for _ in range(2):
            result = folio(*COMMANDS["letters"], *NOW)
            assert texts("out")[NOTE] == before
            assert f"From an earlier run, and not due now: out/{NOTE.replace('txt', 'docx')}, " in result.err
            assert "Removed" not in result.err

    def test_one_that_somebody_changed_stays(self, folio: Folio) -> None:
        folio(*COMMANDS["letters"], *DUE)
        Path("out", NOTE).write_text("Dear Dana, ...")
        result = folio(*COMMANDS["letters"], *NOW, "--force")
        assert f"out/{NOTE}. Delete what you don't need anymore." in result.err
        assert texts("out")[NOTE] == b"Dear Dana, ..."
        assert f"Kept, since somebody changed what folio wrote: out/{NOTE}." in folio(*COMMANDS["letters"], *DUE).err

    @pytest.mark.parametrize("other", [("--format", "eml"), ("--kind", "request")])
    def test_what_was_not_asked_for_this_time_stays(self, folio: Folio, other: tuple[str, ...]) -> None:
        folio(*COMMANDS["letters"], *DUE)
        folio(*COMMANDS["letters"], *NOW, *other)
        assert NOTE in texts("out")

    def test_a_student_who_cannot_be_read_this_time_keeps_the_letters(self, folio: Folio) -> None:
        for name in ("Bo", "Cy"):
            Path(f"in/{name}.xlsx").write_bytes(make(CLEAN))
        folio("letters", "in", "--out", "out", *DUE)
        before = texts("out")
        assert len([n for n in before if n.endswith(NOTE)]) == 3
        Path("in/Bo.xlsx").write_bytes(b"torn")
        result = folio("letters", "in", "--out", "out", *NOW)
        assert len([n for n in texts("out") if n.endswith(NOTE)]) == 3
        named = result.err.partition("From an earlier run, and not due now: ")[2]
        assert "ana-lopez-cy/" in named
        assert "ana-lopez-bo/" not in named

    def test_plans_of_interviews_that_have_passed_go(self, folio: Folio) -> None:
        folio(*COMMANDS["plan"], *NOW)
        assert sorted(texts("out")) == ["plan-sam-ortiz.docx", "plan-sam-ortiz.html"]
        folio("plan", "in/ana.xlsx", "--contact", "Dana Lee", "--out", "out", *NOW)
        assert sorted(texts("out")) == ["plan-dana-lee.html", "plan-sam-ortiz.docx", "plan-sam-ortiz.html"]
        Path("in/ana.xlsx").write_bytes(make({"contacts": CLEAN["contacts"][:1]}))
        result = folio(*COMMANDS["plan"], *NOW)
        assert "Removed, since no longer made: out/plan-dana-lee.html, " in result.err
        assert texts("out") == {}
        assert list(Path("out").iterdir()) == []

    def test_a_marked_copy_that_is_given_to_read_is_never_removed(self, folio: Folio) -> None:
        folio("check", "in", "--marked", "out", *NOW)
        Path("in/ana.xlsx").write_bytes(make(CLEAN))
        folio("check", "in/ana.xlsx", "out/ana.xlsx", "--marked", "out", *NOW)
        assert list(texts("out")) == ["ana.xlsx"]


class TestList:
    def test_a_run_that_broke_off_is_completed(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        """At each file in turn: some files are this run's then, the others the one's before."""
        command = COMMANDS["letters"]
        for broken in range(1, 8):
            folio(*command, *DUE)
            done = 0

            def breaks(target: Path, content: bytes, stop: int = broken) -> None:
                nonlocal done
                done += 1
                if done == stop:
                    raise KeyboardInterrupt
                write_whole(target, content)

            with monkeypatch.context() as patch:
                patch.setattr(rerun_folder, "write_whole", breaks)
                folio(*command, *NOW)
            result = folio(*command, *NOW)
            assert (result.code, "Kept" in result.err) == (1, False)
            folio("letters", "in/ana.xlsx", "--out", f"fresh{broken}", *NOW)
            fresh = texts(f"fresh{broken}")
            made = {name: content for name, content in texts("out").items() if name in fresh and "index" not in name}
            assert made == {name: content for name, content in fresh.items() if "index" not in name}

    def test_a_torn_line_is_passed_over(self, folio: Folio) -> None:
        folio(*COMMANDS["report"], *NOW)
        path = Path("out/.folio-report.jsonl")
        with path.open("a") as stream:
            stream.write('{"file": "report.html", "sh')
        assert folio(*COMMANDS["report"], *LATER).code == 1
        files = [json.loads(line)["file"] for line in path.read_text().splitlines()]
        assert files == ["report.html", "report.md", "report.xlsx"]

    @pytest.mark.parametrize("name", ["../mine.txt", "{here}/mine.txt", "link/mine.txt"])
    def test_nothing_outside_of_the_folder_is_removed(self, folio: Folio, name: str) -> None:
        folio(*COMMANDS["letters"], *NOW)
        Path("mine.txt").write_text("mine")
        Path("out/link").symlink_to(Path.cwd())
        entry = {"file": name.format(here=Path.cwd()), "sha256": rerun_folder.sha256_of(Path("mine.txt"))}
        with Path("out/.folio-letters.jsonl").open("a") as stream:
            stream.write(json.dumps(entry) + "\n")
        folder = rerun_folder.RerunFolder(Path("out"), "letters")
        folder.finish(lambda file: True)
        assert Path("mine.txt").read_text() == "mine"

    def test_readers_do_not_mention_it(self, folio: Folio) -> None:
        folio("report", "in/ana.xlsx", "--out", "in", *NOW)
        data = json.loads(folio("check", "in", "--format", "json", *NOW).out)
        assert [s["path"] for s in data["skipped"]] == ["in/report.html"]
