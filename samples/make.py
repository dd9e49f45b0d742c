"""Make the sample class again from ``samples/story``: fill the workbooks, let LibreOffice edit and save some of them.

Run it with ``make samples``; it needs LibreOffice with its Python module (Debian: libreoffice-calc-nogui python3-uno).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from folio.template.loading import Kit, load_kit
from folio.workbook.build import among_listed, build_workbook, prefilled_rows
from folio.workbook.embedded_description import Owner

HERE = Path(__file__).resolve().parent
STORY, CLASS_FOLDER, ROBOT = HERE / "story", HERE / "riverside", HERE / "libreoffice.py"
# Debian's python3-uno belongs to this interpreter.
SYSTEM_PYTHON = "/usr/bin/python3"
HANDED_OUT = datetime(2026, 8, 31, 8, 0, tzinfo=UTC)

Story = dict[str, Any]


def main() -> None:
    """Write ``samples/riverside``: the roster and what the class handed in."""
    about = read_toml(STORY / "class.toml")
    CLASS_FOLDER.mkdir(exist_ok=True)
    for old in CLASS_FOLDER.iterdir():
        old.unlink()
    shutil.copy(STORY / "roster.csv", CLASS_FOLDER / "roster.csv")
    jobs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(STORY.glob("[0-9]*.toml")):
            story = read_toml(file)
            if story["state"] == "missing":
                continue
            target = CLASS_FOLDER / story["file"]
            content = filled_workbook(story, about)
            if story["state"] == "broken":
                content = content[: len(content) * 2 // 3]
            if story["saved_by"] == "libreoffice":
                original = Path(folder, f"{file.stem}.xlsx")
                original.write_bytes(content)
                save = {"path": str(target), "format": target.suffix[1:]}
                jobs.append({"open": str(original), "steps": steps(story), "recalculate": True, "save": [save]})
            else:
                target.write_bytes(content)
        run_robot(jobs)
    for target in sorted(CLASS_FOLDER.iterdir()):
        print(target.name)


def read_toml(path: Path) -> Story:
    """Read one file of the story."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def run_robot(jobs: list[dict[str, Any]]) -> None:
    """Let LibreOffice do the jobs; see ``libreoffice.py`` for what they can be."""
    subprocess.run(
        [SYSTEM_PYTHON, str(ROBOT)], input=orders(jobs), text=True, check=True, env={**os.environ, "TZ": "UTC"}
    )


def orders(jobs: list[dict[str, Any]]) -> str:
    """The jobs as LibreOffice's side takes them, in one line."""
    return json.dumps({"jobs": jobs}, default=lambda d: {"date": d.isoformat()})


def owner_of(story: Story, about: Story) -> Owner:
    """The student as the counselor's roster has them."""
    return Owner(story["name"], story["student_id"], story["email"], about["class"], about["counselor"], about["due"])


def content_of(story: Story, kit: Kit) -> dict[str, list[dict[str, Any]]]:
    """The rows of every sheet as this student typed them, on the rows that are there beforehand."""
    content: dict[str, list[dict[str, Any]]] = {
        s.key: [dict(row) for row in story.get(s.key, [])] for s in kit.template.sheets if s.layout == "table"
    }
    plan = prefilled_rows(kit, None)["questions"]
    added = []
    for typed in content["questions"]:
        row = typed.pop("row", None)
        if row is None:
            added.append(typed)
        else:
            plan[row - 1] |= typed
    content["questions"] = plan + added
    content |= {s.key: among_listed(kit.template, s.key, content[s.key]) for s in kit.template.tables if s.listed}
    content["start"] = [dict(story.get("start", {}))]
    return content


def filled_workbook(story: Story, about: Story) -> bytes:
    """The student's workbook, filled in."""
    kit = load_kit(story["template"])
    return build_workbook(
        kit, owner_of(story, about), workbook_id=f"sample-{story['student_id'].lower()}",
        content=content_of(story, kit), today=about["today"], created=HANDED_OUT,
    ).content  # fmt: skip


def steps(story: Story) -> list[dict[str, Any]]:
    """The student's edits as the robot takes them."""
    template = load_kit(story["template"]).template
    made = []
    for edit in story.get("edits", []):
        step = dict(edit)
        if step["do"] == "type":
            step["label"] = template.sheet(step["sheet"]).label
        made.append(step)
    return made


if __name__ == "__main__":
    main()
