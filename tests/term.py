"""A made-up student's whole term, typed: what every computed cell, finding and letter can be held against.

Today is a Friday. The rows are chosen for the cases that go wrong most easily; the comment beside each says which, and
what is right for it. Days that the rules of ``folio.domain.follow_ups`` compute are left blank under "Due", and said
here. Contacts and qualities hold what formulas stumble over: wildcards, quotes, near-equal names, other capitals.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

Rows = list[dict[str, Any]]

TODAY = date(2026, 11, 20)
# A quality with all that COUNTIF, MATCH and quoted texts take for something else.
ODD = 'C++ & "R?"*~'

ROSA, ROSE, BEN, MEI, OLU, CARLA = "Rosa Diaz", "Rosa Dias", "Ben Achebe", "Mei Tanaka", "Olu Peters", "Carla Moss"
PAUL, NINA, OMAR, KIT, VERA = "Paul Wood", "Nina Falk", "Omar Said", "Kit Larsen", "Vera O'Neil"
# The first, whose last name is not known yet, is as a pattern also the second.
KAI, KAI_B = "Kai ?", "Kai B"
PC, EX, AC, KN, SK = "Personal characteristics", "Experience", "Accomplishments", "Knowledge", "Skills"

_START: Rows = [{
    "email": "term@students.example.org", "field_1": "Nursing", "field_2": "Software",
    "about_me": "I keep the books of our band. I want work in which someone is glad that I came.",
    "sharing": "My class without names",
}]  # fmt: skip

_CONTACTS: Rows = [
    # The root of a chain that is three steps deep: Rosa - Ben - Mei - Olu. An adviser.
    {"name": ROSA, "organization": "Cedar Clinic", "job_title": "Ward nurse", "field": "Nursing",
     "email": "rosa@cedar.example.org", "phone": "(503) 555-0101", "source": "Teacher", "interest": "Choirs",
     "status": "In touch", "requested_on": date(2026, 9, 8), "next_step": "Send the choir's dates",
     "next_step_due": date(2026, 11, 20), "can_advise": True, "notes": "Prefers the phone."},
    # One letter apart from Rosa. Asked on a Tuesday: the first reminder, after 3 business days, is due today.
    {"name": ROSE, "organization": "Cedar Clinic", "field": "Nursing", "email": "rosa.dias@cedar.example.org",
     "source": "Online", "status": "Requested", "requested_on": date(2026, 11, 17), "can_advise": False},
    {"name": BEN, "organization": "Valley Labs", "job_title": "Head nurse", "field": "Nursing",
     "email": "ben@valley.example.org", "source": "Referral", "referred_by": ROSA, "status": "Thanked",
     "requested_on": date(2026, 10, 13), "can_advise": True},
    # Referred in other capitals; the thank-you for the interview with her is missing for a week.
    {"name": MEI, "organization": "Valley Labs", "job_title": "Recruiter", "field": "nursing",
     "email": "mei@valley.example.org", "source": "Referral", "referred_by": "ben achebe", "status": "Completed",
     "requested_on": date(2026, 11, 2), "next_step": "Write the thank-you", "next_step_due": date(2026, 11, 13)},
    # Asked on a Thursday: reminders on Tuesday, 17 November and Monday, 23 November, past a weekend.
    {"name": OLU, "organization": "Harbor Care", "field": "Nursing", "source": "Referral", "referred_by": MEI,
     "status": "Reminded", "requested_on": date(2026, 11, 12)},
    # Talked with on a 31 January: keep in touch on 28 February, 30 April and 31 July, then 31 January 2027.
    {"name": CARLA, "organization": "Moss & Sons", "job_title": "Programmer", "field": "Software",
     "email": "carla@moss.example.com", "source": "Family", "status": "In touch", "requested_on": date(2026, 1, 20),
     "can_advise": False, "private_notes": "PRIVATE-CANARY"},
    # Talked with yesterday: the thank-you is due today.
    {"name": PAUL, "organization": ODD, "job_title": "Tester", "field": "Software", "phone": "(971) 555-0102",
     "source": "Event", "status": "Completed", "requested_on": date(2026, 11, 3)},
    # Interviews of today, of this week, and of a day that is past though the row still says Planned.
    {"name": NINA, "organization": "Oak House", "field": "Nursing", "source": "Alum", "status": "Scheduled",
     "requested_on": date(2026, 11, 9), "next_step": "Read the plan aloud", "next_step_due": date(2026, 11, 19)},
    {"name": OMAR, "organization": "Tideline", "field": "Software", "source": "Friend", "status": "Scheduled",
     "requested_on": date(2026, 11, 6), "next_step": "Find the door", "next_step_due": date(2026, 11, 22)},
    {"name": KIT, "organization": "Oak House", "field": "Nursing", "source": "Other", "status": "Scheduled",
     "requested_on": date(2026, 10, 26)},
    # Asked a week before her namesake talked: her reminder, due on 19 November, is not settled by that interview.
    {"name": KAI, "field": "Software", "source": "Event", "status": "Requested", "requested_on": date(2026, 11, 16)},
    {"name": KAI_B, "field": "Software", "source": "Event", "status": "Completed", "requested_on": date(2026, 11, 2),
     "can_advise": False},
    # Nearly blank: no day of asking, so no reminder can be computed.
    {"name": VERA, "status": "Identified", "next_step": "Ask Carla for her number"},
]  # fmt: skip

_QUESTIONS: Rows = [
    {"contact": ROSA, "priority": "Must ask", "stage": "Need to know", "topic": "Downsides", "minutes": 4,
     "question": "What wears you out, and how often?", "asked": True, "answer": "Lifting, every day."},
    # The plan for today's interview: 13 minutes, 9 of them for what must be asked; one row without minutes.
    {"contact": NINA, "priority": "Must ask", "stage": "Introductory", "topic": "Opening", "minutes": 1,
     "question": "Do we still have half an hour?", "purpose": "To end on time.", "probe": "Shall I go first?"},
    {"contact": NINA, "priority": "Should ask", "stage": "Need to know", "topic": "Upsides", "minutes": 4,
     "question": "What would you miss?"},
    {"contact": NINA, "priority": "Must ask", "stage": "Need to know", "topic": "Downsides", "minutes": 5,
     "question": "What would you hand over tomorrow?", "probe": "And next week?", "asked": False},
    {"contact": "nina falk", "priority": "Must ask", "stage": "Finding further leads", "topic": "Advice and referrals",
     "minutes": 3, "question": "Who would tell me the opposite?"},
    {"contact": NINA, "priority": "If time", "stage": "Obliging", "topic": "Close", "question": "May I write again?"},
    # For nobody yet, and a text that looks like a pattern.
    {"question": f"What about {ODD}?"},
]  # fmt: skip

_INTERVIEWS: Rows = [
    {"contact": ROSA, "date": date(2026, 9, 22), "time": time(15, 30), "format": "In person", "minutes": 30,
     "status": "Completed", "goal": "A plain Tuesday.", "interest_before": 3, "interest_after": 5,
     "takeaway": "A ward runs on who tells whom.", "takeaway_2": "Sit down for bad news.", "takeaway_3": "Eat at ten.",
     "surprise": "She sings at work.", "misconception": "I thought doctors run a ward.", "self_description": 2,
     "thank_for": "the ten minutes at the board", "thank_you_sent": date(2026, 9, 23)},
    # On a Saturday and a month's end; thanked four days later, which is late.
    {"contact": BEN, "date": date(2026, 10, 31), "time": time(9, 0), "format": "Phone", "minutes": 45,
     "status": "Completed", "interest_before": 5, "interest_after": 4, "takeaway": "Count the staff on a Sunday.",
     "self_description": 3, "thank_for": "the actual number", "thank_you_sent": date(2026, 11, 4)},
    # Never thanked, though eight days have passed; interest after left blank.
    {"contact": MEI, "date": date(2026, 11, 12), "format": "Video call", "status": "Completed", "interest_before": 4,
     "takeaway": "They read the volunteer part first."},
    {"contact": CARLA, "date": date(2026, 1, 31), "format": "In person", "minutes": 20, "status": "Completed",
     "interest_before": 2, "interest_after": 2, "takeaway": "Read the old code first.", "takeaway_3": "Ship small.",
     "thank_you_sent": date(2026, 1, 31)},
    {"contact": PAUL, "date": date(2026, 11, 19), "time": time(17, 15), "status": "Completed", "interest_before": 3,
     "interest_after": 3, "takeaway": "A test is a question.", "thank_for": f"the interview about {ODD}"},
    {"contact": KAI_B, "date": date(2026, 11, 16), "status": "Completed", "interest_before": 2, "interest_after": 3,
     "takeaway": "Testers write a lot.", "thank_you_sent": date(2026, 11, 17)},
    {"contact": NINA, "date": date(2026, 11, 20), "time": time(16, 0), "format": "Video call", "status": "Scheduled",
     "goal": "What she would not tell an applicant.", "interest_before": 4},
    {"contact": OMAR, "date": date(2026, 11, 22), "format": "Phone", "status": "Planned", "interest_before": 3},
    {"contact": KIT, "date": date(2026, 11, 10), "status": "Planned"},
]  # fmt: skip

_PREVIEW: Rows = [
    # Three people on one facet: 5, 1 and 3 contradict each other.
    {"contact": ROSA, "facet": "Hours and schedule", "upside": "Four days off.", "downside": "Twelve hours.",
     "rating": 5,
     "agreement": "Supports it"},
    {"contact": BEN, "facet": "Hours and schedule", "upside": "He writes the list.", "downside": "Nobody likes it.",
     "rating": 1,
     "agreement": "Rebuts it"},
    {"contact": MEI, "facet": "Hours and schedule", "upside": "Office hours.", "rating": 3,
     "agreement": "Partly"},
    {"contact": ROSA, "facet": "Typical tasks", "upside": "Hands-on care.", "downside": "Charting.", "rating": 4,
     "agreement": "Nothing read"},
    {"contact": BEN, "facet": "Typical tasks", "downside": "Beds, beds, beds.", "rating": 2,
     "agreement": "Supports it"},
    {"contact": ROSA, "facet": "Pay and benefits", "upside": "36 an hour.", "downside": "Small raises.", "rating": 4,
     "agreement": "Supports it"},
    {"contact": MEI, "facet": "Pay and benefits", "upside": "A bonus for signing.", "rating": 5},
    {"contact": ROSA, "facet": "Pace and stress", "downside": "Two emergencies at once.", "rating": 2},
    {"contact": BEN, "facet": "Pace and stress", "upside": "Time flies.", "downside": "So do the breaks.", "rating": 3},
    {"contact": BEN, "facet": "Autonomy", "upside": "He decides the order.", "rating": 4},
    # Rated, with nothing said; and the other way around.
    {"contact": MEI, "facet": "Growth and advancement", "rating": 4},
    {"contact": ROSA, "facet": "People and supervision", "upside": "Six who need no words.",
     "downside": "Two bosses, two rules."},
    {"contact": "ROSA DIAZ", "facet": "Meaning and rewards", "upside": "Cards, years later.", "rating": 5},
    {"contact": BEN, "facet": "Frustrations", "downside": "Hunting for pumps.", "rating": 2},
    {"contact": BEN, "facet": "Security and outlook", "upside": "Always open posts.", "downside": "People leave.",
     "rating": 3, "agreement": "Partly"},
    # The other field has a preview of its own.
    {"contact": CARLA, "facet": "Typical tasks", "upside": "Puzzles.", "downside": "Old code.", "rating": 4,
     "agreement": "Rebuts it"},
    {"contact": CARLA, "facet": "Hours and schedule", "upside": "Home at five.", "rating": 4},
    {"contact": PAUL, "facet": "Typical tasks", "upside": "You may break things.", "downside": "You must say so.",
     "rating": 4},
    {"contact": PAUL, "facet": "Culture and unwritten rules", "upside": ODD, "downside": "Chats at night.",
     "rating": 3},
    {"contact": PAUL, "facet": "Security and outlook", "downside": "Tools do half of it.", "rating": 2,
     "agreement": "Supports it"},
    # Still to ask: Rosa and Ben go on disagreeing about the tasks. And prepared in one row, heard in the next.
    {"contact": MEI, "facet": "Typical tasks"},
    # Of somebody without a field: it is about neither of the two.
    {"contact": VERA, "facet": "Typical tasks", "upside": "Sunsets.", "rating": 5},
    {"contact": ROSA, "facet": "Autonomy"},
    {"contact": ROSA, "facet": "Autonomy", "downside": "Shifts come from above."},
]  # fmt: skip

_WANTED: Rows = [
    # One quality, four rows, three people: in other capitals, and by one person twice.
    {"contact": ROSA, "category": PC, "quality": "Reliability", "importance": 5, "words": "\"Four means four.\""},
    {"contact": BEN, "category": PC, "quality": "reliability", "importance": 4},
    {"contact": MEI, "category": PC, "quality": "RELIABILITY", "importance": 3},
    {"contact": ROSA, "category": PC, "quality": "Reliability", "importance": 3, "words": "She said it again."},
    {"contact": BEN, "category": PC, "quality": "Empathy", "importance": 4},
    {"contact": ROSA, "category": EX, "quality": "Volunteer service", "importance": 4},
    {"contact": MEI, "category": AC, "quality": "Measured improvement", "importance": 2},
    # Wanted only; and one whose importance is not known.
    {"contact": BEN, "category": PC, "quality": "Adaptability", "importance": 5},
    {"contact": MEI, "category": KN, "quality": "Health and safety rules"},
    # As a pattern, "R*" would also count Reliability.
    {"contact": PAUL, "category": SK, "quality": ODD, "importance": 4, "words": "Or one of the two."},
    {"contact": PAUL, "category": SK, "quality": "R*", "importance": 2},
    {"contact": CARLA, "category": SK, "quality": "Problem solving", "importance": 5},
    # Wanted more than a strong document proves: 5, and 4.3 on average.
    {"contact": CARLA, "category": SK, "quality": "Teamwork", "importance": 5},
    {"contact": CARLA, "category": PC, "quality": "Patience", "importance": 5},
    {"contact": ROSA, "category": PC, "quality": "Patience", "importance": 4},
    {"contact": BEN, "category": PC, "quality": "Patience", "importance": 4},
]  # fmt: skip

_MINE: Rows = [
    # Wanted and proven; its activity is done.
    {"category": PC, "quality": "Reliability", "rating": 5, "document": "Attendance letter", "strength": 5,
     "activity": "Ask for a date on the letter", "activity_by": date(2026, 11, 1),
     "activity_done": date(2026, 10, 30), "portfolio": "Can-Do"},
    # Rated high without a document; a strength that rests on nothing; an activity that is overdue.
    {"category": PC, "quality": "empathy", "rating": 4, "strength": 2, "activity": "Ask Rosa for two sentences",
     "activity_by": date(2026, 11, 13), "portfolio": "Will-Do"},
    # A document whose strength is not rated; an activity of today.
    {"category": EX, "quality": "Volunteer service", "rating": 3, "document": "Service log",
     "activity": "Add up the hours", "activity_by": date(2026, 11, 20), "portfolio": "Master"},
    # Two rows of one quality: the stronger proof counts.
    {"category": SK, "quality": ODD, "rating": 3, "document": "A program that my aunt uses", "strength": 3},
    {"category": SK, "quality": ODD, "rating": 3, "document": "Its list of complaints", "strength": 4},
    # Planned for later, at a month's end; planned without a day; done without a day to do it by.
    {"category": AC, "quality": "Measured improvement", "rating": 1, "activity": "Count before and after",
     "activity_by": date(2027, 1, 31), "portfolio": "Will-Do"},
    {"category": SK, "quality": "Problem solving", "rating": 2, "document": "Page about the printer", "strength": 1,
     "activity": "Write the second page"},
    {"category": KN, "quality": "Health and safety rules", "rating": 2, "document": "First aid card", "strength": 4,
     "activity": "Take the course", "activity_done": date(2026, 11, 14)},
    # Strong, but less than each is wanted; and weak, but as strong as it is wanted.
    {"category": SK, "quality": "Teamwork", "rating": 4, "document": "Page about the relay", "strength": 4},
    {"category": PC, "quality": "Patience", "rating": 4, "document": "Note of a neighbor", "strength": 4},
    {"category": SK, "quality": "R*", "rating": 2, "document": "Chart of the band's money", "strength": 2},
    # Mine only.
    {"category": KN, "quality": "Second language", "rating": 5, "document": "Seal certificate", "strength": 5},
]  # fmt: skip

_FOLLOW_UPS: Rows = [
    # Due on 23 September.
    {"contact": ROSA, "kind": "Thank-you", "sent": date(2026, 9, 23), "point": "Who tells whom."},
    # Due on 22 October and sent; on 22 December; on 22 March 2027.
    {"contact": ROSA, "kind": "Keep in touch", "sent": date(2026, 10, 22), "advice_used": "I sat down for bad news."},
    {"contact": ROSA, "kind": "Keep in touch", "point": "Eating at ten."},
    {"contact": ROSA, "kind": "Keep in touch"},
    # Due on 7 November, a week after the interview with Ben.
    {"contact": ROSA, "kind": "Report to the referrer", "sent": date(2026, 11, 6), "point": "Ben counted for me."},
    # Due on 19 November, a week after the interview with Mei: overdue.
    {"contact": BEN, "kind": "Report to the referrer"},
    {"contact": BEN, "kind": "Thanks for a referral", "sent": date(2026, 11, 1), "point": "Mei's name."},
    # Due on 30 November, since November has no 31st.
    {"contact": BEN, "kind": "Keep in touch", "point": "The staff on a Sunday."},
    # Due on 13 November: overdue.
    {"contact": MEI, "kind": "Thank-you", "point": "Which part is read first."},
    # Due on 17 November and sent; on 23 November.
    {"contact": OLU, "kind": "Reminder", "sent": date(2026, 11, 17)},
    {"contact": OLU, "kind": "Reminder"},
    # Due today; and never, since nobody knows when she was asked.
    {"contact": ROSE, "kind": "Reminder"},
    {"contact": VERA, "kind": "Reminder"},
    # Never, since she has answered; never, since the thank-you is noted beside the interview; on 19 November.
    {"contact": NINA, "kind": "Reminder"},
    {"contact": CARLA, "kind": "Thank-you"},
    {"contact": KAI, "kind": "Reminder"},
    # Due on 28 February, 30 April, 31 July; the fourth on 31 January 2027.
    {"contact": CARLA, "kind": "Keep in touch", "sent": date(2026, 2, 28)},
    {"contact": CARLA, "kind": "Keep in touch", "sent": date(2026, 4, 30)},
    {"contact": "carla moss", "kind": "Keep in touch", "sent": date(2026, 7, 31)},
    {"contact": CARLA, "kind": "Keep in touch"},
    # A day of their own goes before the computed one, which is today.
    {"contact": PAUL, "kind": "Thank-you", "due": date(2026, 11, 23), "point": f"About {ODD}."},
    # No rule computes these: overdue by its own day; without a day; done.
    {"contact": CARLA, "kind": "Advice used", "due": date(2026, 11, 16), "advice_used": "I read the old code."},
    {"contact": BEN, "kind": "Adviser request", "point": "The evening job."},
    {"contact": CARLA, "kind": "Outcome", "due": date(2026, 11, 5), "sent": date(2026, 11, 5)},
]  # fmt: skip

_LEADS: Rows = [
    {"lead": "Open day", "kind": "Event", "heard_from": ROSA, "heard_on": date(2026, 9, 22), "next_step": "Go",
     "due": date(2026, 10, 3), "done": date(2026, 10, 3), "outcome": "Met a student."},
    {"lead": "Evening aide wanted", "kind": "Opening", "heard_from": BEN, "heard_on": date(2026, 10, 31),
     "next_step": "Send the form", "due": date(2026, 11, 12)},
    {"lead": f"Course on {ODD}", "kind": "Resource", "heard_from": PAUL, "heard_on": date(2026, 11, 19),
     "next_step": "Look at lesson one", "due": date(2026, 11, 20)},
    {"lead": "Vera knows a clinic", "kind": "Person", "heard_from": CARLA, "due": date(2026, 12, 31)},
    {"lead": "Harbor Care grows", "kind": "Organization"},
]  # fmt: skip

_PRACTICE: Rows = [
    # Not in the order of their days; one without a rating, one without a reaction.
    {"date": date(2026, 9, 21), "version": "I keep the books of our band.", "setting": "Friend or family", "rating": 3,
     "reaction": "\"Which band?\"", "change": "Say why it matters."},
    {"date": date(2026, 9, 1), "version": "I am a junior who likes people.", "setting": "Mirror or recording",
     "rating": 1, "reaction": "Dull.", "change": "Say what I do."},
    {"date": date(2026, 9, 22), "version": "I keep the books of our band, and it adds up.",
     "setting": "Informational interview", "rating": 4},
    {"date": date(2026, 10, 30), "version": "The same, slower.", "setting": "Classmate"},
    {"date": date(2026, 11, 18), "version": "I keep the books of our band. It adds up, and I would like work that does.",
     "setting": "Counselor", "rating": 5, "reaction": "She nodded."},
]  # fmt: skip

_OFFERS: Rows = [
    {"organization": "Harbor Care", "job_title": "Evening aide", "field": "Nursing", "offered_on": date(2026, 11, 13),
     "decide_by": date(2026, 11, 30), "adviser": BEN, "fit": 4, "better": "Two evenings only.",
     "worse": "One aide for fourteen.", "decision": "Open", "pay": "19 an hour", "hours": "Two evenings",
     "commute": "Bus 12, 25 minutes", "starts": date(2027, 1, 4), "training": "Aide class, paid", "avoids": "In part"},
    {"organization": "Moss & Sons", "job_title": "Printer rescue", "field": "Software",
     "offered_on": date(2026, 10, 1), "decide_by": date(2026, 10, 15), "fit": 2, "decision": "Declined",
     "avoids": "Ask them"},
    # A field that nobody was asked about.
    {"organization": "Kiln Co.", "field": "Pottery", "decide_by": date(2026, 12, 24)},
]  # fmt: skip

_DECISIONS: Rows = [
    {"field": "nursing", "decision": "Yes, go for it", "unsure_because": "The nights.",
     "would_settle": "One night on the ward.", "fit_strengths": "I stay calm.", "fit_values": "Someone is glad I came."},
    # Not on Start; and a row that only notes why.
    {"field": "Pottery", "decision": "Maybe"},
    {"field": "Software", "unsure_because": "The screen all day."},
]  # fmt: skip

TERM: dict[str, Rows] = {
    "start": _START, "contacts": _CONTACTS, "questions": _QUESTIONS, "interviews": _INTERVIEWS, "preview": _PREVIEW,
    "peaks_wanted": _WANTED, "peaks_mine": _MINE, "follow_ups": _FOLLOW_UPS, "leads": _LEADS, "practice": _PRACTICE,
    "offers": _OFFERS, "decisions": _DECISIONS,
}  # fmt: skip

# What the template "essentials" does not ask.
_LEFT_OUT: dict[str, frozenset[str]] = {
    "start": frozenset(),
    "contacts": frozenset({"profile_url", "can_advise", "private_notes"}),
    "questions": frozenset({"priority"}),
    "interviews": frozenset({
        "time", "minutes", "goal", "takeaway_2", "takeaway_3", "surprise", "misconception", "self_description",
    }),
    "peaks_wanted": frozenset(),
    "peaks_mine": frozenset({"activity_by", "activity_done", "portfolio"}),
}  # fmt: skip

ESSENTIALS_TERM: dict[str, Rows] = {
    sheet: [{key: value for key, value in row.items() if key not in left_out} for row in TERM[sheet]]
    for sheet, left_out in _LEFT_OUT.items()
}
