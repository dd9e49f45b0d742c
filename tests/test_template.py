"""Templates: what the shipped ones hold, how they are shown and copied, and what is said of a wrong one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from folio.basics.content_folders import content_folder
from folio.template.loading import Kit, load_kit, template_json
from folio.template.schema import Column, fill_field
from tests.conftest import TEMPLATES, Folio, cell_of, head_of, open_book

T, L, C, R, D, F, Y = "text", "long_text", "choice", "rating", "date", "reference", "yes_no"
CONTRACT: dict[str, dict[str, str]] = {
    "contacts": {
        "name": T, "organization": T, "job_title": T, "field": T, "email": "email", "phone": "phone",
        "source": C, "referred_by": F, "status": C, "next_step": T, "next_step_due": D, "notes": L,
    },
    "interviews": {
        "contact": F, "date": D, "format": C, "status": C, "interest_before": R, "interest_after": R,
        "takeaway": L, "thank_you_sent": D,
    },
    "questions": {"contact": F, "stage": C, "topic": C, "question": L, "asked": Y, "answer": L},
    "peaks_wanted": {"contact": F, "category": C, "quality": T, "importance": R, "words": L},
    "peaks_mine": {"category": C, "quality": T, "rating": R, "document": T, "strength": R, "activity": L},
}  # fmt: skip
COMPLETE: dict[str, dict[str, str]] = {
    "preview": {"contact": F, "facet": C, "upside": L, "downside": L, "rating": R},
    "follow_ups": {"contact": F, "kind": C, "due": D, "sent": D, "point": L},
    "leads": {"lead": T, "heard_from": F},
    "practice": {"version": L, "setting": C, "rating": R, "reaction": L, "change": L},
    "offers": {"organization": T, "adviser": F},
}  # fmt: skip
EXPECTED = [("complete", s, c) for s, c in (CONTRACT | COMPLETE).items()] + [
    ("essentials", s, c) for s, c in CONTRACT.items()
]
CHOICES = {
    "contacts.status": "Identified|Requested|Reminded|Scheduled|Completed|Thanked|In touch|Declined|No reply",
    "contacts.source": "Family|Friend|Classmate|Colleague|Teacher|Alum|Referral|Event|Online|Other",
    "questions.stage": "Introductory|Need to know|Finding further leads|Obliging",
    "peaks_wanted.category": "Personal characteristics|Experience|Accomplishments|Knowledge|Skills",
    "peaks_mine.category": "Personal characteristics|Experience|Accomplishments|Knowledge|Skills",
    "preview.facet": "Typical tasks|Hours and schedule|Pay and benefits|Pace and stress|Autonomy|People and supervision"
    "|Culture and unwritten rules|Physical setting and travel|Growth and advancement|Security and outlook"
    "|Meaning and rewards|Frustrations",
    "contacts.viewpoint": "Current employee|Supervisor|Former|Recruiter|Competitor|Other",
}
TYPES = {T, L, C, R, "integer", D, "time", Y, "email", "phone", "url", F, "formula"}
COLUMN_KEYS = ["key", "header", "type", "required", "private", "choices", "min", "max", "help", "aliases"]


def show(folio: Folio, name: str) -> dict[str, Any]:
    result = folio("template", "show", name, "--format", "json")
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert isinstance(data, dict)
    return data


def columns_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{s['key']}.{c['key']}": c for s in data["sheets"] for c in s["columns"]}


def copied(folio: Folio, name: str = "essentials") -> Path:
    result = folio("template", "copy", name, "mine", "-q")
    assert (result.code, result.err) == (0, "")
    return Path("mine")


def edit(file: Path, *changes: tuple[str, str]) -> None:
    """Replace the first occurrence of each text, which must be there."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


