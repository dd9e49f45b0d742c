"""Every stranger's file is read in a process of its own kind: with a limit on memory and time, and replaceable.

A worker that dies or overstays costs one file, never the run. Workers do not see Ctrl-C, and end with their parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing as mp
import os
import signal
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from folio.intake import limits
from folio.intake.find import Source
from folio.intake.reader import read_content, unreadable
from folio.intake.result import Reading

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_PR_SET_PDEATHSIG = 1


def read_all(sources: Sequence[Source], on_done: Callable[[int], None] = lambda _: None) -> list[Reading]:
    """Read every source, in their order; ``on_done`` is told how many are finished."""
    results: list[Reading | None] = [None] * len(sources)
    for done, (index, reading) in enumerate(_run(sources), start=1):
        results[index] = reading
        on_done(done)
    return [r for r in results if r is not None]


def read_source(source: Source) -> Reading:
    """Read one source in this process; problems with the file are in the Reading."""
    try:
        content = source.read()
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            return unreadable(source.label, "encrypted")
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return unreadable(source.label, "unreadable", why=why)
    return read_content(source.label, content)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: int | None = None
    deadline: float = 0.0


def _run(sources: Sequence[Source]) -> Iterator[tuple[int, Reading]]:
    # Forking costs milliseconds where it is safe; elsewhere the platform's own way is used.
    context = mp.get_context("fork" if sys.platform == "linux" else None)
    waiting = list(range(len(sources) - 1, -1, -1))
    count = min(os.cpu_count() or 1, len(sources))
    workers = [_start(context) for _ in range(count)]
    try:
        while waiting or any(w.job is not None for w in workers):
            for i, worker in enumerate(workers):
                if worker.job is None and waiting:
                    index = waiting.pop()
                    try:
                        worker.pipe.send(sources[index])
                    except OSError:  # it died while idle
                        waiting.append(index)
                        workers[i] = _replace(context, worker)
                        continue
                    worker.job, worker.deadline = index, time.monotonic() + limits.SECONDS
            busy = [w for w in workers if w.job is not None]
            left = min((w.deadline for w in busy), default=0) - time.monotonic()
            wait([w.pipe for w in busy], timeout=max(left, 0.0))
            for i, worker in enumerate(workers):
                if worker.job is None:
                    continue
                reading = _collect(worker, sources[worker.job].label)
                if reading is not None:
                    yield worker.job, reading
                    worker.job = None
                    if not worker.process.is_alive():
                        workers[i] = _replace(context, worker)
    finally:
        for worker in workers:
            worker.process.kill()
            worker.pipe.close()
            worker.process.join()


def _collect(worker: _Worker, label: str) -> Reading | None:
    """The worker's answer, or None while it is at work; a dead or late worker's file is unreadable."""
    try:
        if worker.pipe.poll():
            answer = worker.pipe.recv()
            return answer if isinstance(answer, Reading) else unreadable(label, "reader-stopped", what=str(answer))
    except (EOFError, OSError):
        worker.process.join()
        return unreadable(label, "reader-stopped", what="memory")
    if time.monotonic() > worker.deadline:
        worker.process.kill()
        worker.process.join()
        return unreadable(label, "reader-stopped", what="time")
    return None


def _replace(context: Any, worker: _Worker) -> _Worker:
    worker.process.kill()
    worker.pipe.close()
    worker.process.join()
    return _start(context)


def _start(context: Any) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, ours), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection, parents_end: Connection) -> None:
    """A worker's whole life: read what comes in, send what was found."""
    parents_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    _limit_memory()
    while True:
        try:
            source = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Any = read_source(source)
        except MemoryError:
            answer = "memory"
        except Exception as error:  # what the error says may quote what people typed; its kind does not
            answer = unreadable(source.label, "damaged", why=f"the reader gave up ({type(error).__name__})")
        try:
            pipe.send(answer)
        except MemoryError:
            pipe.send("memory")


def _end_with_parent() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory() -> None:
    """Allow this process the limit on top of what it had when it began."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a kernel file
        now = int(statm.read().split()[0]) * resource.getpagesize()
    ceiling = now + limits.MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
