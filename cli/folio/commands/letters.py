"""``folio letters``: drafts of the follow-up letters that are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from folio.basics.wording import counted, json_text, sentence_list, visible
from folio.commands.common import (
    CommaList,
    GivenPath,
    ended,
    explain,
    files_from_workbooks,
    finish,
    notify,
    read_paths,
    report_theme,
)
from folio.exit_codes import ExitCode, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folio.insight.request_cap import Requests
    from folio.output.letters.letter_templates import LetterTemplates
    from folio.output.letters.letters_due import LetterKind

KINDS = (
    "request", "referral-request", "reminder", "confirmation", "thank-you", "referral-thank-you", "referrer-report",
    "advice-update", "keep-in-touch", "reconnect", "adviser-request", "outcome",
)  # fmt: skip
FORMATS = ("txt", "docx", "eml", "pdf", "json")
USUAL = ("txt", "docx", "eml")
VOICES = ("warm", "formal")
# Kinds that are a case of another: whoever asks for that one gets them, too.
_CASES = {"request": "referral-request", "keep-in-touch": "reconnect"}
_MOST_NAMED = 6


@click.command(epilog="Example:  folio letters my-interviews.xlsx --kind thank-you --out letters")
@click.option(
    "--kind",
    "kinds",
    type=CommaList(KINDS),
    default=",".join(KINDS),
    metavar="KIND,...",
    help="Only these letters, separated by commas; request includes referral-request, and keep-in-touch reconnect.",
)
@click.option(
    "--letters",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A folder with your own letter templates, used in place of folio's.",
)
@click.option(
    "--requirements", "requirements_file", metavar="FILE", type=GivenPath(path_type=Path),
    help="Hold back requests to one professional over the requests_per_professional in this file.",
)  # fmt: skip
@click.option(
    "--voice",
    type=click.Choice(VOICES),
    help="How letters sound, unless Contacts says it for a person. Without it, as the workbook's template says.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if there is something to look at in any letter.")
@click.option("--review", is_flag=True, help="Write nothing; look at the drafts in DIR that you have edited.")
@files_from_workbooks("the drafts", FORMATS, ",".join(USUAL))
def command(
    paths: tuple[str, ...], out: Path, kinds: tuple[Any, ...], formats: tuple[str, ...], folder: Path | None,
    requirements_file: Path | None, voice: Any, strict: bool, review: bool, today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Draft the letters that are due, from the first request to the news of how it came out.

    Each person gets one letter at most, the most pressing. A draft says only what the workbook says. Where something is
    missing, it has a gap in [brackets] to fill in. The page index.html lists the drafts to work from, what to check in
    each, and why other letters weren't drafted; so does index.md. Nothing is sent. DIR can be the same every week:
    drafts that somebody changed are kept, and so are those of earlier weeks.

    \b
    request, referral-request    ask for an interview; someone told you about them
    reminder, confirmation       no reply yet; an interview is set up
    thank-you                    after an interview
    referral-thank-you           they told you about somebody
    referrer-report              you met whom they told you about
    advice-update                what you did with their advice
    keep-in-touch, reconnect     a note now and then; after half a year
    adviser-request, outcome     about an offer; how it came out

    With --review, nothing is written. folio reads the .txt and .docx drafts in DIR back, as you have edited them, and
    says what to look at in each, or with --format json, as data.

    Where many students ask one professional, folio says so. With --requirements, it holds back requests over your
    limit: who has asked counts first, then students by last name.
    """  # noqa: D301 - click wants the sign itself
    from folio.basics.rerun_folder import RerunFolder
    from folio.insight.request_cap import class_requests, held_back
    from folio.output.letters.drafting import REQUESTS, compare_students, draft_letters, in_folders
    from folio.output.letters.index_page import INDEX_PAGE, index_pages
    from folio.output.letters.kept_drafts import kept_files, with_edits
    from folio.output.letters.letter_files import INDEX, INDEX_DATA, index_data, index_markdown, letter_files
    from folio.output.letters.letter_folder import refuse_others
    from folio.output.letters.letter_templates import load_letters
    from folio.output.typesetting import refuse_missing
    from folio.template.grade_requirements import load_requirements

    refuse_missing(formats)
    kinds = tuple(dict.fromkeys(k for kind in kinds for k in (kind, _CASES.get(kind)) if k))
    templates = load_letters(folder)
    if review:
        for option, given in (("--force", force), ("--requirements", requirements_file), ("--voice", voice)):
            if given:
                raise click.UsageError(f"{option} is for new drafts, and --review makes none.")
        return _review(paths, out, templates, kinds, formats, today, strict=strict, quiet=quiet)
    for file, fields in templates.own_fields.items():
        click.echo(f"{file}: {_about_fields(fields)}", err=True)
    most = load_requirements(requirements_file).requests_per_professional if requirements_file else None
    written = RerunFolder(out, "letters", force=force)
    written.refuse([out / INDEX, out / INDEX_PAGE])
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    readable = intake.readable
    requests = class_requests(readable, today, most) if set(kinds) & set(REQUESTS) else []
    held = held_back(requests)
    drafted = (draft_letters(r, today, templates, kinds, held.get(i), voice) for i, r in enumerate(readable))
    several = in_folders(drafted)
    written.owner = several[0].name if len(several) == 1 else ""
    if not force:
        refuse_others(written, several)
        several = with_edits(several, readable, written, templates, today)
        written.kept += kept_files(several, written, edited=True)
    several = compare_students(several)
    endings = [ending for ending in formats if ending != "json"]
    files = (file for one in several for file in letter_files(one, endings, today))
    contents = {out / name: content for name, content in files}
    folders = {PurePosixPath(one.folder) for one in several}

    def is_ours(file: PurePosixPath) -> bool:
        return file.parent in folders and file.suffix[1:] in endings and file.name.startswith(kinds)

    earlier = written.left_over([*contents, *kept_files(several, written)], is_ours)
    earlier_names = [path.relative_to(out).as_posix() for path in earlier]
    contents[out / INDEX] = index_markdown(several, today, endings, requests, earlier_names).encode()
    pages = index_pages(several, endings, requests, earlier_names, report_theme(), today)
    contents |= {out / place: page for place, page in pages.items()}
    if "json" in formats:
        contents[out / INDEX_DATA] = json_text(index_data(several, endings, earlier_names)).encode()
    template_files = list(folder.rglob("*")) if folder else []
    given = [*template_files, *([requirements_file] if requirements_file else [])]
    written.write_all(contents, [*intake.paths, *given])
    finish(written, quiet=quiet)
    if earlier:
        names = sentence_list([visible(path) for path in earlier], _MOST_NAMED)
        click.echo(f"From an earlier run, and not due now: {names}. Delete what you don't need anymore.", err=True)
    click.echo(out / INDEX_PAGE)
    drafts = [draft for one in several for draft in one.drafts]
    kept = sum(bool(draft.edits) for draft in drafts)
    yours = f", {kept} kept as edited" if kept else ""
    read_them = " Read each one before you send it." if drafts else ""
    notify(f"{counted(len(drafts) - kept, 'letter')} drafted{yours}.{read_them}", quiet=quiet)
    if said := _about_requests(requests, most):
        notify(said, quiet=quiet)
    code = ended(intake, quiet=quiet)
    to_look_at = sum(bool(draft.findings) for draft in drafts)
    if strict and to_look_at and code == ExitCode.OK:
        code = ExitCode.PROBLEMS
        explain(code, f"There is something to look at in {counted(to_look_at, 'letter')}.", quiet=quiet)
    return code