class TestShipped:
    @pytest.mark.parametrize(("template", "sheet", "columns"), EXPECTED, ids=[f"{t}-{s}" for t, s, _ in EXPECTED])
    def test_has_what_the_contract_names(self, template: str, sheet: str, columns: dict[str, str]) -> None:
        found = {c.key: c.type for c in load_kit(template).template.sheet(sheet).columns}
        assert {k: found.get(k) for k in columns} == columns

    @pytest.mark.parametrize("path", CHOICES)
    def test_choices_are_the_words_of_the_field(self, path: str) -> None:
        sheet, _, key = path.partition(".")
        assert load_kit("complete").template.sheet(sheet).column(key).choices == tuple(CHOICES[path].split("|"))

    def test_twelve_facets(self) -> None:
        assert len(set(load_kit("complete").template.sheet("preview").column("facet").choices or ())) == 12

    def test_first_sheet_is_the_start(self) -> None:
        assert [load_kit(n).template.sheets[0].key for n in TEMPLATES] == ["start", "start"]

    def test_columns_of_both_agree(self, folio: Folio) -> None:
        complete, essentials = (columns_of(show(folio, n)) for n in TEMPLATES)
        shared = [k for k in complete if k in essentials and not k.startswith("start.")]
        assert len(shared) > 30
        for key in shared:
            for part in ("type", "choices", "min", "max", "private"):
                assert complete[key][part] == essentials[key][part], f"{key}: {part}"

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_private_columns_say_so(self, template: str) -> None:
        for sheet in load_kit(template).template.sheets:
            for column in sheet.columns:
                assert column.private == ("private" in column.header.casefold()), f"{sheet.key}.{column.key}"


class TestShow:
    @pytest.mark.parametrize("template", TEMPLATES)
    def test_json_is_the_contract(self, folio: Folio, template: str) -> None:
        data = show(folio, template)
        assert list(data) == ["name", "version", "title", "sheets"]
        assert (data["name"], data["version"]) == (template, 5)
        for sheet in data["sheets"]:
            assert list(sheet) == ["key", "title", "purpose", "layout", "label", "columns"]
            assert sheet["layout"] in ("table", "form")
            keys = [c["key"] for c in sheet["columns"]]
            assert sheet["label"] in keys if sheet["layout"] == "table" else sheet["label"] is None

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_json_columns_are_the_contract(self, folio: Folio, template: str) -> None:
        data = show(folio, template)
        sheets = {s["key"] for s in data["sheets"]}
        for path, column in columns_of(data).items():
            kind = column["type"]
            assert list(column) == COLUMN_KEYS + ["refers_to"] * (kind == F), path
            assert kind in TYPES, path
            assert isinstance(column["choices"], list) if kind == C else column["choices"] is None, path
            assert isinstance(column["aliases"], list), path
            assert isinstance(column["required"], bool), path
            if kind == R:
                assert (column["min"], column["max"]) == (1, 5), path
            elif kind != "integer":
                assert (column["min"], column["max"]) == (None, None), path
            if kind == F:
                assert column["refers_to"] in sheets, path

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_json_is_what_the_library_says(self, folio: Folio, template: str) -> None:
        assert show(folio, template) == template_json(load_kit(template).template)

    def test_text_names_every_sheet_and_column(self, folio: Folio) -> None:
        result = folio("template", "show", "complete")
        assert (result.code, result.err) == (0, "")
        lines = result.out.splitlines()
        for sheet in load_kit("complete").template.sheets:
            assert f"{sheet.title}   [{sheet.key}, {sheet.layout}]" in lines
            for column in sheet.columns:
                line = re.compile(rf"    {re.escape(column.header)} +{column.key} +{column.type}\b.*")
                assert any(line.fullmatch(x) for x in lines), column.key
        assert any("rating 1-5" in x for x in lines)
        assert any("-> contacts" in x for x in lines)
        assert any(x.endswith(" required") for x in lines)
        assert any(x.endswith(" private") for x in lines)

    def test_shows_a_folder(self, folio: Folio) -> None:
        copied(folio)
        assert len(show(folio, "mine")["sheets"]) == len(load_kit("essentials").template.sheets)

    def test_unknown_name_says_the_names(self, folio: Folio) -> None:
        result = folio("template", "show", "complet")
        assert (result.code, result.out) == (2, "")
        assert all(name in result.err for name in ("'complet'", *TEMPLATES))


