"""The catalogue of problems: a stable code each, how grave it is, what it means, an example, and the way out.

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


CATALOGUE: dict[str, ProblemKind] = {
    # --- a cell does not fit its column
    "not-a-date": ProblemKind(
        "error", "{value} is not a date that can be read for sure.{hint}",
        "Please type the day with the month in letters, such as 20 Nov 2026, or as 2026-11-20.",
        "The column takes dates, and the cell holds something else, or a spelling with two meanings.",
        "`next Tuesday`, or `3/4/2026` typed as text",
    ),
    "not-a-time": ProblemKind(
        "error", "{value} is not a time of day.{hint}", "Please type it like 14:30 or 2:30 pm.",
        "The column takes times of day.", "`after lunch`",
    ),
    "not-a-number": ProblemKind(
        "error", "{value} is not a whole number.{hint}", "Please type a whole number{range}, or leave the cell empty.",
        "The column takes whole numbers, such as ratings.", "`high` in a rating",
    ),
    "out-of-range": ProblemKind(
        "error", "{value} is outside what {header} can be.", "Please type a whole number{range}.",
        "The number is smaller or greater than the column allows.", "`7` in a rating from 1 to 5",
    ),
    "not-a-choice": ProblemKind(
        "error", "{value} is not one of the choices of {header}.{hint}",
        "Please choose {choices}.",
        "The column takes one of a list of words, and the cell holds another.", "`Maybe` as a status",
    ),
    "not-a-yes-or-no": ProblemKind(
        "error", "{value} is neither yes nor no.", "Please choose Yes or No, or leave the cell empty.",
        "The column takes yes or no.", "`perhaps`",
    ),
    "not-an-email": ProblemKind(
        "error", "{value} is not an e-mail address.{hint}", "Please write it like dana.lee@example.com, or leave the cell empty.",
        "An address has one @ with something before it and a domain after it.", "`dana at acme`",
    ),
    "not-a-phone": ProblemKind(
        "error", "{value} is not a phone number.{hint}", "Please type digits, such as (503) 555-0142 or +1 503 555 0142.",
        "A phone number has at least five digits and no words.", "`ask Sam`",
    ),
    "not-a-url": ProblemKind(
        "error", "{value} is not a web address.{hint}", "Please paste the whole address, such as https://example.com/dana.",
        "A web address has a domain and no spaces.", "`her page`",
    ),
    "error-value": ProblemKind(
        "error", "The cell shows {value} instead of a value.", "Please type the value again; the formula that stood there does not work.",
        "A spreadsheet error stands in a cell that a person fills.", "`#REF!`",
    ),
    # --- rows and how they hang together
    "missing-required": ProblemKind(
        "error", "{header} is empty in a row that has other entries.", "Please fill in {header}, or clear the row.",
        "The column must be filled in every row that is used.", "A contact without a name",
    ),
    "unknown-reference": ProblemKind(
        "error", "{value} is not on the sheet {target}.{hint}",
        "Please either spell the name as on the sheet {target}, or add the person there.",
        "The cell names a row of another sheet that is not there. Case and outer spaces do not count.",
        "`Dana Leee` as the contact of an interview",
    ),
    "duplicate-contact": ProblemKind(
        "warning", "{value} is on this sheet twice (first in {first}).",
        "Please put both rows into one, or tell the two people apart, for example by a middle initial.",
        "Two rows have the same name, so that other sheets cannot say which one they mean.", "Two rows for `Dana Lee`",
    ),
    "dates-out-of-order": ProblemKind(
        "warning", "{header} ({value}) lies before {earlier} ({earlier_value}).",
        "Please check both dates: one of them is wrong.",
        "Something is dated before the thing it must follow.", "A thank-you sent the day before the interview",
    ),
    "future-date": ProblemKind(
        "warning", "{header} is {value}, which is still to come.",
        "Please correct the date, or {way}.",
        "A date of something done lies after today.", "A thank-you sent next month",
    ),
    "far-date": ProblemKind(
        "warning", "{value} is far away from today.", "Please check the year.",
        "A date before the year 2000 or more than five years ahead is most likely a slip.", "`4 Mar 2062`",
    ),
    "completed-without-date": ProblemKind(
        "warning", "The interview with {who} is marked Completed but has no date.", "Please add the day of the interview.",
        "Without the date nobody can say when a thank-you is due.", "Status `Completed`, Date empty",
    ),
    "thank-you-missing": ProblemKind(
        "warning", "The interview with {who} was {days} days ago, and no thank-you is noted.",
        "Please send it today: late is better than never. Then note the day here.",
        "A thank-you is due within a day of the interview and late after two.", "An interview a week ago, Thank-you sent on empty",
    ),
    "thank-you-late": ProblemKind(
        "note", "The thank-you to {who} went out {days} days after the interview.", "Nothing to correct; next time, aim for the next day.",
        "A thank-you is late when it is sent more than two days after the interview.", "An interview on the 4th, thanks on the 9th",
    ),
    "follow-up-overdue": ProblemKind(
        "warning", "The message to {who} was due on {day} and is not marked as sent.",
        "Please send it and note the day, or put another day into {header}.",
        "The day of a follow-up is past, and no day of sending is noted. Without a day of one's own, the one counts that follows from the interview, the request or the messages before. Where somebody has answered, or a thank-you is noted elsewhere, there is none.",
        "A thank-you for an interview three days ago, Sent on empty",
    ),
    "next-step-overdue": ProblemKind(
        "warning", "The next step with {who} was due on {value}.",
        "Please take it and plan the next one here, or clear the date if it is done.",
        "The day of a contact's next step is past. Reports count more as overdue: also leads, offers, planned activities, reminders and interviews of which nothing is noted.",
        "Next step by yesterday",
    ),
    "referrer-not-told": ProblemKind(
        "warning", "{value} led you to {who}, but no message to them is noted since that interview.",
        "Please tell them how the interview went, and note the message in the follow-ups.",
        "Who led to a person should hear within a week how that interview went. Any message since then, a report that is planned and another interview with them count.",
        "An interview two weeks ago with somebody whom Dana Lee had named, and no message to Dana Lee since",
    ),
    # --- what a counselor would ask about
    "nothing-noted": ProblemKind(
        "warning", "The interview with {who} is marked Completed, but nothing that was learned is noted anywhere.",
        "Please note here the most useful thing you heard, while you remember it.",
        "Two days after an interview there are no words about it: no takeaway, no answer, no preview and no wanted quality of that person.",
        "An interview a week ago, and no takeaway",
    ),
    "rating-without-source": ProblemKind(
        "warning", "{rated} is filled in, but {header} does not say whom it comes from.",
        "Please name the person, or clear the rating.",
        "A rating that comes from nobody cannot be weighed. Where the template requires the name, this is told as `missing-required`.",
        "Importance 5, Contact empty",
    ),
    "rating-without-words": ProblemKind(
        "note", "{rated} is filled in, but no words in this row say why.",
        "Please note the upside or the downside that you heard.",
        "A side of the job is rated, with neither an upside nor a downside.", "Rating 4, Upside and Downside empty",
    ),
    "source-not-met": ProblemKind(
        "warning", "No interview with {who} is noted, but they are the source of {rows}.",
        "Please note the interview among the interviews, or name the person who said it.",
        "A preview or a wanted quality comes from somebody with whom no interview was held. It is told once for each person.",
        "A job preview from a contact whose status is `Requested`",
    ),
    "only-upsides": ProblemKind(
        "warning", "You noted {count} upsides from {who} and no downside.",
        "Please note what is hard about the job too, or ask: every job has downsides.",
        "Three upsides or more from one person, and no downside. It is told once for each person.",
        "Four rows about Dana Lee's job, and Downside is empty in all",
    ),
    "no-document": ProblemKind(
        "note", "{quality} is rated {rated}, but no document proves it.",
        "Please name a document that shows it, or make one.",
        "A quality of one's own is rated high, and no row of it names a portfolio document.", "Rating 5, Portfolio document empty",
    ),
    "outer-spaces": ProblemKind(
        "note", "{value} has other spaces here than elsewhere{more}.",
        "Please take out spaces before and behind it, and one of two in a row: for the workbook's formulas it is another name.",
        "A name or a quality stands in several cells, and in one of them with a space at its beginning or end, or two in a row.",
        "`Dana Lee` in Contacts, and `Dana Lee ` in Interviews",
    ),
    "same-text": ProblemKind(
        "warning", "{value} stands in {count} cells: {places}.",
        "Please write in each cell what was said there, and clear the text where it does not belong.",
        "The same text, of some length, stands as an answer in three cells or more. Case and spaces do not count.",
        "`It was very interesting.` as the answer to five questions",
    ),
    "plan-one-sided": ProblemKind(
        "note", "The plan {plan} has no question about {lacking}.",
        "Please add one before the interview.{bank}",
        "A plan of five questions or more asks nothing about the downsides of the job, or nothing about advice and other people to ask. A contact's plan is the questions beside which their name stands; for everybody else it is those without a name. It is told once for each plan, before the interview; a plan in which a question has no topic is not judged.",
        "Ten questions for Dana Lee, and none with the topic `Downsides`",
    ),
    "plan-too-long": ProblemKind(
        "note", "The questions for {who} take {planned} minutes, but {value} are noted for the interview.",
        "Please choose fewer, or mark which to ask first.",
        "The minutes of the questions beside which a contact's name stands add up to more than one and a half times those of the interview.",
        "Questions of 50 minutes for an interview of 30",
    ),
    # --- sheets and columns
    "sheet-missing": ProblemKind(
        "warning", "The sheet {title} is not in this workbook any more.{hint}",
        "Please either give it its name and headings back, or copy the sheet from an earlier version of the file.",
        "A sheet of the template cannot be found by its keys, its name or its headings.", "The sheet `Follow-ups` was deleted",
    ),
    "sheet-twice": ProblemKind(
        "warning", "Both {title} and {other} could be the sheet {wanted}; {title} was read.",
        "If the other one is the right one, please delete the one you do not need.",
        "A sheet was copied. The one that still has its own name is read, the other is kept among the extra cells.",
        "`Contacts` and `Contacts (2)`",
    ),
    "sheet-ambiguous": ProblemKind(
        "error", "{title} and {other} could both be the sheet {wanted}, and folio will not guess.",
        "Please rename the right one to {wanted}, or delete the other.",
        "Two copies of a sheet, and neither or both have its name. Neither is read as a table; both are kept among the extra cells.",
        "`My people` and `My people (2)`",
    ),
    "sheet-moved": ProblemKind(
        "note", "The entries of {wanted} were read from the sheet {title}.", "Nothing to do if that is right.",
        "The headings and entries of a sheet were cut and pasted to another one, and its hidden keys stayed behind.",
        "The table of `Contacts`, pasted to a new sheet",
    ),
    "column-missing": ProblemKind(
        "warning", "The column {header} is not on this sheet any more.{heading_hint}",
        "Please either give its heading its own words back, or copy the column from an earlier version of the file.",
        "A column of the template cannot be found by its key, its name, its heading or an alias.", "The column `Phone` was deleted",
    ),
    "column-twice": ProblemKind(
        "warning", "On this sheet twice: {headers}. The first of each was read.",
        "Please delete the one you do not need.",
        "A column was copied together with its heading. The second is kept among the extra cells.", "`Email` copied to the right",
    ),
    "headings-moved": ProblemKind(
        "warning", "Headings and hidden keys disagree ({headers}); the headings were believed.",
        "Please check that every value stands under its heading.",
        "Cells were cut and pasted so that a heading stands under another column's hidden key.", "The cells of two columns were exchanged by hand",
    ),
    "heading-changed": ProblemKind(
        "note", "The heading {value} was read as {header}.", "Nothing to do if that is right.",
        "A heading was reworded. The hidden key above it still says what it is.", "`Their job` instead of `Job title`",
    ),
    "headings-among-rows": ProblemKind(
        "warning", "The headings stand in row {row}, among your entries; all entries were read.",
        "Please move that row back to the top of the table.",
        "A table was sorted together with its headings.", "The heading row in row 9, with entries above and below",
    ),
    "headings-changed": ProblemKind(
        "note", "{count} headings are in other words; what stands with them was known by hidden keys.",
        "Nothing to do if every entry stands where it belongs.",
        "Many headings of a sheet were reworded or translated. It is told once.", "All headings in Spanish",
    ),
    "headings-missing": ProblemKind(
        "warning", "The row of headings is gone.", "Please copy the headings back from an earlier version of the file.",
        "The row below the hidden keys does not look like headings; it was read as data.", "The heading row was deleted",
    ),
    # --- the file
    "description-missing": ProblemKind(
        "warning", "The hidden description of this workbook is gone or damaged; folio's own template {template} was used.",
        "If this workbook was made from a template of your own, please copy the answers into a fresh one.",
        "The hidden sheet `_folio` was deleted.", "Somebody showed all sheets and deleted `_folio`",
    ),
    "format-limits": ProblemKind(
        "note",
        "In this file format folio sees no {unseen}.",
        "Nothing to do unless you used them; then please save the workbook as .xlsx or .ods.",
        "Of the old format .xls folio reads values, notes and errors, but no formulas; of the binary .xlsb only values.",
        "`Ana.xls`",
    ),
    "template-older": ProblemKind(
        "note", "The workbook was made from version {version} of the template {template}; version {current} is current.",
        "Nothing to do: it is read by its own description.",
        "The template moved on after the workbook was handed out.", "Version 1 of `complete` while version 2 is current",
    ),
    "template-newer": ProblemKind(
        "warning", "The workbook was made from version {version} of the template {template}; this folio knows version {current}.",
        "Please update folio, so that its rules and reports know what is new.",
        "The workbook comes from a newer folio.", "Version 3 of `complete` while folio has version 2",
    ),
    "same-workbook": ProblemKind(
        "warning",
        "This is another copy of the workbook in {other}.",
        "Please keep the newer one in the folder, so that nothing is counted twice.",
        "Two files were saved from the same workbook, as when a student hands in twice.",
        "`Ana.xlsx` and `Ana (1).xlsx`",
    ),
    "account-open": ProblemKind(
        "error", "{filled} cells are filled, but {accounted} were accounted for.",
        "Please report this to the makers of folio: some cell may have been lost.",
        "The reader counts every filled cell twice, on the way in and on the way out; the counts must agree.", "",
    ),
    # --- files that could not be read
    "no-workbooks": ProblemKind(
        "error", "There is no workbook here.", "Please give the folder or zip that holds the .xlsx or .ods files.",
        "A folder or zip was given that holds no workbook.", "An empty folder",
    ),
    "not-a-workbook": ProblemKind(
        "error", "This is not a workbook: it looks like {looks}.", "Please save it as .xlsx from the program it was made with.",
        "The file's content is not that of a spreadsheet, whatever its name says.", "A PDF renamed to .xlsx",
    ),
    "own-report": ProblemKind(
        "error",
        "This is a report that folio made, not a workbook to read.",
        "Please give the workbooks that it was made from.",
        "A report of folio's was given as if it were a workbook. In a folder or zip, reports are passed over.",
        "`report.xlsx`",
    ),
    "not-folio": ProblemKind(
        "error", "This workbook was not made by folio.", "Please copy the answers into a workbook made with: folio new",
        "No hidden sheet, no document property and no hidden key says that folio made it.", "A budget spreadsheet",
    ),
    "made-by-newer-folio": ProblemKind(
        "error", "This workbook was made by a newer folio and cannot be read by this one.", "Please update folio.",
        "The format of the hidden description is newer than this folio.", "",
    ),
    "damaged": ProblemKind(
        "error", "The file is damaged or not complete: {why}.", "Please ask for the file again, or open it in a spreadsheet program and save it anew.",
        "The file ends early or its parts do not fit together.", "A download that broke off",
    ),
    "encrypted": ProblemKind(
        "error", "The file is protected by a password.", "Please take the password or the protection off, save it, and hand it in again.",
        "The content cannot be read without its password.", "",
    ),
    "too-large": ProblemKind(
        "error", "The file is larger than any workbook of this kind: {why}.", "Please copy the answers into a fresh workbook.",
        "A limit that keeps harmful files from stopping the run was reached.", "A cell in the very last row and column",
    ),
    "unsafe": ProblemKind(
        "error", "The file has something in it that no spreadsheet program writes: {why}.", "Please open it in a spreadsheet program and save it anew.",
        "The package is put together in a way that is used to do harm.", "Two parts of the same name",
    ),
    "reader-stopped": ProblemKind(
        "error", "Reading was stopped: {why}.", "Please open it in a spreadsheet program, save it anew, and try again.",
        "Each file is read in a process of its own with a limit on time and memory.", "",
    ),
    "unreadable": ProblemKind(
        "error", "The file cannot be opened: {why}.", "Please check that it is there and that you may read it.",
        "The operating system would not let folio read the file.", "A file without read permission",
    ),
}  # fmt: skip
