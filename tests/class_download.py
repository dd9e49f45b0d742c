"""A counselor's download: 96 students in three sections, and what ``folio collect`` must make of it.

Period 1 hands in through Canvas, period 3 through Moodle, period 5 in a shared folder. ``EXPECTED`` says who is what and
by which file, ``STRAYS`` what becomes of every other file. Both were written before the command.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from folio.template.loading import load_kit
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
from tests.workbooks import CREATED

DUE, TODAY = date(2026, 11, 20), date(2026, 11, 27)
LAST_TERM = date(2026, 4, 24)

_GIVEN = (
    "Ana", "Malik", "Emma", "Emma", "Zoë", "Tomasz", "Priya", "Daniel", "Fatima", "Linh", "Kwame", "Hannah", "Noah",
    "Aaliyah", "Marcus", "Ingrid", "Rosa", "Omar", "Yuki", "Elena", "Samuel", "Grace", "Victor", "Amara", "Leo", "Chloe",
    "Mateo", "Sofia", "Ivan", "Naomi", "Felix", "Jade",
)  # fmt: skip
_FAMILY = (
    ("Lopez", "Haddad", "Smith", "Smith", "Lindqvist", "Kowalczyk", "Raman", "Kim", "Nasser", "Nguyen", "Mensah",
     "Goldberg", "Begay", "Johnson", "Whitfield", "Berg", "Alvarez", "Farouk", "Tanaka", "Petrova", "Wright", "O'Neil",
     "Chen", "Okoro", "Marsh", "Dubois", "Rivera", "Costa", "Novak", "Stein", "Weber", "Park"),
    ("Abbott", "Baker", "Castro", "Dean", "Ekström", "Ferris", "Gupta", "Hart", "Idris", "Jansen", "Kaya", "Lowe",
     "Moss", "Nash", "Ortega", "Pike", "Quinn", "Reyes", "Sato", "Tully", "Underhill", "Vance", "Walsh", "Xiong",
     "Yates", "Zamora", "Archer", "Brandt", "Cole", "Doyle", "Ellis", "Frost"),
    ("Greer", "Hale", "Ingram", "Joyce", "Kent", "Lamb", "Mercer", "Noor", "Olsen", "Price", "Quist", "Rowe", "Sharp",
     "Trent", "Usman", "Voss", "Wolfe", "York", "Ziegler", "Ames", "Blythe", "Crane", "Drake", "Engel", "Finch", "Gale",
     "Hobbs", "Irwin", "Jarvis", "Knox", "Lyle", "Munro"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student on the roster: ``number`` is from 1 within the section ``period``."""

    period: int
    number: int

    @property
    def given(self) -> str:
        return "\u5a1c" if (self.period, self.number) == (5, 32) else _GIVEN[self.number - 1]

    @property
    def family(self) -> str:
        return "\u674e" if (self.period, self.number) == (5, 32) else _FAMILY[self.period // 2][self.number - 1]

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def id(self) -> str:
        return f"S{self.period}{self.number:03}"

    @property
    def email(self) -> str:
        return f"{self.id.lower()}@students.example.org"

    @property
    def class_(self) -> str:
        return f"Careers Period {self.period}"

    @property
    def lms_id(self) -> int:
        """Canvas's number of the user, Moodle's of the participant."""
        return 50_000 + 100 * self.period + self.number

    def owner(self, due: date = DUE, class_: str = "") -> Owner:
        return Owner(self.name, self.id, self.email, class_ or self.class_, "Ms. Okafor", due, ("Nursing",))


CLASS = [Pupil(period, number) for period in (1, 3, 5) for number in range(1, 33)]

_KIT = load_kit("essentials")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def workbook(made_for: Owner | None, typed: Rows, name: str) -> bytes:
    """A workbook that folio made for someone, or for nobody, with this typed into it."""
    owner, today = made_for or Owner(), TODAY
    return build_workbook(
        _KIT, owner, workbook_id=f"{owner.student_id or 'blank'}-{name}", content=typed, today=today, created=CREATED,
        prepared=8,
    ).content  # fmt: skip


def work(
    pupil: Pupil, *, interviews: int = 1, day: date = date(2026, 11, 4), start: Mapping[str, Any] | None = None
) -> Rows:
    """What a student typed: two contacts, and so many interviews from a day on."""
    first, second = f"Dana Lee {pupil.number}", f"Sam Ortiz {pupil.number}"
    rows: dict[str, list[Mapping[str, Any]]] = {
        "contacts": [
            {"name": first, "organization": f"Clinic {pupil.id}", "status": "Completed", "requested_on": day},
            {"name": second, "organization": f"Labs {pupil.id}", "status": "Identified"},
        ],
        "interviews": [
            {"contact": name, "date": day, "status": "Completed", "takeaway": f"Charting takes a third ({pupil.id})"}
            for name in (first, second)[:interviews]
        ],
    }
    return rows | ({"start": [start]} if start else {})


@dataclass(slots=True)
class Download:
    """Files by path (in a zip after its name), what each student is, and what becomes of the other files."""

    files: dict[str, bytes] = field(default_factory=dict)
    # By student id: status, the file that counts, and whether it is a guess.
    expected: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    # By path: the status of files that count for nobody.
    strays: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    late_by: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, content: bytes) -> str:
        assert path not in self.files
        self.files[path] = content
        return path

    def says(self, pupil: Pupil, status: str, file: str = "", *, guess: bool = False) -> None:
        self.expected[pupil.id] = (status, file, guess)


