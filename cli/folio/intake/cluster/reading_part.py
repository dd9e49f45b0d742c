"""A part of the workbooks, as a worker of the cluster reads it: in a process of its own, within a reader's limits.

A worker of Dask can't start processes with multiprocessing, and has threads, beside which nothing may be forked; so
each part gets a Python of its own. It ends with the worker, and its end costs one file, never the worker.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace

from folio.basics.regional_formats import RegionalFormats, write_as
from folio.intake.files.sandbox import Failed, end_with_parent, not_read
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Reading
from folio.intake.readers import Wanted, read_here


@dataclass(frozen=True, slots=True)
class Part:
    """Workbooks to read in one go, with how the answer is to be worded."""

    sources: tuple[WorkbookFile, ...]
    wanted: Wanted
    formats: RegionalFormats

    def alone(self, number: int) -> Part:
        """The part that is one of its workbooks."""
        return replace(self, sources=(self.sources[number],))


def read_part(part: Part) -> list[tuple[int, Reading]]:
    """Read a part on a worker; where its process dies, each workbook gets one of its own."""
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", __name__], input=pickle.dumps(part), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, check=False,
        process_group=0 if os.name == "posix" else None,  # or Ctrl-C would reach it, too
    )  # fmt: skip
    if ended.returncode == 0:
        answers: list[tuple[int, Reading]] = pickle.loads(ended.stdout)  # noqa: S301 - our own process wrote it
        return answers
    if len(part.sources) == 1:
        return [(0, not_read(part.sources[0], Failed("a crash")))]
    return [(i, read_part(part.alone(i))[0][1]) for i in range(len(part.sources))]


def main() -> None:
    """Read the part that comes in on stdin, and write the answers to stdout."""
    end_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    part: Part = pickle.load(sys.stdin.buffer)  # noqa: S301 - the worker wrote it
    write_as(part.formats)
    found = list(read_here(part.sources, part.wanted, processes=1))
    with answers:
        pickle.dump(found, answers)


if __name__ == "__main__":
    main()
