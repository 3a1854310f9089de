"""Pages of what grows for ever: cursors that belong to one question, and no other.

A connection is walked forwards by key. A cursor holds the key of its item and a
digest of the basis, the order and the filter it was given for, so that a cursor
taken to another question is refused instead of answered wrongly.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import graphene
from graphql import GraphQLError

from schema.scalars import bad_request

T = TypeVar("T")

MOST: Final = 100
"""Items of the largest page."""

USUAL: Final = 50
"""Items of a page where the question does not say."""

_DIGEST_BYTES: Final = 9


def limit_exceeded(message: str) -> GraphQLError:
    """An error of the asker: more than may be asked for at once."""
    return GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})


class Cursors:
    """The cursors of one connection: ``binding`` says all that its order depends on."""

    def __init__(self, *binding: object) -> None:
        text = "\n".join(map(str, binding))
        self._digest = hashlib.sha256(text.encode()).digest()[:_DIGEST_BYTES]

    def write(self, key: str) -> str:
        """The cursor of the item under ``key``."""
        return urlsafe_b64encode(self._digest + key.encode()).decode("ascii").rstrip("=")

    def read(self, cursor: str) -> str:
        """The key in a cursor; BAD_CURSOR where it is damaged or of another question."""
        try:
            data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            key = data[_DIGEST_BYTES:].decode()
        except ValueError:
            data, key = b"", ""
        if data[:_DIGEST_BYTES] != self._digest:
            message = "the cursor belongs to another basis, order or filter: start without it"
            raise GraphQLError(message, extensions={"code": "BAD_CURSOR"})
        return key


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    """An item and its cursor."""

    node: T
    cursor: str


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a connection. ``count`` is called only if the total is asked for."""

    edges: Sequence[Edge[T]]
    has_next_page: bool
    has_previous_page: bool
    count: Callable[[], int]

    @cached_property
    def nodes(self) -> list[T]:
        """The items alone."""
        return [edge.node for edge in self.edges]

    @property
    def page_info(self) -> Page[T]:
        """The page itself says where it stands."""
        return self

    @property
    def start_cursor(self) -> str | None:
        """The first item's cursor."""
        return self.edges[0].cursor if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        """The last item's cursor."""
        return self.edges[-1].cursor if self.edges else None


def page_size(first: int | None) -> int:
    """How many items a page holds; LIMIT_EXCEEDED above 100, BAD_REQUEST below 1."""
    size = USUAL if first is None else first
    if size > MOST:
        raise limit_exceeded(f"first: {size}; a page holds at most {MOST}")
    if size < 1:
        raise bad_request(f"first: {size}; a page holds at least 1")
    return size


def page_of(
    items: Sequence[T],
    key: Callable[[T], str],
    cursors: Cursors,
    *,
    first: int | None,
    after: str | None,
) -> Page[T]:
    """A page of a list that stands as a whole, in the order of the list; keys are unique."""
    size = page_size(first)
    start = 0
    if after is not None:
        last = cursors.read(after)
        start = next((i + 1 for i, each in enumerate(items) if key(each) == last), len(items))
    taken = items[start : start + size]
    return Page(
        edges=[Edge(each, cursors.write(key(each))) for each in taken],
        has_next_page=start + size < len(items),
        has_previous_page=start > 0,
        count=lambda: len(items),
    )


class PageInfo(graphene.ObjectType):
    """Where a page stands. Its cursors are null on an empty page alone."""

    has_next_page = graphene.NonNull(graphene.Boolean, description="Whether more follows.")
    has_previous_page = graphene.NonNull(graphene.Boolean, description="Whether some came before.")
    start_cursor = graphene.String(description="The cursor of the first item.")
    end_cursor = graphene.String(
        description="The cursor of the last item; give it as after for the next page."
    )


def connection_type(item: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """The connection type of an object type."""
    name = item._meta.name  # noqa: SLF001 - where Graphene keeps it
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    article = "An" if words[0] in "aeiou" else "A"
    edge = _object(
        f"{name}Edge",
        f"{article} {words} on a page.",
        node=graphene.Field(graphene.NonNull(item), description="The item."),
        cursor=graphene.Field(graphene.NonNull(graphene.String), description="Its cursor."),
    )
    return _object(
        f"{name}Connection",
        f"A page of {words}s.",
        edges=graphene.Field(_list_of(edge), description="The items with their cursors."),
        nodes=graphene.Field(_list_of(item), description="The items alone."),
        page_info=graphene.Field(graphene.NonNull(PageInfo), description="Where the page stands."),
        total_count=graphene.Field(
            graphene.NonNull(graphene.Int),
            description="How many there are on all pages together.",
            resolver=lambda page, _info: page.count(),
        ),
    )


def page_arguments() -> dict[str, graphene.Argument]:
    """The arguments of every connection."""
    return {
        "first": graphene.Argument(
            graphene.Int, description=f"How many items at most: 1 to {MOST}, else {USUAL}."
        ),
        "after": graphene.Argument(
            graphene.String,
            description="The cursor of the item after which to go on, from this same question.",
        ),
    }


def _object(name: str, description: str, **fields: Any) -> type[graphene.ObjectType]:
    meta = type("Meta", (), {"name": name, "description": description})
    return type(name, (graphene.ObjectType,), {**fields, "Meta": meta})


def _list_of(type_: Any) -> Any:
    return graphene.NonNull(graphene.List(graphene.NonNull(type_)))