def test_list_names_each_with_its_summary(folio: Folio) -> None:
    result = folio("template", "list")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert [line.split()[0] for line in lines] == list(TEMPLATES)
    for name, line in zip(TEMPLATES, lines, strict=True):
        assert line.endswith(load_kit(name).template.summary)
        assert "version 5" in line


class TestCopy:
    def test_all_files_come_along_and_are_named(self, folio: Folio) -> None:
        result = folio("template", "copy", "essentials", "a/mine")
        assert result.code == 0
        written = [p for p in Path("a/mine").rglob("*") if p.is_file()]
        assert sorted(result.out.splitlines()) == sorted(map(str, written))
        assert "folio template check a/mine" in result.err
        shipped = content_folder("workbook_templates")
        for name in ("question_bank.toml", "qualities.toml", "theme.toml"):
            assert (Path("a/mine") / name).read_bytes() == (shipped / name).read_bytes()
        letters = content_folder("reports") / "letters"
        assert {p.name for p in letters.iterdir()} == {p.name for p in Path("a/mine/letters").iterdir()}

    @pytest.mark.parametrize("folder", ["mine", "My template (2)", "Über", "2026", "é" * 60])
    def test_a_copy_is_called_after_its_folder_and_is_right(self, folio: Folio, folder: str) -> None:
        assert folio("template", "copy", "essentials", folder).code == 0
        checked = folio("template", "check", folder)
        assert (checked.code, checked.err) == (0, "")
        assert "the template essentials," not in checked.out

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_a_copy_asks_the_same(self, folio: Folio, template: str) -> None:
        copied(folio, template)
        assert show(folio, "mine")["sheets"] == show(folio, template)["sheets"]

    def test_a_copy_is_not_overwritten(self, folio: Folio) -> None:
        mine = copied(folio)
        edit(mine / "workbook.toml", ("version = 5", "version = 7"))
        (mine / "theme.toml").unlink()
        again = folio("template", "copy", "essentials", "mine")
        assert (again.code, again.out) == (4, "")
        assert "--force" in again.err
        assert not (mine / "theme.toml").exists()
        assert show(folio, "mine")["version"] == 7
        assert folio("template", "copy", "essentials", "mine", "--force").code == 0
        assert show(folio, "mine")["version"] == 5

    def test_only_shipped_ones_are_copied(self, folio: Folio) -> None:
        result = folio("template", "copy", "nothing", "mine")
        assert result.code == 2
        assert not Path("mine").exists()


class TestCheck:
    @pytest.mark.parametrize("template", TEMPLATES)
    def test_a_copy_is_fine(self, folio: Folio, template: str) -> None:
        copied(folio, template)
        result = folio("template", "check", "mine")
        assert (result.code, result.err) == (0, "")
        sheets = load_kit(template).template.sheets
        assert f"{len(sheets)} sheets, {sum(len(s.columns) for s in sheets)} columns" in result.out

    def test_folder_without_a_template(self, folio: Folio) -> None:
        Path("empty").mkdir()
        result = folio("template", "check", "empty")
        assert (result.code, result.out) == (5, "")
        assert "workbook.toml" in result.err
        assert "folio template copy" in result.err

    def test_no_such_folder(self, folio: Folio) -> None:
        result = folio("template", "check", "nowhere")
        assert (result.code, result.out) == (2, "")
        assert "'nowhere'" in result.err

    def test_shared_files_may_be_left_out(self, folio: Folio) -> None:
        mine = copied(folio)
        for name in ("question_bank.toml", "qualities.toml", "theme.toml"):
            (mine / name).unlink()
        assert folio("template", "check", "mine").code == 0


