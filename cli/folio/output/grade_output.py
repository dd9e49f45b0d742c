"""What ``folio grade`` says: the list that nbgrader has, the points with their evidence, JSON, and a line a student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from folio.basics.csv_cells import neutral
from folio.basics.wording import counted, sentence_list, visible
from folio.collecting.gradebooks import FilledGradebook, Gradebook, parse_number
from folio.insight.grades import CriterionGrade, StudentGrade
from folio.template.grade_requirements import Requirements

FORMAT = 1
GRADES_FILE, EVIDENCE_FILE = "grades.csv", "evidence.csv"


def points_text(points: float | None) -> str:
    """Points as people write them, 2 decimals at most; empty where there are none yet."""
    return "" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


def grade_files(requirements: Requirements, grades: Sequence[StudentGrade]) -> dict[str, bytes]:
    """Return the two lists by their names."""
    most = points_text(requirements.most)
    rows = ({**_identity(g), **_nbgrader(requirements, g, most)} for g in grades)
    return {
        GRADES_FILE: _csv(_NBGRADER, rows),
        EVIDENCE_FILE: _csv(_EVIDENCE, (_evidence(g, c) for g in grades for c in g.criteria)),
    }


_NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_EVIDENCE = (
    "student_id", "last_name", "first_name", "class", "status", "file", "criterion", "title", "points", "max_points",
    "counted", "at_least", "why", "evidence", "unclear", "note",
)  # fmt: skip


def _identity(grade: StudentGrade) -> dict[str, str]:
    student = grade.work.student
    return {
        "student_id": student.student_id, "last_name": student.name.last, "first_name": student.name.first,
        "email": student.email, "class": student.class_, "status": grade.work.status,
        "file": "; ".join(r.path for r in grade.work.readings),
    }  # fmt: skip


def _nbgrader(requirements: Requirements, grade: StudentGrade, most: str) -> dict[str, str]:
    raw, score = points_text(grade.points), points_text(grade.score)
    taken = "" if grade.points is None or grade.score is None else points_text(grade.points - grade.score)
    return {
        "assignment": requirements.title, "duedate": requirements.due.isoformat() if requirements.due else "",
        "timestamp": grade.work.submitted_on, "raw_score": raw, "late_submission_penalty": taken, "score": score,
        "max_score": most,
    }  # fmt: skip


def _evidence(grade: StudentGrade, it: CriterionGrade) -> dict[str, Any]:
    return {
        **_identity(grade), "criterion": it.criterion.key, "title": it.criterion.heading,
        "points": points_text(it.points), "max_points": points_text(it.criterion.points),
        "counted": it.counted, "at_least": it.criterion.at_least, "why": it.why,
        "evidence": "; ".join(map(str, it.evidence)), "unclear": "; ".join(map(str, it.unclear)), "note": grade.note,
    }  # fmt: skip


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({k: neutral(v) for k, v in row.items()} for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def grade_data(
    requirements: Requirements, grades: Sequence[StudentGrade], filled: Mapping[str, FilledGradebook]
) -> dict[str, Any]:
    """The answer of ``folio grade --format json``; ``filled`` has the gradebooks by their systems."""
    return {
        "format": FORMAT,
        "title": requirements.title,
        "due": requirements.due.isoformat() if requirements.due else None,
        "max_points": requirements.most,
        "students": [
            {
                **_identity(g), "points": g.points, "late_penalty": g.penalty, "score": g.score,
                "note": g.note,
                "criteria": [_criterion(it) for it in g.criteria],
            }
            for g in grades
        ],
        "gradebooks": [
            {"system": system, "filled": it.filled, "kept": [{"why": w, "students": n} for w, n in it.kept.items()]}
            for system, it in filled.items()
        ],
    }  # fmt: skip


def _criterion(it: CriterionGrade) -> dict[str, Any]:
    return {
        "key": it.criterion.key, "title": it.criterion.heading, "points": it.points,
        "max_points": it.criterion.points, "counted": it.counted, "at_least": it.criterion.at_least, "why": it.why,
        "decided": it.decided, "evidence": [{"sheet": e.sheet, "cell": e.cell} for e in it.evidence],
        "unclear": [{"sheet": e.sheet, "cell": e.cell} for e in it.unclear],
    }  # fmt: skip


def grade_text(requirements: Requirements, grades: Sequence[StudentGrade]) -> Iterator[str]:
    """A line for each student, sorted by class and last name, then how many have a total."""
    most = points_text(requirements.most)
    for grade in sorted(grades, key=lambda g: (g.work.student.class_.casefold(), g.work.student.name.sort_key)):
        late = ", late" if grade.work.late_source and not grade.penalty else ""
        yield f"{_named(grade)}: {_total(grade, most)}{late}"
    left = sum(g.points is None for g in grades)
    still = f", {left} still open" if left else ""
    yield f"{counted(len(grades), 'student')}: {len(grades) - left} with a total{still}."


def _named(grade: StudentGrade) -> str:
    student = grade.work.student
    name = student.name.last_first or "; ".join(r.path for r in grade.work.readings)
    return visible(f"{name} ({student.student_id})" if student.student_id else name)


def _total(grade: StudentGrade, most: str) -> str:
    if grade.score is not None:
        off = f", {points_text(grade.penalty)} taken off for late work" if grade.penalty else ""
        return f"{points_text(grade.score)} of {most}{off}"
    lacking = [c for c in grade.criteria if c.points is None]
    if len(lacking) == len(grade.criteria) and len({c.why for c in lacking}) == 1:
        return f"no points: {lacking[0].why}"
    so_far = points_text(sum(c.points for c in grade.criteria if c.points is not None))
    return f"{so_far} so far; open: {sentence_list([f'{c.criterion.heading} ({c.why})' for c in lacking])}"


def gradebook_lines(
    book: Gradebook, filled: FilledGradebook, most: float, grades: Sequence[StudentGrade]
) -> Iterator[str]:
    """Say how many cells of a gradebook were filled, and which stay as they were, a line for each reason."""
    left = sum(g.score is None for g in grades)
    without = f" {counted(left, 'student has', 'students have')} no total yet, and so no points there." if left else ""
    yield f"{book.system}: {counted(filled.filled, 'cell')} filled.{without}"
    for why, names in filled.kept.items():
        yield f"{book.system}: no points for {sentence_list([visible(n) for n in names], _NAMED)}: {visible(why)}."
    possible = parse_number(book.most)
    if possible is not None and possible != most:
        yield f"{book.system} has {points_text(possible)} points there, and your requirements have {points_text(most)}."


def to_judge_lines(grades: Sequence[StudentGrade], requirements_file: str) -> Iterator[str]:
    """Say how many students wait for points that are the teacher's, and where those go."""
    if number := sum(g.to_judge for g in grades):
        who = counted(number, "student has", "students have")
        yield f"{who} points still to be judged: add them under [[students]] in {visible(requirements_file)}."


def late_lines(grades: Sequence[StudentGrade]) -> Iterator[str]:
    """Name the students whose work is late and costs nothing, since nobody knows by how many days."""
    if names := [visible(g.work.student.name.full) for g in grades if g.late_unknown]:
        yield (
            f"Late, and nothing taken off: {sentence_list(names, _NAMED)}. It isn't known by how many days. "
            "Put days_late into the requirements file."
        )


_NAMED = 5
