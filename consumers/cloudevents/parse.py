"""From a raw message to a candidate for the ledger, or to a refusal with its reason.

Pure: what depends on a ledger (its roles, its streams, who may write to it) is
asked afterwards.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from consumers.cloudevents import attributes
from consumers.cloudevents.envelope import REQUIRED, Envelope, identity, read
from consumers.cloudevents.not_taken import NotTaken
from consumers.cloudevents.payload import read_payload
from ledger.rules.refusal import Refusal
from ledger.store.messages import Candidate, RawMessage, Rejected


def parse(raw: RawMessage) -> Candidate | Rejected:
    """What ``raw`` says, if it says one event well; never raises for what a message holds."""
    try:
        return _candidate(read(raw), raw)
    except NotTaken as fault:
        return refuse(raw, fault.refusal)


def refuse(raw: RawMessage, refusal: Refusal) -> Rejected:
    """``raw`` refused for this reason, with as much of its identity as can be read."""
    return Rejected(refusal=refusal, raw=raw, **identity(raw))


def _candidate(envelope: Envelope, raw: RawMessage) -> Candidate:
    id_, source, type_, subject = _required(envelope)
    known = attributes.event_type(type_)
    stream = attributes.stream_name(subject, known)
    effective = attributes.effective(envelope.effective, known)
    stated = envelope.documented
    documented = None if stated is None else attributes.moment("documented", stated)
    _check_optional(envelope)
    event, payload = read_payload(envelope.data, known)
    return Candidate(
        source=source,
        id=id_,
        time=envelope.time,
        type=type_,
        stream=stream,
        effective=effective,
        documented=documented,
        marking=attributes.marking(envelope.marking),
        correlation=envelope.correlationid,
        causation=envelope.causationid,
        expected_version=attributes.expected_version(envelope.expectedversion),
        event=event,
        payload=payload,
        raw=raw,
    )


def _required(envelope: Envelope) -> tuple[str, str, str, str]:
    """Id, source, type and subject."""
    if envelope.specversion != "1.0":
        what = "is missing" if envelope.specversion is None else "is not the version read here"
        raise NotTaken("NOT_A_CLOUDEVENT", f'specversion {what}: write "1.0"')
    id_, source, type_, subject = envelope.id, envelope.source, envelope.type, envelope.subject
    if not (id_ and source and type_ and subject):
        missing = next(name for name in REQUIRED if not getattr(envelope, name))
        raise NotTaken("NOT_A_CLOUDEVENT", f"{missing} is missing or empty: every event has one")
    attributes.text("id", id_, "NOT_A_CLOUDEVENT")
    attributes.text("source", source, "NOT_A_CLOUDEVENT")
    return id_, source, type_, subject


def _check_optional(envelope: Envelope) -> None:
    if envelope.time is not None:
        attributes.timestamp(envelope.time)
    if envelope.datacontenttype is not None:
        attributes.check_content_type(envelope.datacontenttype)
    if envelope.dataschema is not None and envelope.type is not None:
        attributes.check_schema(envelope.dataschema, envelope.type)
    texts = _texts(envelope)
    if texts != _NONE:
        for name, value in zip(_TEXTS, texts, strict=True):
            if value is not None:
                attributes.text(name, value)


_TEXTS: Final = ("correlationid", "causationid", "traceparent", "tracestate", "partitionkey")
_texts: Final = attrgetter(*_TEXTS)
_NONE: Final = (None,) * len(_TEXTS)
