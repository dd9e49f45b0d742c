"""Make the pictures of the docs again: sheets by LibreOffice, a report by Chromium, a plan from its PDF.

Run it with ``make pictures``; it needs LibreOffice, Chromium and pdftoppm (Debian: poppler-utils). Crops leave out the
private columns and the empty rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parent / "docs" / "images"
STUDENT, CLASS_FOLDER, TODAY = HERE / "riverside" / "Ana Lopez.xlsx", HERE / "riverside", "2026-11-20"
# name: page of the sheet, width and height to keep, in pixels at this resolution
DPI = 90
SHEETS = {"interviews": (4, 1290, 560), "job-preview": (5, 1310, 660), "progress": (15, 1290, 1010)}
MARKED, MARKED_SHEETS = "Interviews FINAL.xlsx", {"feedback": (1, 1225, 470)}
CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def main() -> None:
    """Write every picture."""
    with tempfile.TemporaryDirectory() as folder:
        picture_sheets(STUDENT, SHEETS, folder)
        folio("check", CLASS_FOLDER.name, "--marked", f"{folder}/marked")
        picture_sheets(Path(folder, "marked", MARKED), MARKED_SHEETS, folder)
        for name, height, audience in (("class-report", 1560, "counselor"), ("for-the-school", 1150, "school")):
            folio("report", CLASS_FOLDER.name, "--out", f"{folder}/{name}", "--audience", audience)
            picture_page(Path(folder, name, "report.html"), name, (1080, height), folder)
        folio("letters", str(STUDENT), "--out", f"{folder}/letters")
        picture_page(Path(folder, "letters", "index.html"), "letters", (980, 1180), folder)
        folio("report", str(STUDENT), "--out", f"{folder}/family", "--audience", "family", "--format", "pdf")
        run("pdftoppm", "-png", "-singlefile", "-r", "75", f"{folder}/family/report.pdf", str(IMAGES / "for-a-family"))
        folio("plan", str(STUDENT), "--out", f"{folder}/plan", "--format", "pdf")
        (plan,) = Path(folder, "plan").glob("*.pdf")
        run("pdftoppm", "-png", "-singlefile", "-r", "75", str(plan), str(IMAGES / "plan"))
    for picture in sorted(IMAGES.iterdir()):
        print(f"{picture.name}: {picture.stat().st_size // 1024} KiB")


def picture_page(page: Path, name: str, size: tuple[int, int], folder: str) -> None:
    """Take a picture of the top of a page as Chromium shows it, in pixels."""
    run(
        *CHROMIUM, f"--user-data-dir={folder}/browser", f"--window-size={size[0]},{size[1]}",
        f"--screenshot={IMAGES / name}.png", page.as_uri(),
    )  # fmt: skip


def picture_sheets(workbook: Path, sheets: dict[str, tuple[int, int, int]], folder: str) -> None:
    """Take pictures of some sheets of a workbook as LibreOffice shows them."""
    pdf_filter = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
    run(
        "soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", pdf_filter,
        "--outdir", folder, str(workbook),
    )  # fmt: skip
    for name, (page, width, height) in sheets.items():
        run(
            "pdftoppm", "-png", "-singlefile", "-r", str(DPI), "-f", str(page), "-l", str(page),
            "-x", "0", "-y", "0", "-W", str(width), "-H", str(height),
            str(Path(folder, f"{workbook.stem}.pdf")), str(IMAGES / name),
        )  # fmt: skip


def folio(*words: str) -> None:
    """Run folio on the sample class; since that has a broken file, it does not end with 0."""
    command = [sys.executable, "-m", "folio", *words, "--today", TODAY, "-q"]
    subprocess.run(command, cwd=HERE, check=False, stdout=subprocess.DEVNULL)


def run(*command: str) -> None:
    """Run a program quietly; raise when it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
