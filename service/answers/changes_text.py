"""What differs between two bases: first what happened, then what was learned or put right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from projections.fields import FIELDS
from projections.kinds import EXISTS, Field
from service.answers import words
from service.answers.asking import ask
from service.answers.lines import Line
from service.answers.outline import headline_of
from service.answers.plan_answer import ASKED, AT, Coordinates, PlanAnswer, ask_plan
from service.answers.selection import BASIS
from service.answers.things import INDETERMINATE, REASONS, Answer, Names, Thing, is_reason, said
from service.wiring import Wiring

PAGE: Final = 100

QUESTION: Final = (
    f"query Changes({ASKED}, $token: String, $from: AtInput!, $after: String) {{ "
    f"plan(key: $key, token: $token, {AT}) {{ {BASIS} "
    f"changes(from: $from, first: {PAGE}, after: $after) {{ totalCount "
    "pageInfo { hasNextPage endCursor } nodes { cause entity kind field before after "
    "absences { field reason candidates } event { position type effective "
    "cites { document locator } } } } } }"
)

LEGS: Final = {
    "OCCURRED": "Happened since, out of what was known before",
    "CORRECTED": "Learned or put right since",
}


def ask_changes(wiring: Wiring, at: Coordinates, since: str) -> list[Answer] | None:
    """Everything that differs from ``since``, as known then; None where there is no such plan."""
    variables: dict[str, Any] = {**at.variables, "from": {"asAt": since, "knownAt": since}}
    found: list[Answer] = []
    while True:
        plan = ask(wiring, at.council, QUESTION, variables)["plan"]
        if plan is None:
            return None
        page = plan["changes"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        # The next page at the very same basis: without dates "now" would have moved on.
        variables = {
            "key": at.key,
            "token": plan["basis"]["token"],
            "from": {"asAt": since, "knownAt": since},
            "after": page["pageInfo"]["endCursor"],
        }


def change_lines(answer: PlanAnswer, changes: list[Answer]) -> Iterator[Line]:
    """The two legs of the difference: thing by thing, and event by event."""
    things = {thing.told["entity"]: thing for thing in answer.walk()}
    for cause, title in LEGS.items():
        leg = [each for each in changes if each["cause"] == cause]
        counted = f"{len(leg)} fields" if leg else "nothing"
        yield Line(f"{title}: {counted}", 0, "heading")
        for entity, of_thing in _grouped(leg, lambda each: each["entity"]):
            yield Line(_name(entity, things, answer.names), 2, "name")
            for event, of_event in _grouped(of_thing, lambda each: _event(each["event"])):
                if event:
                    yield Line(event, 4, "quiet", "← ")
                for each in of_event:
                    yield Line(_change(each, answer.names), 6)
        yield Line("")


def _grouped(
    changes: list[Answer], key: Callable[[Answer], str]
) -> Iterable[tuple[str, list[Answer]]]:
    """Changes by what they have in common, in the order in which that is first met."""
    groups: dict[str, list[Answer]] = {}
    for each in changes:
        groups.setdefault(key(each), []).append(each)
    return groups.items()


def _name(entity: str, things: Mapping[str, Thing], names: Names) -> str:
    place = entity.split("/", 2)[2]
    thing = things.get(entity)
    return f"{headline_of(thing, names)}  [{place}]" if thing else f"[{place}]"


def _change(change: Answer, names: Names) -> str:
    field, _, member = change["field"].partition("/")
    if field == EXISTS:
        return _existence(change)
    spec = FIELDS[change["kind"]][field]
    before, after = (_side(change, side, spec, names, member) for side in ("before", "after"))
    was = "" if before == REASONS["NOT_RECORDED"] else f" (was {before})"
    return f"{words.label(field)}: {after}{was}"


def _existence(change: Answer) -> str:
    reason = _reasons(change).get("after")
    if reason is None:
        return "there now"
    return "perhaps there now" if reason == INDETERMINATE else "no longer there"


def _side(change: Answer, side: str, spec: Field, names: Names, member: str) -> str:
    """One side of a change in words; in doubt, with its candidates."""
    value = change[side]
    if value is not None:
        if member:
            shown = said(spec, [member], names)
            return shown if value else f"not {shown}"
        return said(spec, value, names)
    for absence in change["absences"]:
        if absence["field"] == side and absence["candidates"] and not member:
            found = [
                REASONS[each] if is_reason(each) else said(spec, each, names)
                for each in absence["candidates"]
            ]
            return f"indeterminate: {words.listed(found, 'or')}"
    return REASONS[_reasons(change).get(side, "NOT_RECORDED")]


def _reasons(change: Answer) -> dict[str, str]:
    return {each["field"]: each["reason"] for each in change["absences"]}


def _event(event: Answer | None) -> str:
    if event is None:
        return ""
    cited = event["cites"][0]
    place = f", {cited['locator']}" if cited["locator"] else ""
    return (
        f"“{words.event(event['type'])}”, effective {words.moment(event['effective'])} "
        f"({cited['document']}{place}; event {event['position']})"
    )


def changes_of(
    wiring: Wiring, at: Coordinates, since: str
) -> tuple[PlanAnswer, list[Answer]] | None:
    """The plan at the later basis, and what differs from the earlier one."""
    changes = ask_changes(wiring, at, since)
    answer = None if changes is None else ask_plan(wiring, at)
    if answer is None or changes is None:
        return None
    return answer, changes
