"""Feedback in the zip that Canvas or Moodle takes back: each file under the name with which it came."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from folio.collecting.handed_in import collected_from
from folio.collecting.submissions import Submission, name_beside, name_in_zip, submission_of
from folio.output.marked.answer_workbook import answer_workbook
from folio.output.marked.feedback_files import PAGE_ENDING, FeedbackFile, PlannedFeedback
from folio.template.theme import Theme

_NOT = "Not in a zip, because"
_ATTACH = "(attach it to a comment in SpeedGrader instead)"
_NO_ANSWER = f"{_NOT} Canvas would rename its page, which then opens nowhere {_ATTACH}"
_CHANGED = "In the zip as somebody changed it, not made anew"
_PAGE_CHANGED = f"In the zip without what somebody changed on the page, which Canvas would rename {_ATTACH}"
_OWNER_ONLY = 0o600 << 16


@dataclass(frozen=True, slots=True)
class FeedbackZips:
    """The zips, one for each learning system, as files are added to them.

    ``notices`` has what to say of some of the files: how each sentence begins, and the files.
    """

    _came: Mapping[str, Submission]
    _theme: Theme
    _today: date
    _members: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    notices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, planned: Iterable[PlannedFeedback], given: Sequence[str], theme: Theme, today: date) -> FeedbackZips:
        """Return the zips for these files, empty yet; ``given`` may be a collection, which knows how each file came."""
        origins = collected_from(given)
        paths = (plan.reading.path for plan in planned)
        return cls({path: submission_of(origins.get(path, path)) for path in paths}, theme, today)

    @property
    def names(self) -> list[str]:
        """The names of the zips that there may be."""
        return sorted({_zip_name(s.system) for s in self._came.values() if s.system})

    def add(self, made: FeedbackFile, changed: bytes | None = None) -> None:
        """Add a file to the zip of the system that it came from, or what somebody ``changed`` it to in the folder."""
        path = made.planned.reading.path
        came = self._came[path]
        name = name_in_zip(came)
        content: bytes | None = made.content if changed is None else changed
        if made.is_page and came.system == "Canvas":
            # Canvas gives an answer the ending of the file handed in: a page called .ods opens nowhere.
            content = answer_workbook(made.planned, PurePosixPath(name).suffix.lower(), self._theme, self._today)
        elif made.is_page:
            name = str(PurePosixPath(name).with_suffix(PAGE_ENDING))
        if not came.system:
            self.notices[f"{_NOT} it didn't come from Canvas or Moodle"].append(path)
        elif content is None:
            self.notices[_NO_ANSWER].append(path)
        elif name in self._members[came.system]:
            self.notices[f"{_NOT} another file has the same name"].append(path)
        else:
            self._members[came.system][name] = content
            if changed is not None:
                self.notices[_CHANGED if content == changed else _PAGE_CHANGED].append(made.target.as_posix())

    def add_beside(self, plan: PlannedFeedback, files: Mapping[str, bytes]) -> None:
        """Add more files for the student of a workbook, by their names; only Moodle takes back more than came."""
        came = self._came[plan.reading.path]
        for name, content in files.items() if came.system == "Moodle" else ():
            self._members["Moodle"].setdefault(name_beside(came, name), content)

    def contents(self) -> dict[str, bytes]:
        """Return the zips by their names; none without a file in it."""
        return {_zip_name(system): _packed(members) for system, members in self._members.items() if members}


def _zip_name(system: str) -> str:
    return f"{system.lower()}-feedback.zip"


def _packed(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        for name, content in sorted(members.items()):
            entry = zipfile.ZipInfo(name)  # of no day, so that the same files make the same zip
            entry.external_attr = _OWNER_ONLY
            zipped.writestr(entry, content)  # not packed again: a workbook is a zip
    return stream.getvalue()