EMAIL = 'key = "email"\nheader = "Email"\ntype = "email"'
MISTAKES: dict[str, tuple[tuple[str, str], str, str]] = {
    "a name of folio's": (('name = "mine"', 'name = "complete"'), "name", "Give yours another name"),
    "unknown key": (
        (EMAIL, EMAIL + '\ncolor = "red"'),
        "sheet contacts, column email, color",
        "folio doesn't have this key",
    ),
    "unknown key of a sheet": (
        ('title = "Contacts"', 'titel = "Contacts"'),
        "sheet contacts, titel",
        "folio doesn't have this key",
    ),
    "unknown type": ((EMAIL, EMAIL[:-7] + '"mail"'), "sheet contacts, column email, type", "'rating'"),
    "no heading": (
        (EMAIL, EMAIL.replace('header = "Email"\n', "")),
        "sheet contacts, column email, header",
        "this is missing",
    ),
    "key of two words": (
        (EMAIL, EMAIL.replace('key = "email"', 'key = "e mail"')),
        "sheet contacts, column e mail, key",
        "lowercase letters, digits and _",
    ),
    "twin column keys": (
        (EMAIL, EMAIL.replace('key = "email"', 'key = "name"')),
        "sheet contacts, column name, key",
        "two columns with the key 'name'",
    ),
    "twin headings": (
        ('header = "Organization"', 'header = "name "'),
        "sheet contacts, column organization, header",
        "two columns with the header 'name'",
    ),
    "twin sheet titles": (
        ('title = "Interviews"', 'title = "contacts"'),
        "sheet interviews, title",
        "'contacts' is used twice",
    ),
    "long sheet title": (
        ('title = "Contacts"', 'title = "People whom I could talk to, all"'),
        "sheet contacts, title",
        "31 characters",
    ),
    "forbidden sheet title": (('title = "Contacts"', 'title = "Me/You"'), "sheet contacts, title", "none of [ ] : *"),
    "missing core column": (
        ('key = "phone"', 'key = "telephone"'),
        "sheet contacts",
        "the column phone is missing. Letters go to these people",
    ),
    "core column of another type": (
        ('header = "Phone"\ntype = "phone"', 'header = "Phone"\ntype = "text"'),
        "sheet contacts, column phone, type",
        "contacts.phone must have the type phone, not text",
    ),
    "core choice missing": (('"Reminded", ', ""), "sheet contacts, column status, choices", "Reminded"),
    "unknown list": (
        ('choices = "source"', 'choices = "sources"'),
        "sheet contacts, column source, choices",
        "there is no list 'sources'. The lists are categories, format",
    ),
    "choices of a text": (
        (EMAIL, EMAIL + '\nchoices = ["a"]'),
        "sheet contacts, column email",
        "choices only goes with the type choice",
    ),
    "choice without choices": (('choices = "source"\n', ""), "sheet contacts, column source", "needs choices"),
    "the same choice twice": (
        ('"Family", ', '"Family", "family ", '),
        "sheet contacts, column source",
        "the same thing twice",
    ),
    "unknown accent": (
        ('accent = "people"', 'accent = "pink"'),
        "sheet contacts, accent",
        "the theme has no accent 'pink'. Its accents are ink, people",
    ),
    "unknown question": (
        ('"opening-why-i-asked"', '"why-not"'),
        "plan, question no. 2",
        "no question 'why-not'",
    ),
    "label that is not there": (('label = "name"', 'label = "nome"'), "sheet contacts, label", "'nome'"),
    "table without label": (('label = "name"\n', ""), "sheet contacts", "a table needs a label"),
    "measure of nothing": (
        ('of = "contacts.name"', 'of = "contacts.nome"'),
        "sheet start, column goal_people, measure",
        "'contacts.nome' is not in this template",
    ),
    "unknown kind of measure": (
        ('kind = "asked"', 'kind = "sum"'),
        "sheet start, column asked, measure",
        "average",
    ),
    "reference to nothing": (
        ('refers_to = "contacts"', 'refers_to = "people"'),
        "sheet contacts, column referred_by, refers_to",
        "'people' is not in this template",
    ),
    "bounds of a text": ((EMAIL, EMAIL + "\nmin = 1"), "sheet contacts, column email", "min and max only go with"),
    "tone of no choice": (
        ('Declined = "muted"', 'Dropped = "muted"'),
        "sheet contacts, column status",
        "own choices",
    ),
    "unknown tone": (
        ('Declined = "muted"', 'Declined = "red"'),
        "sheet contacts, column status, tones, Declined",
        "'good'",
    ),
    "settled by nothing": (
        ('settled_by = "thank_you_sent"', 'settled_by = "sent"'),
        "sheet interviews, column thank_you_due, settled_by",
        "no column 'sent'",
    ),
    "line in no section": (
        ('section = "first"', 'section = "you"'),
        "sheet start, column name, section",
        "section 'you'",
    ),
    "chart of nothing": (
        ('series = ["wanted", "proven"]', 'series = ["hoped"]'),
        "sheet start, chart 'P.E.A.K.S.: wanted and proven'",
        "no section 'hoped'",
    ),
    "too wide": (("width = 22", "width = 900"), "sheet contacts, column name, width", "this must be 90 or less"),
    "no version": (("version = 5\n", ""), "version", "this is missing"),
}


