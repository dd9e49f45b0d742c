"""``folio grade``: points by a counselor's requirements, with the cells that they rest on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from folio.commands import common


@click.command(epilog="Example:  folio grade collected --requirements mine.toml --out grades")
@common.paths_argument
@click.option(
    "--requirements", "requirements_file", required=True, metavar="FILE", type=common.GivenPath(path_type=Path),
    help="What the class has to do, for how many points; folio template copy gives one to begin with.",
)  # fmt: skip
@common.out_option("the grades")
@click.option(
    "--canvas", metavar="CSV", type=common.GivenPath(path_type=Path),
    help="A gradebook from Canvas; a copy with one column filled goes to DIR.",
)  # fmt: skip
@click.option("--column", metavar="TITLE", help="The heading of that column in the gradebook, with its number.")
@click.option(
    "--moodle", metavar="CSV", type=common.GivenPath(path_type=Path),
    help="A grading worksheet from Moodle; a copy with the grades filled in goes to DIR.",
)  # fmt: skip
@common.style_option
@common.cluster_option
@common.today_option
@common.force_option
@common.quiet_option
def command(
    paths: tuple[str, ...], requirements_file: Path, out: Path, canvas: Path | None, column: str | None,
    moodle: Path | None, style: Literal["text", "json"], cluster: str | None, today: date, *, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Give points for what a class did, with the cells that show it.

    The requirements say what counts: contacts, interviews, downsides and thank-yous. What students wrote is never
    graded; points for that are the teacher's, and stand in the same file. Where something can't be read, or nothing was
    noted, there are no points until the requirements say so.

    DIR gets grades.csv, with the columns of nbgrader, and evidence.csv, with a line for each student and criterion.
    With --canvas or --moodle, it also gets your file with the points in empty cells of that column. Everything else in
    it stays as it was, byte for byte.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.basics.wording import json_text, sentence_list, visible
    from folio.collecting.gradebooks import canvas_gradebook, fill, moodle_worksheet
    from folio.collecting.handed_in import handed_in
    from folio.insight.grades import decisions_left, grade_class
    from folio.output.grade_output import (
        EVIDENCE_FILE,
        GRADES_FILE,
        grade_data,
        grade_files,
        grade_text,
        gradebook_lines,
        late_lines,
        to_judge_lines,
    )
    from folio.template.grade_requirements import load_requirements

    if (canvas is None) != (column is None):
        raise click.UsageError("--canvas and --column go together: the gradebook, and the heading of its column.")
    requirements = load_requirements(requirements_file)
    books = [canvas_gradebook(canvas, column)] if canvas is not None and column is not None else []
    books += [moodle_worksheet(moodle)] if moodle is not None else []
    targets = {book.system: out / f"{book.system.lower()}.csv" for book in books}
    folder = RerunFolder(out, "grade", force=force)
    folder.refuse([out / GRADES_FILE, out / EVIDENCE_FILE, *targets.values()])
    intake = common.read_paths(paths, today, quiet=quiet, cluster=cluster)
    if not intake.readable:
        return common.ended(intake, quiet=quiet)
    works = handed_in(intake, paths)
    grades = grade_class(requirements, works, today)
    filled = {book.system: fill(book, works, [g.score for g in grades]) for book in books}
    contents = {out / name: content for name, content in grade_files(requirements, grades).items()}
    contents |= {targets[system]: made.content for system, made in filled.items()}
    given = [requirements_file, *(book.listed.path for book in books)]
    written = folder.write_all(contents, [*intake.paths, *paths, *given])
    common.finish(folder, quiet=quiet)
    if written:
        common.notify(f"Written: {sentence_list([visible(path) for path in written])}.", quiet=quiet)
    lines = [
        *(line for book in books for line in gradebook_lines(book, filled[book.system], requirements.most, grades)),
        *to_judge_lines(grades, str(requirements_file)),
        *late_lines(grades),
    ]
    for line in lines:
        common.notify(line, quiet=quiet)
    for name in decisions_left(requirements, works):
        common.notify(f"{visible(requirements_file)}: there is no work of {visible(name)!r}.", quiet=quiet)
    if style == "json":
        click.echo(json_text(grade_data(requirements, grades, filled)))
    else:
        for line in grade_text(requirements, grades):
            click.echo(line)
    return common.ended(intake, quiet=quiet)
