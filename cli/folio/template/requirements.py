"""What a template must have, because rules, reports and letters build on it: sheets, columns, choices, and scales."""

from __future__ import annotations

from folio.template import vocabulary as terms

# sheet -> column -> type; sheets after REQUIRED may be left out whole.
REQUIRED: dict[str, dict[str, str]] = {
    "start": {"name": "text", "student_id": "text", "class": "text"},
    "contacts": {
        "name": "text", "organization": "text", "job_title": "text", "field": "text", "email": "email",
        "phone": "phone", "source": "choice", "referred_by": "reference", "status": "choice",
        "next_step": "text", "next_step_due": "date", "notes": "long_text",
    },
    "interviews": {
        "contact": "reference", "date": "date", "format": "choice", "status": "choice",
        "interest_before": "rating", "interest_after": "rating", "takeaway": "long_text",
        "thank_you_sent": "date",
    },
    "questions": {
        "contact": "reference", "stage": "choice", "topic": "choice", "question": "long_text",
        "asked": "yes_no", "answer": "long_text",
    },
    "peaks_wanted": {
        "contact": "reference", "category": "choice", "quality": "text", "importance": "rating",
        "words": "long_text",
    },
    "peaks_mine": {
        "category": "choice", "quality": "text", "rating": "rating", "document": "text",
        "strength": "rating", "activity": "long_text",
    },
}  # fmt: skip
OPTIONAL: dict[str, dict[str, str]] = {
    "preview": {
        "contact": "reference", "facet": "choice", "upside": "long_text", "downside": "long_text",
        "rating": "rating",
    },
    "follow_ups": {
        "contact": "reference", "kind": "choice", "due": "date", "sent": "date", "point": "long_text",
    },
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "contacts.status": (*terms.PIPELINE, *terms.CLOSED),
    "contacts.voice": (terms.VOICE_WARM, terms.VOICE_FORMAL),
    "interviews.status": (terms.INTERVIEW_PLANNED, terms.INTERVIEW_SCHEDULED, terms.INTERVIEW_COMPLETED),
    "peaks_wanted.category": terms.CATEGORIES,
    "peaks_mine.category": terms.CATEGORIES,
    "follow_ups.kind": (terms.KIND_REMINDER, terms.KIND_KEEP_IN_TOUCH),
}
# Ratings that rules, charts and reports compare, on one scale.
SCALE = (1, 5)
SCALED = (
    *(f"{sheet}.{key}" for sheet, keys in (REQUIRED | OPTIONAL).items() for key, t in keys.items() if t == "rating"),
    "interviews.self_description", "preview.importance", "preview_board.importance", "practice.rating",
)  # fmt: skip
# Why a template cannot do without a sheet of the core and its columns there.
_COMPARED = "Reports compare what employers want with what documents prove."
WHY = {
    "start": "Letters, reports and class lists need it to say whose workbook this is.",
    "contacts": "Letters go to these people, and reports and rules use what you know about each of them.",
    "interviews": "Reports, rules and thank-you letters need the interviews.",
    "questions": "The plan to take along, reports and rules need the questions and answers.",
    "peaks_wanted": _COMPARED,
    "peaks_mine": _COMPARED,
    "preview": "Reports and rules need all of this sheet, but you can remove the whole sheet.",
    "follow_ups": "Reports, rules and letters need all of this sheet, but you can remove the whole sheet.",
}