def download() -> Download:
    """The whole class."""
    result = Download()
    for pupil in CLASS:
        {1: _canvas, 3: _moodle, 5: _shared}[pupil.period](result, pupil)
    assert len(result.expected) == len(CLASS)
    return result


def _canvas(to: Download, pupil: Pupil) -> None:
    plain = "".join(c for c in f"{pupil.family}{pupil.given}".lower() if c.isalnum())

    def hand_in(display: str, content: bytes, *, late: bool = False, attachment: int = 1) -> str:
        mark = "_LATE" if late else ""
        return to.put(
            f"canvas.zip/{plain}{mark}_{pupil.lms_id}_{90_000 + 10 * pupil.number + attachment}_{display}", content
        )

    own = pupil.owner()
    match pupil.number:
        case 21:
            to.says(pupil, "LATE", hand_in("workbook.xlsx", workbook(own, work(pupil), "a"), late=True))
            to.late_by[pupil.id] = "Canvas"
        case 22:  # two files in one attempt, and neither has all that the other has
            elsewhere = work(pupil, start={"about_me": "I like quiet rooms."})
            for i, typed in enumerate((work(pupil, interviews=2), elsewhere), start=1):
                to.strays[hand_in(f"version {i}.xlsx", workbook(own, typed, "a"), attachment=i)] = "DUPLICATE"
            to.says(pupil, "DUPLICATE")
        case 23:  # the same file twice in one attempt
            content = workbook(own, work(pupil), "a")
            to.says(pupil, "FOUND", hand_in("interviews.xlsx", content))
            to.strays[hand_in("interviews-1.xlsx", content, attachment=2)] = "DUPLICATE"
        case 24:  # the workbook of the next one on the list, handed in as one's own
            other = replace(pupil, number=25)
            to.strays[hand_in("my workbook.xlsx", workbook(other.owner(), work(other), "a"))] = "MISMATCH"
            to.says(pupil, "MISMATCH")
        case 26:
            last = workbook(pupil.owner(LAST_TERM, "Careers Spring"), work(pupil, day=date(2026, 3, 12)), "old")
            to.strays[hand_in("workbook.xlsx", last)] = "OLD"
            to.says(pupil, "OLD")
        case 27:
            to.says(pupil, "NOT STARTED", hand_in("workbook.xlsx", workbook(own, {}, "a")))
        case 28:
            to.strays[hand_in("interviews.docx", b"PK\x03\x04 a text document")] = "WRONG FILE"
            to.says(pupil, "WRONG FILE")
        case 29:
            to.strays[to.put(f"canvas.zip/{plain}_{pupil.lms_id}_text.html", b"<p>Here is my work.</p>")] = "WRONG FILE"
            to.says(pupil, "WRONG FILE")
        case 30:
            to.says(pupil, "MISSING")
        case 31:
            to.strays[hand_in("workbook.xlsx", workbook(own, work(pupil), "a")[:5000])] = "UNREADABLE"
            to.says(pupil, "UNREADABLE")
        case 32:
            to.says(pupil, "FOUND", hand_in("workbook.xlsx", workbook(own, work(pupil), "a"), attachment=2))
            to.strays[hand_in("letter.docx", b"PK\x03\x04 a letter")] = "WRONG FILE"
        case number:
            display = ("workbook.xlsx", "Interviews FINAL.xlsx", "career-workbook-3.xlsx")[number % 3]
            to.says(pupil, "FOUND", hand_in(display, workbook(own, work(pupil), "a")))


