"""The catalog of problems: a stable code each, its severity, what is wrong, and what to do.

``docs/problems.md`` says what each code means, with an example.
"""

from __future__ import annotations

from dataclasses import dataclass

from folio.intake.model import Severity


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem; ``message`` and ``fix`` have places for the words of each case.

    ``counselor_only`` are those that compare students with each other: no student hears of them.
    """

    severity: Severity
    message: str
    fix: str
    counselor_only: bool = False


CATALOG: dict[str, ProblemKind] = {
    # --- a cell does not fit its column
    "not-a-date": ProblemKind(
        "error",
        "{value} isn't a date we can read.{hint}",
        "Type the date with the month in letters, like {a_day}, or as 2026-11-20.",
    ),
    "not-a-time": ProblemKind(
        "error", "{value} isn't a time of day we can read.{hint}", "Type it like 2:30 pm or 14:30."
    ),
    "not-a-number": ProblemKind(
        "error", "{value} isn't a whole number.{hint}", "Type a whole number{range}, or leave the cell empty."
    ),
    "out-of-range": ProblemKind("error", "{value} is too high or too low for {header}.", "Type a whole number{range}."),
    "not-a-choice": ProblemKind("error", "{value} isn't one of the choices for {header}.{hint}", "Choose {choices}."),
    "not-a-yes-or-no": ProblemKind("error", "{value} isn't Yes or No.", "Choose Yes or No, or leave the cell empty."),
    "not-an-email": ProblemKind(
        "error", "{value} isn't an email address.{hint}", "Type it like dana.lee@example.com, or leave the cell empty."
    ),
    "not-a-phone": ProblemKind(
        "error", "{value} isn't a phone number.{hint}", "Type it in digits, like (503) 555-0142 or +1 503 555 0142."
    ),
    "not-a-url": ProblemKind(
        "error", "{value} isn't a web address.{hint}", "Paste the whole address, like https://example.com/dana."
    ),
    "error-value": ProblemKind(
        "error",
        "{value} is a spreadsheet error, not an answer.",
        "Type your answer again. The formula that was in this cell doesn't work.",
    ),
    "picture-in-cell": ProblemKind(
        "error",
        "This cell holds a picture, and folio can read only text.",
        "Type your answer here, and put the picture beside the table if you want to keep it.",
    ),
    "not-computed": ProblemKind(
        "error",
        "{value} is a formula that no program has worked out yet.",
        "Open the workbook in a spreadsheet program and save it, or type your answer in place of the formula.",
    ),
    # --- rows and how they fit together
    "missing-required": ProblemKind(
        "error", "{header} is empty, but this row has other entries.", "Fill in {header}, or clear the whole row."
    ),
    "unknown-reference": ProblemKind(
        "error",
        "{value} isn't on the sheet {target}.{hint}",
        "Spell it the way it's spelled on {target}, or add it there.",
    ),
    "referrer-not-listed": ProblemKind(
        "note",
        "{value} isn't on the sheet {target}.{hint}",
        "That's fine if you don't plan to interview them. If they are on it, spell the name the same way.",
    ),
    "number-twice": ProblemKind(
        "warning",
        "Two interviews have the number {value}. The first one is in {first}.",
        "Give this one a number of its own, so that job previews, qualities and answers find the right interview.",
    ),
    "duplicate-contact": ProblemKind(
        "warning",
        "{value} is on this sheet twice. The first one is in {first}.",
        "Combine the two rows. If these are two different people, tell them apart, for example with a middle initial.",
    ),
    "dates-out-of-order": ProblemKind(
        "warning",
        "{header} ({value}) is before {earlier} ({earlier_value}).",
        "Check both dates: one of them is wrong.",
    ),
    "future-date": ProblemKind("warning", "{header} is in the future ({value}).", "Fix the date, or {way}."),
    "far-date": ProblemKind("warning", "{value} is a long way from today.", "Check the year."),
    "completed-without-date": ProblemKind(
        "warning", "The interview with {who} is marked Completed but has no date.", "Add the date of the interview."
    ),
    "thank-you-missing": ProblemKind(
        "warning",
        "The interview with {who} was {days} days ago, and no thank-you has been sent yet.",
        "Send it today: late is better than never. Then enter the date here.",
    ),
    "thank-you-late": ProblemKind(
        "note",
        "The thank-you to {who} went out {days} days after the interview.",
        "Nothing to fix. Next time, try to send it the next day.",
    ),
    "follow-up-overdue": ProblemKind(
        "warning",
        "The message to {who} was due on {day} and isn't marked as sent.",
        "Send it and enter the date, or put a new date in {header}.",
    ),
    "next-step-overdue": ProblemKind(
        "warning",
        "The next step with {who} was due on {value}.",
        "Do it now, then plan the next one here. If it's already done, clear the date.",
    ),
    "referrer-not-told": ProblemKind(
        "warning",
        "{value} led you to {who}, but you haven't sent them a message since that interview.",
        "Tell them how the interview went, and add the message to your follow-ups.",
    ),
    # --- what a counselor would ask about
    "nothing-noted": ProblemKind(
        "warning",
        "The interview with {who} is marked Completed, but there's nothing about what you learned.",
        "Write down the most useful thing you heard, while you still remember it.",
    ),
    "rating-without-source": ProblemKind(
        "warning",
        "{rated} is filled in, but {header} doesn't say who it came from.",
        "Add the person's name, or clear the rating.",
    ),
    "rating-without-words": ProblemKind(
        "note",
        "{rated} is filled in, but nothing in this row says why.",
        "Add the upside or the downside you heard about.",
    ),
    "source-not-met": ProblemKind(
        "warning",
        "You have {rows} from {who}, but no interview with them.",
        "Add the interview, or name the person who really said it.",
    ),
    "only-upsides": ProblemKind(
        "warning",
        "You have {count} upsides from {who} and no downside.",
        "Add what's hard about the job, too, or ask: every job has downsides.",
    ),
    "people-disagree": ProblemKind(
        "note",
        "On {facet}, {other} and {who} disagree.",
        "Ask a third person, and note what you hear in a new row.",
    ),
    "no-document": ProblemKind(
        "note",
        "{quality} is rated {rating}, but there's no document to prove it.",
        "Name a document that shows it, or make one.",
    ),
    "outer-spaces": ProblemKind(
        "note",
        "{value} has extra spaces here{more}, so formulas treat it as something else.",
        "Delete the spaces before and after it, and any double space inside it.",
    ),
    "tilde-in-name": ProblemKind(
        "note",
        "{value} has a ~ in it{more}. Excel's formulas can't look up such a name, so gray cells may miss it.",
        "Write the name without the ~, the same in every cell.",
    ),
    "same-text": ProblemKind(
        "warning",
        "{value} is in {count} cells: {places}.",
        "In each cell, write what you really heard. Clear the text where it doesn't belong.",
    ),
    "plan-one-sided": ProblemKind(
        "note", "The plan {plan} has no question about {lacking}.", "Add one before the interview.{bank}"
    ),
    "plan-too-long": ProblemKind(
        "note",
        "The questions for {who} take {planned} minutes, but the interview is only {value} minutes long.",
        "Choose fewer questions, or mark the ones to ask first.",
    ),
    # --- sheets and columns
    "sheet-missing": ProblemKind(
        "warning",
        "We can't find the sheet {title} in this workbook.{hint}",
        "Give it its original name and headings, or copy the sheet from an earlier version of the file.",
    ),
    "sheet-twice": ProblemKind(
        "warning",
        "{title} and {other} both look like the sheet {wanted}. We read {title}.",
        "Keep the right one, and delete the other.",
    ),
    "sheet-ambiguous": ProblemKind(
        "error",
        "{title} and {other} both look like the sheet {wanted}, so we read neither.",
        "Rename the right one to {wanted}, or delete the other.",
    ),
    "sheet-moved": ProblemKind(
        "note", "We read the entries of {wanted} from the sheet {title}.", "Nothing to do if that's right."
    ),
    "column-missing": ProblemKind(
        "warning",
        "We can't find the column {header} on this sheet.{heading_hint}",
        "Give it its original heading, or copy the column from an earlier version of the file.",
    ),
    "column-twice": ProblemKind(
        "warning", "This sheet has two of each: {headers}. We read the first.", "Delete the one you don't need."
    ),
    "headings-moved": ProblemKind(
        "warning",
        "Some headings have moved to other columns ({headers}). We went by the headings.",
        "Check that every entry is under the right heading.",
    ),
    "heading-changed": ProblemKind(
        "note", "We read the heading {value} as {header}.", "Nothing to do if that's right."
    ),
    "headings-among-rows": ProblemKind(
        "warning",
        "The headings are in row {row}, in the middle of your entries. We still read everything.",
        "Move that row back to the top of the table.",
    ),
    "headings-changed": ProblemKind(
        "note",
        "{count} headings have different words now. We went by the hidden keys.",
        "Nothing to do if every entry is where it belongs.",
    ),
    "headings-missing": ProblemKind(
        "warning", "The row of headings is gone.", "Copy the headings back from an earlier version of the file."
    ),
    # --- the file
    "description-missing": ProblemKind(
        "warning",
        "The hidden description of this workbook is missing or damaged. We used folio's own template {template}.",
        "If this workbook was made from a custom template, copy the answers into a fresh one.",
    ),
    "format-limits": ProblemKind(
        "note",
        "In this file format, we can't see {unseen}.",
        "Nothing to do unless you used them. If you did, save the workbook as .xlsx or .ods.",
    ),
    "template-older": ProblemKind(
        "note",
        "This workbook was made from version {version} of the template {template}. The current version is {current}.",
        "Nothing to do: the workbook says how to read it.",
    ),
    "template-newer": ProblemKind(
        "warning",
        "This workbook was made from version {version} of the template {template}, but this folio only knows version {current}.",
        "Update folio, so it knows what's new.",
    ),
    "same-workbook": ProblemKind(
        "warning",
        "This is another copy of the workbook in {other}.",
        "Keep only the newer one in the folder, so nothing is counted twice.",
        counselor_only=True,
    ),
    "account-open": ProblemKind(
        "error",
        "{filled} cells are filled in, but we accounted for {accounted}.",
        "Please report this to the makers of folio: an entry may have been lost.",
    ),
    # --- files that could not be read
    "no-workbooks": ProblemKind(
        "error", "There's no workbook here.", "Choose the folder or zip that has the .xlsx or .ods files."
    ),
    "not-a-workbook": ProblemKind(
        "error", "This isn't a workbook. It looks like {looks}.", "Save it as .xlsx in the program it was made with."
    ),
    "own-report": ProblemKind(
        "error", "This is a report from folio, not a workbook.", "Choose the workbooks the report was made from."
    ),
    "not-folio": ProblemKind(
        "error",
        "This workbook wasn't made with folio.",
        "Make a workbook with folio new, and copy the answers into it.",
    ),
    "made-by-newer-folio": ProblemKind(
        "error", "This workbook was made with a newer folio, and this one can't read it.", "Update folio."
    ),
    "damaged": ProblemKind(
        "error",
        "The file is damaged or incomplete: {why}.",
        "Ask for the file again, or open it in a spreadsheet program and save a new copy.",
    ),
    "other-compression": ProblemKind(
        "error",
        "The file stands in a zip that is compressed in a way we can't unpack ({method}).",
        "Unpack the zip with the program it was made with, and give folio the folder.",
    ),
    "encrypted": ProblemKind(
        "error",
        "The file is protected with a password.",
        "Remove the password or protection, save the file, and turn it in again.",
    ),
    "too-large": ProblemKind(
        "error", "The file is larger than any workbook of this kind: {why}.", "Copy the answers into a fresh workbook."
    ),
    "unsafe": ProblemKind(
        "error",
        "The file has something in it that no spreadsheet program writes: {why}.",
        "Open it in a spreadsheet program and save a new copy.",
    ),
    "reader-stopped": ProblemKind(
        "error",
        "We had to stop reading the file: {why}.",
        "Open it in a spreadsheet program, save a new copy, and try again.",
    ),
    "unreadable": ProblemKind(
        "error", "The file can't be opened: {why}.", "Check that it's there and that you have permission to read it."
    ),
}
