"""What a person reads in a cell with a number, by its format; checked against other programs and readers."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from python_calamine import CalamineWorkbook

from folio.basics.number_formats import BUILTIN, format_error, general, kind_of, positive_part, shown
from tests.apps import need_node
from tests.office import LibreOffice

EUROS = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'
LENGTH = 36.5 / 24
# 2026-03-04, a Wednesday.
DAY = 46085

READ = [
    # What people's programs put there by themselves.
    (0.5, "0%", "50%"), (0.125, "0.0%", "12.5%"), (0.345, "0.00%", "34.50%"),
    (65000, '"$"#,##0', "$65,000"), (65000, "$#,##0.00", "$65,000.00"), (65000, "[$$-409]#,##0", "$65,000"),
    (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"), (65000, '"£"#,##0', "£65,000"), (200, '#,##0\\ "kr"', "200 kr"),
    (-1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "($1,234.50)"), (0, BUILTIN[44], "$-"),
    (1234.5, BUILTIN[44], "$1,234.50"), (-3, BUILTIN[43], "(3.00)"), (1234.5, EUROS, "1,234.50 €"), (0, EUROS, "- €"),
    (17, "00000", "00017"), (123456789, "00000-0000", "12345-6789"), (123456789, "000-00-0000", "123-45-6789"),
    (5035550123, "[<=9999999]###-####;(###) ###-####", "(503) 555-0123"),
    (5550123, "[<=9999999]###-####;(###) ###-####", "555-0123"),
    (12345, "0.00E+00", "1.23E+04"), (12345, "##0.0E+0", "12.3E+3"), (0.00012, "0.0E-0", "1.2E-4"),
    (9.99, "0.0E+0", "1.0E+1"), (0.5, "# ?/?", "1/2"), (1.25, "# ??/??", "1 1/4"), (3, "# ?/?", "3"), (0, "# ?/?", "0"),
    (0.5, "# ?/8", "4/8"), (2.999, "# ?/?", "3"), (3.14159265, "# ???/???", "3 16/113"), (1.5, "?/?", "3/2"),
    (LENGTH, "[h]:mm", "36:30"), (LENGTH, "[h]:mm:ss", "36:30:00"), (LENGTH, "[mm]:ss", "2190:00"),
    (-LENGTH, "[h]:mm", "-36:30"), (1.5 / 24, "[hh]:mm", "01:30"), (0.75, "h:mm AM/PM", "6:00 PM"),
    (0.5 / 24, "h:mm AM/PM", "12:30 AM"), (0.75, "hh:mm", "18:00"), (45.5 / 86400, "mm:ss.0", "00:45.5"),
    (DAY, "m/d/yyyy", "3/4/2026"), (DAY, "[$-409]mmmm d, yyyy;@", "March 4, 2026"), (DAY, "d-mmm", "4-Mar"),
    (DAY, "mmm-yy", "Mar-26"), (DAY, "dddd", "Wednesday"), (DAY, "mmmmm", "M"), (DAY + 0.75, BUILTIN[22], "3/4/2026 18:00"),
    # Rounded as decimal numbers, half away from zero.
    (0.125, "0.00", "0.13"), (-0.125, "0.00", "-0.13"), (1.005, "0.00", "1.01"), (2.5, "0", "3"), (0.1 + 0.2, "0.0", "0.3"),
    (-0.001, "0.00", "0.00"), (999.995, "#,##0.00", "1,000.00"), (59.6 / 86400, "h:mm", "0:00"),
    # Digits, groups and thousands.
    (0, "#", None), (5, "0.##", "5"), (0.5, "#.##", ".5"), (5, "?0.0?", "5.0"), (1234567, "#,##0,", "1,235"),
    (1234567, '0.0,,"M"', "1.2M"), (12, "0,000", "0,012"), (5.25, ".00", "5.25"), (0.25, ".00", ".25"),
    # Sections.
    (-5, "0;(0);none", "(5)"), (5, '0;-0;"none"', "5"), (0, '0;-0;"none"', "none"), (-5, '"minus "0', "-minus 5"),
    (3, '[=1]"one";[>2]"many";0', "many"), (2, '[=1]"one";[>2]"many";0', "2"), (-5, "[Red]0;@", "-5"), (7, "0;", "7"),
    # General, and texts with it.
    (0.1 + 0.2, "General", "0.3"), (2024, "general", "2024"), (1e20, "General", "1E+20"), (5, '0" km"', "5 km"),
    (5, 'General" km"', "5 km"), (5, "@", "5"), (2.5, "0.0 \\k\\m", "2.5 km"),
    # Not known, or nothing to read: the number is given.
    (5, "0 kg", None), (5, ";;;", None), (5, "[DBNum1]0", None), (5, '"open', None), (DAY, "[$-407]d. mmmm", None),
    (DAY, "[$-F800]dddd, mmmm dd, yyyy", None), (-1, "m/d/yyyy", None), (4e6, "m/d/yyyy", None), (30, "m/d/yyyy", None),
    (-5, "[<100]0;0.0", None), (5, "", None), (5, "0.0.0", None), (5, "0/x", None), (5, "E+0", None),
    (float("nan"), "0", None), (float("inf"), "General", None), (5, "0" * 256, None), (5, "d E+0", None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "code", "text"), READ)
def test_what_a_person_reads(number: float, code: str, text: str | None) -> None:
    assert shown(number, code) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2024.0, "2024"), (0.1 + 0.2, "0.3"), (919999999999, "919999999999"), (-0.0, "0"), (1 / 3, "0.333333333333333"),
        (1e15, "1E+15"), (-1.5e-10, "-1.5E-10"), (0.0001, "0.0001"), (45.523064, "45.523064"),
    ],
)  # fmt: skip
def test_without_a_format_all_digits_count_and_noise_does_not(number: float, text: str) -> None:
    assert general(number) == text


KINDS = {
    "number": (
        "General", "0", "0.00E+00", "#,##0.00", '0" days"', "0\\d", "0_d", "0*d", "[Red]0", "[$kr.-406] #,##0",
        '"$"#,##0;[Red]"dm"0', "[$-409]0", "[>=100]0;0.0", "# ?/?", '0;"d"', "0;m/d/yyyy",
    ),
    "date": (
        "m/d/yyyy", "yyyy-mm-dd", "[$-409]mmmm d, yyyy;@", "d-mmm", "mmm-yy", "YYYY\\-MM\\-DD", "dddd", "mm", "[Blue]d",
        '"on "d. mmmm', "[$-F800]dddd, mmmm dd, yyyy",
    ),
    "time": ("h:mm", "h:mm:ss AM/PM", "mm:ss", "mm:ss.0", "[$-F400]h:mm:ss AM/PM", "hh\\hmm", "hh"),
    "datetime": ("m/d/yyyy h:mm", "yyyy\\-mm\\-dd\\Thh:mm:ss", "h:mm d/m"),
    "duration": ("[h]:mm", "[hh]:mm:ss", "[mm]:ss", "[m]", "[ss]", "[H]:mm", "[s].00"),
    "text": ("@", '@" "'),
}  # fmt: skip
CODES = [(code, kind) for kind, codes in KINDS.items() for code in codes]


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_kinds(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_two_readers_agree_on_what_is_a_day_or_a_time() -> None:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for row, (code, _) in enumerate(CODES):
            sheet.write_number(row, 0, DAY + 0.5, book.add_format({"num_format": code}))
    stream.seek(0)
    values = CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    calamine = {
        code: "duration" if isinstance(v, timedelta) else "day" if isinstance(v, date | time | datetime) else "number"
        for (code, _), (v,) in zip(CODES, values, strict=True)
    }
    openpyxl = {
        code: "duration" if is_timedelta_format(code) else "day" if is_date_format(code) else "number"
        for code, _ in CODES
    }
    folio = {
        code: "number" if kind in ("number", "text") else "duration" if kind == "duration" else "day"
        for code, kind in CODES
    }
    assert {code for code in folio if folio[code] != openpyxl[code]} == {"0*d"}  # it takes a filling for a day
    assert {code for code in folio if folio[code] != calamine[code]} == set()


# LibreOffice shows these otherwise than Excel, whose way is taken.
OTHERWISE = {
    ("0%", 1.005): "100%",  # it multiplies the binary number
    ("# ?/8", 0.0625): "0",  # just between two of them
}


def _whole_seconds(number: float) -> bool:
    """LibreOffice cuts or rounds part of a second, another way for each code."""
    return abs(number * 86400 - round(number * 86400)) < 1e-4


def test_libreoffice_shows_the_same(libreoffice: LibreOffice, tmp_path: Path) -> None:
    codes = sorted({code for _, code, text in READ if text} | set(BUILTIN.values()))
    numbers = sorted({n for n, _, text in READ if text and abs(n) < 1e15} | {5035550123, 1.005, 1234.567, -1234.567})
    with xlsxwriter.Workbook(tmp_path / "formats.xlsx") as book:
        sheet = book.add_worksheet()
        for row, code in enumerate(codes):
            form = book.add_format({"num_format": code})
            for col, number in enumerate(numbers):
                sheet.write_number(row, col, number, form)
    libreoffice([{"open": str(tmp_path / "formats.xlsx"), "texts": str(tmp_path / "texts.json")}])
    rows = json.loads((tmp_path / "texts.json").read_text(encoding="utf-8"))
    differ = {
        (code, number): (ours, theirs)
        for code, texts in zip(codes, rows, strict=True)
        for number, theirs in zip(numbers, texts, strict=True)
        if (ours := shown(number, code)) is not None
        and theirs != "#FMT"  # where it gives up, folio need not
        and (kind_of(code) in ("number", "text") or _whole_seconds(number))
        and ours.split() != theirs.split()
        # Places for digits that are not there push a minus or a currency away.
        and not ("?" in code and "".join(ours.split()) == "".join(theirs.split()))
    }
    assert {k: v for k, v in differ.items() if OTHERWISE.get(k) != v[1].strip()} == {}


PIECES = st.sampled_from(
    ["0", "#", "?", ".", ",", "%", "/", "E+", "E-", ";", "@", "General", "m", "mm", "mmm", "d", "yy", "h", "s", "[h]",
     "AM/PM", "A/P", "[Red]", "[<0]", "[$-409]", "[$€-407]", '"x"', '"', "\\", "_", "*", " ", "[", "]", "$", "-", "e", "1"]
)  # fmt: skip


@given(st.floats(), st.text(max_size=255) | st.lists(PIECES, max_size=80).map("".join))
@example(1.7e308, "#,##0." + "0" * 240)
@example(5e-324, "0" * 100 + "." + "%" * 150)
@example(1e300, "# ?????/?????")
@example(1.5, '"' * 255)
@settings(max_examples=300, deadline=1000)
def test_any_code_is_shown_or_not_known(number: float, code: str) -> None:
    text = shown(number, code)
    assert text is None or (text and len(text) < 3000)
    assert kind_of(code) in (*KINDS,)


NO_FORMATS = {
    "0 kg": "folio doesn't know what k means in it. Put words in double quotes",
    "0.0 people": "folio doesn't know what p means",
    '"open': "it has a double quote without a second one",
    "[Red": "it has a bracket that isn't closed",
    "[Rot]0": "folio doesn't know what [Rot] means",
    "[Color99]0": "folio doesn't know what [Color99] means",
    "0\\": "nothing comes after its last sign",
    "0_": "nothing comes after its last sign",
    "0;-0;0;@;0": "it has 5 parts between semicolons",
    "0" * 256: "it has 256 characters, and Excel allows 255 at most",
    '"' + "\U0001f600" * 127 + '"0': "it has 257 characters, and Excel allows 255 at most",
    "0.0.0": "its signs don't go together",
    "yyyy 0": "its signs don't go together",
    "0 General": "its signs don't go together",
    "@;0": "its signs don't go together",
    "0[Red]": "its signs don't go together",
    "0* * ": "its signs don't go together",
    "E+0": "its signs don't go together",
    "AM/PM": "its signs don't go together",
    "/yyyy": "its signs don't go together",
    "0;0;[>1]0": "only its first two parts can have a condition",
}


@pytest.mark.parametrize("code", NO_FORMATS, ids=range(len(NO_FORMATS)))
def test_what_excel_cannot_read_is_no_format(code: str) -> None:
    assert NO_FORMATS[code] in format_error(code)


def made_up_formats(number: int) -> list[str]:
    """Formats as people make them up for figures and days: a seeded draw."""
    dice = random.Random(5)  # noqa: S311 - the same each time

    def figure() -> str:
        before = dice.choice(["", "", "+", "-", "$", '"about "', "[Red]", "[$€-407] ", "(", "\\~"])
        digits = dice.choice(["0", "0.0", "#,##0", "#,##0.00", "00", "0%", "0.0%", "0.00E+00", "# ?/?", "General", "#"])
        return before + digits + dice.choice(["", "", '" people"', "_)", ")", " ", '" %"', "\\h"])

    def moment() -> str:
        days = dice.sample(["d", "dd", "ddd", "mmm", "mmmm", "yy", "yyyy"], dice.randint(1, 3))
        times = dice.choice([[], [], ["h:mm"], ["h:mm AM/PM"], ["hh:mm:ss"], ["[h]:mm"], ["mm:ss.0"]])
        return dice.choice(["", "[$-409]", "[Blue]"]) + " ".join([dice.choice("-/ .").join(days), *times])

    def code() -> str:
        if dice.random() < 0.3:
            return moment()
        return ";".join(figure() for _ in range(dice.randint(1, 3))) + dice.choice(["", "", ";", ";@"])

    return [code() for _ in range(number)]


GOOD = sorted({*made_up_formats(600), *BUILTIN.values(), *(code for _, code, text in READ if text)} - {"0;(0);none"})


def test_what_people_make_up_is_a_format() -> None:
    assert {code: why for code in GOOD if (why := format_error(code))} == {}


def test_sheetjs_shows_figures_under_what_is_a_format(tmp_path: Path) -> None:
    file = tmp_path / "codes.json"
    figures = [code for code in GOOD if kind_of(code) == "number"]  # it knows no dots in days
    assert len(figures) > 300
    file.write_text(json.dumps(figures), encoding="utf-8")
    words = ["node", "show_numbers.mjs", str(file)]
    done = subprocess.run(words, cwd=need_node(), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["0,000", "?0.0?"]  # nor these, which Excel and LibreOffice know


def test_libreoffice_takes_what_is_a_format(libreoffice: LibreOffice, tmp_path: Path) -> None:
    """It shows a number under a code that it cannot read as it would without one."""
    with xlsxwriter.Workbook(tmp_path / "good.xlsx") as book:
        sheet = book.add_worksheet()
        for row, code in enumerate(GOOD):
            for col, number in enumerate((1.5, 46085.75)):
                sheet.write_number(row, col, number, book.add_format({"num_format": code}))
    libreoffice([{"open": str(tmp_path / "good.xlsx"), "texts": str(tmp_path / "good.json")}])
    texts = json.loads((tmp_path / "good.json").read_text(encoding="utf-8"))
    unchanged = {code for code, shown in zip(GOOD, texts, strict=True) if shown == ["1.5", "46085.75"]}
    assert {code for code in unchanged if "general" not in code.casefold()} == {"#.##", "0.##", "@"}


@pytest.mark.parametrize(("code", "part"), [("+0;-0;0", "+0"), ('"a;b"0;x', '"a;b"0'), ("0", "0"), ("", ""), (";", "")])
def test_how_numbers_above_zero_look(code: str, part: str) -> None:
    assert positive_part(code) == part