def _review(
    paths: tuple[str, ...], out: Path, templates: LetterTemplates, kinds: Sequence[LetterKind], formats: Sequence[str],
    today: date, *, strict: bool, quiet: bool,
) -> int:  # fmt: skip
    """Say what to look at in the drafts of a folder, and write nothing."""
    from folio.basics.rerun_folder import RerunFolder
    from folio.output.letters.review import REVIEWED, other_folders, review_letters
    from folio.output.letters.review_output import review_data, review_text, to_look_at

    if not out.is_dir():
        raise UsageProblem(f"{visible(out)} isn't there.", "Give --out the folder that folio letters wrote to.")
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    endings = [ending for ending in formats if ending in REVIEWED] or list(REVIEWED)
    reviews = review_letters(intake.readable, RerunFolder(out, "letters"), today, templates, kinds, endings)
    others = other_folders(out, reviews)
    if "json" in formats:
        click.echo(json_text(review_data(reviews, others)))
    else:
        for line in review_text(reviews, others):
            click.echo(line)
    code = ended(intake, quiet=quiet)
    broken, found = sum(len(one.unreadable) for one in reviews), to_look_at(reviews)
    if broken and code == ExitCode.OK:
        code = ExitCode.UNREADABLE
        explain(code, f"{counted(broken, 'draft')} couldn't be read.", quiet=quiet)
    if strict and found and code == ExitCode.OK:
        code = ExitCode.PROBLEMS
        explain(code, f"There is something to look at in {counted(found, 'letter')}.", quiet=quiet)
    return code


def _about_fields(foreign: Sequence[str]) -> str:
    """Say that a letter has placeholders of another program."""
    named = sentence_list([visible(field) for field in foreign], _MOST_NAMED)
    return f"folio leaves fields of other programs as they are: {named}. folio's own are like {{{{ their_name }}}}."


def _about_requests(requests: Sequence[Requests], most: int | None) -> str:
    """Say in a sentence which requests are held back, or who gets many; nothing where that isn't so."""
    from folio.output.letters.letter_files import HOLD_BACK, MANY_ASK

    if most is None:
        many = [(one.name, len(one.open)) for one in requests if one.many]
        return f"{MANY_ASK}: {_names(many)}. {HOLD_BACK}" if many else ""
    held = [(one.name, len(one.held)) for one in requests if one.held]
    number = counted(sum(count for _, count in held), "request")
    limit = counted(most, "request")
    return (
        f"{number} held back, because one professional gets {limit} at most: {_names(held)}. index.md says whose."
        if held
        else ""
    )


def _names(counts: Sequence[tuple[str, int]]) -> str:
    """Name people with a number each, the greatest first."""
    ordered = sorted(counts, key=lambda pair: -pair[1])
    return sentence_list([f"{visible(name)} ({count})" for name, count in ordered], _MOST_NAMED)