def _moodle(to: Download, pupil: Pupil) -> None:
    folder = f"moodle.zip/{pupil.name}_{pupil.lms_id}_assignsubmission_file"

    def hand_in(name: str, content: bytes) -> str:
        return to.put(f"{folder}/{name}", content)

    own = pupil.owner()
    match pupil.number:
        case 21:
            to.says(pupil, "LATE", hand_in("workbook.xlsx", workbook(own, work(pupil), "a")))
            to.late_by[pupil.id] = "Moodle"
        case 22:  # handed in after the due date, within an extension
            to.says(pupil, "FOUND", hand_in("workbook.xlsx", workbook(own, work(pupil), "a")))
        case 23:
            to.says(pupil, "EXCUSED")
        case 24:
            to.says(pupil, "EXTENSION")
        case 25:  # nobody's name inside: Moodle knows
            to.says(pupil, "FOUND", hand_in("workbook.xlsx", workbook(None, work(pupil), "a")))
        case 27:
            to.says(pupil, "NOT STARTED", hand_in("workbook.xlsx", workbook(own, {}, "a")))
        case 28 | 29:
            to.says(pupil, "MISSING")
        case 30:  # a name inside that has nothing in common with the one who handed it in
            stranger = {"name": "Gil Thorne"}
            to.strays[hand_in("workbook.xlsx", workbook(None, work(pupil, start=stranger), "a"))] = "MISMATCH"
            to.says(pupil, "MISMATCH", guess=True)
        case 31:  # another first name than on the roster
            nickname = {"name": f"Fitz {pupil.family}"}
            file = hand_in("workbook.xlsx", workbook(None, work(pupil, start=nickname), "a"))
            to.says(pupil, "FOUND", file, guess=True)
        case 32:  # an earlier state of it is in the shared folder, too
            to.says(pupil, "FOUND", hand_in("workbook.xlsx", workbook(own, work(pupil, interviews=2), "a")))
            to.strays[to.put("shared/Careers draft.xlsx", workbook(own, work(pupil), "a"))] = "DUPLICATE"
        case number:
            to.says(pupil, "FOUND", hand_in(f"work {number}.xlsx", workbook(own, work(pupil), "a")))


def _shared(to: Download, pupil: Pupil) -> None:
    own, nobody = pupil.owner(), None
    name = f"shared/{pupil.family} {pupil.given}.xlsx"
    match pupil.number:
        case 17:  # whose it is stands in the name of the file alone
            to.says(
                pupil,
                "FOUND",
                to.put(f"shared/{pupil.name} {pupil.id}.xlsx", workbook(nobody, work(pupil), "a")),
                guess=True,
            )
        case 18:  # or in that of a folder
            to.says(
                pupil,
                "FOUND",
                to.put(f"shared/{pupil.name}/my workbook.xlsx", workbook(nobody, work(pupil), "a")),
                guess=True,
            )
        case 19:  # nowhere
            to.strays[to.put("shared/career workbook.xlsx", workbook(nobody, work(pupil), "a"))] = "EXTRA"
            to.says(pupil, "MISSING")
        case 20:  # a browser's copy, with more in it
            to.strays[to.put("shared/interviews.xlsx", workbook(own, work(pupil), "a"))] = "DUPLICATE"
            to.says(pupil, "FOUND", to.put("shared/interviews (1).xlsx", workbook(own, work(pupil, interviews=2), "a")))
        case 21:  # a sync client's copy; both went on
            more = work(pupil, start={"about_me": "I fix bicycles."})
            for file, content in (
                (name, work(pupil, interviews=2)),
                (name.replace(".xlsx", f" ({pupil.given}'s conflicted copy 2026-11-18).xlsx"), more),
            ):
                to.strays[to.put(file, workbook(own, content, "a"))] = "DUPLICATE"
            to.says(pupil, "DUPLICATE")
        case 22 | 23:
            last = workbook(pupil.owner(LAST_TERM, "Careers Spring"), work(pupil, day=date(2026, 3, 12)), "old")
            to.strays[to.put(f"shared/old/{pupil.id}.xlsx", last)] = "OLD"
            if pupil.number == 22:
                to.says(pupil, "OLD")
            else:
                to.says(pupil, "FOUND", to.put(name, workbook(own, work(pupil), "a")))
        case 24:
            to.says(pupil, "FOUND", to.put(name, workbook(own, work(pupil), "a")))
            to.left_out |= {
                to.put(f"shared/{litter}", b"x")
                for litter in ("~$Finch.xlsx", "._Finch.xlsx", "Thumbs.db", ".~lock.Finch.xlsx#")
            }
        case 25:  # and what period 1 handed in through Canvas is here once more
            to.says(pupil, "FOUND", to.put(name, workbook(own, work(pupil), "a")))
            other = Pupil(1, 5)
            to.strays[to.put(f"shared/{other.family}.xlsx", workbook(other.owner(), work(other), "a"))] = "DUPLICATE"
        case 26:  # the next one's workbook, under this one's name
            other = replace(pupil, number=27)
            to.strays[to.put(name, workbook(other.owner(), work(other), "a"))] = "MISMATCH"
            to.says(pupil, "MISMATCH", guess=True)
        case 28:
            visitor = Owner("Zack Visitor", "X999", "", "Exchange", "", DUE)
            to.strays[to.put("shared/Zack.xlsx", workbook(visitor, work(pupil), "a"))] = "EXTRA"
            to.says(pupil, "MISSING")
        case 29:
            to.says(pupil, "NOT STARTED", to.put(name, workbook(own, {}, "a")))
        case 30:
            to.strays[to.put(f"shared/{pupil.name}.pdf", b"%PDF-1.7")] = "WRONG FILE"
            to.says(pupil, "WRONG FILE", guess=True)
        case 31:  # an interview that was held after the due date
            file = to.put(name, workbook(own, work(pupil, day=date(2026, 11, 24)), "a"))
            to.says(pupil, "LATE", file, guess=True)
            to.late_by[pupil.id] = "dates inside"
        case 32:  # a name in another script, and no number
            owner = replace(own, student_id="", email="")
            to.says(pupil, "FOUND", to.put("shared/career work.xlsx", workbook(owner, work(pupil), "a")))
        case _:
            to.says(pupil, "FOUND", to.put(name, workbook(own, work(pupil), "a")))


