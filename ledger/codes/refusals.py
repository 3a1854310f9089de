"""Why an event is not recorded."""

from __future__ import annotations

from typing import Final

from ledger.codes.code import Code, CodeKind


def _refusal(code: str, title: str, meaning: str, remedy: str, status: int = 422) -> Code:
    return Code(code, CodeKind.REFUSAL, title, meaning, remedy, status)


REFUSALS: Final = (
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
        "An attribute has a value that is not taken",
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
        "The batch is too large",
        "A batch is at most 1,000 events and 16 MiB, so that others are not kept waiting.",
        "Send several batches.",
        413,
    ),
    _refusal(
        "TOMBSTONE",
        "The record of a topic holds nothing",
        "A record without a value deletes a key of a compacted topic. In the ledger nothing is "
        "ever deleted.",
        "Retract an event with an event of its own.",
        400,
    ),
    _refusal(
        "MISSING_KEY",
        "The record of a topic has no key",
        "Only records with the same key are sure to keep their order.",
        "Send the council's name as the key of every record.",
        400,
    ),
    _refusal(
        "FOREIGN_FRAMING",
        "The record begins with the number of a schema",
        "Serialisers of a schema registry put a zero byte and a number before the message, and "
        "what follows may not be JSON.",
        "Send the CloudEvent as plain JSON, without a schema registry's serialiser.",
        400,
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
        "Send the event for what has changed since.",
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
        "The field from must hold the current due date, so that no move goes missing.",
        "Record the missing move first, or correct the field from.",
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
        "A line, total or limb occurs twice",
        "Keys within one budget are unique.",
        "Give each line its own lineId.",
    ),
    _refusal(
        "LINE_MISMATCH",
        "The amount that is moved is not the line's current one",
        "The field from must hold what the line holds now.",
        "Correct the field from, or record the missing reprofile first.",
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
        "Other events still rest on the opening event",
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
        "OVERLOADED",
        "More events are waiting than the service holds",
        "Events come in faster than they can be recorded; nothing of this one was recorded.",
        "Wait as long as Retry-After says, then send the same events again under the same ids.",
        503,
    ),
    _refusal(
        "LEDGER_MOVED",
        "The ledger was moved to another database",
        "Nothing is recorded here any more; what was recorded can still be read.",
        "Send the same events again under the same ids to the service that has it now.",
        503,
    ),
    _refusal(
        "STORAGE_FAILED",
        "The ledger could not write",
        "The disk is full or failed, or the database cannot be reached, lets this user not in or "
        "denies it a right; the log says which. Nothing of this batch was recorded.",
        "Free space, start the database, or give the user in IMPROVEMENT_LEDGER_DATABASE_URL its "
        "rights (improvement-ledger migrate --roles); then send the same events again under the "
        "same ids.",
        503,
    ),
)