def said(folio: Folio) -> str:
    """Check ``mine``, which is wrong, and return what is said; ``new`` refuses it in the same words."""
    result = folio("template", "check", "mine")
    assert (result.code, result.out) == (5, "")
    made = folio("new", "a.xlsx", "--template", "mine")
    assert (made.code, made.out, made.err) == (5, "", result.err)
    assert not Path("a.xlsx").exists()
    return result.err


class TestMistakes:
    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_is_named_with_its_place(self, folio: Folio, mistake: str) -> None:
        change, where, why = MISTAKES[mistake]
        edit(copied(folio) / "workbook.toml", change)
        # What is missing stands on no line.
        line = "" if mistake == "no version" else r", line \d+"
        place = rf"mine/workbook\.toml{line}: {re.escape(where)}: "
        lines = [x for x in said(folio).splitlines() if re.search(place, x)]
        assert lines
        assert re.search(why if "|" in why else re.escape(why), "\n".join(lines))

    @pytest.mark.parametrize(
        ("file", "change", "where"),
        [
            (
                "question_bank.toml",
                ('id = "opening-why-i-asked"', 'id = "Why I Asked"'),
                "question Why I Asked, id",
            ),
            ("question_bank.toml", ("minutes = 1", "minutes = 45"), "question opening-time-check, minutes"),
            ("question_bank.toml", ('topic = "Opening"\n', ""), "question opening-time-check, topic"),
            ("qualities.toml", ('"Reliability"', f'"{"Reliability" * 9}"'), f"quality '{'Reliability' * 9}', quality"),
            ("theme.toml", ('ink = "22313F"', 'ink = "dark blue"'), "colors, ink"),
        ],
    )
    def test_in_the_shared_files(self, folio: Folio, file: str, change: tuple[str, str], where: str) -> None:
        edit(copied(folio) / file, change)
        assert re.search(rf"mine/{file}, line \d+: {re.escape(where)}: ", said(folio))

    def test_invalid_toml_says_the_line(self, folio: Folio) -> None:
        file = copied(folio) / "workbook.toml"
        line = file.read_text().splitlines().index('key = "contacts"') + 1
        edit(file, ('key = "contacts"', "key = contacts"))
        text = said(folio)
        assert "mine/workbook.toml: this is not valid TOML" in text
        assert f"line {line}" in text

    def test_not_utf8(self, folio: Folio) -> None:
        file = copied(folio) / "qualities.toml"
        file.write_bytes(file.read_bytes().replace(b"Reliability", b"Reliabilit\xe9"))
        assert "mine/qualities.toml: this is not UTF-8" in said(folio)

    def test_all_are_named_at_once(self, folio: Folio) -> None:
        file = copied(folio) / "workbook.toml"
        edit(file, ('accent = "people"', 'accent = "pink"'), ('key = "phone"', 'key = "telephone"'))
        text = said(folio)
        assert "sheet contacts, accent" in text
        assert "column phone is missing" in text

    def test_core_sheet_left_out(self, folio: Folio) -> None:
        file = copied(folio) / "workbook.toml"
        edit(file, ('key = "peaks_mine"', 'key = "peaks_own"'))
        text = file.read_text().replace("peaks_mine.", "peaks_own.")
        file.write_text(text)
        assert "mine/workbook.toml: the sheet peaks_mine is missing. Reports compare" in said(folio)