def rosters() -> dict[str, bytes]:
    """The counselor's own list of all, Canvas's gradebook of period 1, and Moodle's worksheet of period 3."""
    excuses = {(3, 22): "extension 2026-11-25", (3, 23): "excused", (3, 24): "extension 2026-12-05"}
    own = ["name,student_id,email,class,status"]
    canvas = ["Student,ID,SIS User ID,SIS Login ID,Section,Career workbook (777)", ",,,,,Manual Posting"]
    canvas.append("    Points Possible,,,,,20")
    about = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed"
    moodle = [f"{about},Last modified (submission),Last modified (grade),Feedback comments"]
    for pupil in CLASS:
        excuse = excuses.get((pupil.period, pupil.number), "")
        own.append(f"{pupil.name},{pupil.id},{pupil.email},{pupil.class_},{excuse}")
        if pupil.period == 1:
            canvas.append(f'"{pupil.family}, {pupil.given}",{pupil.lms_id},{pupil.id},{pupil.email},{pupil.class_},')
        if pupil.period == 3:
            day = {21: "Monday, November 23, 2026, 9:15 PM", 22: "Tuesday, November 24, 2026, 8:00 AM"}
            modified = day.get(pupil.number, "Thursday, November 19, 2026, 4:05 PM")
            modified = "-" if pupil.number in (23, 24, 28, 29) else modified
            moodle.append(
                f"Participant {pupil.lms_id},{pupil.name},{pupil.email},Submitted for grading - ,,20.00,Yes,"
                f'"{modified}",-,'
            )
    canvas.append('"Student, Test",99999,,,Careers Period 1,')
    texts = {"school.csv": own, "gradebook.csv": canvas, "worksheet.csv": moodle}
    return {name: ("\r\n".join(lines) + "\r\n").encode("utf-8-sig") for name, lines in texts.items()}


def unpack_into(folder: Path, came_in: Download) -> None:
    """Write the zips, the shared folder and the rosters."""
    zips: dict[str, list[tuple[str, bytes]]] = {}
    for path, content in came_in.files.items():
        head, _, rest = path.partition("/")
        if head.endswith(".zip"):
            zips.setdefault(head, []).append((rest, content))
        else:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for name, members in zips.items():
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
            for inside, content in members:
                packed.writestr(inside, content)
        (folder / name).write_bytes(stream.getvalue())
    for name, content in rosters().items():
        (folder / name).write_bytes(content)
