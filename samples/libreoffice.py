"""Drive a real LibreOffice: open a workbook, do by hand what people do, save it again.

Runs under the system's Python, which has LibreOffice's ``uno`` module, and reads its orders as JSON from stdin:

    {"jobs": [{"open": PATH, "steps": [{"do": "rename_sheet", "sheet": "contacts", "to": "My people"}],
               "save": [{"path": PATH, "format": "xlsx"}], "dump": PATH, "texts": PATH, "recalculate": true}]}

``hands.py`` has the steps. ``dump`` writes every filled cell as JSON, its value and its formula if it has one:
{"values": {sheet: {address: value}}, "formulas": {sheet: {address: text}}}. ``texts`` writes what each row of the first
sheet shows: a list of texts for each.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hands
import uno
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.FormulaResult import ERROR
from sheets import prop

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97", "pdf": "calc_pdf_Export"}
TEXT_FILTERS = {"pdf": "writer_pdf_Export"}

# A picture of the first page in each .ods takes as long to draw as the file takes to open.
SETTINGS = """\
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="GenerateThumbnail" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def dump(document: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Every filled cell and every formula: {sheet: {address: value}}; errors as {"error": text}."""
    values: dict[str, dict[str, Any]] = {}
    formulas: dict[str, dict[str, str]] = {}
    for name in document.Sheets.ElementNames:
        sheet = document.Sheets.getByName(name)
        shown, written = values.setdefault(name, {}), formulas.setdefault(name, {})
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        for row, (data, texts) in enumerate(zip(area.DataArray, area.FormulaArray, strict=True), start=1):
            for col, (value, text) in enumerate(zip(data, texts, strict=True)):
                if text != "":
                    shown[f"{letters(col)}{row}"] = value
                    # A text that begins with = has an apostrophe before it here; an array formula has braces around it.
                    if text.startswith(("=", "{=")):
                        written[f"{letters(col)}{row}"] = text
        for wrong in sheet.queryFormulaCells(ERROR).RangeAddresses:
            for row in range(wrong.StartRow, wrong.EndRow + 1):
                for col in range(wrong.StartColumn, wrong.EndColumn + 1):
                    shown[f"{letters(col)}{row + 1}"] = {"error": sheet.getCellByPosition(col, row).String}
    return {"values": values, "formulas": formulas}


def texts(sheet: Any) -> list[list[str]]:
    """What the cells of a sheet show, row by row."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return [
        [sheet.getCellByPosition(col, row).String for col in range(end.EndColumn + 1)] for row in range(end.EndRow + 1)
    ]


def letters(col: int) -> str:
    """The letters of a column: 0 is A."""
    return (letters(col // 26 - 1) if col >= 26 else "") + chr(65 + col % 26)


def run(desktop: Any, job: dict[str, Any]) -> None:
    """Do one job."""
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["open"]), "_blank", 0, (prop("Hidden", True),))
    if document is None:
        raise SystemExit(f"LibreOffice cannot open {job['open']}")
    try:
        for step in job.get("steps", []):
            getattr(hands, "do_" + step["do"])(document, step)
        if job.get("recalculate"):
            document.calculateAll()
        if job.get("version"):
            Path(job["version"]).write_text(json.dumps(version()), encoding="utf-8")
        if job.get("dump"):
            Path(job["dump"]).write_text(json.dumps(dump(document)), encoding="utf-8")
        if job.get("texts"):
            Path(job["texts"]).write_text(json.dumps(texts(document.Sheets.getByIndex(0))), encoding="utf-8")
        for save in job.get("save", []):
            filters = FILTERS if document.supportsService("com.sun.star.sheet.SpreadsheetDocument") else TEXT_FILTERS
            document.storeToURL(uno.systemPathToFileUrl(save["path"]), (prop("FilterName", filters[save["format"]]),))
    finally:
        document.close(True)


def version() -> str:
    """The version of the office that answers."""
    said = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])


def main() -> None:
    """Do the jobs that stand on stdin; with ``--serve PID``, those that come later, as long as that process runs."""
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
        return
    with office() as desktop:
        for job in json.load(sys.stdin)["jobs"]:
            run(desktop, job)


@contextlib.contextmanager
def office() -> Iterator[Any]:
    """An office of its own, which is ended afterwards."""
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home, "user", "registrymodifications.xcu")
        settings.parent.mkdir()
        settings.write_text(SETTINGS, encoding="utf-8")
        pipe = f"folio{os.getpid()}-{time.monotonic_ns()}"
        program = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore", "--nologo",
                f"--accept=pipe,name={pipe};urp",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            desktop = connect(pipe)
            yield desktop
            with contextlib.suppress(Exception):  # the connection breaks while it ends
                desktop.terminate()
            program.wait(30)
        finally:
            program.kill()
            program.wait()


def serve(owner: int) -> None:
    """Say at which socket orders are taken, and go on in the background for as long as the owner runs.

    Orders are one line of JSON, and so is the answer: {} or {"error": text}. An office that failed is not used again.
    """
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{folder}/orders")
        door.listen()
        door.settimeout(1)
        print(f"{folder}/orders", flush=True)
        if os.fork():
            os._exit(0)  # without tidying up: the folder is the child's
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        while is_running(owner):
            with contextlib.suppress(Exception), office() as desktop:
                while is_running(owner):
                    with contextlib.suppress(TimeoutError):
                        answer(door, desktop)


def answer(door: socket.socket, desktop: Any) -> None:
    """Wait a moment for orders, carry them out, and answer."""
    caller, _ = door.accept()
    with caller, caller.makefile("rw", encoding="utf-8") as stream:
        caller.settimeout(None)
        try:
            for job in json.loads(stream.readline())["jobs"]:
                run(desktop, job)
        except (Exception, SystemExit):
            stream.write(json.dumps({"error": traceback.format_exc()}) + "\n")
            stream.flush()
            raise RuntimeError from None
        stream.write("{}\n")


def is_running(process: int) -> bool:
    """Whether there is a process with this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def connect(pipe: str) -> Any:
    """Wait for the office to answer."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice did not start")


if __name__ == "__main__":
    main()
