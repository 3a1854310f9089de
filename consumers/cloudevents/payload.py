"""The payload as an event of its type, or what is wrong with it and where."""

from __future__ import annotations

import msgspec

from consumers.cloudevents.explain import explain
from consumers.cloudevents.not_taken import NotTaken
from ledger.entry import MAX_PAYLOAD_BYTES
from ledger.events.event import Event
from ledger.registry import REGISTRY, EventType
from ledger.screening import screen


def read_payload(data: msgspec.Raw, known: EventType) -> tuple[Event, bytes]:
    """The event in ``data``, already strict JSON, and its deterministic bytes; raises NotTaken."""
    if not data:
        raise NotTaken(
            "INVALID_PAYLOAD", f"the event has no data: send the payload of {known.name}"
        )
    try:
        event = known.decode(data)
    except msgspec.ValidationError as error:
        fault = explain(str(error), known.cls)
        raise NotTaken("INVALID_PAYLOAD", fault.detail, fault.pointer) from None
    payload = REGISTRY.encode(event)
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise NotTaken(
            "PAYLOAD_TOO_LARGE",
            f"the payload has {len(payload)} bytes and may have {MAX_PAYLOAD_BYTES}: "
            "keep files outside and cite them",
        )
    refusal = screen(payload)
    if refusal is not None:
        raise NotTaken(refusal.code, refusal.detail, refusal.pointer)
    return event, payload
