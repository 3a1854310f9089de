"""What is flagged as poor practice, and recorded all the same."""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind


def _concern(code: str, title: str, meaning: str, remedy: str) -> Code:
    return Code(code, CodeKind.CONCERN, title, meaning, remedy, 200)


CONCERNS: Final = (
    _concern(
        "ACCEPTED_BY_CLAIMANT",
        "Completion accepted by the role that claimed it",
        "The role that claimed delivery also accepted it.",
        "Have another role look at it.",
    ),
    _concern(
        "COMPLETED_WITHOUT_EVIDENCE",
        "Completed without evidence",
        "Completion was accepted and no evidence is attached.",
        "Attach the evidence.",
    ),
    _concern(
        "COMPLETED_WITHOUT_IMPACT",
        "Completed without impact",
        "Completion was accepted and no impact is recorded.",
        "Record what changed for children.",
    ),
    _concern(
        "DUE_DATE_MOVED_WITHOUT_AUTHORITY",
        "Due date moved without authority",
        "The due date was moved and nobody is recorded as having allowed it.",
        "Record who allowed it.",
    ),
    _concern(
        "DUE_DATE_MOVED_OFTEN",
        "Due date moved more than twice",
        "The due date was moved three times or more.",
        "Ask whether the action is deliverable.",
    ),
    _concern(
        "ACTION_OVERDUE",
        "Action overdue",
        "The current due date has passed and the action is neither complete nor ended.",
        "Deliver it, move the date with authority, or cancel it.",
    ),
    _concern(
        "ACTION_STALE",
        "Agreed action not updated for 35 days",
        "Nothing was recorded about a live, agreed action for 35 days.",
        "Note the progress.",
    ),
    _concern(
        "RED_NOT_BRIEFED",
        "Red action absent from the latest pack",
        "The action is rated red, and the latest briefing that the plan's governing body received "
        "does not mention it.",
        "Put it in the next pack.",
    ),
    _concern(
        "RECOMMENDATION_WITHOUT_ACTION",
        "Accepted recommendation with no live action",
        "The council accepted the recommendation, in full or in part; no live action serves it.",
        "Link an action.",
    ),
    _concern(
        "DISCHARGED_WITH_OPEN_ACTIONS",
        "Recommendation discharged with open actions",
        "The recommendation is discharged and an action that serves it is not complete.",
        "Ask whether the discharge was right.",
    ),
    _concern(
        "DISCHARGED_BY_UNNAMED_ROLE",
        "Discharge confirmed by a role other than the assurance body",
        "Only the commissioner, the department or the named assurance body is expected to confirm.",
        "Have one of them confirm it.",
    ),
    _concern(
        "SPEND_ABOVE_APPROVAL",
        "Spend above approval",
        "More is recorded as spent on a line in a year than its figure can mean.",
        "Seek approval, or put the record right.",
    ),
    _concern(
        "DOCUMENTED_LATE",
        "Documented more than 30 days after it took effect",
        "The first document is dated more than 30 days after the fact; where no document date is "
        "stated, the day of recording counts.",
        "Ask why it was not written down sooner.",
    ),
    _concern(
        "CHANGED_OUTSIDE_AUTHORITY",
        "Plan changed outside delegated authority",
        "The plan was refreshed by a role that is not recorded as having authority to update it.",
        "Have the body that approved the plan approve the change.",
    ),
    _concern(
        "REQUEST_UNANSWERED",
        "Information request unanswered",
        "A body asked to be told something, and no answer is recorded.",
        "Answer it.",
    ),
    _concern(
        "FORECAST_PASSED",
        "Forecast passed with nothing recorded",
        "A visit was expected, the time has passed, and nothing is recorded as held or postponed.",
        "Record what happened.",
    ),
)
