"""One Chromium for all pages of a test run, driven through its DevTools pipe."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# As root in a container Chromium needs --no-sandbox; the other switches keep it from calling home.
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip


LETTER, A4 = (8.5, 11.0), (8.27, 11.69)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the browser shows it: its title and its elements, what it complained of, and how it prints.

    ``requests`` are the addresses it asked for beside its own; ``answer``: what the script that was to be run gave.
    """

    title: str
    dom: str
    complaints: list[str]
    pdf: bytes
    requests: list[str]
    answer: Any


class Browser:
    """A running Chromium."""

    def __init__(self, program: str, profile: Path) -> None:
        """Start it; it takes commands and tells events on pipes."""
        # Chromium takes its orders from descriptor 3 and answers on 4.
        command = ["sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null', "sh", program, *SWITCHES]
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._out, self._in = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._number = 0
        self._rest = b""
        self._events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        """Stop it at the end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop it."""
        with self._process:  # which closes the pipes and waits
            self._do("Browser.close")

    def open(
        self,
        url: str,
        ask: str = "null",
        *,
        scripts: bool = True,
        prints: bool = True,
        paper: tuple[float, float] = LETTER,
        width: int = 0,
    ) -> Page:
        """Open a page, wait until it is loaded, print it if it ``prints``, as its own CSS says, and close it.

        ``paper`` is the width and height in inches of the sheets that it prints on; ``width`` that of the window, if it
        isn't the usual one, in pixels.
        ``ask`` is run in the page, whatever the page allows; without ``scripts`` the page runs none of its own.
        """
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        session = self._do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._events.clear()
        for domain in ("Page", "Log", "Runtime", "Network"):
            self._do(f"{domain}.enable", session)
        self._do("Emulation.setScriptExecutionDisabled", session, value=not scripts)
        if width:
            window = {"width": width, "height": 2 * width, "deviceScaleFactor": 1, "mobile": True}
            self._do("Emulation.setDeviceMetricsOverride", session, **window)
        self._do("Page.navigate", session, url=url)
        while not any(e["method"] == "Page.loadEventFired" for e in self._events):
            self._hear()
        title, dom = (
            self._do("Runtime.evaluate", session, expression=f"document.{what}")["result"]["value"]
            for what in ("title", "documentElement.outerHTML")
        )
        asked = self._do("Runtime.evaluate", session, expression=ask, awaitPromise=True, returnByValue=True)
        size = {"paperWidth": paper[0], "paperHeight": paper[1], "preferCSSPageSize": True, "printBackground": True}
        printed = self._do("Page.printToPDF", session, **size) if prints else {}
        complaints = [
            json.dumps(event["params"])
            for event in self._events
            if event["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        ]
        requests = [e["params"]["request"]["url"] for e in self._events if e["method"] == "Network.requestWillBeSent"]
        self._do("Target.closeTarget", targetId=target)
        beside = [request for request in requests if request != url]
        return Page(
            title, dom, complaints, base64.b64decode(printed.get("data", "")), beside, asked["result"].get("value")
        )

    def _do(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Give a command, and return its result."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": session} if session else {}
        )
        os.write(self._out, json.dumps(order).encode() + b"\0")
        while True:
            told = self._hear()
            if told.get("id") == self._number:
                assert "error" not in told, told["error"]
                result: dict[str, Any] = told["result"]
                return result

    def _hear(self) -> dict[str, Any]:
        """The next thing that the browser tells; events are kept."""
        parts = [self._rest]
        while b"\0" not in parts[-1]:
            more = os.read(self._in, 1 << 20)
            assert more, "Chromium has ended"
            parts.append(more)
        message, _, self._rest = b"".join(parts).partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        if "method" in told:
            self._events.append(told)
        return told
