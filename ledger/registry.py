"""The one registry of event types.

From it come the intake's validation, the JSON Schemas the service serves, the
event catalogue in the documentation, and the projections' coverage test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Final, get_args, get_type_hints

import msgspec

from ledger.events import (
    action,
    body,
    budget,
    direction,
    measure,
    oversight,
    plan,
    recommendation,
    risk,
    visit,
)
from ledger.events import ledger as ledger_events
from ledger.events.event import Event, EventRetracted, Personal
from ledger.values import dec_hook, enc_hook, schema_hook

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""A payload of version n, as JSON values, to one of version n + 1."""

TYPE_NAME: Final = re.compile(r"improvement\.([a-z]+)\.([a-z]+(?:-[a-z]+)*)\.v([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class StreamKind:
    """A kind of stream: which events it holds, which of them open it.

    ``single``: a plan has exactly one, under the key ``main``. ``instants``: its
    events take effect at instants, all others on calendar dates of any precision;
    a field never mixes the two, because a date sorts before every instant of its day.
    """

    name: str
    purpose: str
    events: tuple[type[Event], ...]
    opening: frozenset[type[Event]]
    single: bool = False
    instants: bool = False
    service_only: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type under its stable name ``improvement.<stream>.<event>.v<n>``."""

    name: str
    cls: type[Event]
    kind: StreamKind
    version: int
    decode: Callable[[bytes | msgspec.Raw], Event] = field(repr=False)
    """Decode a payload on its way in; a personal field is a value."""
    decode_stored: Callable[[bytes | msgspec.Raw], Event] = field(repr=False)
    """Decode a payload out of an entry; a personal field is a commitment."""
    personal: tuple[str, ...] = ()
    """JSON names of the personal fields, all at the top of the payload."""

    @property
    def opens(self) -> bool:
        """Whether the event may be the first of its stream."""
        return self.cls in self.kind.opening


class UnknownEventType(ValueError):
    """No event type has this name."""


def _events_of(
    module: ModuleType, *, without: Iterable[type[Event]] = ()
) -> tuple[type[Event], ...]:
    return tuple(
        cls
        for cls in vars(module).values()
        if isinstance(cls, type)
        and issubclass(cls, Event)
        and cls.__module__ == module.__name__
        and cls not in without
    )


STREAM_KINDS: Final = (
    StreamKind(
        "action",
        "An action of the plan: text, accountable role, due dates, ratings, evidence, impact.",
        _events_of(action),
        frozenset({action.ActionProposed, action.ActionCarriedIn}),
    ),
    StreamKind(
        "recommendation",
        "A commissioner's recommendation, the responses to it and its discharge.",
        _events_of(recommendation),
        frozenset({recommendation.RecommendationMade, recommendation.RecommendationCarriedIn}),
    ),
    StreamKind(
        "budget",
        "A budget approval: limbs, lines per financial year, totals, reprofiles, spend, posts.",
        _events_of(budget, without=(budget.BudgetDecision,)),
        frozenset({budget.BudgetProposed, budget.BudgetCarriedIn}),
    ),
    StreamKind(
        "plan",
        "The plan: versions, phases, governing body, areas, priorities, outcomes.",
        _events_of(plan),
        frozenset({plan.PlanDrafted, plan.PlanPublished}),
        single=True,
    ),
    StreamKind(
        "visit",
        "An inspection or visit: expected, postponed, held; judgements and findings.",
        _events_of(visit),
        frozenset({visit.VisitExpected, visit.VisitStarted}),
    ),
    StreamKind(
        "direction",
        "A statutory direction and the commissioner's appointment.",
        _events_of(direction),
        frozenset(
            {
                direction.DirectionDrafted,
                direction.DirectionIssued,
                direction.CommissionerAppointed,
            }
        ),
    ),
    StreamKind(
        "body",
        "A governance body: members, meetings, resolutions, requests, briefings, challenges.",
        _events_of(body),
        frozenset({body.BodyEstablished}),
    ),
    StreamKind(
        "measure",
        "A scorecard measure, its targets, readings and audits.",
        _events_of(measure),
        frozenset({measure.MeasureDefined}),
    ),
    StreamKind(
        "risk",
        "A risk: raised, scored, mitigated, accepted, closed.",
        _events_of(risk),
        frozenset({risk.RiskRaised}),
    ),
    StreamKind(
        "oversight",
        "A role's regular look at a subject.",
        _events_of(oversight),
        frozenset({oversight.OversightEstablished}),
    ),
    StreamKind(
        "ledger",
        "The ledger about itself; written by the service alone.",
        _events_of(ledger_events),
        frozenset(_events_of(ledger_events)),
        single=True,
        instants=True,
        service_only=True,
    ),
)


def type_name(cls: type[Event], stream: str) -> str:
    """The stable name of ``cls`` on ``stream``: kebab case without a leading stream word."""
    words = re.findall(r"[A-Z][a-z]*", cls.__name__.removesuffix(f"V{cls.version}"))
    if words[0].lower() == stream and len(words) > 1:
        words = words[1:]
    return f"improvement.{stream}.{'-'.join(words).lower()}.v{cls.version}"


class Registry:
    """Event types by name and by class, with the upcasters that join their versions."""

    def __init__(
        self, kinds: Iterable[StreamKind], upcasters: Mapping[str, Upcaster] | None = None
    ) -> None:
        self.kinds: dict[str, StreamKind] = {kind.name: kind for kind in kinds}
        self.types: dict[str, EventType] = {}
        self._upcasters = dict(upcasters or {})
        self._encode = msgspec.json.Encoder(order="sorted", enc_hook=_written).encode
        for kind in self.kinds.values():
            for cls in kind.events:
                self._add(cls, kind)
            if not kind.service_only:
                self._add(EventRetracted, kind)

    def _add(self, cls: type[Event], kind: StreamKind) -> None:
        name = type_name(cls, kind.name)
        personal = _personal_fields(cls)
        decode = msgspec.json.Decoder(cls, dec_hook=dec_hook).decode
        stored = msgspec.json.Decoder(cls, dec_hook=_stored).decode if personal else decode
        self.types[name] = EventType(name, cls, kind, cls.version, decode, stored, personal)

    def __getitem__(self, name: str) -> EventType:
        """The event type under ``name``; raises :class:`UnknownEventType`."""
        try:
            return self.types[name]
        except KeyError:
            raise UnknownEventType(name) from None

    def encode(self, event: Event) -> bytes:
        """The payload as deterministic JSON: sorted keys, UTF-8, no insignificant space."""
        return self._encode(event)

    def read(self, name: str, payload: bytes | msgspec.Raw) -> Event:
        """A stored payload as the newest version of its event; the stored bytes stay as they are.

        Raises :class:`UnknownEventType` where no path of upcasters leads to a known version.
        """
        known = self.types.get(name)
        if known is not None and name not in self._upcasters:
            return known.decode_stored(payload)
        values: dict[str, Any] = msgspec.json.decode(payload)
        while name in self._upcasters:
            values = self._upcasters[name](values)
            name = _next_version(name)
        return self[name].decode_stored(msgspec.json.encode(values))

    def schema(self, name: str) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the payload of ``name``."""
        cls = self[name].cls
        (schema,), components = msgspec.json.schema_components(
            [cls], schema_hook=schema_hook, ref_template="#/$defs/{name}"
        )
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **schema,
            "$defs": components,
        }

    def definitions(self, ref_template: str = "#/$defs/{name}") -> dict[str, dict[str, Any]]:
        """The JSON Schemas of all payloads and of the types within them, by class name."""
        _, components = msgspec.json.schema_components(
            dict.fromkeys(each.cls for each in self.types.values()),
            schema_hook=schema_hook,
            ref_template=ref_template,
        )
        return components


def _stored(kind: type, value: object) -> object:
    if kind == Personal[str] and isinstance(value, dict):
        return Personal(commitment=value["commitment"])
    return dec_hook(kind, value)


def _written(value: object) -> object:
    if isinstance(value, Personal):
        return value.value if value.commitment is None else {"commitment": value.commitment}
    return enc_hook(value)


def _next_version(name: str) -> str:
    match = TYPE_NAME.fullmatch(name)
    if match is None:
        raise UnknownEventType(name)
    stream, event, version = match.groups()
    return f"improvement.{stream}.{event}.v{int(version) + 1}"


def _personal_fields(cls: type[Event]) -> tuple[str, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(
        info.encode_name
        for info in msgspec.structs.fields(cls)
        if Personal[str] in (hints[info.name], *get_args(hints[info.name]))
    )


REGISTRY: Final = Registry(STREAM_KINDS)
