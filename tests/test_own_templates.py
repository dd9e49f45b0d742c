"""Templates of a counselor's own, cut down or added to: new, check, report and letters go through with each."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from folio.basics.content_folders import content_folder
from folio.exit_codes import ExitCode
from folio.insight.custom_columns import added_columns
from folio.insight.student_findings import student_findings
from folio.template.loading import load_kit
from folio.template.requirements import OPTIONAL, REQUIRED
from folio.template.schema import Template
from tests.conftest import cell_of, open_book
from tests.readings import CANARY, a_reading

Folio = Callable[..., Any]
Data = dict[str, Any]
TODAY = "2026-11-20"

CONTENT: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Dana Lee", "organization": "Cedar Clinic", "status": "Completed", "source": "Teacher"},
        {"name": "Sam Ortiz", "status": "Requested", "referred_by": "Dana Lee", "requested_on": date(2026, 11, 2),
         "next_step": "Call", "next_step_due": date(2026, 11, 24)},
        {"name": "Kim Wu", "status": "Identified", "source": "Alum"},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": date(2026, 11, 18), "status": "Completed", "interest_before": 3,
         "interest_after": 5, "takeaway": "Charting takes a third of the shift."},
    ],
    "questions": [{"contact": "Dana Lee", "question": "What is hard?", "asked": "Yes", "answer": "The nights."}],
    "peaks_wanted": [{"contact": "Dana Lee", "category": "Skills", "quality": "Writing", "importance": 5}],
    "peaks_mine": [{"category": "Skills", "quality": "Writing", "rating": 3, "document": "Essay", "strength": 4}],
    "preview": [{"contact": "Dana Lee", "facet": "Autonomy", "upside": "Free", "downside": "Alone", "rating": 4}],
    "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "point": "The new ward"}],
}  # fmt: skip

ADDED_SHEET: Data = {
    "key": "shadowing", "title": "Job shadowing", "purpose": "A day at someone's side.", "label": "contact", "columns": [
        {"key": "contact", "header": "With whom", "type": "reference", "refers_to": "contacts"},
        {"key": "date", "header": "Day", "type": "date"},
        {"key": "hours", "header": "Hours | all", "type": "integer"},
        {"key": "again", "header": "Again?", "type": "yes_no"},
        {"key": "seen", "header": "What I saw", "type": "long_text"},
        {"key": "feelings", "header": "How I felt", "type": "long_text", "private": True},
    ],
}  # fmt: skip
ADDED_COLUMNS: dict[str, list[Data]] = {
    "start": [{"key": "nickname", "header": "What to call me", "type": "text", "section": "about"}],
    "contacts": [
        {"key": "languages", "header": "Languages spoken", "type": "text"},
        {"key": "diary", "header": "Diary", "type": "long_text", "private": True},
    ],
    "interviews": [{"key": "mood", "header": "Mood", "type": "long_text"}],
}


def shipped(name: str) -> Data:
    return tomllib.loads((content_folder("workbook_templates") / name / "workbook.toml").read_text(encoding="utf-8"))


def written(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def template_of(folder: Path, data: Data) -> str:
    folder.mkdir()
    text = "\n".join(f"{key} = {written(value)}" for key, value in ({**data, "name": "my_own"}).items())
    (folder / "workbook.toml").write_text(text, encoding="utf-8")
    return folder.name


def kept(data: Data, columns: Callable[[str, str], bool], optional: Sequence[str] = ()) -> Data:
    """The template with the core's sheets and these optional ones, and of each the columns that are wanted."""
    sheets = []
    for sheet in data["sheets"]:
        if sheet["key"] in (*REQUIRED, *optional):
            typed = [c for c in sheet["columns"] if columns(sheet["key"], c["key"]) and c["type"] != "formula"]
            typed = [{k: v for k, v in c.items() if k != "proposal"} for c in typed]
            rest = {
                k: v
                for k, v in sheet.items()
                if k not in ("meter", *(["prefill"] if sheet["key"] != "questions" else []))
            }
            sheets.append({**rest, "columns": typed, "charts": []})
    return {**data, "sheets": sheets}


def is_core(sheet: str, column: str) -> bool:
    return column in {**REQUIRED, **OPTIONAL}.get(sheet, {})


def everything(_: str, __: str) -> bool:
    return True


CUT: dict[str, Data] = {
    "the core alone": kept(shipped("essentials"), is_core),
    "the core of everything": kept(shipped("complete"), is_core, tuple(OPTIONAL)),
    "only follow-ups besides": kept(shipped("complete"), is_core, ("follow_ups",)),
    "only previews besides": kept(shipped("complete"), everything, ("preview",)),
    "without follow-ups": kept(shipped("complete"), everything, ("preview", "leads", "practice", "offers")),
}


