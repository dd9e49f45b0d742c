"""Ctrl-C, whenever it comes: it ends a command with 130 and one line, whatever code it interrupts.

It is a KeyboardInterrupt, but not always seen as one: in code that C calls, it comes out as another error (a class that
is just being made turns it into a RuntimeError), and in a destructor Python prints and forgets it.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from types import FrameType

SAID = "Interrupted. No half-written file was left behind."
_seen = False


def leave_at_once() -> None:
    """While folio is being loaded, nothing is written yet: Ctrl-C ends the process."""
    # A process in the background is told to ignore Ctrl-C, and goes on doing so.
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave)


def watch() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt, and is remembered; unless the process isn't folio's own."""
    sys.unraisablehook = _raise_again
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, _raise)


def stop() -> None:
    """The code is settled: from now on, Ctrl-C changes nothing."""
    if signal.getsignal(signal.SIGINT) is _raise:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def seen() -> bool:
    """Whether Ctrl-C came, whatever became of it."""
    return _seen


def _leave(_number: int, _frame: FrameType | None) -> None:
    try:
        os.write(2, f"{SAID}\n".encode())
    finally:
        os._exit(130)


def _raise(_number: int, _frame: FrameType | None) -> None:
    global _seen
    _seen = True
    raise KeyboardInterrupt


def _raise_again(unraisable: sys.UnraisableHookArgs) -> None:
    """In the middle of a destructor it would be printed and forgotten; raise it again where it counts."""
    if unraisable.exc_type is KeyboardInterrupt:
        # Not at once, or it would come in this very function, to be printed and forgotten again.
        threading.Timer(0.01, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(unraisable)
