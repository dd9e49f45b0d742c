"""Letter templates: which are used, what they may do, and what is said about mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from folio.basics.content_folders import content_folder
from folio.exit_codes import ContentProblem, ExitCode
from folio.output.letters.drafting import draft_letters
from folio.output.letters.letter_sentences import VOICES
from folio.output.letters.letter_templates import VARIABLES, load_letters
from folio.output.letters.letter_wording import layout
from folio.output.letters.letters_due import KINDS
from tests.letter_cases import TODAY, ana, dana, only, own


class TestTemplates:
    def test_shipped_ones_load_and_their_names_are_explained(self) -> None:
        assert set(load_letters().by_kind) == {(kind, voice) for kind in KINDS for voice in VOICES}
        readme = (content_folder("reports") / "letters" / "README.md").read_text(encoding="utf-8")
        assert [name for name in VARIABLES if f"`{name}`" not in readme] == []
        docs = (Path(__file__).parent.parent / "docs/letters.md").read_text(encoding="utf-8")
        assert [name for name in VARIABLES if f"`{name}`" not in docs] == []

    def test_a_folder_replaces_some(self, tmp_path: Path) -> None:
        head = "\ufeffSubject: Hello{# a note #}\n\nDear {{ their_name }},\n"
        text = head + "{% if field %}\nabout {{ field }}\n{% endif %}\nso\\\nit is."
        loaded = load_letters(own(tmp_path, text))
        draft = only(draft_letters(ana(contacts=dana()), TODAY, loaded))
        assert (draft.subject, draft.body) == ("Hello", "Dear Dana Lee, about nursing so\nit is.")
        assert loaded.by_kind["request", "formal"].file == loaded.by_kind["request", "warm"].file
        assert loaded.by_kind["reminder", "formal"].file == "formal/reminder.txt.j2"

    def refused(self, folder: Path) -> str:
        with pytest.raises(ContentProblem) as caught:
            load_letters(folder)
        assert caught.value.code is ExitCode.CONTENT
        return caught.value.message

    def test_an_unknown_name_is_named_with_file_line_and_known_names(self, tmp_path: Path) -> None:
        own(tmp_path, "Subject: Hi\n\n{% if field %}\n{{ their_nam }}\n{% endif %}", "thank-you.txt.j2")
        message = self.refused(tmp_path)
        assert f"{tmp_path.name}/thank-you.txt.j2: line 4: folio doesn't know the name “their_nam”" in message
        assert "their_name, greeting, organization" in message

    @pytest.mark.parametrize(
        "hostile",
        [
            "{{ ''.__class__ }}", "{{ their_name['__class__'] }}", "{{ 'a' * 10**9 }}", "{{ 10**9 * 'a' }}",
            "{{ 9**9**9 }}", "{{ their_name.upper() }}", "{{ range(9) }}", "{{ self }}", "{% include 'x' %}",
            "{% import 'os' as os %}", "{% set x = 'a' %}", "{% for c in their_name %}{% endfor %}",
            "{{ 'a' | center(1000000000) }}", "{% macro m() %}{% endmacro %}", "{{ '%1000000000d' % 1 }}",
            "{% extends 'x' %}", "{{ their_name | attr('x') }}", "{{ 1 / 0 }}", "{{ " + "(" * 20_000 + " }}",
        ],
    )  # fmt: skip
    def test_hostile_ones_are_refused(self, tmp_path: Path, hostile: str) -> None:
        assert "request.txt.j2" in self.refused(own(tmp_path, f"Subject: Hi\n\nx {hostile}"))

    def test_small_products_are_fine(self, tmp_path: Path) -> None:
        load_letters(own(tmp_path, "Subject: Hi\n\n{{ '-' * 20 }} {{ 2 ** 10 }}"))

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("Subject: Hi\n\n{% if field %}\nx", "line 4: an {% if %} has no {% endif %}."),
            ("Subject: Hi\n\nx {% endif %}", "line 3: {% endif %} stands here without an {% if %} before it."),
            ("Subject: Hi\n\n{% iff field %}", "line 3: letters have no {% iff %}, only if, elif, else and endif."),
            ("Subject: Hi\n\n{{ field", "line 3: what is opened with {{, {% or {# isn't closed."),
            ("Subject: Hi\n\n{{ field field }}", "line 3: “field” doesn't belong there, between {{ }} or {% %}."),
            ("Subject: Hi\n\n{{ field | nosuch }}", "line 3"),
            ("Dear all,", "must begin with “Subject:”"),
            ("Subject: Hi", "a letter has to follow"),
            ("Subject: Hi\n\n{{ field + 1 }}", "line 3"),
            ("x" * 100_001, "larger than a letter"),
        ],
    )
    def test_faults_are_found_before_the_first_letter(self, tmp_path: Path, text: str, what: str) -> None:
        assert what in self.refused(own(tmp_path, text))

    def test_folders_that_are_not_letters(self, tmp_path: Path) -> None:
        assert "no letters in it" in self.refused(tmp_path)
        assert "nowhere" in self.refused(tmp_path / "nowhere")
        (tmp_path / ".DS_Store").write_bytes(b"")
        (tmp_path / "README.md").write_bytes(b"")
        assert "no letters in it" in self.refused(tmp_path)
        assert "thankyou.txt.j2: folio has no letter" in self.refused(own(tmp_path, "x", "thankyou.txt.j2"))

    def test_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / "request.txt.j2").write_bytes("Subject: é".encode("latin-1"))
        assert "UTF-8" in self.refused(tmp_path)

    def test_gaps_are_those_of_the_template(self) -> None:
        assert layout("a [gap]\nb\n\n \nc") == ("a [gap] b\n\nc", ("gap",))


class TestSentences:
    """A file of sentences of one's own: whatever is in it, a mistake is told, with its place."""

    GOOD = (content_folder("reports") / "letters" / "sentences.toml").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            (("[how.gap]", "[how.gapp]"), "[how.gap] is missing"),
            (('"{}"', '"no place"'), "needs a list of sentences with exactly one {} each"),
            (("[met.own]", "[met.owned]"), "[met.owned] isn't a kind of text that folio knows"),
            (("[point.topic]", "[pointe.topic]"), "[pointe] isn't anything that folio says"),
            (("[better.gap]", 'better = "x"\n[other.gap]'), "sentences.toml"),
            (("warm = [", "warm = 3 # ["), "sentences.toml"),
            (("[point.topic]", "[point.topic"), "sentences.toml"),
        ],
    )
    def test_are_checked(self, tmp_path: Path, change: tuple[str, str], what: str) -> None:
        (tmp_path / "sentences.toml").write_text(self.GOOD.replace(*change), encoding="utf-8")
        with pytest.raises(ContentProblem) as caught:
            load_letters(tmp_path)
        assert what in caught.value.message

    def test_of_ones_own_are_used(self, tmp_path: Path) -> None:
        own_words = self.GOOD.replace("I would especially like to hear {}.", "Please tell me {}.")
        (tmp_path / "sentences.toml").write_text(own_words, encoding="utf-8")
        assert "Please tell me {}." in load_letters(tmp_path).frames.sentences["goal", "what", "warm"]
