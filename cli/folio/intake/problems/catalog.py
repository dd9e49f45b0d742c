"""The catalog of problems: a stable code each, its severity, what it means, an example, and what to do.

``docs/problems.md`` is generated from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from folio.intake.model import Severity


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem; ``message`` and ``fix`` have places for the words of each case."""

    severity: Severity
    message: str
    fix: str
    meaning: str
    example: str


CATALOG: dict[str, ProblemKind] = {
    # --- a cell does not fit its column
    "not-a-date": ProblemKind(
        "error", "{value} isn't a date we can read.{hint}",
        "Type the date with the month in letters, like Nov 20, 2026, or as 2026-11-20.",
        "The column takes dates. The cell holds something else, or a date that could mean two different days.",
        "`next Tuesday`, or `3/4/2026` typed as text",
    ),
    "not-a-time": ProblemKind(
        "error", "{value} isn't a time of day we can read.{hint}", "Type it like 2:30 pm or 14:30.",
        "The column takes times of day.", "`after lunch`",
    ),
    "not-a-number": ProblemKind(
        "error", "{value} isn't a whole number.{hint}", "Type a whole number{range}, or leave the cell empty.",
        "The column takes whole numbers, such as ratings.", "`high` as a rating",
    ),
    "out-of-range": ProblemKind(
        "error", "{value} is too high or too low for {header}.", "Type a whole number{range}.",
        "The number is higher or lower than the column allows.", "`7` as a rating from 1 to 5",
    ),
    "not-a-choice": ProblemKind(
        "error", "{value} isn't one of the choices for {header}.{hint}",
        "Choose {choices}.",
        "The column has a list to choose from, and the cell holds something else.", "`Maybe` as a status",
    ),
    "not-a-yes-or-no": ProblemKind(
        "error", "{value} isn't Yes or No.", "Choose Yes or No, or leave the cell empty.",
        "The column takes Yes or No.", "`perhaps`",
    ),
    "not-an-email": ProblemKind(
        "error", "{value} isn't an email address.{hint}", "Type it like dana.lee@example.com, or leave the cell empty.",
        "An email address has one @, with a name before it and a domain such as example.com after it.", "`dana at acme`",
    ),
    "not-a-phone": ProblemKind(
        "error", "{value} isn't a phone number.{hint}", "Type it in digits, like (503) 555-0142 or +1 503 555 0142.",
        "A phone number has at least five digits and no words.", "`ask Sam`",
    ),
    "not-a-url": ProblemKind(
        "error", "{value} isn't a web address.{hint}", "Paste the whole address, like https://example.com/dana.",
        "A web address has a domain and no spaces.", "`her page`",
    ),
    "error-value": ProblemKind(
        "error", "{value} is a spreadsheet error, not an answer.", "Type your answer again. The formula that was in this cell doesn't work.",
        "A cell that you fill in shows a spreadsheet error.", "`#REF!`",
    ),
    # --- rows and how they fit together
    "missing-required": ProblemKind(
        "error", "{header} is empty, but this row has other entries.", "Fill in {header}, or clear the whole row.",
        "This column has to be filled in for every row you use.", "A contact without a name",
    ),
    "unknown-reference": ProblemKind(
        "error", "{value} isn't on the sheet {target}.{hint}",
        "Spell it the way it's spelled on {target}, or add it there.",
        "The cell names someone or something that isn't on the other sheet. Capital letters and spaces at the ends don't matter.",
        "`Dana Leee` as the contact of an interview",
    ),
    "duplicate-contact": ProblemKind(
        "warning", "{value} is on this sheet twice. The first one is in {first}.",
        "Combine the two rows. If these are two different people, tell them apart, for example with a middle initial.",
        "Two rows have the same name, so other sheets can't tell which one you mean.", "Two rows for `Dana Lee`",
    ),
    "dates-out-of-order": ProblemKind(
        "warning", "{header} ({value}) is before {earlier} ({earlier_value}).",
        "Check both dates: one of them is wrong.",
        "The date is earlier than something that has to come first.", "A thank-you sent the day before the interview",
    ),
    "future-date": ProblemKind(
        "warning", "{header} is in the future ({value}).",
        "Fix the date, or {way}.",
        "The date of something already done is after today.", "A thank-you sent next month",
    ),
    "far-date": ProblemKind(
        "warning", "{value} is a long way from today.", "Check the year.",
        "A date before the year 2000 or more than five years from now is probably a typo.", "`Mar 4, 2062`",
    ),
    "completed-without-date": ProblemKind(
        "warning", "The interview with {who} is marked Completed but has no date.", "Add the date of the interview.",
        "Without the date, nobody can tell when a thank-you is due.", "Status `Completed`, Date empty",
    ),
    "thank-you-missing": ProblemKind(
        "warning", "The interview with {who} was {days} days ago, and no thank-you has been sent yet.",
        "Send it today: late is better than never. Then enter the date here.",
        "A thank-you is due within a day of the interview. After two days, it's late.", "An interview a week ago, Thank-you sent on empty",
    ),
    "thank-you-late": ProblemKind(
        "note", "The thank-you to {who} went out {days} days after the interview.", "Nothing to fix. Next time, try to send it the next day.",
        "A thank-you is late when it's sent more than two days after the interview.", "An interview on the 4th, thanks on the 9th",
    ),
    "follow-up-overdue": ProblemKind(
        "warning", "The message to {who} was due on {day} and isn't marked as sent.",
        "Send it and enter the date, or put a new date in {header}.",
        "The due date of a follow-up has passed, and it isn't marked as sent. If you don't enter a due date yourself, it comes from the interview, the request or the messages before. Once the person has replied, or the thank-you is entered somewhere else, nothing is due.",
        "A thank-you for an interview three days ago, Sent on empty",
    ),
    "next-step-overdue": ProblemKind(
        "warning", "The next step with {who} was due on {value}.",
        "Do it now, then plan the next one here. If it's already done, clear the date.",
        "The date of a contact's next step has passed. Reports count more things as overdue: leads, offers, planned activities, reminders, and interviews with nothing written down.",
        "A next step that was due yesterday",
    ),
    "referrer-not-told": ProblemKind(
        "warning", "{value} led you to {who}, but you haven't sent them a message since that interview.",
        "Tell them how the interview went, and add the message to your follow-ups.",
        "Whoever led you to a person should hear within a week how that interview went. Any message since then counts, and so does a planned report or another interview with them.",
        "An interview two weeks ago with someone Dana Lee sent you to, and no message to Dana Lee since",
    ),
    # --- what a counselor would ask about
    "nothing-noted": ProblemKind(
        "warning", "The interview with {who} is marked Completed, but there's nothing about what you learned.",
        "Write down the most useful thing you heard, while you still remember it.",
        "Two days after an interview, the workbook still says nothing about it: no takeaway, no answer, no job preview and no wanted quality from that person.",
        "An interview a week ago, and no takeaway",
    ),
    "rating-without-source": ProblemKind(
        "warning", "{rated} is filled in, but {header} doesn't say who it came from.",
        "Add the person's name, or clear the rating.",
        "A rating means little if you don't know who it came from. If the template requires the name, this is reported as `missing-required` instead.",
        "Importance 5, Contact empty",
    ),
    "rating-without-words": ProblemKind(
        "note", "{rated} is filled in, but nothing in this row says why.",
        "Add the upside or the downside you heard about.",
        "A side of the job has a rating, but no upside and no downside.", "Rating 4, Upside and Downside empty",
    ),
    "source-not-met": ProblemKind(
        "warning", "You have {rows} from {who}, but no interview with them.",
        "Add the interview, or name the person who really said it.",
        "A job preview or a wanted quality comes from someone you haven't interviewed. It's reported once for each person.",
        "A job preview from a contact whose status is `Requested`",
    ),
    "only-upsides": ProblemKind(
        "warning", "You have {count} upsides from {who} and no downside.",
        "Add what's hard about the job, too, or ask: every job has downsides.",
        "There are three or more upsides from one person, and no downside. It's reported once for each person.",
        "Four rows about Dana Lee's job, and Downside is empty in all of them",
    ),
    "no-document": ProblemKind(
        "note", "{quality} is rated {rated}, but there's no document to prove it.",
        "Name a document that shows it, or make one.",
        "You rated one of your qualities high, and none of its rows names a portfolio document.", "Rating 5, Portfolio document empty",
    ),
    "outer-spaces": ProblemKind(
        "note", "{value} has extra spaces here{more}, so formulas treat it as something else.",
        "Delete the spaces before and after it, and any double space inside it.",
        "The same name or quality is in several cells, and in one of them it has a space at the beginning or end, or two in a row.",
        "`Dana Lee` in Contacts, and `Dana Lee ` in Interviews",
    ),
    "same-text": ProblemKind(
        "warning", "{value} is in {count} cells: {places}.",
        "In each cell, write what you really heard. Clear the text where it doesn't belong.",
        "Three or more answers are the same long text. Capital letters and spaces don't matter.",
        "`It was very interesting.` as the answer to five questions",
    ),
    "plan-one-sided": ProblemKind(
        "note", "The plan {plan} has no question about {lacking}.",
        "Add one before the interview.{bank}",
        "A plan of five or more questions asks nothing about the downsides of the job, or nothing about advice and who else to talk to. The questions with a contact's name next to them are the plan for that contact; those without a name are the plan for everyone else. It's reported once for each plan, before the interview. A plan that has a question without a topic isn't checked.",
        "Ten questions for Dana Lee, and none with the topic `Downsides`",
    ),
    "plan-too-long": ProblemKind(
        "note", "The questions for {who} take {planned} minutes, but the interview is only {value} minutes long.",
        "Choose fewer questions, or mark the ones to ask first.",
        "The questions with a contact's name next to them take more than one and a half times as long as the interview.",
        "50 minutes of questions for a 30-minute interview",
    ),
    # --- sheets and columns
    "sheet-missing": ProblemKind(
        "warning", "We can't find the sheet {title} in this workbook.{hint}",
        "Give it its original name and headings, or copy the sheet from an earlier version of the file.",
        "A sheet that the workbook came with can't be found by its hidden keys, its name or its headings.", "The sheet `Follow-ups` was deleted",
    ),
    "sheet-twice": ProblemKind(
        "warning", "{title} and {other} both look like the sheet {wanted}. We read {title}.",
        "Keep the right one, and delete the other.",
        "A sheet was copied. The one with the original name is read, and everything on the other is kept as extra cells.",
        "`Contacts` and `Contacts (2)`",
    ),
    "sheet-ambiguous": ProblemKind(
        "error", "{title} and {other} both look like the sheet {wanted}, so we read neither.",
        "Rename the right one to {wanted}, or delete the other.",
        "There are two copies of a sheet, and neither or both have the original name. Neither is read as a table, and everything on both is kept as extra cells.",
        "`My people` and `My people (2)`",
    ),
    "sheet-moved": ProblemKind(
        "note", "We read the entries of {wanted} from the sheet {title}.", "Nothing to do if that's right.",
        "The headings and entries of a sheet were cut and pasted to another sheet, without their hidden keys.",
        "The table from `Contacts`, pasted to a new sheet",
    ),
    "column-missing": ProblemKind(
        "warning", "We can't find the column {header} on this sheet.{heading_hint}",
        "Give it its original heading, or copy the column from an earlier version of the file.",
        "A column that the workbook came with can't be found by its hidden key, its name or its heading.", "The column `Phone` was deleted",
    ),
    "column-twice": ProblemKind(
        "warning", "This sheet has two of each: {headers}. We read the first.",
        "Delete the one you don't need.",
        "A column was copied together with its heading. Everything in the second one is kept as extra cells.", "`Email` copied to the right",
    ),
    "headings-moved": ProblemKind(
        "warning", "Some headings have moved to other columns ({headers}). We went by the headings.",
        "Check that every entry is under the right heading.",
        "Cells were cut and pasted, and a heading is now over another column's hidden key.", "The cells of two columns were swapped by hand",
    ),
    "heading-changed": ProblemKind(
        "note", "We read the heading {value} as {header}.", "Nothing to do if that's right.",
        "A heading was reworded. The hidden key above it still says what it is.", "`Their job` instead of `Job title`",
    ),
    "headings-among-rows": ProblemKind(
        "warning", "The headings are in row {row}, in the middle of your entries. We still read everything.",
        "Move that row back to the top of the table.",
        "A table was sorted together with its headings.", "The headings in row 9, with entries above and below",
    ),
    "headings-changed": ProblemKind(
        "note", "{count} headings have different words now. We went by the hidden keys.",
        "Nothing to do if every entry is where it belongs.",
        "Many headings on a sheet were reworded or translated. It's reported once.", "All headings in Spanish",
    ),
    "headings-missing": ProblemKind(
        "warning", "The row of headings is gone.", "Copy the headings back from an earlier version of the file.",
        "The row below the hidden keys doesn't look like headings, so it was read as an entry.", "The row of headings was deleted",
    ),
    # --- the file
    "description-missing": ProblemKind(
        "warning", "The hidden description of this workbook is missing or damaged. We used folio's own template {template}.",
        "If this workbook was made from a custom template, copy the answers into a fresh one.",
        "The hidden sheet `_folio` was deleted.", "Someone unhid all sheets and deleted `_folio`",
    ),
    "format-limits": ProblemKind(
        "note",
        "In this file format, we can't see {unseen}.",
        "Nothing to do unless you used them. If you did, save the workbook as .xlsx or .ods.",
        "In the old format .xls, folio reads values, notes and errors, but no formulas. In the binary format .xlsb, it reads only values.",
        "`Ana.xls`",
    ),
    "template-older": ProblemKind(
        "note", "This workbook was made from version {version} of the template {template}. The current version is {current}.",
        "Nothing to do: the workbook says how to read it.",
        "The template changed after the workbook was handed out.", "Version 1 of `complete` when version 2 is current",
    ),
    "template-newer": ProblemKind(
        "warning", "This workbook was made from version {version} of the template {template}, but this folio only knows version {current}.",
        "Update folio, so it knows what's new.",
        "The workbook comes from a newer folio.", "Version 3 of `complete` when folio has version 2",
    ),
    "same-workbook": ProblemKind(
        "warning",
        "This is another copy of the workbook in {other}.",
        "Keep only the newer one in the folder, so nothing is counted twice.",
        "Two files were saved from the same workbook, for example when a student turns it in twice.",
        "`Ana.xlsx` and `Ana (1).xlsx`",
    ),
    "account-open": ProblemKind(
        "error", "{filled} cells are filled in, but we accounted for {accounted}.",
        "Please report this to the makers of folio: an entry may have been lost.",
        "folio counts every filled-in cell twice, before and after reading. The two counts have to match.", "",
    ),
    # --- files that could not be read
    "no-workbooks": ProblemKind(
        "error", "There's no workbook here.", "Choose the folder or zip that has the .xlsx or .ods files.",
        "The folder or zip has no workbook in it.", "An empty folder",
    ),
    "not-a-workbook": ProblemKind(
        "error", "This isn't a workbook. It looks like {looks}.", "Save it as .xlsx in the program it was made with.",
        "Whatever the file is called, it isn't a spreadsheet.", "A PDF renamed to .xlsx",
    ),
    "own-report": ProblemKind(
        "error",
        "This is a report from folio, not a workbook.",
        "Choose the workbooks the report was made from.",
        "One of folio's own reports was given instead of a workbook. Reports in a folder or zip are skipped.",
        "`report.xlsx`",
    ),
    "not-folio": ProblemKind(
        "error", "This workbook wasn't made with folio.", "Copy the answers into a workbook made with: folio new",
        "Nothing in the file shows that folio made it: no hidden sheet, no document property and no hidden key.", "A budget spreadsheet",
    ),
    "made-by-newer-folio": ProblemKind(
        "error", "This workbook was made with a newer folio, and this one can't read it.", "Update folio.",
        "The workbook's hidden description has a newer format than this folio knows.", "",
    ),
    "damaged": ProblemKind(
        "error", "The file is damaged or incomplete: {why}.", "Ask for the file again, or open it in a spreadsheet program and save a new copy.",
        "The file ends too soon, or its parts don't fit together.", "A download that broke off",
    ),
    "encrypted": ProblemKind(
        "error", "The file is protected with a password.", "Remove the password or protection, save the file, and turn it in again.",
        "Nothing in the file can be read without its password.", "",
    ),
    "too-large": ProblemKind(
        "error", "The file is larger than any workbook of this kind: {why}.", "Copy the answers into a fresh workbook.",
        "The file is over one of the limits that keep a harmful file from stopping folio.", "A cell in the very last row and column",
    ),
    "unsafe": ProblemKind(
        "error", "The file has something in it that no spreadsheet program writes: {why}.", "Open it in a spreadsheet program and save a new copy.",
        "The file is put together in a way that can do harm.", "Two parts with the same name",
    ),
    "reader-stopped": ProblemKind(
        "error", "We had to stop reading the file: {why}.", "Open it in a spreadsheet program, save a new copy, and try again.",
        "Each file is read in a process of its own, with a limit on time and memory.", "",
    ),
    "unreadable": ProblemKind(
        "error", "The file can't be opened: {why}.", "Check that it's there and that you have permission to read it.",
        "The computer wouldn't let folio read the file.", "A file without read permission",
    ),
}  # fmt: skip
