"""Reading on a cluster: the workbooks are dealt out in parts, and what comes back is what this machine would read."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from folio.basics.places import is_address
from folio.basics.regional_formats import regional
from folio.basics.wording import visible
from folio.exit_codes import InputUnreadable
from folio.intake.cluster.connection import Cluster
from folio.intake.cluster.reading_part import Part, read_part
from folio.intake.files.sandbox import Failed, not_read
from folio.intake.files.workbook_file import READING_ERRORS, WorkbookFile
from folio.intake.model import Reading
from folio.intake.readers import OnRead, Wanted

if TYPE_CHECKING:
    from distributed import Future, as_completed

# A part is enough work that starting a Python for it doesn't matter (some 0.5 s), and little enough to lose.
_LEAST, _MOST = 10, 50
# With so many parts for each thread, nobody waits long for the last.
_PARTS_A_THREAD = 4
_NO_WORKER_SECONDS, _ANSWER_SECONDS, _LOOK_SECONDS, _PAUSE_SECONDS = 60.0, 30.0, 5.0, 0.02


@dataclass(frozen=True, slots=True)
class ClusterReader:
    """Reads on the workers of a cluster."""

    cluster: Cluster

    def __call__(
        self, sources: Sequence[WorkbookFile], wanted: Wanted, on_read: OnRead
    ) -> Iterator[tuple[int, Reading]]:
        """Yield the reading of each source with its number, as parts come back.

        Raises InputUnreadable where a worker doesn't see a file that is there, and when the cluster is gone.
        """
        if sources:
            with _connection_kept():
                yield from self._read_all(sources, wanted, on_read)

    def _read_all(
        self, sources: Sequence[WorkbookFile], wanted: Wanted, on_read: OnRead
    ) -> Iterator[tuple[int, Reading]]:
        def read(parts: list[tuple[int, ...]]) -> Generator[tuple[int, Reading], None, list[int]]:
            return self._read(sources, wanted, on_read, parts)

        # Dask blames all that a worker had when it died, what only waited there included. So it's one part in the first
        # round, one file in the second, and in the last round nothing else is there to be blamed.
        suspects = yield from read(_dealt(sources, self.cluster.threads))
        suspects = yield from read([(i,) for i in suspects])
        for i in suspects:
            if (yield from read([(i,)])):
                on_read(i)
                yield i, not_read(sources[i], Failed("a crash"))

    def _read(
        self, sources: Sequence[WorkbookFile], wanted: Wanted, on_read: OnRead, parts: list[tuple[int, ...]]
    ) -> Generator[tuple[int, Reading], None, list[int]]:
        """Yield what is read, and return the numbers of those that were there when workers died."""
        from distributed import as_completed
        from distributed.scheduler import KilledWorker

        client = self.cluster.client
        waiting: dict[Any, tuple[int, ...]] = {}
        suspects: list[int] = []

        def submit(numbers: tuple[int, ...]) -> Future[Any]:
            part = Part(tuple(_seen_from_anywhere(sources[i]) for i in numbers), wanted, regional())
            future = client.submit(read_part, part, pure=False)
            waiting[future.key] = numbers
            return future

        arriving = as_completed([submit(numbers) for numbers in parts], loop=client.loop)
        try:
            for future in self._arrivals(arriving):
                numbers = waiting.pop(future.key)
                try:
                    answers = future.result(timeout=_ANSWER_SECONDS)
                except KilledWorker:
                    suspects += numbers
                    continue
                except TimeoutError:
                    # Its worker died before the answer was here.
                    arriving.add(submit(numbers))
                    continue
                finally:
                    future.release()
                for place, reading in answers:
                    _refuse_unseen(sources[numbers[place]], reading)
                    on_read(numbers[place])
                    yield numbers[place], reading
        finally:
            client.cancel(list(arriving.futures), force=True)
        return suspects

    def _arrivals(self, arriving: as_completed) -> Iterator[Future[Any]]:
        """Yield what is done, as long as the cluster is there and has a worker."""
        looked = worked = time.monotonic()
        while arriving.count():
            done = arriving.next_batch(block=False)
            yield from done
            if time.monotonic() - looked > _LOOK_SECONDS:
                looked = time.monotonic()
                worked = looked if self.cluster.client.nthreads() else worked
                if looked - worked > _NO_WORKER_SECONDS:
                    raise InputUnreadable("The cluster has no workers anymore.", "Start some, then run this again.")
            if not done:
                time.sleep(_PAUSE_SECONDS)


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Say in a sentence that the scheduler is gone, however Dask says it."""
    from distributed import CancelledError
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, CancelledError, ClosedClientError):
        fix = "See that it runs and has workers, then run this again."
        raise InputUnreadable("The connection to the cluster's scheduler was lost.", fix) from None


def _dealt(sources: Sequence[WorkbookFile], threads: int) -> list[tuple[int, ...]]:
    """The numbers of the workbooks in each part; the large ones are dealt out evenly, and come first."""
    order = sorted(range(len(sources)), key=lambda i: -sources[i].size)
    count = max(-(-len(order) // _MOST), min(-(-len(order) // _LEAST), threads * _PARTS_A_THREAD))
    return [tuple(order[i::count]) for i in range(count)]


def _seen_from_anywhere(source: WorkbookFile) -> WorkbookFile:
    """The file by its whole path: workers run in folders of their own."""
    if is_address(source.path):
        return source
    return replace(source, path=os.path.abspath(source.path))  # noqa: PTH100 - a link stays one


def _refuse_unseen(source: WorkbookFile, reading: Reading) -> None:
    """Raise InputUnreadable for a file that a worker doesn't see, and this machine does."""
    if [p.code for p in reading.problems] != ["unreadable"]:
        return
    try:
        source.read()
    except READING_ERRORS:
        return
    raise InputUnreadable(
        f"A worker of the cluster can't read {visible(source.label)}, which is there for you.",
        "Let every worker be signed in to that storage." if is_address(source.path)
        else "Put the files where every worker sees them under the same path.",
    )  # fmt: skip
