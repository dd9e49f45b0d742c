"""Drafts as files, and the index of them."""

from __future__ import annotations

import email.parser
import email.policy
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from folio.basics.file_names import distinct, slug
from folio.output.letters.drafting import in_folders
from folio.output.letters.letter_files import FORMATS, index_data, index_markdown, letter_files
from tests.conftest import Folio
from tests.letter_cases import TODAY, dana, interview, letters


class TestFiles:
    def files(self, name: str = "Dana Lee", **changes: Any) -> dict[str, bytes]:
        result = letters(
            contacts=dana(name=name, status="Completed", **changes),
            interviews=interview(contact=name, takeaway=None),
        )
        return dict(letter_files(result, FORMATS, TODAY))

    def test_every_format_is_there(self) -> None:
        names = ["thank-you-dana-lee.txt", "thank-you-dana-lee.docx", "thank-you-dana-lee.eml"]
        files = self.files()
        assert list(files) == names
        assert files[names[0]].decode().startswith("To: Dana Lee <dana.lee@example.com>\nSubject: Thank you for")

    def test_word_opens_it_and_gaps_are_yellow(self) -> None:
        content = self.files(name="A & B <x>")["thank-you-a-b-x.docx"]
        document = Document(BytesIO(content))
        text = [p.text for p in document.paragraphs]
        assert text[:4] == ["Ana Lopez", "ana@example.org", "March 4, 2026", "A and B\nNurse\nCedar Hospital"]
        assert text[4] == "Dear A and B,"
        marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color]
        assert [m.partition(".")[0] for m in marked] == ["[Say one thing from your interview that stayed with you"]
        assert document.core_properties.author == "Ana Lopez"
        assert document.core_properties.created.date() == TODAY

    def test_mail_programs_open_it_as_a_draft(self) -> None:
        content = self.files(name="Zoë Müller")["thank-you-zoe-muller.eml"]
        assert b"\n" not in content.replace(b"\r\n", b"")
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(content)
        assert mail["X-Unsent"] == "1"
        assert mail["To"].addresses[0].display_name == "Zoë Müller"
        assert str(mail["From"]) == "Ana Lopez <ana@example.org>"
        assert mail["Subject"] == "Thank you for our interview on March 3"
        assert "Date" not in mail
        assert "Dear Zoë Müller," in mail.get_content()

    @pytest.mark.parametrize("address", [None, "dana at acme", "a@b.co\nBcc: x@y.zz", "a@b.co, c@d.ee", "dána@b.co"])
    def test_without_a_usable_address_there_is_no_to_line(self, address: str | None) -> None:
        content = self.files(email=address)["thank-you-dana-lee.eml"]
        mail = email.parser.BytesParser(policy=email.policy.default).parsebytes(content)
        assert mail["To"] is None
        assert mail["Bcc"] is None

    def test_a_domain_in_other_letters_goes_into_the_header_in_ascii(self) -> None:
        files = self.files(email="dana@bücher.example")
        assert b"\r\nTo: Dana Lee <dana@xn--bcher-kva.example>\r\n" in files["thank-you-dana-lee.eml"]
        assert "To: Dana Lee <dana@bücher.example>\n" in files["thank-you-dana-lee.txt"].decode()

    def test_bytes_are_the_same_from_run_to_run(self) -> None:
        assert self.files() == self.files()
        archive = zipfile.ZipFile(BytesIO(self.files()["thank-you-dana-lee.docx"]))
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_names_are_distinct_and_short(self) -> None:
        result = letters(contacts=[*dana(name="Dana Lee!"), *dana(), *dana(name="x" * 300)])
        names = [name for name, _ in letter_files(result, ("docx",), TODAY)]
        assert names[:2] == ["request-dana-lee.docx", "request-dana-lee-2.docx"]
        assert max(map(len, names)) == 80

    def test_several_students_have_folders(self) -> None:
        one = letters(contacts=dana())
        both = in_folders([one, replace(one, path="b.xlsx"), replace(one, name="", path="x/Con.xlsx")])
        assert [s.folder for s in both] == ["ana-lopez-ana", "ana-lopez-b", "x-con"]
        assert letter_files(both[1], ("txt",), TODAY)[0][0] == "ana-lopez-b/request-dana-lee.txt"
        assert in_folders([one]) == [one]


class TestIndex:
    def test_lists_letters_findings_and_reasons(self) -> None:
        result = letters(contacts=[*dana(), *dana(name="Sam *Ortiz*", status="Declined")])
        text = index_markdown([result], TODAY, ("txt",))
        assert (
            "- **Dana Lee**, request: [txt](request-dana-lee.txt)\n  - Ask Dana Lee for an interview; a draft is ready.\n  - Fill in: Say in one"
            in text
        )
        assert "- **Sam \\*Ortiz\\***, note to keep in touch: They declined." in text
        (data,) = index_data([result], ("txt",))["workbooks"]
        assert data["student"] == "Ana Lopez"
        assert data["drafted"][0]["files"] == ["request-dana-lee.txt"]
        assert data["not_drafted"] == [{"contact": "Sam *Ortiz*", "kind": "keep-in-touch", "reason": "They declined."}]

    def test_students_of_one_name_are_told_apart(self) -> None:
        one = letters(contacts=dana())
        several = in_folders([replace(one, student_id="R1"), replace(one, student_id="R2"), replace(one, name="Ben")])
        heads = [line for line in index_markdown(several, TODAY).splitlines() if line.startswith("## ")]
        assert heads == ["## Ana Lopez (R1)", "## Ana Lopez (R2)", "## Ben"]
        assert [d["student"] for d in index_data(several)["workbooks"]] == ["Ana Lopez (R1)", "Ana Lopez (R2)", "Ben"]
        assert [s.folder for s in several] == ["ana-lopez-r1", "ana-lopez-r2", "ben"]

    def test_a_workbook_without_contacts(self) -> None:
        assert "The workbook lists no contacts." in index_markdown([letters()], TODAY)


def test_where_no_letter_is_due_there_is_none_to_read(folio: Folio) -> None:
    folio("new", "a.xlsx")
    assert folio("letters", "a.xlsx", "--out", "out").err.splitlines()[-1] == "0 letters drafted."


class TestSlug:
    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("Dana Lee", "dana-lee"), ("  Zoë  O'Neil, Jr. ", "zoe-oneil-jr"),
            ("Łukasz Groß", "lukasz-gross"), ("", "unnamed"), ("李娜", "lina"), ("🙂", "slight-smile"), ("\ue000", "unnamed"),
            ("../../etc/passwd", "etc-passwd"), ("CON", "x-con"), ("com¹", "x-com1"), ("Ольга Иванова", "olga-ivanova"), ("محمد", "mhmd"),
            ("thank-you-田中太郎", "thank-you-tianzhongtailang"), ("D\u2019Arcy O\u2018Neil", "darcy-oneil"), ("e\u0301", "e"),
            ("Nguyễn Thị Linh", "nguyen-thi-linh"), ("\x00a\nb", "a-b"),
        ],
    )  # fmt: skip
    def test_is_plain(self, typed: str, name: str) -> None:
        assert slug(typed) == name

    def test_is_cut_between_words(self) -> None:
        assert slug("alpha beta gamma", longest=12) == "alpha-beta"
        assert slug("x" * 100) == "x" * 80

    def test_distinct_whatever_the_case_and_length(self) -> None:
        assert distinct(["a", "A", "a-2", "a"]) == ["a", "A-2", "a-2-2", "a-3"]
        assert distinct(["abcdef", "abcdef"], longest=6) == ["abcdef", "abcd-2"]
