"""Files from others are parsed only in worker processes, which have limits and can be replaced.

A worker that dies or overstays costs one file, never the run. Workers do not see Ctrl-C, and end with their parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing as mp
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeVar

from folio.basics.regional_formats import RegionalFormats, regional, write_as
from folio.intake import limits
from folio.intake.files.workbook_file import READING_ERRORS, WorkbookFile
from folio.intake.model import Reading
from folio.intake.one_workbook import get_ready, read_content, unreadable

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Job = TypeVar("Job")
Answer = TypeVar("Answer")

_PR_SET_PDEATHSIG = 1
_STOPPED = {
    "memory": "it needed too much memory",
    "time": "it took too long",
    "a crash": "it needed too much memory or crashed the reader",
}


@dataclass(frozen=True, slots=True)
class Failed:
    """A job without an answer: ``what`` is "memory", "time", "a crash", or the kind of the error that ended it."""

    what: str


def read_all(sources: Sequence[WorkbookFile], processes: int | None = None) -> Iterator[tuple[int, Reading]]:
    """Read every source, and yield each reading with its number as it is finished.

    The largest are handed out first, so that none of them is what all others wait for at the end.
    """
    get_ready()
    order = sorted(range(len(sources)), key=lambda i: -sources[i].size)
    for number, answer in run_guarded(read_source, [sources[i] for i in order], processes):
        index = order[number]
        yield index, not_read(sources[index], answer) if isinstance(answer, Failed) else answer


def read_source(source: WorkbookFile) -> Reading:
    """Read one source in this process; problems with the file are in the Reading."""
    try:
        content = source.read()
    except READING_ERRORS as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            return unreadable(source.label, "encrypted")
        if isinstance(error, NotImplementedError):
            return unreadable(source.label, "other-compression", method=str(error))
        if not isinstance(error, OSError):
            return unreadable(source.label, "damaged", why="it doesn't come out of its zip in one piece")
        return unreadable(source.label, "unreadable", why=error.strerror or str(error))
    return read_content(source.label, content)


def not_read(source: WorkbookFile, failed: Failed) -> Reading:
    """Return the Reading of a file that a limit or a defect kept from being read."""
    if failed.what in _STOPPED:
        return unreadable(source.label, "reader-stopped", why=_STOPPED[failed.what])
    return unreadable(source.label, "damaged", why=f"the reader gave up ({failed.what})")


def run_guarded(
    work: Callable[[Job], Answer], jobs: Sequence[Job], processes: int | None = None
) -> Iterator[tuple[int, Answer | Failed]]:
    """Do ``work`` on every job in worker processes, and yield each answer with the job's number as it is finished.

    There are so many ``processes``, or as many as this machine has cores. ``work`` is a function at the top of its
    module. What it raises, and what a limit ends, is a Failed.
    """
    # Forking takes milliseconds, but is safe only on Linux.
    context = mp.get_context("fork" if sys.platform == "linux" else None)
    waiting = list(range(len(jobs) - 1, -1, -1))
    count = min(processes or os.cpu_count() or 1, len(jobs))
    workers = [_start(context, work) for _ in range(count)]
    try:
        while waiting or any(w.job is not None for w in workers):
            for i, worker in enumerate(workers):
                if worker.job is None and waiting:
                    index = waiting.pop()
                    try:
                        worker.pipe.send(jobs[index])
                    except OSError:  # it died while idle
                        waiting.append(index)
                        workers[i] = _replace(context, work, worker)
                        continue
                    worker.begin(index)
            busy = [w for w in workers if w.job is not None]
            left = min((w.deadline for w in busy), default=0) - time.monotonic()
            wait([w.pipe for w in busy], timeout=max(left, 0.0))
            for i, worker in enumerate(workers):
                if worker.job is not None and (answer := _collect(worker)) is not None:
                    yield worker.job, answer[0]
                    worker.job = None
                    # A worker that failed may hold on to its memory: the next jobs get a new one.
                    if isinstance(answer[0], Failed) or not worker.process.is_alive():
                        workers[i] = _replace(context, work, worker)
    finally:
        for worker in workers:
            _end(worker)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    job: int | None = None
    began: float = 0.0
    worked: float = 0.0
    deadline: float = 0.0

    def begin(self, job: int) -> None:
        """Start the clock for a job."""
        self.job, self.began = job, time.monotonic()
        self.worked = _seconds_worked(self.process.pid) or 0.0
        self.deadline = self.began + limits.SECONDS

    def is_late(self) -> bool:
        """Whether its time is over; time spent waiting for the CPU moves the deadline, up to a limit."""
        now, worked = time.monotonic(), _seconds_worked(self.process.pid)
        if now <= self.deadline:
            return False
        left = 0.0 if worked is None else limits.SECONDS - (worked - self.worked)
        self.deadline = min(now + left, self.began + limits.PATIENCE * limits.SECONDS)
        return now >= self.deadline


def _seconds_worked(pid: int | None) -> float | None:
    """Return how many seconds of CPU time a process has used; None where the system does not say."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - a kernel file
            user, system = stat.read().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return None


def _collect(worker: _Worker) -> tuple[Any] | None:
    """Return the worker's answer, or None while it works; a dead or late worker gives a Failed."""
    try:
        if worker.pipe.poll():
            return (worker.pipe.recv(),)
    except (EOFError, OSError):
        worker.process.join()
        return (Failed("a crash"),)
    if worker.is_late():
        worker.process.kill()
        worker.process.join()
        return (Failed("time"),)
    return None


def _replace(context: Any, work: Callable[[Any], Any], worker: _Worker) -> _Worker:
    _end(worker)
    return _start(context, work)


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.pipe.close()
    worker.process.join()


def _start(context: Any, work: Callable[[Any], Any]) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(work, regional(), theirs, ours), daemon=True)
    with deaf():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """What is started here is born without hearing Ctrl-C: before it could say so, it would end with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Callable[[Any], Any], formats: RegionalFormats, pipe: Connection, parents_end: Connection) -> None:
    """Run a worker: take a job, send the answer, until the pipe closes."""
    parents_end.close()
    write_as(formats)
    _be_silent(pipe.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _limit_memory()
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = work(job)
        except MemoryError:
            answer = Failed("memory")
        except Exception as error:  # the message may quote what people typed; the type does not
            answer = Failed(type(error).__name__)
        try:
            pipe.send(answer)
        except MemoryError:
            pipe.send(Failed("memory"))


def _be_silent(pipe: int) -> None:
    """Silence libraries that write to stdout or stderr when they crash: the answer says what the user needs."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in {1, 2} - {pipe}:  # if a stream was closed from the start, the pipe may have its number
        os.dup2(nowhere, stream)
    faulthandler.disable()


def end_with_parent() -> None:
    """Let this process end when the thread that started it does, where the system can."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory() -> None:
    """Allow this process the limit on top of what it has now."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - a kernel file
        now = int(statm.read().split()[0]) * resource.getpagesize()
    ceiling = now + limits.MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