TALKS = 'measure = { kind = "count", of = "interviews.contact", where = { "interviews.status" = "Completed" } }'
CHANGE = 'measure = { kind = "difference", of = ["interest_after", "interest_before"] }'
LATE_MISTAKES: dict[str, tuple[str, tuple[str, str]]] = {
    "a title of the hidden lists": ("workbook.toml", ('title = "Contacts"', 'title = "Lists"')),
    "a title of the hidden facts": ("workbook.toml", ('title = "Contacts"', 'title = "_Folio"')),
    "a title of the question bank": ("workbook.toml", ('title = "Contacts"', 'title = "Question Bank"')),
    "a title that Excel keeps for itself": ("workbook.toml", ('title = "Contacts"', 'title = "History"')),
    "a measure of no columns": ("workbook.toml", ('of = "contacts.name" }', "of = [] }")),
    "a difference of one": (
        "workbook.toml",
        (CHANGE, 'measure = { kind = "difference", of = "interest_after" }'),
    ),
    "a balance of one": (
        "workbook.toml",
        ('of = ["preview.upside", "preview.downside"]', 'of = "preview.upside"'),
    ),
    "a share of nothing": ("workbook.toml", ('"heard_share"', '"share", of = "preview.upside"')),
    "a share of zero": ("workbook.toml", ('"heard_share"', '"share", out_of = 0, of = "preview.facet"')),
    "a row's measure on a form": (
        "workbook.toml",
        (TALKS, 'measure = { kind = "days_after", of = "people" }'),
    ),
    "a sheet's measure in a row": (
        "workbook.toml",
        (CHANGE, 'measure = { kind = "count", of = "contacts.name" }'),
    ),
    "a measure of a form": ("workbook.toml", (TALKS, 'measure = { kind = "count", of = "start.name" }')),
    "a condition on another sheet": (
        "workbook.toml",
        (TALKS, TALKS.replace("interviews.status", "contacts.status")),
    ),
    "an empty heading": ("workbook.toml", ('header = "Phone"', 'header = "  "')),
    "a bell in a title": ("workbook.toml", ('title = "Contacts"', 'title = "Con\\u0007tacts"')),
    "a misspelled color": ("theme.toml", ('ink = "22313F"', 'inc = "22313F"')),
    "twin question ids": (
        "question_bank.toml",
        ('id = "opening-mutual-contact"', 'id = "opening-time-check"'),
    ),
    "twin qualities": ("qualities.toml", ('quality = "Integrity"', 'quality = "Reliability"')),
    "a misspelled table": ("question_bank.toml", ("[[questions]]\nid", "[[question]]\nid")),
}


@pytest.mark.parametrize("mistake", LATE_MISTAKES)
def test_check_finds_what_would_break_the_workbook(folio: Folio, mistake: str) -> None:
    file, change = LATE_MISTAKES[mistake]
    edit(copied(folio, "complete") / file, change)
    assert re.search(rf"mine/{file}(, line \d+)?: ", said(folio))


