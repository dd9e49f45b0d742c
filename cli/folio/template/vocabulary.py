"""What folio's rules, reports and letters build on: a template may add to it, but not take it away.

The words here are the only choices that Python code knows by name.
"""

from __future__ import annotations

STATUS_IDENTIFIED = "Identified"
STATUS_REQUESTED = "Requested"
STATUS_REMINDED = "Reminded"
STATUS_SCHEDULED = "Scheduled"
STATUS_COMPLETED = "Completed"
STATUS_THANKED = "Thanked"
STATUS_IN_TOUCH = "In touch"
STATUS_DECLINED = "Declined"
STATUS_NO_REPLY = "No reply"
PIPELINE = (
    STATUS_IDENTIFIED, STATUS_REQUESTED, STATUS_REMINDED, STATUS_SCHEDULED, STATUS_COMPLETED,
    STATUS_THANKED, STATUS_IN_TOUCH,
)  # fmt: skip
CLOSED = (STATUS_DECLINED, STATUS_NO_REPLY)
MET = (STATUS_COMPLETED, STATUS_THANKED, STATUS_IN_TOUCH)
# Nobody with such a status waits to be reminded.
ANSWERED = (STATUS_SCHEDULED, *MET, *CLOSED)
# Everybody with such a status was asked for an interview, whether or not the day is noted.
ASKED = (STATUS_REQUESTED, STATUS_REMINDED, *ANSWERED)

INTERVIEW_PLANNED = "Planned"
INTERVIEW_SCHEDULED = "Scheduled"
INTERVIEW_COMPLETED = "Completed"
# No interview was held, whatever its date; a template may do without these words.
INTERVIEW_NOT_HELD = ("Postponed", "Cancelled")

KIND_THANK_YOU = "Thank-you"
KIND_REMINDER = "Reminder"
KIND_THANKS_FOR_REFERRAL = "Thanks for a referral"
KIND_REPORT = "Report to the referrer"
KIND_KEEP_IN_TOUCH = "Keep in touch"

# A thank-you is due within a day of the interview, late after two and missed after seven: sheets hold days, not hours.
THANKS_LATE_DAYS, THANKS_MISSED_DAYS = 2, 7
# Who led one to a person should hear within a week how that interview went.
REFERRER_DAYS = 7

TOPIC_OPENING, TOPIC_CLOSE = "Opening", "Close"
TOPIC_WEEK, TOPIC_UPSIDES, TOPIC_DOWNSIDES = "Role and typical week", "Upsides", "Downsides"
TOPIC_LEADS, STAGE_LEADS = "Advice and referrals", "Finding further leads"
# How important a question of the plan is; a template may lack the column, or rename the choices.
PRIORITIES = ("Must ask", "Should ask", "If time")

CATEGORIES = ("Personal characteristics", "Experience", "Accomplishments", "Knowledge", "Skills")

# What an interview says of what had been read; and an offer that is not decided on.
SUPPORTS, REBUTS = "Supports it", "Rebuts it"
DECISION_OPEN = "Open"

# Ratings from which a quality is important, a document strong, and an employer likely to doubt.
IMPORTANT, STRONG, DOUBTED = 4, 4, 3

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
        "rating": "rating", "viewpoint": "choice",
    },
    "follow_ups": {
        "contact": "reference", "kind": "choice", "due": "date", "sent": "date", "point": "long_text",
    },
}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "contacts.status": (*PIPELINE, *CLOSED),
    "interviews.status": (INTERVIEW_PLANNED, INTERVIEW_SCHEDULED, INTERVIEW_COMPLETED),
    "peaks_wanted.category": CATEGORIES,
    "peaks_mine.category": CATEGORIES,
    "follow_ups.kind": (KIND_THANK_YOU, KIND_REMINDER, KIND_KEEP_IN_TOUCH),
}
# Ratings that rules, charts and reports compare, on one scale.
SCALE = (1, 5)
SCALED = (
    *(f"{sheet}.{key}" for sheet, keys in (REQUIRED | OPTIONAL).items() for key, t in keys.items() if t == "rating"),
    "interviews.self_description", "preview.importance", "practice.rating",
)  # fmt: skip
# Why a template cannot do without a sheet of the core and its columns there.
_COMPARED = "Reports compare what employers want with what documents prove."
WHY = {
    "start": "Letters, reports and the list of a class say by it whose workbook it is.",
    "contacts": "Letters go to these people, and reports and rules build on what is known of each.",
    "interviews": "Reports, rules and thank-you letters build on the interviews.",
    "questions": "The plan to take along, reports and rules build on the questions and answers.",
    "peaks_wanted": _COMPARED,
    "peaks_mine": _COMPARED,
    "preview": "Reports and rules need all that was heard of the job; a template may leave out the whole sheet.",
    "follow_ups": "Reports, rules and letters go by it; a template may leave out the whole sheet.",
}