def fill(path: Path, content: Mapping[str, Sequence[Mapping[str, Any]]], template: Template) -> None:
    """Type the content into a workbook, as far as it has sheets and columns for it."""
    book = open_book(path)
    for key, rows in content.items():
        for number, row in enumerate(rows):
            for column, value in row.items():
                if template.has(key, column):
                    cell_of(book, f"{key}.{column}", number).value = value
    book.save(path)


def filled(folio: Folio, data: Data, content: Mapping[str, Sequence[Mapping[str, Any]]] = CONTENT) -> Template:
    name = template_of(Path("mine"), data)
    assert folio("template", "check", name).code == ExitCode.OK
    made = folio("new", "ana.xlsx", "--template", name, "--name", "Ana Lopez")
    assert made.code == ExitCode.OK, made.err
    template = load_kit(name).template
    fill(Path("ana.xlsx"), content, template)
    return template


@pytest.mark.parametrize("data", CUT.values(), ids=CUT)
def test_a_template_that_is_cut_down_goes_all_the_way(folio: Folio, data: Data) -> None:
    template = filled(folio, data)
    checked = json.loads(folio("check", "ana.xlsx", "--format", "json", "--today", TODAY).out)
    assert {p["severity"] for w in checked["workbooks"] for p in w["problems"]} <= {"warning", "note"}
    report = folio("report", "ana.xlsx", "--out", "out", "--format", "html,md,xlsx", "--today", TODAY)
    assert report.code == ExitCode.OK, report.err
    said = Path("out/report.md").read_text(encoding="utf-8")
    assert "Charting takes a third of the shift." in said
    assert "Also in this workbook" not in said
    assert ("The new ward" in said) is template.has("follow_ups")
    letters = folio("letters", "ana.xlsx", "--out", "letters", "--format", "txt", "--today", TODAY)
    assert letters.code == ExitCode.OK
    drafted = {p.name for p in Path("letters").glob("*.txt")}
    assert {"thank-you-dana-lee.txt", "request-kim-wu.txt"} <= drafted
    assert ("reminder-sam-ortiz.txt" in drafted) is template.has("contacts", "requested_on")
    whole = folio("report", "ana.xlsx", "ana.xlsx", "--out", "class", "--format", "html,md,xlsx", "--today", TODAY)
    assert whole.code == ExitCode.OK


# Added sheets and columns


def with_added() -> Data:
    data = shipped("essentials")
    data["sheets"] = [
        {**sheet, "columns": [*sheet["columns"], *({**c} for c in ADDED_COLUMNS.get(sheet["key"], []))]}
        for sheet in data["sheets"]
    ]
    start = data["sheets"][0]
    start["columns"][-1]["section"] = start["sections"][0]["key"]
    data["sheets"].append(ADDED_SHEET)
    return data


ADDED: dict[str, list[dict[str, Any]]] = {
    **CONTENT,
    "start": [{"nickname": "Anita"}],
    "contacts": [
        CONTENT["contacts"][0] | {"languages": "Spanish | Tagalog", "diary": CANARY},
        CONTENT["contacts"][1], CONTENT["contacts"][2] | {"languages": "German"},
    ],
    "interviews": [CONTENT["interviews"][0] | {"mood": "The ward was loud"}],
    "shadowing": [
        {"contact": "Dana Lee", "date": date(2026, 11, 3), "hours": 6, "again": "Yes", "seen": "<b>Nobody sits</b>",
         "feelings": CANARY},
    ],
}  # fmt: skip


def reported(folio: Folio) -> dict[str, str]:
    done = folio("report", "ana.xlsx", "--out", "out", "--format", "html,md,xlsx", "--today", TODAY)
    assert done.code == ExitCode.OK, done.err
    book = load_workbook("out/report.xlsx")
    said = {p: Path(f"out/report.{p}").read_text(encoding="utf-8") for p in ("html", "md")}
    return said | {
        "xlsx": "\n".join(str(c.value) for s in book for r in s.iter_rows() for c in r if c.value is not None)
    }