class TestOwn:
    def test_an_added_column_and_sheet(self, folio: Folio) -> None:
        mine = copied(folio)
        column = '[[sheets.columns]]\nkey = "pronouns"\nheader = "Pronouns"\ntype = "text"\n\n'
        text = (mine / "workbook.toml").read_text()
        text = text.replace(
            '[[sheets.columns]]\nkey = "organization"', column + '[[sheets.columns]]\nkey = "organization"'
        )
        text += """
[[sheets]]
key = "events"
title = "Events & fairs"
purpose = "Where I met people."
label = "event"

[[sheets.columns]]
key = "event"
header = "Event"
type = "text"

[[sheets.columns]]
key = "host"
header = "Host"
type = "reference"
refers_to = "contacts"
"""
        (mine / "workbook.toml").write_text(text)
        checked = folio("template", "check", "mine")
        assert checked.code == 0
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        book = open_book("a.xlsx")
        assert "Events & fairs" in book.sheetnames
        assert head_of(book, "contacts.pronouns").value == "Pronouns"
        assert head_of(book, "contacts.organization").column == head_of(book, "contacts.pronouns").column + 1
        assert cell_of(book, "events.host").coordinate == "B6"
        read = folio("export", "a.xlsx")
        assert read.code == 0
        assert json.loads(read.out)["workbooks"][0]["tables"]["events"] == []

    def test_reworded_headings_and_titles(self, folio: Folio) -> None:
        edit(
            copied(folio) / "workbook.toml",
            ('header = "Organization"', 'header = "Où? <A&B>"'),
            ('title = "Contacts"', 'title = "Ana\'s people & co"'),
        )
        assert folio("new", "a.xlsx", "--template", "mine", "--name", "Ana").code == 0
        head = head_of(open_book("a.xlsx"), "contacts.organization")
        assert head.value == "Où? <A&B>"
        assert head.parent.title == "Ana's people & co"
        checked = folio("check", "a.xlsx", "--format", "json")
        assert checked.code == 0, checked.out

    def test_own_question_bank(self, folio: Folio) -> None:
        mine = copied(folio)
        edit(mine / "question_bank.toml", ("Thank you for making time for me.", "Hello from {field}!"))
        assert folio("new", "a.xlsx", "--template", "mine", "--field", "Dance").code == 0
        assert str(cell_of(open_book("a.xlsx"), "questions.question").value).startswith("Hello from Dance!")

    def test_start_sheet_moved_still_takes_the_owner(self, folio: Folio) -> None:
        file = copied(folio) / "workbook.toml"
        head, start, contacts, *rest = re.split(r"(?m)^(?=\[\[sheets\]\])", file.read_text())
        file.write_text("".join([head, contacts, start, *rest]))
        result = folio("new", "a.xlsx", "--template", "mine", "--name", "Ana")
        if result.code == 0:
            book = open_book("a.xlsx")
            assert cell_of(book, "start.name").value == "Ana"
            assert cell_of(book, "contacts.name").value is None
        else:
            assert result.code == 5
            assert "start" in result.err


def kit_with(folder: Path) -> Kit:
    return load_kit(str(folder))


def test_load_kit_reads_a_folder_anywhere(tmp_path: Path) -> None:
    folder = tmp_path / "über mich"
    shutil.copytree(content_folder("workbook_templates") / "essentials", folder)
    edit(folder / "workbook.toml", ('name = "essentials"', 'name = "ueber_mich"'))
    assert kit_with(folder).template.sheets == load_kit("essentials").template.sheets


def test_rating_bounds_default_to_one_and_five() -> None:
    assert (
        Column(key="a", header="A", type="rating").low,
        Column(key="a", header="A", type="rating").high,
    ) == (1, 5)
    assert Column(key="a", header="A", type="rating", max=10).high == 10
    assert Column(key="a", header="A", type="integer").high is None


@pytest.mark.parametrize(
    ("field", "text"),
    [("Nursing", "Why Nursing?"), (None, "Why this field?"), ("", "Why this field?"), (r"R\1", r"Why R\1?")],
)
def test_field_is_put_into_a_question(field: str | None, text: str) -> None:
    assert fill_field("Why {field}?", field) == text


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (('"22313F"', '"22313f"'), "ink"),
        (("muted =", "mutedd ="), "folio has no color named mutedd"),
        (('font = "Calibri"', 'font = ""'), "font"),
        (("size = 11", "size = 110"), "size"),
    ],
)
def test_a_theme_is_told_what_is_wrong_with_it(folio: Folio, change: tuple[str, str], wanted: str) -> None:
    edit(copied(folio) / "theme.toml", change)
    assert [x for x in said(folio).splitlines() if "mine/theme.toml" in x and wanted in x]


def test_the_letters_of_a_template_are_checked_with_it(folio: Folio) -> None:
    letter = copied(folio) / "letters" / "warm" / "thank-you.txt.j2"
    assert folio("template", "check", "mine").code == 0
    edit(letter, ("{{ my_name", "{{ myname"))
    result = folio("template", "check", "mine")
    assert (result.code, result.out) == (5, "")
    assert "warm/thank-you.txt.j2" in result.err
    assert "myname" in result.err
