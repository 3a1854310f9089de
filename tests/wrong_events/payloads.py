"""Payloads that do not fit their type, by hand and one by one for every type there is."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import inspect

from ledger.registry import REGISTRY, EventType
from tests.wrong_events.notation import (
    CITES,
    LEFT_OUT,
    Json,
    Wrong,
    envelope,
    key,
    proposed,
    structured,
    without,
)

LONG = "An improvement notice in every single detail. " * 90
"""About 4,100 characters, where 4,000 are taken."""


def cases() -> Iterator[Wrong]:
    """Every wrong payload."""
    yield from _whole_payloads()
    yield from _by_hand()
    yield from _children()
    yield from _roles()
    yield from _large()
    for known in REGISTRY.types.values():
        if not known.kind.service_only:
            yield from _for_type(known)


def _whole_payloads() -> Iterator[Wrong]:
    for name, data in (
        ("no data", LEFT_OUT),
        ("null as data", None),
        ("a string as data", '{"summary": "Tents."}'),
        ("a list as data", [1]),
        ("a number as data", 0),
        ("true as data", True),
        ("an empty object as data", {}),
    ):
        event = proposed(name, data=data)
        yield Wrong(name, "INVALID_PAYLOAD", structured(event))


def _by_hand() -> Iterator[Wrong]:
    """Type, stream, payload and where it is wrong."""
    for name, pointer, type_, data in _BY_HAND:
        stream = type_.split(".")[0]
        payload = without({"cites": CITES, **data})
        key_ = "main" if stream == "plan" else key(name)
        event = envelope(name, f"improvement.{type_}.v1", f"{stream}/{key_}", {}, data=payload)
        yield Wrong(name, "INVALID_PAYLOAD", structured(event), pointer)


_PERIOD: Json = {"firstOn": "2020-04-01", "lastOn": "2020-06-30"}
_SPEND: Json = {
    "lineId": "recurrent",
    "period": _PERIOD,
    "money": {"amount": "1000.00"},
    "kind": "ACTUAL",
}
_LINE: Json = {
    "lineId": "recurrent",
    "year": "2021/22",
    "nature": "RECURRENT",
    "money": {"amount": "1000000.00"},
}
_CARRIED: Json = {
    "status": "IN_PROGRESS",
    "summary": "Return interviews within 72 hours.",
    "accountableRole": "head-of-service",
    "baselineDueOn": "NOT_STATED",
    "dueOn": "2020-03-31",
    "rag": "NOT_STATED",
}


def _spend(**changes: object) -> Json:
    return {**_SPEND, **changes}


def _line(**changes: object) -> Json:
    return {"summary": "Money.", "lines": [without({**_LINE, **changes})]}


_BY_HAND: tuple[tuple[str, str, str, Json], ...] = (
    # Citations
    ("no citation at all", "/cites", "action.proposed", {"summary": "x", "cites": LEFT_OUT}),
    ("an empty list of citations", "/cites", "action.proposed", {"summary": "x", "cites": []}),
    ("a citation without a locator", "/cites/0/locator", "action.proposed",
     {"summary": "x", "cites": [{"document": "report"}]}),
    ("a citation that is a string", "/cites/0", "action.proposed",
     {"summary": "x", "cites": ["report"]}),
    ("a second citation that is wrong", "/cites/1/document", "action.proposed",
     {"summary": "x", "cites": [*CITES, {"document": 7, "locator": "p1"}]}),
    ("a citation with a page number", "/cites/0/page", "action.proposed",
     {"summary": "x", "cites": [{**CITES[0], "page": 3}]}),
    ("a hash in capitals", "/cites/0/sha256", "action.proposed",
     {"summary": "x", "cites": [{**CITES[0], "sha256": "A" * 64}]}),
    ("a hash that is too short", "/cites/0/sha256", "action.proposed",
     {"summary": "x", "cites": [{**CITES[0], "sha256": "a" * 63}]}),
    ("a hash that ends in a newline", "/cites/0/sha256", "action.proposed",
     {"summary": "x", "cites": [{**CITES[0], "sha256": "a" * 64 + "\n"}]}),
    # Texts and keys
    ("an empty summary", "/summary", "action.proposed", {"summary": ""}),
    ("a summary of 4,100 characters", "/summary", "action.proposed", {"summary": LONG}),
    ("a summary that is null", "/summary", "action.proposed", {"summary": None}),
    ("a summary that is a list", "/summary", "action.proposed", {"summary": ["x"]}),
    ("a field in snake case", "/accountable_role", "action.proposed",
     {"summary": "x", "accountable_role": "chief-officer"}),
    ("a field of another type", "/reason", "action.proposed", {"summary": "x", "reason": "y"}),
    ("a name that no role has", "/accountableRole", "action.proposed",
     {"summary": "x", "accountableRole": "Jo Bloggs"}),
    ("an area with a space", "/areas/1", "action.proposed",
     {"summary": "x", "areas": ["care-leavers", "care leavers"]}),
    ("areas as one string", "/areas", "action.proposed", {"summary": "x", "areas": "care"}),
    ("areas as an object", "/areas", "action.proposed", {"summary": "x", "areas": {}}),
    ("a hundred and one areas", "/areas", "action.proposed",
     {"summary": "x", "areas": [f"area-{number}" for number in range(101)]}),
    # Days
    ("a day in the British order", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": "31/03/2021"}),
    ("the 31st of April", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": "2021-04-31"}),
    ("a month where a day is due", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": "2021-04"}),
    ("an instant where a day is due", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": "2021-04-30T00:00:00Z"}),
    ("a number where a day is due", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": 20210430}),
    ("an empty day", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": ""}),
    ("not stated in small letters", "/dueOn", "action.agreed",
     {"accountableRole": "chief-officer", "dueOn": "not stated"}),
    ("from in the wrong form", "/from", "action.due-date-moved",
     {"from": "March", "to": "2021-06-30", "reason": "Late."}),
    ("to that is missing", "/to", "action.due-date-moved",
     {"from": "2021-03-31", "reason": "Late."}),
    # Enumerations
    ("a status of one's own", "/status", "action.carried-in", {**_CARRIED, "status": "LATE"}),
    ("a status in small letters", "/status", "action.carried-in",
     {**_CARRIED, "status": "in_progress"}),
    ("a colour in capitals", "/rag", "action.carried-in", {**_CARRIED, "rag": "ORANGE"}),
    ("a rating as a number", "/rag", "action.carried-in", {**_CARRIED, "rag": 2}),
    ("a carried-in action without a rating", "/rag", "action.carried-in",
     {**_CARRIED, "rag": LEFT_OUT}),
    ("a verb of one's own", "/limbs/0/verb", "budget.approved",
     {"resolution": "1", "limbs": [{"label": "(a)", "verb": "WELCOME", "summary": "x"}]}),
    ("no limbs", "/limbs", "budget.approved", {"resolution": "1", "limbs": []}),
    # Money and units
    ("money as a number", "/money", "budget.spend-recorded", _spend(money=1000)),
    ("money as a string", "/money", "budget.spend-recorded", _spend(money="£1,000")),
    ("an amount as a float", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": 1000.5})),
    ("an amount in whole pounds", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "1000"})),
    ("an amount with three decimals", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "1000.000"})),
    ("an amount with separators", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "1,000.00"})),
    ("an amount with a pound sign", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "£1000.00"})),
    ("a negative amount", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "-1000.00"})),
    ("an amount in millions", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "1.6m"})),
    ("an amount beyond any council", "/money/amount", "budget.spend-recorded",
     _spend(money={"amount": "9" * 14 + ".00"})),
    ("euros", "/money/currency", "budget.spend-recorded",
     _spend(money={"amount": "1000.00", "currency": "EUR"})),
    ("pence beside pounds", "/money/pence", "budget.spend-recorded",
     _spend(money={"amount": "1000.00", "pence": 100_000})),
    ("just under an exact amount", "/money", "budget.spend-recorded",
     _spend(money={"amount": "1000.00", "qualifier": "JUST_UNDER"})),
    ("rounded to an odd penny", "/money", "budget.spend-recorded",
     _spend(money={"amount": "1000.00", "statedTo": "0.03"})),
    ("rounded to nothing", "/money", "budget.spend-recorded",
     _spend(money={"amount": "1000.00", "statedTo": "0.00"})),
    ("a period that ends before it starts", "/period", "budget.spend-recorded",
     _spend(period={"firstOn": "2020-06-30", "lastOn": "2020-04-01"})),
    ("a period without an end", "/period/lastOn", "budget.spend-recorded",
     _spend(period={"firstOn": "2020-06-30"})),
    ("a period that is a quarter's name", "/period", "budget.spend-recorded",
     _spend(period="Q1 2020")),
    ("a financial year with a dash", "/lines/0/year", "budget.proposed", _line(year="2021-22")),
    ("a financial year of three years", "/lines/0/year", "budget.proposed", _line(year="2021/24")),
    ("a financial year as a number", "/lines/0/year", "budget.proposed", _line(year=2021)),
    ("a line of a year and of all years", "/lines/0", "budget.proposed",
     _line(fromYear="2021/22")),
    ("a line of no year", "/lines/0", "budget.proposed", _line(year=LEFT_OUT)),
    ("posts with two decimals", "/lines/0/fte", "budget.proposed", _line(fte="21.25")),
    ("posts as a number", "/lines/0/fte", "budget.proposed", _line(fte=21.2)),
    ("posts in words", "/lines/0/fte", "budget.proposed", _line(fte="thirty")),
    ("negative posts", "/lines/0/fte", "budget.proposed", _line(fte="-1.0")),
    ("a budget without lines", "/lines", "budget.proposed", {"summary": "x", "lines": []}),
    ("no posts filled", "/postsCount", "budget.post-filled",
     {"post": "adviser", "fte": "1.0", "postsCount": 0}),
    ("half a post filled", "/postsCount", "budget.post-filled",
     {"post": "adviser", "fte": "1.0", "postsCount": 0.5}),
    ("posts without end", "/postsCount", "budget.post-filled",
     {"post": "adviser", "fte": "1.0", "postsCount": 10**30}),
    # Instants
    ("a meeting at a naive time", "/startsAt", "body.meeting-scheduled",
     {"meeting": "cabinet-may", "startsAt": "2020-05-13T10:00:00"}),
    ("a meeting on a day", "/startsAt", "body.meeting-scheduled",
     {"meeting": "cabinet-may", "startsAt": "2020-05-13"}),
    ("a meeting at a number", "/startsAt", "body.meeting-scheduled",
     {"meeting": "cabinet-may", "startsAt": 1_589_364_000}),
    # Links
    ("a link to nothing", "", "action.linked", {}),
    ("a link to an area and a line", "", "action.linked",
     {"area": "care-leavers", "budgetLine": {"approval": "a", "lineId": "b"}}),
    ("a link to half a line", "/budgetLine/lineId", "action.linked",
     {"budgetLine": {"approval": "a"}}),
    # Moments inside payloads
    ("oversight until one day", "/until", "oversight.established",
     {"overseer": "chief-officer", "subject": "Tents.", "cadence": "WEEKLY", "until": "soon"}),
    ("a chair who may or may not be independent", "/independent", "body.chair-appointed",
     {"chair": "independent-chair", "independent": "yes"}),
    ("a chair without a name", "/name", "body.chair-appointed",
     {"chair": "independent-chair", "independent": True, "name": ""}),
    ("a commitment in place of a name", "/name", "body.chair-appointed",
     {"chair": "independent-chair", "independent": True, "name": {"commitment": "0" * 64}}),
)  # fmt: skip


def _children() -> Iterator[Wrong]:
    """Texts that seem to identify a child; every identifier here is made up."""
    for name, summary in (
        ("a date of birth", "One young person, born on 3 May 2004, lived in a tent."),
        ("a date of birth with a label", "DOB: 03/05/2004."),
        ("an NHS number", "NHS number 943 476 5919."),
        ("a unique pupil number", "Pupil H801200001001 had no place."),
        ("a named child", "A boy called Xanthippe was moved twice."),
    ):
        event = proposed(name, data={"cites": CITES, "summary": summary})
        yield Wrong(name, "IDENTIFIES_A_CHILD", structured(event), "/summary")


def _roles() -> Iterator[Wrong]:
    for name, pointer, type_, data in (
        ("a role nobody has", "/accountableRole", "action.proposed",
         {"summary": "x", "accountableRole": "chief-whip"}),
        ("a role misspelt", "/accountableRole", "action.agreed",
         {"accountableRole": "cheif-officer", "dueOn": "2021-03-31"}),
        ("a chair of no known role", "/chair", "body.chair-appointed",
         {"chair": "mayor", "independent": False}),
    ):  # fmt: skip
        stream = f"{type_.split('.')[0]}/{key(name)}"
        event = envelope(name, f"improvement.{type_}.v1", stream, data)
        yield Wrong(name, "UNKNOWN_ROLE", structured(event), pointer)


def _large() -> Iterator[Wrong]:
    evidence = {"uri": "https://council.example/" + "x" * 1900, "sha256": "0" * 64, "kind": "note"}
    name = "a payload of 100 KB"
    event = envelope(
        name,
        "improvement.action.evidence-attached.v1",
        "action/large",
        {"evidence": [evidence] * 49},
    )
    yield Wrong(name, "PAYLOAD_TOO_LARGE", structured(event))
    name = "a message of 1 MiB and more"
    event = proposed(name, correlationid="x" * (1 << 20))
    yield Wrong(name, "MESSAGE_TOO_LARGE", structured(event))
    name = "a payload padded with spaces beyond 1 MiB"
    message = structured(proposed(name))
    padded = message.body[:-1] + b" " * (1 << 20) + b"}"
    yield Wrong(name, "MESSAGE_TOO_LARGE", type(message)(padded))


def _for_type(known: EventType) -> Iterator[Wrong]:
    """For any type: an unknown field, a missing one, and each field of the wrong type."""
    described = inspect.type_info(known.cls)
    assert isinstance(described, inspect.StructType)
    yield _of(known, "a field nobody knows", {"remarks": "none"}, "/remarks")
    required = [each for each in described.fields if each.required and each.name != "cites"]
    if required:
        yield _of(known, "only citations", {}, f"/{required[0].encode_name}")
    for each in described.fields:
        if each.name != "cites":
            name = f"an object of its own as {each.encode_name}"
            yield _of(known, name, {each.encode_name: {"zz": 1}}, None)


def _of(known: EventType, name: str, data: Json, pointer: str | None) -> Wrong:
    _, stream, event_name, _ = known.name.split(".")
    whole = f"{stream} {event_name} with {name}"
    key_ = "main" if known.kind.single else "wrong"
    event = envelope(whole, known.name, f"{stream}/{key_}", data, id=f"{known.name} {name}")
    return Wrong(whole, "INVALID_PAYLOAD", structured(event), pointer)
