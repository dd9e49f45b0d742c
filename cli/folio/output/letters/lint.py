"""What to look at before a draft is sent: gaps, vague or risky wording, length and time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from folio.basics.dates import date_in_prose
from folio.domain.thank_yous import is_late
from folio.output.letters.letter_templates import LetterTemplate, LetterValue, Rendered
from folio.output.letters.letters_due import LetterDue
from folio.template.vocabulary import THANKS_LATE_DAYS, THANKS_MISSED_DAYS

LONGEST = 1_700

# Sources that say nothing by themselves about how one came to a person.
_VAGUE_SOURCES = ("", "Referral", "Other")
_SPECIFIC = (
    "point",
    "second_point",
    "thank_for",
    "misconception",
    "answer",
    "advice_used",
    "referred_me_to",
    "met_through_you",
    "activity",
)
_FREE_TEXT = (
    "about_me",
    "interest",
    "point",
    "second_point",
    "thank_for",
    "misconception",
    "question",
    "answer",
    "activity",
    "advice_used",
)
_ABOUT_TALK = ("point", "second_point", "thank_for", "misconception", "answer", "interest")
# Of columns that a custom template adds, those of the interviews tell of the interview.
_OWN_OF_TALK = "interviews_"
# Words by which a gap asks for the same as a finding would.
_GAP_HOW, _GAP_WHY = "how you found", "why you"
_OUTSIDER = re.compile(r"\b(?:s?he|her|hers|him|his)\b", re.IGNORECASE)
_JOB_ASK = re.compile(
    r"\b(?:hire me|hiring me|offer me|give me (?:a|the) (?:job|internship|position|chance)"
    r"|(?:job|position|internship|summer) openings?|open(?:ing)?s? for me|any openings?"
    r"|(?:get|find|need|want|looking for|apply(?:ing)? for) (?:me )?(?:a|an|the|this|any) "
    r"(?:\w+ )?(?:job|internship|position)"
    r"|my (?:resume|résumé|cv) (?:is )?attached|attached (?:is )?my (?:resume|résumé|cv))\b",
    re.IGNORECASE,
)


def lint(
    template: LetterTemplate, due: LetterDue, values: Mapping[str, LetterValue], letter: Rendered, today: date
) -> tuple[str, ...]:
    """Return what is to be looked at in this draft, in short sentences, the most urgent first."""
    text = f"{letter.subject}\n{letter.body}"
    used = {k: v for k, v in values.items() if isinstance(v, str) and v and v in text and k in template.uses}
    name = str(values["their_name"])
    return (
        *_time(due, today),
        *(f"Fill in: {gap}." for gap in letter.gaps),
        *_how(due, template, values, used, letter.gaps),
        *_specific(due, used, letter.gaps),
        *_wording(used, template.own, name),
        *due.remarks,
        *_length(letter.body),
    )


def same_text(letters: Sequence[tuple[str, str, Iterable[str]]]) -> list[str]:
    """Find for each (contact, body, names) the first other contact with the same text, names aside."""
    bare = []
    for _, body, names in letters:
        for name in sorted(filter(None, names), key=len, reverse=True):
            body = body.replace(name, "")
        bare.append(body)
    return [
        next((letters[j][0] for j, other in enumerate(bare) if j != i and other == own), "")
        for i, own in enumerate(bare)
    ]


def _time(due: LetterDue, today: date) -> tuple[str, ...]:
    if due.kind != "thank-you" or due.interview is None:
        return ()
    if due.interview.when is None:
        return ("The workbook doesn't say when you talked. A thank-you is due within a day.",)
    when, passed = date_in_prose(due.interview.when, today), (today - due.interview.when).days
    if passed > THANKS_MISSED_DAYS:
        return (f"Very late: you talked on {when}, {passed} days ago. Send it today anyway.",)
    if is_late(due.interview.when, today):
        return (f"Late: you talked on {when}, {passed} days ago. Send it today.",)
    if passed == THANKS_LATE_DAYS:
        return (f"Due yesterday: you talked on {when}. Send it today.",)
    return ()


def _how(
    due: LetterDue,
    template: LetterTemplate,
    values: Mapping[str, LetterValue],
    used: Mapping[str, str],
    gaps: Sequence[str],
) -> tuple[str, ...]:
    """Check that a first letter says how one came to the person, and that a reminder names the referrer."""
    name = values["their_name"]
    if due.kind not in ("request", "reminder") or "referred_by" in used:
        return ()
    if values["referred_by"]:
        return (f"It doesn't mention {values['referred_by']}, who told you about {name}.",)
    named = values["source"] not in _VAGUE_SOURCES and "source" in template.uses
    if named or due.kind == "reminder" or _covered(gaps, _GAP_HOW):
        return ()
    return (f"It doesn't say how you found {name}.",)


def _covered(gaps: Sequence[str], words: str) -> bool:
    return any(words in gap for gap in gaps)


def _specific(due: LetterDue, used: Mapping[str, str], gaps: Sequence[str]) -> tuple[str, ...]:
    if due.kind == "reminder" or any(k in _SPECIFIC or k.startswith(_OWN_OF_TALK) for k in used):
        return ()
    if due.kind == "request":
        if "interest" in used or _covered(gaps, _GAP_WHY):
            return ()
        return ("It doesn't say why you're writing to this person in particular.",)
    return ("It has nothing specific from your interview yet. Note a takeaway on the Interviews sheet to add one.",)


def _wording(used: Mapping[str, str], own_names: Iterable[str], name: str) -> tuple[str, ...]:
    own = [used[k] for k in (*_FREE_TEXT, *sorted(own_names)) if k in used]
    asks = [m[0] for text in own if (m := _JOB_ASK.search(text))]
    found = [f"It sounds like you're asking for a job (“{asks[0]}”). Leave that out."] if asks else []
    about = (outsider(used[k], name) for k in _ABOUT_TALK if k in used)
    words = list(dict.fromkeys(w for w in about if w))
    found += [f"It says “{word}”. Write “you” or “your” where that means {name}." for word in words]
    if any(text.endswith(" …") for text in used.values()):
        found.append("A long text is cut off at the “…”. Shorten it.")
    return tuple(found)


def outsider(text: str, name: str) -> str:
    """Return the word by which a note speaks about its reader instead of to them; empty if there is none."""
    match = _OUTSIDER.search(text)
    if match:
        return match[0]
    words = set(re.findall(r"\w+", text))
    return next((part for part in name.split() if len(part) > 1 and part in words), "")


def _length(body: str) -> tuple[str, ...]:
    if len(body) <= LONGEST:
        return ()
    return (f"It's long ({len(body):,} characters). About {LONGEST:,} fit on a screen.",)
