"""The event catalogue: every event type, what it carries, and every code, as one document.

Made from the registry and the catalogue of codes alone, so that it cannot say
anything else than what the intake does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from consumers.cloudevents.extensions import EXTENSIONS
from ledger.codes import CATALOGUE, CodeKind
from ledger.events.event import EventRetracted
from ledger.registry import REGISTRY, EventType, StreamKind
from ledger.roles import ROLES

INTRODUCTION: Final = """\
# Event catalogue

Made by `improvement-ledger schemas --write` from the registry of event types; do not edit it.

An event comes as a CloudEvent 1.0 with JSON data. Its `source` and `id` together name it for ever,
its `type` is one of those below, and its `subject` names the stream:
`<council>/<plan>/<stream>/<key>`, each part of 1 to 64 lower-case letters, digits and hyphens.
Beside CloudEvents' own attributes it may carry these extensions, and no others:

| Attribute | | What it says |
|---|---|---|
{extensions}

A moment is a day `2020-05-13`, a month `2020-05`, a year `2020`, some time between two of them
`2020-07/2020-10`, since one `2020-07/..` or up to one `../2020-10`; `~` after a date means
approximately. Events of the ledger about itself take instants with an offset.

The JSON Schema of every type is served at `/schemas/<type>` and printed by
`improvement-ledger schemas <type>`. A field that is left out says nothing; `null`, where it is
taken, is a value; `NOT_STATED` says that the document is silent.
"""


def event_catalogue() -> str:
    """The catalogue as Markdown."""
    return "\n".join(
        [
            INTRODUCTION.format(extensions="\n".join(_extensions())),
            *_contents(),
            *(line for kind in REGISTRY.kinds.values() for line in _stream(kind)),
            *_shared(),
            *_roles(),
            *_codes(),
        ]
    )


def types_of(kind: StreamKind) -> list[EventType]:
    """The event types of a kind of stream, those that open it first, a retraction last."""
    types = [each for each in REGISTRY.types.values() if each.kind is kind]
    return sorted(types, key=lambda each: (not each.opens, each.cls is EventRetracted))


def first_line(text: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = " ".join((text or "").partition("\n\n")[0].split())
    return re.sub(r"``([^`]*)``", r"`\1`", paragraph)


def _extensions() -> Iterator[str]:
    for name, meaning in EXTENSIONS.items():
        yield f"| `{name}` | {'required' if name == 'effective' else ''} | {meaning} |"


def _contents() -> Iterator[str]:
    yield "## Streams"
    yield ""
    yield "| Stream | Event types | What it holds |"
    yield "|---|---|---|"
    for kind in REGISTRY.kinds.values():
        key = " One for each plan, under the key `main`." if kind.single else ""
        service = " Only the service writes it." if kind.service_only else ""
        link = f"[`{kind.name}`](#{kind.name})"
        yield f"| {link} | {len(types_of(kind))} | {kind.purpose}{key}{service} |"
    yield ""


def _stream(kind: StreamKind) -> Iterator[str]:
    yield f"## {kind.name}"
    yield ""
    yield kind.purpose
    yield ""
    for each in types_of(kind):
        yield from _event(each)


def _event(event_type: EventType) -> Iterator[str]:
    yield f"### `{event_type.name}`"
    yield ""
    yield first_line(event_type.cls.__doc__)
    if event_type.opens and not event_type.kind.service_only:
        yield "Opens the stream."
    if event_type.personal:
        names = ", ".join(f"`{name}`" for name in event_type.personal)
        yield f"Personal, kept apart where it can be erased: {names}."
    yield ""
    yield from _fields(REGISTRY.schema(event_type.name)["$defs"][event_type.cls.__name__])


def _fields(schema: Mapping[str, Any], *, cites: bool = False) -> Iterator[str]:
    """A table of the properties; every event cites, so its ``cites`` are told once."""
    required = schema.get("required", ())
    properties = {n: each for n, each in schema["properties"].items() if cites or n != "cites"}
    if not properties:
        yield "No fields of its own."
        yield ""
        return
    yield "| Field | | Type | |"
    yield "|---|---|---|---|"
    for name, each in properties.items():
        needed = "required" if name in required else ""
        yield f"| `{name}` | {needed} | {_type(each)} | {_meaning(each)} |"
    yield ""


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("type", "any"))


def _meaning(schema: Mapping[str, Any]) -> str:
    told = first_line(schema.get("description"))
    bounds = _bounds(schema)
    return f"{told} {bounds}".strip().replace("|", "\\|")


def _bounds(schema: Mapping[str, Any]) -> str:
    """The bounds that a reader wants to know; a pattern speaks for itself in the schema."""
    words = {
        "maxLength": "at most {} characters",
        "maxItems": "at most {}",
        "minItems": "at least {}",
        "minimum": "from {}",
        "maximum": "to {}",
    }
    said = [text.format(schema[key]) for key, text in words.items() if key in schema]
    return f"({', '.join(said)})" if said else ""


def _shared() -> Iterator[str]:
    """The types that events share, each once; every event cites, so this tells of that too."""
    definitions = REGISTRY.definitions()
    events = {each.cls.__name__ for each in REGISTRY.types.values()}
    yield "## Types within events"
    yield ""
    yield "Every event also has `cites`: a list of one to 50 [Citation](#citation)s, the documents"
    yield "that report it."
    yield ""
    for name in sorted(definitions.keys() - events):
        yield f"### {name}"
        yield ""
        yield first_line(definitions[name].get("description"))
        yield ""
        if "properties" in definitions[name]:
            yield from _fields(definitions[name], cites=True)
        else:
            yield _type(definitions[name])
            yield ""


def _roles() -> Iterator[str]:
    yield "## Roles"
    yield ""
    yield "People appear as roles. A council may add its own to its ledger."
    yield ""
    yield "| Key | Role | Link of the line of sight |"
    yield "|---|---|---|"
    for key, (label, level) in ROLES.items():
        yield f"| `{key}` | {label} | {level or ''} |"
    yield ""


def _codes() -> Iterator[str]:
    titles = {
        CodeKind.REFUSAL: "Why an event is refused",
        CodeKind.CONCERN: "What is flagged as a concern",
        CodeKind.QUERY: "Why a question is not answered",
        CodeKind.UPKEEP: "Why a ledger is not backed up, restored or moved",
        CodeKind.FEED: "What can happen to a feed of events",
    }
    yield "## Codes"
    yield ""
    yield "The same codes stand in HTTP problems, in quarantine, on the command line and in"
    yield "GraphQL. Each has a page at `/errors/<CODE>`."
    yield ""
    for kind, title in titles.items():
        yield f"### {title}"
        yield ""
        yield "| Code | What it means | What to do |"
        yield "|---|---|---|"
        yield from _code_rows(kind)
        yield ""


def _code_rows(kind: CodeKind) -> Iterable[str]:
    for code in CATALOGUE.values():
        if code.kind is kind:
            yield f"| `{code.code}` | {code.title}. {code.meaning} | {code.remedy} |"
