"""The field's terms as folio knows them: statuses, kinds of follow-ups, categories, and the limits of days.

The words here are the only choices that Python code knows by name; a template may add to them.
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
# People with such a status may still have to answer.
WAITING = (STATUS_IDENTIFIED, STATUS_REQUESTED, STATUS_REMINDED)
# People with such a status don't need a reminder.
ANSWERED = (STATUS_SCHEDULED, *MET, *CLOSED)
# People with such a status were asked for an interview, even if the day isn't noted.
ASKED = (STATUS_REQUESTED, STATUS_REMINDED, *ANSWERED)

# How one knows a contact who is a relative; many classes don't count interviews with those.
SOURCE_FAMILY = "Family"

# Sheet and column of names that may be anybody's: who led to a contact need not be a contact.
ANYBODY = (("contacts", "referred_by"),)

# How letters to a person sound.
VOICE_WARM, VOICE_FORMAL = "Warm", "Formal"

INTERVIEW_PLANNED = "Planned"
INTERVIEW_SCHEDULED = "Scheduled"
INTERVIEW_COMPLETED = "Completed"
# No interview was held, whatever its date; a template may leave out these choices.
# Workbooks of versions 1 and 2 spell it "Cancelled".
INTERVIEW_NOT_HELD = ("Postponed", "Canceled", "Cancelled")
# A word that is no longer offered, but taken by a column that offers the other: a thank-you is noted on Interviews, and
# whoever plans one among the follow-ups all the same is understood.
RETIRED = {"Thank-you": "Keep in touch"}
# Other spellings of choices, which mean the same.
OTHER_SPELLINGS = {
    "Cancelled": "Canceled", "Canceled": "Cancelled",
    # Until version 4 of the templates, a current employee was called an incumbent.
    "Incumbent": "Current employee", "Current employee": "Incumbent",
}  # fmt: skip

KIND_THANK_YOU = "Thank-you"
KIND_REMINDER = "Reminder"
KIND_THANKS_FOR_REFERRAL = "Thanks for a referral"
KIND_REPORT = "Report to the referrer"
KIND_ADVICE_USED = "Advice used"
KIND_KEEP_IN_TOUCH = "Keep in touch"
KIND_ADVISER_REQUEST = "Adviser request"
KIND_OUTCOME = "Outcome"

# A thank-you is due within a day of the interview, late after two and missed after seven: sheets hold days, not hours.
THANKS_LATE_DAYS, THANKS_MISSED_DAYS = 2, 7
# A person who made an introduction should hear within a week how the interview went.
REFERRER_DAYS = 7

TOPIC_OPENING, TOPIC_CLOSE = "Opening", "Close"
TOPIC_WEEK, TOPIC_UPSIDES, TOPIC_DOWNSIDES = "Role and typical week", "Upsides", "Downsides"
TOPIC_PATH, TOPIC_PORTFOLIO, TOPIC_OUTLOOK = "Path and training", "Portfolio feedback", "Outlook and ways in"
TOPIC_LEADS, STAGE_LEADS = "Advice and referrals", "Finding further leads"
# How important a question of the plan is; a template may leave out the column, or rename the choices.
PRIORITIES = ("Must ask", "Should ask", "If time")

CATEGORIES = ("Personal characteristics", "Experience", "Accomplishments", "Knowledge", "Skills")

# The facets of a job that folio's own job preview asks about; a template may have others.
FACETS = (
    "Typical tasks", "Hours and schedule", "Pay and benefits", "Pace and stress", "Autonomy", "People and supervision",
    "Culture and unwritten rules", "Physical setting and travel", "Growth and advancement", "Security and outlook",
    "Meaning and rewards", "Frustrations",
)  # fmt: skip

# The portfolio of documents that are only planned.
PORTFOLIO_PLANNED = "Will-Do"

# Whether an interview supports what the student had read; and an offer without a decision yet.
SUPPORTS, REBUTS = "Supports it", "Rebuts it"
DECISION_OPEN, DECISION_ACCEPTED = "Open", "Accepted"

# Whoever chose this may be counted where nobody is named; all other choices keep a workbook with the counselor.
SHARED_WITHOUT_NAMES = "My class without names"

# From these ratings on, a quality is important, a document is strong, and an employer may have doubts.
IMPORTANT, STRONG, DOUBTED = 4, 4, 3

# Sheet and column of the days of things done, which cannot lie ahead.
DONE_DAYS = (
    ("contacts", "requested_on"), ("interviews", "thank_you_sent"), ("follow_ups", "sent"), ("leads", "heard_on"),
    ("leads", "done"), ("practice", "date"), ("peaks_mine", "activity_done"),
)  # fmt: skip
