"""A counselor's own letters in Word: what they may do, what comes out of them, and what is refused before anything is written."""

from __future__ import annotations

import email.parser
import email.policy
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.parser import parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from folio.output.letters.foreign_fields import foreign_fields
from tests.conftest import Folio, Result
from tests.test_letters_on_paper import complaints
from tests.workbooks import make

TODAY = ("--today", "2026-11-20")
ODD = "A & B <x> “q” 'a' {{ 7*7 }} {% raw %} {_{ [not a gap] \\ \N{GRINNING FACE}"
Lines = list[str]
HEAD = ["Subject: About {{ field }}", "Dear {{ their_name }},"]


def written(
    *lines: str, change: Callable[[WordDocument], object] = lambda document: None, name: str = "request"
) -> Path:
    """A folder with one letter in Word; what Word writes beside is python-docx's."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    change(document)
    folder = Path("own")
    folder.mkdir(exist_ok=True)
    document.save(str(folder / f"{name}.docx"))
    return folder


def drafted(folio: Folio, *, formats: str = "txt,docx,eml", contact: dict[str, Any] | None = None) -> Result:
    """The run that makes the letters of one student to one person."""
    dana = {"name": "Dana Lee", "field": "Nursing", "source": "Alum", "email": "dana@example.com", **(contact or {})}
    Path("a.xlsx").write_bytes(make({"contacts": [dana]}))
    return folio("letters", "a.xlsx", "--out", "out", "--letters", "own", "--format", formats, *TODAY)


def the(ending: str) -> Path:
    (path,) = Path("out").glob(f"*request-*.{ending}")
    return path


def text() -> str:
    return the("txt").read_text(encoding="utf-8").partition("\n\n")[2].removesuffix("\n")


def subject() -> str:
    return the("txt").read_text(encoding="utf-8").splitlines()[1].removeprefix("Subject: ")


def paragraphs() -> Lines:
    return [p.text for p in Document(str(the("docx"))).paragraphs]


def marked(found: list[Paragraph]) -> Lines:
    return [r.text for p in found for r in p.runs if r.font.highlight_color]


def refused(folio: Folio) -> str:
    result = drafted(folio)
    assert (result.code, Path("out").exists()) == (5, False), result.err
    assert "Traceback" not in result.err
    return result.err


class TestWhatComesOut:
    def test_all_three_files_say_the_same(self, folio: Folio) -> None:
        written(*HEAD, "I am curious about {{ field }}.", "Sincerely,", "{{ my_name }}")
        assert drafted(folio).code == 0
        assert paragraphs() == ["Dear Dana Lee,", "I am curious about nursing.", "Sincerely,", "Ana Lopez"]
        assert text() == "Dear Dana Lee,\n\nI am curious about nursing.\n\nSincerely,\n\nAna Lopez"
        assert subject() == "About nursing"
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(the("eml").read_bytes())
        assert (mail["Subject"], mail.get_content().replace("\r\n", "\n")) == ("About nursing", f"{text()}\n")

    def test_the_title_is_the_subject_where_no_line_is(self, folio: Folio) -> None:
        def titled(document: WordDocument) -> None:
            document.core_properties.title = "Q&A: {{ their_name }}"

        written("Dear {{ their_name }},", change=titled)
        assert drafted(folio).code == 0
        assert subject() == "Q&A: Dana Lee"
        facts = Document(str(the("docx"))).core_properties
        assert (facts.title, facts.author) == ("Q&A: Dana Lee", "Ana Lopez")

    @pytest.mark.parametrize("value", [ODD, "A & B", "</w:t>", "{{ their_name }}", "{% if x %}", "}}", "李娜 دانا"])
    def test_what_a_student_typed_is_never_a_template_and_never_changed(self, folio: Folio, value: str) -> None:
        written("Subject: Hi", "Dear Dana,", "{{ interest }}!")
        result = drafted(folio, contact={"interest": value})
        assert result.code == 0, result.err
        assert paragraphs() == ["Dear Dana,", f"{value}!"]
        assert text() == f"Dear Dana,\n\n{value}!"
        assert marked(Document(str(the("docx"))).paragraphs) == []

    def test_a_text_beside_it_is_the_mail(self, folio: Folio) -> None:
        folder = written("Dear {{ their_name }}, this is paper with [a gap].")
        (folder / "request.txt.j2").write_text("Subject: Hi\n\nDear {{ their_name }}, this is a mail.")
        assert drafted(folio).code == 0
        assert paragraphs() == ["Dear Dana Lee, this is paper with [a gap]."]
        assert (subject(), text()) == ("Hi", "Dear Dana Lee, this is a mail.")
        assert "Fill in: a gap." in Path("out/index.md").read_text(encoding="utf-8")

    def test_what_stands_above_the_greeting_is_for_paper(self, folio: Folio) -> None:
        written("Subject: Hi", "{{ today }}", "{{ their_name }}", "Dear {{ their_name }},", "Hello.")
        assert drafted(folio).code == 0
        assert paragraphs()[0] == "November 20, 2026"
        assert text() == "Dear Dana Lee,\n\nHello."

    def test_lines_that_stand_close_together_are_one_paragraph_of_the_mail(self, folio: Folio) -> None:
        def spaced(document: WordDocument) -> None:
            close = [document.add_paragraph(line) for line in ("One", "Two")]
            close[0].paragraph_format.space_after = Pt(0)
            document.add_paragraph().paragraph_format.space_after = Pt(0)
            document.add_paragraph("A line\nbroken")

        written("Subject: Hi", "Dear Dana,", change=spaced)
        assert drafted(folio).code == 0
        assert text() == "Dear Dana,\n\nOne\nTwo\n\nA line\nbroken"

    def test_a_pdf_is_set_from_its_words(self, folio: Folio) -> None:
        written(*HEAD, "[gap]")
        assert drafted(folio, formats="pdf").code == 0
        assert the("pdf").read_bytes().startswith(b"%PDF")

    def test_the_bytes_are_the_same_from_run_to_run(self, folio: Folio) -> None:
        written(*HEAD)
        assert drafted(folio).code == 0
        first = the("docx").read_bytes()
        the("docx").unlink()
        assert drafted(folio).code == 0
        assert the("docx").read_bytes() == first

    def test_microsofts_own_checks_find_nothing(self, folio: Folio, tmp_path: Path) -> None:
        def furnished(document: WordDocument) -> None:
            table = document.add_table(1, 1)
            table.cell(0, 0).text = "{% if late %}"
            table.cell(0, 0).add_paragraph("late [gap]")
            table.cell(0, 0).add_paragraph("{% endif %}")
            document.sections[0].footer.paragraphs[0].text = "{% if late %}{{ my_name }}{% endif %}"

        written(*HEAD, "[say {{ field }}] and more", change=furnished)
        assert drafted(folio).code == 0
        assert complaints(tmp_path, the("docx").read_bytes()) == []


class TestGaps:
    def test_are_yellow_however_word_divides_them(self, folio: Folio) -> None:
        def divided(document: WordDocument) -> None:
            paragraph = document.add_paragraph("Before [say ")
            paragraph.add_run("who ").bold = True
            paragraph.add_run("you are] after [and] [why]")

        written(*HEAD, change=divided)
        assert drafted(folio).code == 0
        found = Document(str(the("docx"))).paragraphs
        assert marked(found) == ["[say ", "who ", "you are]", "[and]", "[why]"]
        assert [r.bold for r in found[-1].runs if r.text == "who "] == [True]
        assert found[-1].text == "Before [say who you are] after [and] [why]"
        index = Path("out/index.md").read_text(encoding="utf-8")
        assert all(f"Fill in: {gap}." in index for gap in ("say who you are", "and", "why"))

    def test_of_headers_footers_tables_and_text_boxes_count(self, folio: Folio) -> None:
        def everywhere(document: WordDocument) -> None:
            document.sections[0].header.paragraphs[0].text = "{{ my_class or '[your class]' }}"
            document.sections[0].footer.paragraphs[0].text = "{{ my_phone or '[x]' }}".replace("my_phone", "interest")
            document.add_table(1, 1).cell(0, 0).text = "[in a table]"
            document.add_paragraph()._p.append(parse_xml(TEXT_BOX))

        written(*HEAD, change=everywhere)
        assert drafted(folio).code == 0
        index = Path("out/index.md").read_text(encoding="utf-8")
        assert all(f"Fill in: {gap}." in index for gap in ("x", "in a table", "in a box by Ana Lopez"))
        made = Document(str(the("docx")))
        assert marked(list(made.sections[0].footer.paragraphs)) == ["[x]"]
        assert b"{{" not in b"".join(
            zipfile.ZipFile(the("docx")).read(n) for n in zipfile.ZipFile(the("docx")).namelist()
        )
        assert "in a box" not in text()


TEXT_BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
    "<w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>[in a box by {{ my_</w:t></w:r><w:r><w:t>name }}]</w:t>"
    "</w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


class TestConditions:
    CHOICE = (
        "{% if referred_by %}",
        "By {{ referred_by }}.",
        "{% elif source == “Alum” %}",
        "An alum.",
        "{%p endif %}",
    )

    def test_paragraphs_with_nothing_but_tags_go(self, folio: Folio) -> None:
        written(*HEAD, *self.CHOICE, "End.")
        assert drafted(folio).code == 0
        assert paragraphs() == ["Dear Dana Lee,", "An alum.", "End."]
        the("docx").unlink()
        drafted(folio, contact={"referred_by": "Sam"})
        assert paragraphs() == ["Dear Dana Lee,", "By Sam.", "End."]

    def test_paragraphs_of_which_nothing_is_left_go(self, folio: Folio) -> None:
        written(
            "Subject: Hi", "{{ their_name }}", "{{ organization }}", "", "Dear all,", "{% if late %}late{% endif %}"
        )
        assert drafted(folio).code == 0
        assert paragraphs() == ["Dana Lee", "", "Dear all,"]

    def test_rows_of_a_table_go(self, folio: Folio) -> None:
        def table(document: WordDocument) -> None:
            made = document.add_table(5, 1)
            for row, line in enumerate(["{%tr if late %}", "late", "{%tr else %}", "in time", "{%tr endif %}"]):
                made.cell(row, 0).text = line

        written(*HEAD, change=table)
        assert drafted(folio).code == 0
        (found,) = Document(str(the("docx"))).tables
        assert [cell.text for row in found.rows for cell in row.cells] == ["in time"]

    def test_tags_that_word_has_divided_work(self, folio: Folio) -> None:
        def divided(document: WordDocument) -> None:
            paragraph = document.add_paragraph("")
            for piece in ("{", "{ their", "_na", "me }", "}", "! {% if fie", "ld %}yes{", "% endif %}"):
                paragraph.add_run(piece)

        written("Subject: Hi", "Dear all,", change=divided)
        assert drafted(folio).code == 0
        assert paragraphs()[-1] == "Dana Lee! yes"

    @pytest.mark.parametrize(
        "quoted", ["{{ interest or “it\N{RIGHT SINGLE QUOTATION MARK}s A & B” }}", '{{ interest or "it\'s A & B" }}']
    )
    def test_a_text_in_a_tag_is_escaped_once(self, folio: Folio, quoted: str) -> None:
        written(*HEAD, quoted)
        assert drafted(folio).code == 0
        assert paragraphs()[-1] == "it's A & B"


class TestRefused:
    @pytest.mark.parametrize(
        ("line", "what"),
        [
            ("Hello {{ their_nam }}, hi", "“Hello {{ their_nam }}, hi”: folio doesn't know the name “their_nam”. Did you mean their_name?"),
            ("{% for c in their_name %}x{% endfor %}", "a letter can't have loops"),
            ("{%p for c in their_name %}|{%p endfor %}", "a letter can't have loops"),
            ("{{ ''.__class__ }}", "a letter can't look inside a value"),
            ("{{ their_name.upper() }}", "a letter can't call anything"),
            ("{{ 'a' * 10**9 }}", "too large"),
            ("{{ their_name | safe }}", "the filter “safe” isn't available"),
            ("{{ their_name | e }}", "the filter “e” isn't available"),
            ("{{r their_name }}", "of docxtpl's own tags, a letter can only have {%p and {%tr"),
            ("{{p their_name }}", "of docxtpl's own tags"),
            ("{%r if late %}x{%r endif %}", "of docxtpl's own tags"),
            ("{% vm %}", "of docxtpl's own tags"),
            ("{% cellbg their_name %}", "of docxtpl's own tags"),
            ("{%p if late %} and words", "so no other words can stand in it"),
            ("x {%- if late %}y{% endif %}", "{%- and the like aren't available"),
            ("{{ their_name", "its end have to stand in one paragraph"),
            ("their_name }}", "its end have to stand in one paragraph"),
            ("{% if late %}x", "“{% if late %}x”"),
            ("{% include 'x' %}", "isn't available"),
            ("{{ 1 / 0 }}", "isn't available"),
        ],
    )  # fmt: skip
    def test_with_file_and_words(self, folio: Folio, line: str, what: str) -> None:
        written(*HEAD, "Before.", *line.split("|", 1 if "%p" in line else 0), "After.")
        said = refused(folio)
        assert what in said
        assert "own/request.docx: " in said

    @pytest.mark.parametrize("line", ["{" * 300_000, "{% if late %}" * 5_000 + "x", "{{ " * 50_000, "}" * 300_000])
    def test_in_no_time(self, folio: Folio, line: str) -> None:
        written(*HEAD, line)
        began = process_time()
        refused(folio)
        assert process_time() - began < 20

    @pytest.mark.parametrize("part", ["header", "footer"])
    def test_wherever_it_stands(self, folio: Folio, part: str) -> None:
        def beside(document: WordDocument) -> None:
            getattr(document.sections[0], part).paragraphs[0].text = "{{ nobody_knows }}"

        written(*HEAD, change=beside)
        assert "“nobody_knows”" in refused(folio)

    def test_in_the_title(self, folio: Folio) -> None:
        def titled(document: WordDocument) -> None:
            document.core_properties.title = "{{ nobody_knows }}"

        written("Dear all,", change=titled)
        assert "in the title: " in refused(folio)

    def test_all_faults_of_all_files_are_told_at_once(self, folio: Folio) -> None:
        written(*HEAD, "{{ one_fault }}", "{{ another }}")
        written(*HEAD, "{{ a_third }}", name="thank-you")
        (Path("own") / "reminder.txt.j2").write_text("Subject: Hi\n\n{{ their_nam }}")
        said = refused(folio)
        assert all(word in said for word in ("one_fault", "another", "a_third", "Did you mean their_name?"))

    def test_without_a_subject(self, folio: Folio) -> None:
        written("Dear all,")
        assert "the first paragraph has to be “Subject: ...”" in refused(folio)

    def test_without_a_letter(self, folio: Folio) -> None:
        written("Subject: Hi")
        assert "a letter has to follow" in refused(folio)

    def test_tracked_changes(self, folio: Folio) -> None:
        def tracked(document: WordDocument) -> None:
            inserted = '<w:ins xmlns:w="{}" w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
            space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            document.paragraphs[-1]._p.append(parse_xml(inserted.format(space)))

        written(*HEAD, change=tracked)
        assert "it has tracked changes" in refused(folio)

    def test_conditions_that_cross(self, folio: Folio) -> None:
        def crossed(document: WordDocument) -> None:
            document.add_table(1, 1).cell(0, 0).text = "x {% if late %}y"
            document.add_paragraph("z{% endif %}")

        written(*HEAD, change=crossed)
        assert "begin and end it alike" in refused(folio)


def changed(parts: dict[str, bytes | None]) -> bytes:
    """A letter with some parts replaced or added."""
    written(*HEAD)
    stream = BytesIO()
    with zipfile.ZipFile("own/request.docx") as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in ({n: old.read(n) for n in old.namelist()} | parts).items():
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


def part(name: str) -> bytes:
    written(*HEAD)
    return zipfile.ZipFile("own/request.docx").read(name)


TYPES, DOCUMENT = "[Content_Types].xml", "word/document.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"Subject: Hi", "isn't a Word document (.docx), or it is damaged"),
    "empty": (lambda: b"", "isn't a Word document"),
    "cut off": (lambda: changed({})[:-300], "damaged"),
    "another zip": (lambda: changed({TYPES: None}), "isn't a Word document"),
    "a workbook": (lambda: make(), "Word's usual form"),
    "an old Word file": (lambda: b"\xd0\xcf\x11\xe0" + bytes(2000), "without a password"),
    "too large": (lambda: bytes(5_300_000), "larger than a letter can be"),
    "a bomb": (lambda: changed({"word/media/a.xml": bytes(45_000_000)}), "unpacks to more than a letter can have"),
    "many parts": (lambda: changed({f"word/media/{n}": b"" for n in range(600)}), "unpacks to more than a letter"),
    "much text": (lambda: changed({DOCUMENT: part(DOCUMENT).replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 200_000)}), "more text than"),
    "a document type": (lambda: changed({DOCUMENT: DOCTYPE + part(DOCUMENT).partition(b"?>")[2]}), "document type"),
    "broken XML": (lambda: changed({DOCUMENT: b"<w:document"}), "is damaged"),
    "macros": (lambda: changed({"word/vbaProject.bin": b"x"}), "it has macros"),
    "macros by type": (
        lambda: changed({TYPES: part(TYPES).replace(
            b"officedocument.wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")}),
        "it has macros",
    ),
    "a template of Word's": (lambda: changed({TYPES: part(TYPES).replace(b"document.main", b"template.main")}), "usual form"),
    "a strange name": (lambda: changed({"word/médi.xml": b"x"}), "packed in an unusual way"),
}  # fmt: skip


def related(target: str, kind: str = "attachedTemplate") -> bytes:
    """A letter that Word takes something to from elsewhere."""
    about = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        f'TargetMode="External"/></Relationships>'
    )
    return changed({"word/_rels/settings.xml.rels": about.encode()})


@pytest.mark.parametrize("target", ["https://x.example/a.dotm", "\\\\server\\a.dotm", "file://server/a.dotm", "//x/y"])
def test_nothing_is_loaded_from_the_network(folio: Folio, target: str) -> None:
    content = related(target)
    Path("own/request.docx").write_bytes(content)
    assert "it loads something (attachedTemplate)" in refused(folio)


@pytest.mark.parametrize(
    ("target", "kind"),
    [("file:///C:/Users/me/Normal.dotm", "attachedTemplate"), ("https://school.example", "hyperlink")],
)
def test_links_and_ones_own_template_are_fine(folio: Folio, target: str, kind: str) -> None:
    content = related(target, kind)
    Path("own/request.docx").write_bytes(content)
    assert drafted(folio).code == 0


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_letter_is_refused(folio: Folio, kind: str) -> None:
    content, what = HOSTILE[kind]
    made = content()
    Path("own").mkdir(exist_ok=True)
    Path("own/request.docx").write_bytes(made)
    assert what in refused(folio)


@pytest.mark.parametrize("name", ["request.docm", "request.doc", "request.dotx", "request.odt"])
def test_other_forms_are_to_be_saved_as_docx(folio: Folio, name: str) -> None:
    Path("own").mkdir()
    Path("own", name).write_bytes(b"x")
    assert f"own/{name}: save it as a Word document (.docx)." in refused(folio)


class TestForeignFields:
    @pytest.mark.parametrize(
        ("words", "fields"),
        [
            ("Dear «First Name» «Last_Name»", ("«First Name»", "«Last_Name»")),
            ("Dear {name}, ${City} <<School>>", ("{name}", "${City}", "<<School>>")),
            ("{ MERGEFIELD Last_Name \\* MERGEFORMAT } «Last_Name»", ("«Last_Name»",)),
            ("{{ their_name }} {% if late %}x{% endif %} {# {note} #}", ()),
            ("« Bonjour », a {}, {1}, a < b << c, f(x) = {x | x > 0}", ()),
        ],
    )
    def test_are_found(self, words: str, fields: tuple[str, ...]) -> None:
        assert foreign_fields(words) == fields

    def merged(self, document: WordDocument) -> None:
        document.paragraphs[-1]._p.append(parse_xml(MERGE_FIELD))

    def test_are_told_in_both_kinds_of_letter(self, folio: Folio) -> None:
        folder = written(*HEAD, "Dear ", change=self.merged)
        (folder / "thank-you.txt.j2").write_text("Subject: Hi\n\nDear {name}, {{ point }}")
        result = drafted(folio)
        assert result.code == 0
        assert "own/request.docx: folio leaves fields of other programs as they are: «City»." in result.err
        assert "own/thank-you.txt.j2: folio leaves fields of other programs as they are: {name}." in result.err
        assert "“«City»” is a field of another program" in Path("out/index.md").read_text(encoding="utf-8")


MERGE_FIELD = (
    '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:instr=" MERGEFIELD City ">'
    "<w:r><w:t>«City»</w:t></w:r></w:fldSimple>"
)
