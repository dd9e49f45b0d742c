"""What ``folio template check`` says of a counselor's own template: everything at once, where it is, and what to do."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from folio.template.loading import load_kit
from tests.conftest import Folio, cell_of, open_book
from tests.test_own_templates import shipped, template_of
from tests.test_template import copied, edit, said
from tests.workbooks import read


def parts(text: str) -> list[str]:
    """A workbook.toml in its parts: what stands above, then each sheet or column with its head."""
    return re.split(r"(?m)^(?=\[\[sheets)", text)


def without(text: str, path: str) -> str:
    """The template without a sheet, or a column of one (``sheet.column``)."""
    sheet, _, column = path.partition(".")
    kept, at = [], ""
    for part in parts(text):
        key = found[1] if (found := re.search(r'(?m)^key = "(\w+)"', part)) else ""
        at = key if part.startswith("[[sheets]]") else at
        if at != sheet or (column and (part.startswith("[[sheets]]") or key != column)):
            kept.append(part)
    return "".join(kept)


def lines_of(folio: Folio, *removed: str) -> list[str]:
    """What check says of the complete template without these."""
    file = copied(folio, "complete") / "workbook.toml"
    text = file.read_text(encoding="utf-8")
    for path in removed:
        text = without(text, path)
    file.write_text(text, encoding="utf-8")
    return [line for line in said(folio).splitlines() if "mine/" in line]


class TestEverythingAtOnce:
    def test_mistakes_of_all_kinds_in_all_files(self, folio: Folio) -> None:
        mine = copied(folio, "complete")
        edit(
            mine / "workbook.toml",
            ("version = 5", 'version = "two"'),
            ('key = "phone"\nheader = "Phone"\ntype = "phone"', 'key = "phone"\nheader = "Phone"\ntype = "fone"'),
            ('title = "Question plan"\npurpose', 'title = "Question plan"\ncolor = "red"\npurpose'),
            ('purpose = "The people you could talk to, and how far along you are with each."\n', ""),
            (', alt = "Number of contacts with each status, from Identified to In touch."', ""),
            ('label = "question"', 'label = "questoin"'),
            ('choices = "facets"', 'choices = "facet"'),
            ('key = "takeaway"', 'key = "take_away"'),
            ('"interviews.status" = "Completed" }, out_of = 3', '"interviews.status" = "Complete" }, out_of = 3'),
        )
        edit(mine / "question_bank.toml", ("minutes = 1", "minutes = 45"))
        edit(mine / "qualities.toml", ('category = "Personal characteristics"', 'kategory = "Skills"'))
        edit(mine / "theme.toml", ('muted = "5A6673"', 'muted = "AAAAAA"'))
        told = [line for line in said(folio).splitlines() if "mine/" in line]
        assert [re.sub(r"^Error: |, line \d+|: .*", "", line) for line in told].count("mine/workbook.toml") == 9
        for words in (
            "version: this must be a whole number",
            "sheet contacts, column phone, type: this must be one of 'text'",
            "sheet questions, color: folio doesn't have this key",
            "sheet contacts: a sheet needs a purpose",
            "chart 'Where I am with my contacts': a chart needs a title, and alt",
            "sheet questions, label: the sheet has no column 'questoin'",
            "sheet preview, column facet, choices: there is no list 'facet'",
            "sheet interviews: the column takeaway is missing",
            "sheet start, column goal_talks, measure: interviews.status has no choice 'Complete'",
            "question opening-time-check, minutes: this must be 10 or less",
            "quality 'Reliability', category: this is missing",
            "quality 'Reliability', kategory: folio doesn't have this key",
            "muted on paper is hard to read",
        ):
            assert any(words in line for line in told), words

    def test_the_line_in_the_file_is_named(self, folio: Folio) -> None:
        file = copied(folio, "complete") / "workbook.toml"
        edit(
            file,
            ('help = "With the area code."\nwidth = 16', 'help = "With the area code."\nwidth = 1600'),
            ('title = "Network"', 'title = "Net/work"'),
            ('"opening-why-i-asked"', '"why-not"'),
        )
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [int(n) for n in re.findall(r"mine/workbook.toml, line (\d+):", said(folio))]
        assert [lines[n - 1] for n in sorted(found)] == ["questions = [", "width = 1600", 'title = "Net/work"']

    def test_a_line_is_named_only_where_there_is_one(self, folio: Folio) -> None:
        """The title of a sheet is not taken for that of the template; odd names of keys do no harm."""
        file = copied(folio) / "workbook.toml"
        edit(file, ('title = "Informational interview workbook: essentials"\n', '"(a.*[" = 1\n'))
        text = said(folio)
        assert "mine/workbook.toml: title: this is missing" in text
        line = file.read_text(encoding="utf-8").split("\n").index('"(a.*[" = 1') + 1
        assert f"mine/workbook.toml, line {line}: (a.*[: folio doesn't have this key" in text

    def test_a_mistake_in_one_place_is_not_told_of_others(self, folio: Folio) -> None:
        """A status of a wrong type is one mistake, though a dozen measures and the core need it."""
        file = copied(folio, "complete") / "workbook.toml"
        edit(
            file, ('key = "status"\nheader = "Status"\ntype = "choice"', 'key = "status"\nheader = "Status"\ntype = 3')
        )
        assert len([line for line in said(folio).splitlines() if "mine/" in line]) == 1

    def test_something_that_is_no_sheet_among_the_sheets(self, folio: Folio) -> None:
        data = shipped("essentials")
        data["sheets"] = [*data["sheets"], "Site visits"]
        data["sheets"][1]["columns"][8]["color"] = "red"
        template_of(Path("mine"), data)
        text = said(folio)
        assert "sheet no. 7: " in text
        assert "sheet contacts, column email, color: folio doesn't have this key" in text

    def test_a_file_of_windows_notepad(self, folio: Folio) -> None:
        file = copied(folio) / "workbook.toml"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
        assert folio("template", "check", "mine").code == 0


class TestRemoving:
    def test_a_sheet_that_others_need(self, folio: Folio) -> None:
        (line,) = lines_of(folio, "preview")
        assert "the sheet preview is not in this template, but is needed for interviews.heard" in line
        for name in ("offers.heard", "progress.facets", "progress.breadth", "progress.balance", "progress.downsides"):
            assert name in line
        assert "Put it back, or remove those, too" in line

    def test_all_that_is_named_can_go(self, folio: Folio) -> None:
        file = copied(folio, "complete") / "workbook.toml"
        text = without(file.read_text(encoding="utf-8"), "preview")
        for path in ("preview_board", "interviews.heard", "offers.heard", "offers.downsides", *(
            f"progress.{key}" for key in ("facets", "breadth", "balance", "upsides", "downsides", "preview_2", "preview_3")
        ), *(f"decisions.{key}" for key in ("basis", "interest", "speaks_for", "speaks_against"))):  # fmt: skip
            text = without(text, path)
        file.write_text(text, encoding="utf-8")
        checked = folio("template", "check", "mine")
        assert (checked.code, checked.err) == (0, "")

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            (
                "practice",
                ("start.goal_practice", "progress.practice_mean", "'Introducing myself, try by try' of progress"),
            ),
            ("follow_ups", ("progress.follow_ups_overdue", "progress.next_follow_up")),
            ("leads", ("progress.leads_open", "the section open_leads of network")),
            ("questions.minutes", ("the meter of questions", "interviews.plan")),
            ("contacts.requested_on", ("contacts.remind_on", "follow_ups.when_due", "progress.next_follow_up")),
            ("preview.agreement", ("preview_board.reading",)),
            ("contacts.led_to", ("the section connectors of network",)),
        ],
    )
    def test_names_all_that_depends(self, folio: Folio, path: str, words: tuple[str, ...]) -> None:
        (line,) = lines_of(folio, path)
        assert path.rpartition(".")[2] in line
        for word in words:
            assert word in line

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("peaks_mine", "the sheet peaks_mine is missing. Reports compare what employers want with"),
            ("contacts", "the sheet contacts is missing. Letters go to these people"),
            ("contacts.status", "sheet contacts: the column status is missing. Letters go to these people"),
            ("preview.rating", "sheet preview: the column rating is missing. Reports and rules need all"),
            ("interviews.thank_you_sent", "sheet interviews: the column thank_you_sent is missing. Reports, rules and"),
        ],
    )
    def test_the_core_says_why_it_stays(self, folio: Folio, path: str, reason: str) -> None:
        found = [line for line in lines_of(folio, path) if reason in line]
        assert len(found) == 1
        assert "Put it back. You can reword it, and leave it blank" in found[0]

    def test_a_sheet_that_nothing_needs_may_go(self, folio: Folio) -> None:
        file = copied(folio, "complete") / "workbook.toml"
        file.write_text(without(file.read_text(encoding="utf-8"), "offers"), encoding="utf-8")
        assert folio("template", "check", "mine").code == 0

    def test_a_column_that_the_rest_of_a_board_needs(self, folio: Folio) -> None:
        (line,) = lines_of(folio, "gaps.verdict")
        assert "sheet gaps: the rest of the board is calculated from verdict. Put that back" in line

    def test_the_last_line_that_a_chart_draws(self, folio: Folio) -> None:
        (line,) = lines_of(folio, "progress.mean_before", "progress.mean_after")
        assert (
            "chart 'Interest before and after': there is nothing to draw, because the section interest has no lines"
            in line
        )


FACETS = 'facets = [\n    "Typical tasks",'
PHONE = 'key = "phone"\nheader = "Phone"\ntype = "phone"'
PEOPLE = 'measure = { kind = "count", of = "contacts.name" }'
RATING = 'header = "Fit with what I learned"\ntype = "rating"'
REFUSED: dict[str, tuple[tuple[str, str], str]] = {
    "count of a formula": (
        (PEOPLE, PEOPLE.replace("contacts.name", "contacts.led_by")),
        "contacts.led_by fills in by itself, so every row would count",
    ),
    "meter of a formula": (('of = "peaks_mine.document", out_of', 'of = "interviews.plan", out_of'), "interviews.plan fills in"),
    "balance of formulas": (
        ('["preview.upside", "preview.downside"]', '["interviews.heard", "interviews.plan"]'),
        "interviews.heard fills in",
    ),
    "distinct over a board": (('field = 1, kind = "heard" }', 'kind = "distinct", of = "gaps.quality" }'), "gaps.quality fills in"),
    "average of noughts": (('"average", of = "practice.rating"', '"average", of = "contacts.led_to"'), "contacts.led_to fills in"),
    "a filled formula": (
        (PEOPLE, PEOPLE.replace(" }", ', where = { "contacts.led_by" = "filled" } }')),
        "contacts.led_by fills in by itself, so no row is ever blank",
    ),
    "average of a text": (('"average", of = "practice.rating"', '"average", of = "practice.change"'), "has the type long_text"),
    "a day of a text": (
        (PEOPLE, PEOPLE.replace(" }", ', where = { "contacts.notes" = "<today" } }')),
        "contacts.notes has the type long_text, but <today needs a date",
    ),
    "a choice that is not there": (
        ('"contacts.status" = "In touch"', '"contacts.status" = "In contact"'),
        "contacts.status has no choice 'In contact'. Its choices are Identified",
    ),
    "a kind on the wrong sheet": (
        ('measure = { kind = "preview_check" }', 'measure = { kind = "led_to" }'),
        "led_to only works on the sheet contacts",
    ),
    "a board's column by another key": (
        ('key = "ups"\nheader', 'key = "upsides"\nheader'),
        "the key of facet_ups must be 'ups'",
    ),
    "a rating of the core from 1 to 10": (
        ('header = "Importance"\ntype = "rating"', 'header = "Importance"\ntype = "rating"\nmax = 10'),
        "must go from 1 to 5, not 1 to 10, because rules, charts and reports compare",
    ),
    "a rating of the core from 0": (
        ('header = "Strength of the proof"\ntype = "rating"', 'header = "Strength of the proof"\ntype = "rating"\nmin = 0'),
        "must go from 1 to 5, not 0 to 5",
    ),
    "interest from 1 to 10": (
        ('header = "Interest before"\ntype = "rating"', 'header = "Interest before"\ntype = "rating"\nmax = 10'),
        "must go from 1 to 5",
    ),
    "a rating up to 100": ((RATING, RATING + "\nmax = 100"), "a rating goes from 0 or more to 10 or less"),
    "a rating from -5": ((RATING, RATING + "\nmin = -5"), "a rating goes from 0 or more to 10 or less"),
    "a choice like a formula": ((FACETS, FACETS.replace("Typical", "=Typical")), "begins with =, which has a special meaning"),
    "a choice of a comparison": ((FACETS, FACETS.replace("Typical", "> 5 typical")), "begins with >"),
    "a choice with a star": ((FACETS, FACETS.replace("Typical", "*Typical")), "contains '*'"),
    "a choice of 300 letters": ((FACETS, FACETS.replace("Typical", "T" * 300)), "has 306 characters. Formulas allow 250"),
    "a choice that is blank": ((FACETS, FACETS.replace("Typical tasks", "")), "is blank, or has spaces before or after it"),
    "a choice that is the header": ((FACETS, FACETS.replace("Typical tasks", "FACET")), "is also the header"),
    "an empty list": (('source = ["Family", "Friend", "Classmate", "Colleague", "Teacher", "Alum", "Referral", "Event", "Online", "Other"]', "source = []"), "sheet contacts, column source: choices can't be empty"),
    "a choice in two lines": ((FACETS, FACETS.replace("Typical tasks", "Typical\\ntasks")), "contains '\\n'"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_could_not_be_worked_out_is_refused(folio: Folio, mistake: str) -> None:
    change, why = REFUSED[mistake]
    edit(copied(folio, "complete") / "workbook.toml", change)
    assert why in said(folio)


def test_choices_may_have_quotes_commas_and_letters_of_any_language(folio: Folio) -> None:
    odd = ['Say "why", now', "Größe & Gehalt <brutto>", "仕事の内容", "'s ochtends", "Sure?", "L" * 250]
    data = shipped("complete")
    data["lists"]["facets"] = odd
    progress = next(s for s in data["sheets"] if s["key"] == "progress")
    for i, choice in enumerate(odd):
        measure = {"kind": "count", "of": "preview.upside", "where": {"preview.facet": choice}}
        line = {"key": f"odd_{i}", "header": f"Odd {i}", "type": "formula", "section": "preview", "measure": measure}
        progress["columns"].append(line)
    template_of(Path("mine"), data)
    checked = folio("template", "check", "mine")
    assert (checked.code, checked.err) == (0, "")
    assert folio("new", "a.xlsx", "--template", "mine").code == 0
    book = open_book("a.xlsx")
    for i, choice in enumerate(odd):
        quoted = choice.replace('"', '""').replace("?", "~?")
        assert f'preview__facet, "={quoted}")' in str(cell_of(book, f"progress.odd_{i}").value)


def test_a_formula_that_is_too_long_for_excel_is_refused(folio: Folio) -> None:
    data = shipped("complete")
    contacts = next(s for s in data["sheets"] if s["key"] == "contacts")
    more = [{"key": f"note_{i}", "header": f"Note {i}", "type": "text"} for i in range(40)]
    contacts["columns"] += more
    where = {f"contacts.{c['key']}": "x" * 240 for c in more}
    measure = {"kind": "count", "of": "contacts.name", "where": where}
    line = {"key": "many", "header": "Many", "type": "formula", "section": "glance", "measure": measure}
    data["sheets"][0]["columns"].append(line)
    template_of(Path("mine"), data)
    assert "on the sheet 'Start' is too long for Excel." in said(folio)


class TestScales:
    def test_the_number_of_facets_is_that_of_the_list(self, folio: Folio) -> None:
        edit(copied(folio, "complete") / "workbook.toml", ('"Meaning and rewards", "Frustrations",', '"Pets",'))
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        book = open_book("a.xlsx")
        assert str(cell_of(book, "progress.breadth").value).endswith("/11")
        words = [str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None]
        prompts = [rule.prompt for s in book for rule in s.data_validations.dataValidation if rule.prompt]
        assert [w for w in (*words, *prompts) if re.search(r"\btwelve\b|\b12 sides", w, re.IGNORECASE)] == []

    def test_a_share_may_say_what_it_is_out_of(self, folio: Folio) -> None:
        edit(
            copied(folio, "complete") / "workbook.toml",
            ('field = 1, kind = "heard_share"', 'kind = "share", of = "preview.facet", out_of = 20'),
        )
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        assert str(cell_of(open_book("a.xlsx"), "progress.breadth").value).endswith("/20")

    def test_a_rating_of_ones_own_may_go_from_0_to_10(self, folio: Folio) -> None:
        edit(copied(folio, "complete") / "workbook.toml", (RATING, RATING + "\nmin = 0\nmax = 10"))
        assert folio("new", "a.xlsx", "--template", "mine", "--name", "Ana").code == 0
        book = open_book("a.xlsx")
        cell_of(book, "offers.organization").value = "Cedar Clinic"
        cell_of(book, "offers.fit").value = 0
        cell_of(book, "offers.organization", 1).value = "Oak House"
        cell_of(book, "offers.fit", 1).value = 10
        cell_of(book, "offers.organization", 2).value = "Elm Works"
        cell_of(book, "offers.fit", 2).value = 11
        book.save("a.xlsx")
        checked = folio("check", "a.xlsx")
        assert checked.out.count("[out-of-range]") == 1
        assert "from 0 to 10" in checked.out


class TestTheme:
    def test_text_that_is_hard_to_read_is_refused(self, folio: Folio) -> None:
        file = copied(folio) / "theme.toml"
        edit(file, ('warn = "7A4B00"', 'warn = "E0A030"'), ('people = "1F6F78"', 'people = "9FD8DF"'))
        text = said(folio)
        assert "warn on warn_fill is hard to read: E0A030 and FCEBC8 have a contrast of" in text
        assert "accent_text on the accent people is hard to read" in text
        assert "Make one darker or the other lighter" in text

    def test_other_colors_are_fine(self, folio: Folio) -> None:
        file = copied(folio) / "theme.toml"
        edit(file, ('people = "1F6F78"', 'people = "0B3D91"'), ('paper = "FFFFFF"', 'paper = "FFFEF5"'))
        assert folio("template", "check", "mine").code == 0


def test_templates_and_workbooks_of_version_1_are_still_taken(folio: Folio) -> None:
    """Their sheets said how many rows they have, and the form how it works."""
    mine = copied(folio)
    edit(
        mine / "workbook.toml",
        ('key = "start"', 'key = "start"\nsteps = ["List people.", "Ask."]'),
        ("rows = 24", "rows = 61"),
    )
    assert tomllib.loads((mine / "workbook.toml").read_text(encoding="utf-8"))["sheets"][3]["rows"] == 61
    assert folio("template", "check", "mine").code == 0


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ("0", "from 1 to 500"),
        ("501", "from 1 to 500"),
        ("-3", "not -3"),
        ('"many"', "whole number"),
        ("7.5", "whole number"),
    ],
)
def test_a_table_has_from_1_to_500_prepared_rows(folio: Folio, rows: str, word: str) -> None:
    file = copied(folio) / "workbook.toml"
    edit(file, ("rows = 24", f"rows = {rows}"))
    line = file.read_text(encoding="utf-8").splitlines().index(f"rows = {rows}") + 1
    checked = folio("template", "check", "mine")
    assert checked.code == 5
    assert f"line {line}: sheet interviews, rows" in checked.err
    assert word in checked.err


def test_only_a_table_that_people_fill_in_has_rows_to_prepare(folio: Folio) -> None:
    edit(copied(folio) / "workbook.toml", ('key = "start"', 'key = "start"\nrows = 9'))
    checked = folio("template", "check", "mine")
    assert checked.code == 5
    assert "only a table that people fill in has rows to prepare" in checked.err


class TestSettings:
    """How letters sound and whose holidays count: said at the top, by a template that wants it otherwise."""

    def settings(self, folio: Folio, *lines: str) -> Path:
        mine = copied(folio)
        edit(mine / "workbook.toml", ("version = 5", "\n".join(("version = 5", *lines))))
        return mine

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ('letters_voice = "Formal"', "letters_voice: this must be one of 'warm' or 'formal'"),
            ('letters_voice = ""', "letters_voice: this must be one of 'warm' or 'formal'"),
            ("holidays = true", 'holidays: this must be text, in "quotes"'),
            ('holidays = "us"', "holidays: no holidays are known for 'us'. Did you mean US?"),
            ('holidays = "UK-ENG"', "Did you mean GB-ENG? Use the two letters of a country, like US"),
            ('holidays = "Mars"', "no holidays are known for 'Mars'. Use the two letters of a country, like US"),
            ('holidays = "US-California"', "US has no state 'California'. Did you mean US-CA? It has AK, AL, AR, AS"),
            ('holidays = "US-"', "US has no state ''. It has AK, AL, AR, AS"),
            ('holidays = "VA-1"', "the holidays of VA are the same everywhere. Use VA"),
        ],
    )
    def test_that_are_none_are_told_with_what_there_is(self, folio: Folio, line: str, words: str) -> None:
        file = self.settings(folio, line) / "workbook.toml"
        at = file.read_text(encoding="utf-8").splitlines().index(line) + 1
        (told,) = [it for it in said(folio).splitlines() if "mine/" in it]
        assert f"mine/workbook.toml, line {at}: {line.partition(' ')[0]}: " in told
        assert words in told

    @pytest.mark.parametrize("code", ["", "US", "US-CA", "DE", "DE-BY", "MX"])
    def test_holidays_of_any_country_or_none(self, folio: Folio, code: str) -> None:
        mine = self.settings(folio, f'holidays = "{code}"', 'letters_voice = "formal"')
        assert folio("template", "check", "mine").code == 0
        template = load_kit(str(mine)).template
        assert (template.holidays, template.letters_voice) == (code, "formal")

    def test_stand_in_a_workbook_only_where_they_are_not_the_usual(self, folio: Folio) -> None:
        self.settings(folio, 'holidays = "US-CA"', 'letters_voice = "formal"')
        for template in ("mine", "essentials"):
            assert folio("new", f"{template}.xlsx", "--template", template).code == 0
        made = {name: read(Path(f"{name}.xlsx").read_bytes()).template for name in ("mine", "essentials")}
        assert {n: (t.holidays, t.letters_voice) for n, t in made.items() if t} == {
            "mine": ("US-CA", "formal"), "essentials": ("US", "warm"),
        }  # fmt: skip
        assert not {"holidays", "letters_voice"} & load_kit("essentials").template.to_read().keys()

    def test_need_no_calendar_where_none_is_named(self) -> None:
        code = "import sys; from folio.template.loading import load_kit; load_kit('complete'); print('holidays' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "False\n"

    def test_a_voice_can_be_added_but_not_renamed(self, folio: Folio) -> None:
        mine = copied(folio)
        edit(mine / "workbook.toml", ('voice = ["Warm", "Formal"]', 'voice = ["Warm", "Formal", "Playful"]'))
        assert folio("template", "check", "mine").code == 0
        edit(mine / "workbook.toml", ('"Warm", "Formal", "Playful"', '"Kind", "Formal"'))
        assert "column voice, choices: folio's rules also need these choices: Warm" in said(folio)