def test_what_a_template_adds_is_reported(folio: Folio) -> None:
    filled(folio, with_added(), ADDED)
    for kind, said in reported(folio).items():
        part = said[said.rindex("Also in this workbook") :]
        for words in (
            "Job shadowing",
            "With whom",
            "Again?",
            "Languages spoken",
            "German",
            "Anita",
            "The ward was loud",
        ):
            assert words in part, f"{words} in {kind}"
        assert "Yes" in part
        assert "Nobody sits" in part
        assert CANARY not in said
        assert "How I felt" not in said
    md = Path("out/report.md").read_text(encoding="utf-8")
    assert "| Dana Lee  | Nov 3, 2026 | 6            | Yes    | &lt;b&gt;Nobody sits&lt;/b&gt; |" in md
    assert "| With whom | Day         | Hours \\| all |" in md
    assert "| Kim Wu   | German             |" in md
    assert "| Sam Ortiz |" not in md[md.index("Also in this workbook") :]
    html = Path("out/report.html").read_text(encoding="utf-8")
    assert "<b>Nobody" not in html
    sheet = load_workbook("out/report.xlsx")["Also noted"]
    cells = [c for row in sheet.iter_rows() for c in row]
    assert [c.number_format for c in cells if isinstance(c.value, date)] == ["mmm d, yyyy"]


def test_an_added_sheet_that_stays_blank_is_not_mentioned(folio: Folio) -> None:
    filled(folio, with_added())
    for kind, said in reported(folio).items():
        assert "Also in this workbook" not in said, kind


@pytest.mark.parametrize("name", ["complete", "essentials"])
def test_a_template_of_folios_adds_nothing(name: str) -> None:
    template = load_kit(name).template
    assert [c.key for s in template.sheets for c in added_columns(template, s.key)] == []
    reading = a_reading(template=name, contacts=[{"name": "Dana"}], interviews=[{"contact": "Dana", "thank_for": "x"}])
    assert student_findings(reading, date(2026, 11, 20)).added == ()


LETTER = """Subject: Thank you

Dear {{ their_name }}, thank you.
{% if contacts_languages %}I will learn {{ contacts_languages }}.{% endif %}
{% if interviews_mood %}This is what I remember: {{ interviews_mood }}{% endif %}
[say more]
"""


def own_letter(text: str) -> str:
    folder = Path("my-letters")
    folder.mkdir()
    (folder / "thank-you.txt.j2").write_text(text, encoding="utf-8")
    return folder.name


def test_a_letter_uses_what_a_template_adds(folio: Folio) -> None:
    filled(folio, with_added(), ADDED)
    done = folio("letters", "ana.xlsx", "--out", "out", "--letters", own_letter(LETTER), "--today", TODAY)
    assert done.code == ExitCode.OK, done.err
    said = Path("out/thank-you-dana-lee.txt").read_text(encoding="utf-8")
    assert "I will learn Spanish | Tagalog. This is what I remember: The ward was loud. [say more]" in said
    assert "no column of its own" not in Path("out/index.md").read_text(encoding="utf-8")


def test_a_letter_with_a_column_that_the_workbook_lacks_says_so(folio: Folio) -> None:
    filled(folio, shipped("essentials"))
    done = folio("letters", "ana.xlsx", "--out", "out", "--letters", own_letter(LETTER), "--today", TODAY)
    assert done.code == ExitCode.OK, done.err
    assert "I will learn" not in Path("out/thank-you-dana-lee.txt").read_text(encoding="utf-8")
    index = Path("out/index.md").read_text(encoding="utf-8")
    assert "This workbook has no custom column “contacts\\_languages”." in index


@pytest.mark.parametrize("name", ["contacts_diary", "interviews_takeaway"])
def test_a_letter_gets_no_private_column_and_no_other_way_to_folios_own(folio: Folio, name: str) -> None:
    filled(folio, with_added(), ADDED)
    letter = LETTER.replace("contacts_languages", name)
    folio("letters", "ana.xlsx", "--out", "out", "--letters", own_letter(letter), "--today", TODAY)
    assert f"custom column “{name}”".replace("_", "\\_") in Path("out/index.md").read_text(encoding="utf-8")
    assert CANARY not in Path("out/thank-you-dana-lee.txt").read_text(encoding="utf-8")


def test_a_misspelled_name_still_ends_the_run(folio: Folio) -> None:
    filled(folio, shipped("essentials"))
    letters = own_letter(LETTER.replace("contacts_languages", "contact_languages"))
    done = folio("letters", "ana.xlsx", "--out", "out", "--letters", letters, "--today", TODAY)
    assert done.code == ExitCode.CONTENT
    assert "contacts_KEY" in done.err


# Edits that counselors make


