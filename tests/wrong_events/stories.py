"""Well-formed events at the wrong moment: forbidden by what was recorded before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.wrong_events.notation import (
    LEFT_OUT,
    SOURCE,
    Json,
    Message,
    Wrong,
    envelope,
    key,
    structured,
)

Step = tuple[str, Json]
"""An event of the story's stream, without the word improvement, and its payload."""

PROPOSED: Step = ("proposed", {"summary": "Weekly oversight of care leavers in tents."})
AGREED: Step = ("agreed", {"accountableRole": "head-of-service", "dueOn": "2020-12-31"})
STARTED: Step = ("started", {})
CLAIMED: Step = ("delivery-claimed", {"claimedBy": "head-of-service"})
ACCEPTED: Step = ("completion-accepted", {"acceptedBy": "improvement-board"})
CANCELLED: Step = ("cancelled", {"reason": "Nobody sleeps in a tent any more."})
MADE: Step = (
    "made",
    {"report": "commissioner-2020", "number": "4", "text": "NOT_STATED"},
)
RESPONDED: Step = ("council-responded", {"response": "ACCEPT", "rationale": "We agree."})
LINKED: Step = ("linked-to-action", {"action": "oversight"})


def _money(amount: str) -> Json:
    return {"amount": amount}


def _line(line_id: str, amount: str, **more: object) -> Json:
    return {
        "lineId": line_id,
        "year": "2021/22",
        "nature": "RECURRENT",
        "money": _money(amount),
        **more,
    }


LINES = [_line("recurrent", "1000000.00"), _line("one-off", "618000.00")]
TOTAL = [{"year": "2021/22", "money": {**_money("1600000.00"), "statedTo": "100000.00"}}]
BUDGET: Step = ("proposed", {"summary": "Money.", "lines": LINES, "statedTotals": TOTAL})
LIMB: Json = {"label": "(a)", "verb": "APPROVE", "coversTotal": True, "summary": "The total."}
APPROVED: Step = ("approved", {"resolution": "13 May 2020", "limbs": [LIMB]})
CLOSED: Step = ("year-closed", {"year": "2021/22"})


def cases() -> Iterator[Wrong]:
    """Every wrong turn."""
    for kind, table in (("action", ACTIONS), ("recommendation", RECOMMENDATIONS),
                        ("budget", BUDGETS), ("risk", OTHERS)):  # fmt: skip
        for name, code, before, wrong in table:
            yield _story(kind, name, code, before, wrong)
    yield from _identity()


ACTIONS: Sequence[tuple[str, str, Sequence[Step], Step]] = (
    ("an agreement before the proposal", "STREAM_NOT_OPEN", (), AGREED),
    ("a start before the proposal", "STREAM_NOT_OPEN", (), STARTED),
    ("a note before the proposal", "STREAM_NOT_OPEN", (), ("progress-noted", {"summary": "x"})),
    ("proposed twice", "ALREADY_OPEN", (PROPOSED,), PROPOSED),
    ("started before it is agreed", "FORBIDDEN_TRANSITION", (PROPOSED,), STARTED),
    ("claimed before it is started", "FORBIDDEN_TRANSITION", (PROPOSED, AGREED), CLAIMED),
    ("accepted before it is claimed", "FORBIDDEN_TRANSITION", (PROPOSED, AGREED, STARTED),
     ACCEPTED),
    ("agreed twice", "FORBIDDEN_TRANSITION", (PROPOSED, AGREED), AGREED),
    ("started after the end", "FORBIDDEN_TRANSITION", (PROPOSED, CANCELLED), STARTED),
    ("a note after the end", "FORBIDDEN_TRANSITION", (PROPOSED, CANCELLED),
     ("progress-noted", {"summary": "x"})),
    ("reopened before it is complete", "FORBIDDEN_TRANSITION", (PROPOSED, AGREED, STARTED),
     ("reopened", {"trigger": "x"})),
    ("unblocked though not blocked", "FORBIDDEN_TRANSITION", (PROPOSED, AGREED, STARTED),
     ("unblocked", {})),
    ("a date moved from another", "DUE_DATE_MISMATCH", (PROPOSED, AGREED),
     ("due-date-moved", {"from": "2020-11-30", "to": "2021-01-31", "reason": "x"})),
)  # fmt: skip

RECOMMENDATIONS: Sequence[tuple[str, str, Sequence[Step], Step]] = (
    ("a response to nothing", "STREAM_NOT_OPEN", (), RESPONDED),
    ("made twice", "ALREADY_OPEN", (MADE,), MADE),
    ("linked before the council responds", "FORBIDDEN_TRANSITION", (MADE,), LINKED),
    ("a discharge claimed before delivery", "FORBIDDEN_TRANSITION", (MADE, RESPONDED),
     ("discharge-claimed", {"claimedBy": "head-of-service"})),
)  # fmt: skip

