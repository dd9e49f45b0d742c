"""Files appear whole or not at all, for their owner only, and nothing that exists is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from folio.basics.file_writing import PART_ENDING, refuse_existing, write_files, write_whole
from folio.exit_codes import ExitCode, OutputRefused
from tests.conftest import Folio


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != ".home")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of what is written gets to the disk, then there is no room left."""
    real = os.fdopen

    class Full:
        def __init__(self, stream: IO[bytes]) -> None:
            self.stream = stream

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

        def write(self, content: bytes) -> int:
            self.stream.write(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fdopen(descriptor: int, *arguments: Any) -> Full:
        return Full(real(descriptor, *arguments))

    monkeypatch.setattr("folio.basics.file_writing.os.fdopen", fdopen)


class TestWriteWhole:
    def test_makes_folders_and_the_file_for_the_owner_only(self, tmp_path: Path) -> None:
        target = tmp_path / "a" / "b" / "c.txt"
        write_whole(target, b"whole")
        assert target.read_bytes() == b"whole"
        assert target.stat().st_mode & 0o777 == 0o600
        assert target.parent.stat().st_mode & 0o077 == 0
        assert names(target.parent) == ["c.txt"]

    def test_replaces(self, tmp_path: Path) -> None:
        target = tmp_path / "c.txt"
        target.write_text("old")
        target.chmod(0o644)
        write_whole(target, b"new")
        assert target.read_bytes() == b"new"
        assert target.stat().st_mode & 0o777 == 0o600

    def test_full_disk_keeps_the_old_one(self, tmp_path: Path, full_disk: None) -> None:
        target = tmp_path / "c.txt"
        target.write_text("old")
        with pytest.raises(OutputRefused, match="No space left") as caught:
            write_whole(target, b"new and longer")
        assert caught.value.code == ExitCode.REFUSED
        assert target.read_text() == "old"
        assert names(tmp_path) == ["c.txt"]

    def test_full_disk_leaves_no_new_one(self, folio: Folio, tmp_path: Path, full_disk: None) -> None:
        result = folio("new", "a.xlsx")
        assert (result.code, result.out) == (4, "")
        assert "a.xlsx couldn't be written" in result.err
        assert names(tmp_path) == []

    def test_interruption_leaves_nothing(self, folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", interrupted)
        result = folio("new", "a.xlsx")
        assert (result.code, result.out) == (130, "")
        assert names(tmp_path) == []

    def test_content_stands_beside_before_it_gets_its_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[tuple[str, bytes, bool]] = []
        real = Path.replace

        def watched(self: Path, target: Path) -> Path:
            seen.append((self.name, self.read_bytes(), target.exists()))
            return real(self, target)

        monkeypatch.setattr(Path, "replace", watched)
        write_whole(tmp_path / "c.txt", b"whole")
        ((name, content, existed),) = seen
        assert name.endswith(PART_ENDING)
        assert (content, existed) == (b"whole", False)

    def test_leftovers_of_the_dead_go_and_those_of_the_living_stay(self, tmp_path: Path) -> None:
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        living = os.getppid()
        for owner in (str(dead.pid), str(living), "nobody"):
            (tmp_path / f".x.{owner}{PART_ENDING}").write_text("half")
        (tmp_path / "mine.folio-part.txt").write_text("mine")
        write_whole(tmp_path / "c.txt", b"whole")
        assert names(tmp_path) == sorted([f".x.{living}{PART_ENDING}", "c.txt", "mine.folio-part.txt"])

    def test_leftover_with_this_process_id_is_no_hindrance(self, tmp_path: Path) -> None:
        """In a container, every run may have the same process id."""
        (tmp_path / f".c.txt.{os.getpid()}{PART_ENDING}").write_text("half")
        write_whole(tmp_path / "c.txt", b"whole")
        assert names(tmp_path) == ["c.txt"]

    @pytest.mark.parametrize("name", ["報" * 80 + ".x", "x" * 253 + ".x"], ids=["wide", "narrow"])
    def test_longest_names(self, tmp_path: Path, name: str) -> None:
        write_whole(tmp_path / name, b"whole")
        assert names(tmp_path) == [name]


class TestRefusal:
    def test_existing_ones_are_named_and_counted(self, tmp_path: Path) -> None:
        targets = [tmp_path / n for n in ("a", "b", "c")]
        for path in targets[1:]:
            path.write_text("mine")
        with pytest.raises(OutputRefused, match="b and 1 more already exist") as caught:
            write_files(dict.fromkeys(targets, b"new"), force=False, inputs=())
        assert "--force" in caught.value.fix
        assert names(tmp_path) == ["b", "c"]
        assert [p.read_text() for p in targets[1:]] == ["mine", "mine"]

    def test_force_replaces_all(self, tmp_path: Path) -> None:
        targets = [tmp_path / n for n in ("a", "b")]
        targets[1].write_text("mine")
        assert write_files(dict.fromkeys(targets, b"new"), force=True, inputs=()) == targets
        assert [p.read_bytes() for p in targets] == [b"new", b"new"]

    def test_link_that_leads_nowhere_exists(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "gone")
        with pytest.raises(OutputRefused, match="already exists"):
            refuse_existing([tmp_path / "a"], force=False)

    @pytest.mark.parametrize("force", [True, False])
    def test_folder_of_that_name(self, folio: Folio, *, force: bool) -> None:
        Path("a.xlsx").mkdir()
        result = folio("new", "a.xlsx", *["--force"] * force)
        assert (result.code, result.out) == (4, "")
        assert "a.xlsx is a folder" in result.err
        assert Path("a.xlsx").is_dir()

    @pytest.mark.parametrize("out", ["file/a.xlsx", "file/b/c/a.xlsx"])
    def test_file_in_the_way_of_a_folder(self, folio: Folio, out: str) -> None:
        Path("file").write_text("mine")
        result = folio("new", out)
        assert (result.code, result.out) == (4, "")
        assert "file is a file" in result.err
        assert Path("file").read_text() == "mine"

    def test_folder_without_the_right_to_write(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        """As root may write everywhere, the system's answer is stood in for."""
        Path("shut").mkdir()
        monkeypatch.setattr("folio.basics.file_writing.os.access", lambda path, _: Path(path).name != "shut")
        result = folio("new", "shut/new/a.xlsx")
        assert (result.code, result.out) == (4, "")
        assert "You can't write to the folder" in result.err
        assert names(Path("shut")) == []

    def test_all_targets_are_looked_at_first(self, folio: Folio) -> None:
        """A template is copied as a whole or not at all."""
        Path("mine/workbook.toml").mkdir(parents=True)
        result = folio("template", "copy", "complete", "mine", "--force")
        assert (result.code, result.out) == (4, "")
        assert names(Path("mine")) == ["workbook.toml"]
