"""The one catalogue of codes: refusals, concerns and query errors.

The same code stands in HTTP problems, dead letters, the command line and
GraphQL, and each has a page at ``/errors/<CODE>``. A code is never reused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CodeKind(StrEnum):
    """What a code says: an event was refused, practice is poor, a question is wrong."""

    REFUSAL = "REFUSAL"
    CONCERN = "CONCERN"
    QUERY = "QUERY"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue: a title, what it means and what to do next.

    ``status`` is the HTTP status of a problem with this code.
    """

    code: str
    kind: CodeKind
    title: str
    meaning: str
    remedy: str
    status: int = 422


def _refusal(code: str, title: str, meaning: str, remedy: str, status: int = 422) -> Code:
    return Code(code, CodeKind.REFUSAL, title, meaning, remedy, status)


def _concern(code: str, title: str, meaning: str, remedy: str) -> Code:
    return Code(code, CodeKind.CONCERN, title, meaning, remedy, 200)


def _query(code: str, title: str, meaning: str, remedy: str, status: int = 200) -> Code:
    return Code(code, CodeKind.QUERY, title, meaning, remedy, status)


_ALL: Final = (
    # The message
    _refusal(
        "MALFORMED_JSON",
        "The message is not JSON",
        "The bytes are not one JSON document in valid UTF-8: a syntax error, NaN or Infinity, "
        "a lone surrogate, the character U+0000, or nesting deeper than 32 levels.",
        "Serialise the message with a standard JSON library and send it again.",
        400,
    ),
    _refusal(
        "DUPLICATE_KEY",
        "A JSON object has the same key twice",
        "Readers differ about which of the two values counts, so neither is taken.",
        "Send each key once.",
        400,
    ),
    _refusal(
        "NOT_A_CLOUDEVENT",
        "The message is not a CloudEvent",
        "A required attribute of CloudEvents 1.0 is missing or wrong: specversion, id, source, "
        "type, subject.",
        "Send specversion 1.0 with a non-empty id, source, type and subject.",
        400,
    ),
    _refusal(
        "UNSUPPORTED_MEDIA_TYPE",
        "The content type is not taken here",
        "Events come as application/cloudevents+json, application/cloudevents-batch+json, or as "
        "application/json with ce- headers.",
        "Set the Content-Type header to one of these.",
        415,
    ),
    _refusal(
        "UNKNOWN_ATTRIBUTE",
        "An extension attribute is not known",
        "An unknown attribute may be a misspelt one, and a misspelt date would be lost in silence.",
        "Remove the attribute, or spell it as in the event catalogue.",
    ),
    _refusal(
        "BAD_ATTRIBUTE",
        "An attribute says what cannot be taken",
        "The value of an attribute beside the payload has the wrong form, or is too long: time, "
        "marking, expectedversion, dataschema, or a text of more than 300 characters.",
        "Write the attribute as in the event catalogue, or leave it out.",
    ),
    _refusal(
        "MESSAGE_TOO_LARGE",
        "The message is larger than 1 MiB",
        "Only its hash and its first 4 KiB are kept.",
        "Keep files outside and cite them by URI and SHA-256.",
        413,
    ),
    _refusal(
        "PAYLOAD_TOO_LARGE",
        "The payload is larger than 48 KiB",
        "A payload is at most 49,152 bytes of deterministic JSON.",
        "Keep files outside and cite them by URI and SHA-256.",
        413,
    ),
    _refusal(
        "ENTRY_TOO_LARGE",
        "The finished entry would be larger than 65,535 bytes",
        "The log's format bounds an entry.",
        "Shorten the payload or the identifiers.",
        413,
    ),
    _refusal(
        "BATCH_TOO_LARGE",
        "The batch has too many events",
        "A batch is at most 1,000 events and 16 MiB, so that others are not kept waiting.",
        "Send several batches.",
        413,
    ),
    # The envelope
    _refusal(
        "UNKNOWN_TYPE",
        "No event type has this name",
        "The type is not in the event catalogue.",
        "Look the type up in the event catalogue; names end in a version such as .v1.",
    ),
    _refusal(
        "BAD_SUBJECT",
        "The subject does not name a stream",
        "The subject is <council>/<plan>/<stream>/<key>; the stream must be that of the type, and "
        "the key of a plan stream is main.",
        "Write e.g. devon/improvement-2020/action/care-leavers-oversight.",
    ),
    _refusal(
        "UNKNOWN_COUNCIL",
        "There is no ledger of this council here",
        "The first segment of the subject names the council whose ledger takes the event.",
        "Check the subject, or create the ledger.",
        404,
    ),
    _refusal(
        "FORBIDDEN",
        "The credential does not cover this council",
        "Every credential is for certain councils.",
        "Use a credential of this council.",
        403,
    ),
    _refusal(
        "SERVICE_ONLY",
        "Only the service writes to this stream",
        "The ledger's events about itself are written by the service alone.",
        "Do not send events of the ledger stream.",
        403,
    ),
    _refusal(
        "EFFECTIVE_REQUIRED",
        "The event does not say when it took effect",
        "The extension attribute effective is required; time is kept and never interpreted, "
        "because libraries fill it with their clock.",
        "Set effective to an EDTF date such as 2020-05-13, 2020-09 or 2020-07/2020-10.",
    ),
    _refusal(
        "NAIVE_TIME",
        "A time has no offset",
        "A time without an offset is ambiguous: 01:30 on 25 October 2020 happened twice.",
        "Write an offset, e.g. 2020-10-25T01:30:00+01:00.",
    ),
    _refusal(
        "BAD_MOMENT",
        "A moment is not EDTF as taken here",
        "effective and documented are EDTF, levels 0 and 1: an instant with offset, a date, a "
        "month, a year, an interval of these, an open interval, perhaps with a trailing tilde.",
        "Write e.g. 2020-05-13, 2020-09, 2020-07/2020-10, ../2020-05-13 or 2020-05-13~.",
    ),
    _refusal(
        "WRONG_PRECISION",
        "This event takes effect on a calendar date, not at an instant",
        "A field takes calendar dates or instants and never mixes them: a date sorts before every "
        "instant of its own day and would silently lose.",
        "Send the London calendar date (or, for the ledger's own events, an instant).",
    ),
    _refusal(
        "DOCUMENTED_IN_FUTURE",
        "The document is dated later than now",
        "A document that reports something exists before it is recorded.",
        "Send the document's own date.",
    ),
    # The payload
    _refusal(
        "INVALID_PAYLOAD",
        "The payload does not fit the schema of its type",
        "A field is missing, unknown, of the wrong type, of the wrong unit, or out of bounds; the "
        "pointer says which.",
        "Compare the payload with the JSON Schema of the type.",
    ),
    _refusal(
        "UNKNOWN_ROLE",
        "The role is not in the council's vocabulary",
        "People appear as roles of a closed vocabulary that a council can extend.",
        "Use a role of the glossary, or add it to the council's roles.",
    ),
    _refusal(
        "IDENTIFIES_A_CHILD",
        "A text seems to identify a child",
        "A text holds what looks like a date of birth, an NHS number, a unique pupil number or a "
        "named child. No child or family is ever named in the ledger.",
        "Take the identifier out. The refused bytes are kept under restricted reading only.",
    ),
    # Identity and order
    _refusal(
        "ID_CONFLICT",
        "Another event was recorded under this source and id",
        "Source and id name one event for ever; this one differs from the first.",
        "Send a changed event under a new id; to put a record right, retract and record again.",
        409,
    ),
    _refusal(
        "VERSION_CONFLICT",
        "The stream is not at the expected version",
        "expectedversion is the version of the stream that the sender last saw; 0 means that it "
        "must not exist.",
        "Read the stream again, decide again, and send with the current version.",
        409,
    ),
    _refusal(
        "STREAM_NOT_OPEN",
        "The stream has no opening event",
        "The first event of a stream is one that opens it.",
        "Send the opening event first, or a carried-in event where history starts late.",
    ),
    _refusal(
        "FORBIDDEN_TRANSITION",
        "The event is not possible in the stream's present state",
        "History is recorded in a legal order, while effective dates may run backwards.",
        "Record what happened before first, or retract what was recorded wrongly.",
    ),
    _refusal(
        "ALREADY_OPEN",
        "The stream is already open",
        "An event that opens a stream comes once, and a carried-in event only opens.",
        "Use the event for what changed.",
    ),
    _refusal(
        "BASELINE_CHANGED",
        "The baseline due date never changes",
        "The baseline is the first agreed date.",
        "Record a moved due date with its authority instead.",
    ),
    _refusal(
        "TEXT_CHANGED",
        "The text of a recommendation never changes",
        "It stands as it was made.",
        "Record a clarification instead.",
    ),
    _refusal(
        "DUE_DATE_MISMATCH",
        "The due date that is moved is not the current one",
        "from must be the current due date, so that no move goes missing.",
        "Record the missing move first, or correct from.",
    ),
    _refusal(
        "AMOUNTS_DO_NOT_RECONCILE",
        "The lines do not add up to the stated total",
        "Each amount is an interval that its rounding leaves open; the sum of the lines and the "
        "stated total must have something in common. Full-time equivalents must agree exactly, and "
        "a reprofile nets to zero.",
        "Check the amounts, their qualifier and the unit they are stated to.",
    ),
    _refusal(
        "UNKNOWN_LINE",
        "The budget has no such line",
        "A limb, move, spend or post names a line that no event of this budget opened.",
        "Check lineId, or open the line.",
    ),
    _refusal(
        "DUPLICATE_LINE",
        "A line, total or limb is there twice",
        "Keys within one budget are unique.",
        "Give each line its own lineId.",
    ),
    _refusal(
        "LINE_MISMATCH",
        "The amount that is moved is not the line's current one",
        "from must be what the line holds now.",
        "Correct from, or record the missing reprofile first.",
    ),
    _refusal(
        "VERB_MISMATCH",
        "The event is not named for the verb on the total",
        "An approval, endorsement, note or rejection is named for what the resolution does with "
        "the stated total; each line keeps the verb of its own limb.",
        "Use the event of the verb of the limb that covers the total.",
    ),
    _refusal(
        "YEAR_CLOSED",
        "The financial year is closed",
        "The lines of a closed year are locked.",
        "Record the change in an open year.",
    ),
    _refusal(
        "NOTHING_TO_RETRACT",
        "No such event is recorded on this stream",
        "A retraction names the source and id of an event of its own stream.",
        "Check source and id.",
    ),
    _refusal(
        "RETRACTION_IS_FINAL",
        "A retraction cannot be retracted, nor an event twice",
        "What was retracted is recorded anew if it was right after all.",
        "Record the event again under a new id.",
    ),
    _refusal(
        "WRONG_REPLACEMENT",
        "The event cannot take the place of the retracted one",
        "A retraction names in replacedBy the id of an event of the same type that is recorded "
        "after it, under the same source.",
        "Send the retraction first, then the same type of event under that id, in one atomic "
        "batch.",
    ),
    _refusal(
        "OPENING_STILL_STOOD_ON",
        "Other events stand on the opening event",
        "An opening event can be retracted once all that follows it is retracted, or when another "
        "takes its place.",
        "Name the event that takes its place in replacedBy, or retract the later events first, in "
        "the same atomic batch.",
    ),
    _refusal(
        "BATCH_ABORTED",
        "Another event of the atomic batch was refused",
        "An atomic batch is taken whole or not at all.",
        "Mend the event that was refused and send the batch again.",
    ),
    _refusal(
        "CLOCK_BEHIND",
        "The machine's clock is far behind the ledger",
        "The clock is more than 24 hours behind the last recorded moment.",
        "Set the clock right; nothing was recorded.",
        503,
    ),
    _refusal(
        "LEDGER_BUSY",
        "The ledger is busy",
        "Another writer held the lock for longer than the time allowed; nothing was recorded.",
        "Send the same events again under the same ids.",
        503,
    ),
    _refusal(
        "STORAGE_FAILED",
        "The ledger could not write",
        "The disk is full or failed; nothing of this batch was recorded.",
        "Free space and send the same events again under the same ids.",
        503,
    ),
    # Concerns
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
        "Discharge confirmed by another role than the assurance body",
        "Only the commissioner, the department or the named assurance body is expected to confirm.",
        "Have one of them confirm it.",
    ),
    _concern(
        "SPEND_ABOVE_APPROVAL",
        "Spend above approval",
        "What is recorded as spent on a line is more than the line can mean.",
        "Seek approval, or put the record right.",
    ),
    _concern(
        "DOCUMENTED_LATE",
        "Documented more than 30 days after it took effect",
        "The first document came more than 30 days after the fact; where no document date is "
        "stated, the recording did.",
        "Ask why it was not written down sooner.",
    ),
    _concern(
        "CHANGED_OUTSIDE_AUTHORITY",
        "Plan changed outside delegated authority",
        "The plan was refreshed by a role to which no authority to update it is recorded.",
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
    # Questions
    _query(
        "BAD_REQUEST",
        "The request cannot be read",
        "The request as a whole is not one that this address takes: no GraphQL question, an "
        "unknown parameter, or an atomic batch for the ledgers of several councils.",
        "The detail says what is wrong; a question is a JSON object with a query.",
        400,
    ),
    _query(
        "BAD_AS_AT",
        "asAt is not a date or an instant",
        "asAt is a London date or an instant with an offset.",
        "Write e.g. 2020-07-15.",
    ),
    _query(
        "BAD_KNOWN_AT",
        "knownAt is not a date or an instant",
        "knownAt is a London date or an instant with an offset.",
        "Write e.g. 2020-06-01.",
    ),
    _query(
        "KNOWN_AT_IN_FUTURE",
        "knownAt lies in the future",
        "Nobody knows yet what will be known.",
        "Ask as known today, or earlier.",
    ),
    _query(
        "BEFORE_LEDGER",
        "knownAt lies before the first entry",
        "The ledger had recorded nothing by then.",
        "Ask with knownBy: DOCUMENTED for what the cited documents claim.",
    ),
    _query(
        "NOT_YET_PROJECTED",
        "The read model has not reached this position",
        "The entry may be recorded; the read model catches up.",
        "Ask again in a moment.",
    ),
    _query(
        "BAD_CURSOR",
        "The cursor does not belong to this question",
        "A cursor binds the basis, the order and the filter.",
        "Start from the first page.",
    ),
    _query(
        "STALE_TOKEN",
        "The token names a basis of another epoch",
        "The ledger was restored since the token was given.",
        "Ask anew with asAt and knownAt.",
    ),
    _query(
        "UNAUTHENTICATED",
        "No credential was sent",
        "This question needs a credential.",
        "Send one.",
        401,
    ),
    _query(
        "LIMIT_EXCEEDED",
        "The answer would be too large",
        "A list that a plan bounds holds at most 1,000 items, a page at most 100.",
        "Filter, or ask for pages.",
    ),
    _query("TIMEOUT", "The question took too long", "It was stopped.", "Ask for less at once."),
    _query(
        "INTERNAL",
        "Something went wrong inside",
        "The detail is in the service's log, not in the answer.",
        "Tell whoever runs the service, with the time.",
        500,
    ),
    _query(
        "NOT_FOUND",
        "There is nothing here",
        "No page, ledger or record has this address.",
        "Check the address.",
        404,
    ),
    _query(
        "METHOD_NOT_ALLOWED",
        "The method is not taken here",
        "This address takes another HTTP method.",
        "Use the method named in Allow.",
        405,
    ),
)

CATALOGUE: Final[dict[str, Code]] = {code.code: code for code in _ALL}
"""Code -> what it means."""