BUDGETS: Sequence[tuple[str, str, Sequence[Step], Step]] = (
    ("an approval of nothing", "STREAM_NOT_OPEN", (), APPROVED),
    ("lines that miss their total", "AMOUNTS_DO_NOT_RECONCILE", (),
     ("proposed", {"summary": "Money.", "lines": LINES[:1], "statedTotals": TOTAL})),
    ("a line twice", "DUPLICATE_LINE", (),
     ("proposed", {"summary": "Money.", "lines": [LINES[0], LINES[0]]})),
    ("a limb for a line that is not there", "UNKNOWN_LINE", (BUDGET,),
     ("approved", {"resolution": "1", "limbs": [{**LIMB, "label": "(b)", "lines": ["capital"],
                                                 "coversTotal": False}, LIMB]})),
    ("an approval that only notes", "VERB_MISMATCH", (BUDGET,),
     ("approved", {"resolution": "1", "limbs": [{**LIMB, "verb": "NOTE"}]})),
    ("a reprofile that makes money", "AMOUNTS_DO_NOT_RECONCILE", (BUDGET, APPROVED),
     ("reprofiled", {"authority": "cabinet", "moves": [
         {"lineId": "recurrent", "from": _money("1000000.00"), "to": _money("2000000.00")}]})),
    ("a reprofile from another amount", "LINE_MISMATCH", (BUDGET, APPROVED),
     ("reprofiled", {"authority": "cabinet", "moves": [
         {"lineId": "recurrent", "from": _money("5.00"), "to": _money("5.00")}]})),
    ("a closed year changed", "YEAR_CLOSED", (BUDGET, APPROVED, CLOSED),
     ("reprofiled", {"authority": "cabinet", "moves": [
         {"lineId": "recurrent", "from": _money("1000000.00"), "to": _money("999000.00")},
         {"lineId": "one-off", "from": _money("618000.00"), "to": _money("619000.00")}]})),
)  # fmt: skip

OTHERS: Sequence[tuple[str, str, Sequence[Step], Step]] = (
    ("a risk closed that was never raised", "STREAM_NOT_OPEN", (), ("closed", {"reason": "x"})),
)


def _story(kind: str, name: str, code: str, before: Sequence[Step], wrong: Step) -> Wrong:
    given = [_event(kind, name, number, step) for number, step in enumerate(before)]
    return Wrong(name, code, _event(kind, name, len(before), wrong), given=given)


def _event(kind: str, name: str, number: int, step: Step, **changes: object) -> Message:
    type_, data = step
    stream = f"{kind}/{key(name)}"
    event_id = f"{key(name)}-{number}"
    event = envelope(name, f"improvement.{kind}.{type_}.v1", stream, data, id=event_id, **changes)
    return structured({member: value for member, value in event.items() if value is not LEFT_OUT})


def _identity() -> Iterator[Wrong]:
    """Ids that are used, versions that are not there, retractions of nothing."""
    name = "another event under a used id"
    first = _event("action", name, 0, PROPOSED)
    other = _event("action", name, 0, ("proposed", {"summary": "Something else."}))
    yield Wrong(name, "ID_CONFLICT", other, given=[first])
    name = "the same id with another date"
    first = _event("action", name, 0, PROPOSED)
    other = _event("action", name, 0, PROPOSED, effective="2020-09-23")
    yield Wrong(name, "ID_CONFLICT", other, given=[first])
    for name, version, before in (
        ("a stream that should not be there", 0, [PROPOSED]),
        ("a version that is not there yet", 2, [PROPOSED]),
        ("a version of a stream that is not there", 1, []),
    ):
        given = [_event("action", name, number, step) for number, step in enumerate(before)]
        wrong = _event("action", name, 9, AGREED, expectedversion=version)
        yield Wrong(name, "VERSION_CONFLICT", wrong, given=given)
    retraction: Json = {
        "kind": "MISRECORDED",
        "reason": "Keyed in from the wrong row.",
        "authority": "data-steward",
        "source": SOURCE,
    }
    for name, code, target, before in (
        ("a retraction of nothing", "NOTHING_TO_RETRACT", "no-such-id", [PROPOSED]),
        ("a retraction of what others stand on", "OPENING_STILL_STOOD_ON", "0", [PROPOSED, AGREED]),
        ("a retraction of a retraction", "RETRACTION_IS_FINAL", "2", [PROPOSED, AGREED, "1"]),
        ("a retraction twice", "RETRACTION_IS_FINAL", "1", [PROPOSED, AGREED, "1"]),
    ):
        steps = [
            ("event-retracted", {**retraction, "id": f"{key(name)}-{step}"})
            if isinstance(step, str)
            else step
            for step in before
        ]
        given = [_event("action", name, number, step) for number, step in enumerate(steps)]
        wrong = _event(
            "action", name, 9, ("event-retracted", {**retraction, "id": f"{key(name)}-{target}"})
        )
        yield Wrong(name, code, wrong, given=given)
    name = "another type of event in the place of a retracted one"
    kept: Step = (
        "event-retracted",
        {**retraction, "id": f"{key(name)}-1", "replacedBy": f"{key(name)}-9"},
    )
    before = [PROPOSED, AGREED, kept]
    given = [_event("action", name, number, step) for number, step in enumerate(before)]
    yield Wrong(name, "WRONG_REPLACEMENT", _event("action", name, 9, STARTED), given=given)
