"""The catalogue of codes and of event types, served: for people as pages, for programs as JSON.

A problem's ``type`` leads to ``/errors/{code}``, an event's ``dataschema`` to
``/schemas/{type}.json``; these and ``/asyncapi.json``, the contract of the topics, are made
from the same tables that the intake obeys.
"""

from __future__ import annotations

import inspect as python
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from consumers.cloudevents.expected import expected
from consumers.kafka.topics import Sent
from ledger.codes import CATALOGUE, Code, CodeKind
from ledger.events.event import Event
from ledger.names import SINGLE_KEY
from ledger.registry import REGISTRY, EventType, StreamKind
from service.asyncapi import DEFAULT_SENT, MEDIA_TYPE, asyncapi_document
from service.kafka import DEFAULT_TOPICS
from service.negotiation import prefers_json
from service.problems import error_url, problem, problem_response
from service.templates import page

_CACHED: Final = {"Cache-Control": "public, max-age=300", "Vary": "Accept"}
_FOR_TOOLS: Final = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
_SCHEMA_MEDIA_TYPE: Final = "application/schema+json"

_KINDS: Final[Mapping[CodeKind, tuple[str, str]]] = {
    CodeKind.REFUSAL: (
        "Refusals",
        "An event with one of these is not recorded. It is kept, unless the service itself failed.",
    ),
    CodeKind.CONCERN: (
        "Concerns",
        "The event was recorded, because it happened; the practice it shows is worth a question.",
    ),
    CodeKind.QUERY: ("Questions and requests", "A question or a request could not be answered."),
    CodeKind.UPKEEP: (
        "Backup, restore and moves",
        "What was to be done with a whole ledger on the command line was not done.",
    ),
    CodeKind.FEED: (
        "Feeds",
        "Events that come through Kafka wait, are read by another, or are lost at the broker.",
    ),
}


class CodeView(msgspec.Struct, frozen=True, rename="camel"):
    """A code as programs read it."""

    type: str
    code: str
    kind: str
    title: str
    meaning: str
    remedy: str
    status: int


class FieldView(msgspec.Struct, frozen=True):
    """A field of a payload, in words."""

    name: str
    required: bool
    expected: str


class TypeView(msgspec.Struct, frozen=True, rename="camel"):
    """An event type as its page shows it. ``schema`` is the address of its JSON Schema."""

    name: str
    stream: str
    subject: str
    summary: str
    details: Sequence[str]
    opens: bool
    schema: str
    fields: Sequence[FieldView]


def catalogue_routes(
    taken_from: Sequence[str] = DEFAULT_TOPICS, sent_to: Sent = DEFAULT_SENT
) -> list[BaseRoute]:
    """The routes of codes, event types and the contract of topics of these names."""

    def asyncapi(_: Request) -> Response:
        return Response(
            _contract(tuple(taken_from), sent_to), media_type=MEDIA_TYPE, headers=_FOR_TOOLS
        )

    return [
        Route("/errors", errors),
        Route("/errors/", errors),
        Route("/errors/{code}", error),
        Route("/schemas", schemas),
        Route("/schemas/", schemas),
        Route("/schemas/{name}.json", schema),
        Route("/schemas/{name}", event_type),
        Route("/asyncapi.json", asyncapi),
    ]


def errors(request: Request) -> Response:
    """Every code."""
    if _wants_json(request):
        return _json([_code_view(request, code) for code in CATALOGUE.values()])
    kinds = [
        {
            "anchor": kind.lower(),
            "heading": heading,
            "explanation": explanation,
            "has_status": kind is not CodeKind.CONCERN,
            "codes": [code for code in CATALOGUE.values() if code.kind is kind],
        }
        for kind, (heading, explanation) in _KINDS.items()
    ]
    return page("errors.html", {"kinds": kinds, "here": "/errors/"}, headers=_CACHED)


def error(request: Request) -> Response:
    """One code: what it means, and what to do."""
    code = CATALOGUE.get(request.path_params["code"])
    if code is None:
        return _not_found(request, "there is no such code: all of them are listed at /errors/")
    if _wants_json(request):
        return _json(_code_view(request, code))
    context = {
        "code": code,
        "heading": _KINDS[code.kind][0],
        "has_status": code.kind is not CodeKind.CONCERN,
        "here": None,
    }
    return page("error.html", context, headers=_CACHED)


def schemas(request: Request) -> Response:
    """Every event type."""
    if _wants_json(request):
        return _json([_type_view(request, known) for known in REGISTRY.types.values()])
    kinds = [_kind_context(request, kind) for kind in REGISTRY.kinds.values()]
    return page("schemas.html", {"kinds": kinds, "here": "/schemas/"}, headers=_CACHED)


def event_type(request: Request) -> Response:
    """One event type: what it says and what its payload holds."""
    known = REGISTRY.types.get(request.path_params["name"])
    if known is None:
        return _not_found(request, "there is no such event type: all are listed at /schemas/")
    view = _type_view(request, known)
    if _wants_json(request):
        return _json(view)
    return page("schema.html", {"type": view, "here": None}, headers=_CACHED)


def schema(request: Request) -> Response:
    """The JSON Schema (2020-12) of the payload of one event type, under its own address."""
    name = request.path_params["name"]
    if name not in REGISTRY.types:
        return _not_found(request, "there is no such event type: all are listed at /schemas/")
    document = {"$id": _schema_url(request, name), **REGISTRY.schema(name)}
    return Response(
        msgspec.json.encode(document), media_type=_SCHEMA_MEDIA_TYPE, headers=_FOR_TOOLS
    )


def _code_view(request: Request, code: Code) -> CodeView:
    return CodeView(
        type=error_url(request, code.code),
        code=code.code,
        kind=code.kind,
        title=code.title,
        meaning=code.meaning,
        remedy=code.remedy,
        status=code.status,
    )


def _kind_context(request: Request, kind: StreamKind) -> dict[str, object]:
    return {
        "name": kind.name,
        "purpose": kind.purpose,
        "service_only": kind.service_only,
        "types": [_type_view(request, known) for known in _types_of(kind)],
    }


def _types_of(kind: StreamKind) -> Iterable[EventType]:
    return (known for known in REGISTRY.types.values() if known.kind is kind)


def _type_view(request: Request, known: EventType) -> TypeView:
    summary, *details = (python.getdoc(known.cls) or "").split("\n\n")
    return TypeView(
        name=known.name,
        stream=known.kind.name,
        subject=f"council/plan/{known.kind.name}/{SINGLE_KEY if known.kind.single else 'key'}",
        summary=summary,
        details=details,
        opens=known.opens,
        schema=_schema_url(request, known.name),
        fields=_fields_of(known.cls),
    )


@cache
def _contract(taken_from: tuple[str, ...], sent_to: Sent) -> bytes:
    return msgspec.json.encode(asyncapi_document(taken_from, sent_to))


@cache
def _fields_of(cls: type[Event]) -> tuple[FieldView, ...]:
    described = msgspec.inspect.type_info(cls)
    fields = described.fields if isinstance(described, msgspec.inspect.StructType) else ()
    return tuple(FieldView(each.encode_name, each.required, expected(each.type)) for each in fields)


def _schema_url(request: Request, name: str) -> str:
    return f"{request.base_url}schemas/{name}.json"


def _wants_json(request: Request) -> bool:
    return prefers_json(request.headers.get("accept", ""))


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers=_CACHED)


def _not_found(request: Request, detail: str) -> Response:
    found = problem(request, "NOT_FOUND", detail)
    if _wants_json(request):
        return problem_response(found)
    return page("message.html", {"title": found.title, "detail": detail, "here": None}, status=404)
