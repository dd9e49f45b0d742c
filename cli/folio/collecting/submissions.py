"""What the name of a handed-in file says: the learning system's number of the student, and whether it was late."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

# Canvas: name[_LATE]_<user id>_<attachment id>_<display name>; a text entry has no attachment.
_CANVAS = re.compile(
    r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<attachment>\d+)_(?P<display>.+)|(?P<entry>text|link)\.html)",
    re.IGNORECASE,
)
# Moodle: First Last_<participant>_assignsubmission_file[_], as a folder or before the file's name.
_MOODLE = re.compile(
    r"(?P<name>[^/]*?)_(?P<participant>\d+)_assignsubmission_(?:(?P<kind>file)(?:_?/|_)(?P<display>[^/]+)|onlinetext.*)"
)
# What Canvas calls everyone where marking is anonymous; the numbers there are nobody's own.
_ANONYMOUS = re.compile(r"anon_\w+?_\d+_(?P<display>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a path tells: ``system`` is Canvas, Moodle or empty, ``number`` its number of the student.

    ``number`` is empty where marking is anonymous. ``name`` is how the system writes the student; where there is no
    system, the names of file and folder. ``text`` says that it is no file, but what was typed in the system.
    ``display`` is the file's name as the student gave it. ``attachment`` is Canvas's number of the file, which is
    higher the later it was uploaded.
    """

    path: str
    display: str
    system: str = ""
    number: str = ""
    name: str = ""
    late: bool = False
    text: bool = False
    attachment: int = 0

    @property
    def attempt(self) -> tuple[str, bool]:
        """What the files of one attempt share: a download has the last attempt only, and all of it is late or none."""
        return self.path.rpartition("/")[0], self.late


def submission_of(path: str) -> Submission:
    """Return what the path of a file, with slashes, says of who handed it in."""
    steps = path.split("/")
    if moodle := _MOODLE.search("/".join(steps[-2:])):
        display = moodle["display"] or steps[-1]
        return Submission(path, display, "Moodle", moodle["participant"], moodle["name"], text=not moodle["kind"])
    if anonymous := _ANONYMOUS.fullmatch(steps[-1]):
        return Submission(path, anonymous["display"], "Canvas")
    if canvas := _CANVAS.fullmatch(steps[-1]):
        return Submission(
            path, canvas["display"] or steps[-1], "Canvas", canvas["user"], canvas["name"], bool(canvas["late"]),
            bool(canvas["entry"]), int(canvas["attachment"] or 0),
        )  # fmt: skip
    return Submission(path, steps[-1], name=" ".join(steps[-3:]))


def name_in_zip(submission: Submission) -> str:
    """Return the file's place in the zip that a learning system gave, by which it takes feedback back."""
    steps = submission.path.split("/")
    in_folder = submission.system == "Moodle" and "_assignsubmission_" not in steps[-1]
    return "/".join(steps[-2:] if in_folder else steps[-1:])


def name_beside(submission: Submission, name: str) -> str:
    """Return the place in a zip for Moodle of another file for the same student."""
    return name_in_zip(submission).removesuffix(submission.display) + name


def folder_in(submission: Submission) -> str:
    """Return what to call a folder for what goes back to who handed in a file: the learning system's own name."""
    place = PurePosixPath(name_in_zip(submission))
    return place.parent.name if len(place.parts) > 1 else place.stem
