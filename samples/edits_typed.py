"""What the student types into the workbook before the edits of ``edits.py``, mistakes among it, and odd spellings."""

from __future__ import annotations

from datetime import date
from typing import Any

from edits_expected import As, Gap, Row, Slip

# What the student types into the workbook as it was handed out. Texts, days and phone numbers are all different, so
# that each can be found again; the mistakes are planted.
CONTENT: dict[str, list[Row]] = {
    "contacts": [
        {"name": "Dana Lee", "organization": "Cedar Clinic", "job_title": "Nurse manager", "field": "Nursing",
         "email": "dana@cedar.example.org", "phone": "(503) 555-0142", "source": "Teacher", "interest": "Choirs",
         "status": "Thanked", "requested_on": date(2026, 9, 7), "next_step": "Send a card",
         "next_step_due": date(2026, 12, 2), "notes": "Prefers calls"},
        {"name": "Sam Ortiz", "organization": "Valley Labs", "job_title": "Lab technician", "field": "Biology",
         "email": Slip("sam at valley", "not-an-email"), "phone": "(503) 555-0143", "source": "Friend",
         "referred_by": "Dana Lee", "interest": "Kites", "status": "Scheduled", "requested_on": date(2026, 9, 8),
         "next_step": "Confirm the hour", "next_step_due": Slip("next Tuesday", "not-a-date"),
         "notes": "Met at the fair"},
        {"name": "Ida Berg", "organization": "Harbor School", "job_title": "School nurse", "field": "Public health",
         "email": "ida@harbor.example.org", "phone": "(503) 555-0144", "source": Slip("Neighbour", "not-a-choice"),
         "referred_by": As("dana lee", "Dana Lee"), "interest": "Old maps", "status": As("scheduled", "Scheduled"),
         "requested_on": date(2026, 10, 5), "next_step": "Ask about shifts", "next_step_due": date(2026, 11, 30),
         "notes": "Starts at six"},
        {"name": "Tom Reyes", "organization": "County Archive", "phone": Slip("ask Dana", "not-a-phone"),
         "status": "Declined", "next_step_due": date(2026, 12, 9)},
        {"name": "Bea Novak", "organization": "Lakeside Hospice", "job_title": "Social worker",
         "email": "bea@lakeside.example.org", "source": "Event",
         "requested_on": As("2 November 2026", date(2026, 11, 2)), "notes": "Quotes: \"none of it is small\""},
    ],
    "questions": [
        {"contact": "Dana Lee", "asked": True, "answer": "Twenty minutes"},
        {},
        {"question": "What turned you toward this ward?"},
        {"asked": Slip("perhaps", "not-a-yes-or-no")},
        *({} for _ in range(6)),
        {"contact": "Sam Ortiz", "stage": "Need to know", "question": "Which machine breaks most?", "asked": False},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": date(2026, 9, 16), "format": "In person", "status": "Completed",
         "interest_before": 3, "interest_after": 5, "takeaway": "Charting takes a third of the shift",
         "thank_you_sent": date(2026, 9, 17)},
        {"contact": "Sam Ortiz", "date": date(2026, 12, 3), "status": "Scheduled", "interest_before": 4},
        {"contact": "Ida Bergg", "date": date(2026, 10, 20), "format": "Video call", "status": "Completed",
         "interest_before": Slip(9, "out-of-range"), "interest_after": 4, "takeaway": "Parents call at noon",
         "thank_you_sent": date(2026, 10, 21)},
        {"contact": "Bea Novak", "date": Gap("completed-without-date"), "status": "Completed", "interest_after": 2,
         "takeaway": "Nights are quiet"},
    ],
    "peaks_wanted": [
        {"contact": "Dana Lee", "category": "Skills", "quality": "Clear writing", "importance": 5},
        {"contact": "Ida Berg", "category": "Experience", "quality": "Patience", "importance": 4,
         "words": "You wait for the child"},
        {"contact": "Bea Novak", "category": "Knowledge", "quality": "Home care rules",
         "importance": Slip("high", "not-a-number")},
        {"contact": "Sam Ortiz", "category": "Accomplishments", "quality": Gap("missing-required"), "importance": 2},
    ],
    "peaks_mine": [
        {"category": "Skills", "quality": "Clear prose", "rating": 3, "document": "Essay on rivers", "strength": 4},
        {"category": "Experience", "quality": "Night shifts", "rating": As("2 - some", 2), "activity": "Summer camp"},
    ],
}  # fmt: skip
LINES: Row = {
    "field_2": "Biology",
    "about_me": "I like rivers and people.",
    "sharing": Slip("everybody", "not-a-choice"),
}

# Other ways to type a value, row by row, and what each must be read as; None where it is as typed.
SPELLINGS: dict[str, list[tuple[Any, Any]]] = {
    "requested_on": [
        ("4 March 2026", date(2026, 3, 4)), ("March 5, 2026", date(2026, 3, 5)), ("2026-03-06", date(2026, 3, 6)),
        ("Sat, 7 Mar 2026", date(2026, 3, 7)), ("Mar 8th, 2026", date(2026, 3, 8)),
    ],
    "source": [
        ("friend", "Friend"), (" Teacher ", "Teacher"), ("Event\u00a0", "Event"), ("FAMILY", "Family"),
        ("alum", "Alum"),
    ],
    "phone": [
        (5035550151, "5035550151"), ("+1 503 555 0152", "+1 503 555 0152"), ("503.555.0153", "503.555.0153"),
        (" 503-555-0154", "503-555-0154"), (5035550155, "5035550155"),
    ],
    "notes": [
        (2024, "2024"), (3.5, "3.5"), ("007", "007"), ("No\u00a0one\u2019s \u201cfault\u201d", None),
        (" spaced ", None),
    ],
}  # fmt: skip
MORE_SPELLINGS: list[tuple[str, int, str, Any, Any]] = [
    ("questions", 4, "asked", 1, True), ("questions", 5, "asked", 0, False), ("questions", 6, "asked", "x", True),
    ("peaks_mine", 0, "strength", "4 - strong", 4), ("peaks_mine", 0, "rating", "5", 5),
    ("interviews", 0, "interest_before", " 2 ", 2),
]  # fmt: skip