def went_through(folio: Folio) -> str:
    """Check, report, draft and export ``ana.xlsx``; return the report in Markdown."""
    checked = json.loads(folio("check", "ana.xlsx", "--format", "json", "--today", TODAY).out)
    assert {p["severity"] for w in checked["workbooks"] for p in w["problems"]} <= {"warning", "note"}
    for command, kinds in (("report", "md"), ("letters", "txt")):
        done = folio(command, "ana.xlsx", "--out", command, "--format", kinds, "--today", TODAY)
        assert done.code == ExitCode.OK, done.err
    assert folio("export", "ana.xlsx").code == ExitCode.OK
    return Path("report/report.md").read_text(encoding="utf-8")


def test_a_translated_template_goes_all_the_way(folio: Folio) -> None:
    data = shipped("complete")
    for sheet in data["sheets"]:
        sheet["purpose"] = "Was hier hineingehört."
        for number, column in enumerate(sheet["columns"]):
            column |= {"header": f"Überschrift {number}", "help": "Was hier steht, auf Deutsch erklärt.", "aliases": []}
    filled(folio, data)
    assert "Charting takes a third of the shift." in went_through(folio)


def test_a_list_of_facets_of_ones_own_is_counted_everywhere(folio: Folio) -> None:
    data = shipped("complete")
    data["lists"]["facets"] = ["Hours, and shifts", 'Pay "gross"', "Animals"]
    told = [{"contact": "Dana Lee", "facet": f, "upside": "Good"} for f in data["lists"]["facets"][:2]]
    filled(folio, data, CONTENT | {"preview": told})
    report = went_through(folio)
    assert "Breadth 2 of 3 facets" in report
    assert "Still to ask: Animals." in report


def test_a_form_and_a_table_with_figures_and_scales_of_ones_own(folio: Folio) -> None:
    scale = {"type": "rating", "min": 0, "max": 10}
    visits: Data = {
        "key": "visits", "title": "Site visits & fairs", "purpose": "Where I have been.", "label": "place", "columns": [
            {"key": "place", "header": "Place", "type": "text", "required": True},
            {"key": "kind", "header": "Kind", "type": "choice", "choices": ["Day visit", "Fair", "Open day"]},
            {"key": "before", "header": "Before", **scale},
            {"key": "after", "header": "After", **scale},
            {"key": "change", "header": "Change", "type": "formula",
             "measure": {"kind": "difference", "of": ["after", "before"]}},
        ],
    }  # fmt: skip
    goals: Data = {
        "key": "goals", "title": "My goals", "purpose": "What I want.", "layout": "form",
        "sections": [{"key": "all", "title": "Goals"}], "columns": [
            {"key": "goal", "header": "My goal", "type": "long_text", "section": "all"},
            {"key": "sure", "header": "How sure", "section": "all", **scale},
            {"key": "seen", "header": "Kinds seen", "type": "formula", "section": "all", "number_format": "0%",
             "measure": {"kind": "share", "of": "visits.kind"}},
        ],
    }  # fmt: skip
    data = shipped("essentials")
    data["sheets"] += [goals, visits]
    own = {
        "goals": [{"goal": "Decide", "sure": 0}],
        "visits": [{"place": "Mill", "kind": "Fair", "before": 0, "after": 10}],
    }
    filled(folio, data, CONTENT | own)
    report = went_through(folio)
    assert "| How sure | 0" in report
    assert re.search(r"\| Mill +\| Fair +\| 0 +\| 10 +\|", report)


def test_a_sheet_that_is_called_notes_is_exported_beside_the_notes_of_cells(folio: Folio) -> None:
    data = shipped("essentials")
    data["sheets"].append(
        {
            "key": "notes", "title": "My notes", "purpose": "What I wrote down.", "label": "said",
            "columns": [{"key": "said", "header": "Said", "type": "text", "required": True}],
        }
    )  # fmt: skip
    filled(folio, data, CONTENT | {"notes": [{"said": "The ward was loud"}]})
    book = open_book(Path("ana.xlsx"))
    cell_of(book, "notes.said", 0).comment = Comment("Ask about the nights", "Ana")
    book.save("ana.xlsx")
    assert folio("export", "ana.xlsx", "--format", "csv", "--out", "tables").code == ExitCode.OK
    sheet, cells = (list(csv.DictReader(_text(name))) for name in ("notes", "cell-notes"))
    assert [line["said"] for line in sheet] == ["The ward was loud"]
    assert [(line["value"], line["_sheet"]) for line in cells] == [("Ask about the nights", "My notes")]


def _text(name: str) -> list[str]:
    return Path(f"tables/{name}.csv").read_text(encoding="utf-8-sig").splitlines()
