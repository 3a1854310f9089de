"""A thing of the ledger inside an answer: an action, a meeting, a budget line."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from projections.fields import PROJECTION
from projections.kinds import EXISTS, Field, Kind
from projections.values import commitment_of
from projections.views import own_key
from schema.access import Access
from schema.enums import Existence
from schema.operation import Question
from schema.reading import Reading, read
from schema.scalars import bad_request

if TYPE_CHECKING:
    from projections.read_model import EntityState
    from schema.selected_view import SelectedView


Readings = Mapping[str, Callable[["Node"], Reading]]
"""The nullable fields of a kind: how each is read."""

_READINGS: Final[dict[str, Readings]] = {}


def declare_readings(kind: str, readings: Readings) -> None:
    """Say which fields of a kind can be null, and how each is read."""
    _READINGS[kind] = readings


@dataclass(frozen=True, slots=True)
class Node:
    """A thing at the basis of a question; what the resolvers of its type are given."""

    question: Question
    view: SelectedView
    state: EntityState

    @property
    def kind(self) -> Kind:
        """What kind of thing it is."""
        return PROJECTION.kinds[self.state.kind]

    @property
    def key(self) -> str:
        """The key by which people know it; a plan's is the plan's own, its one stream is main."""
        return self.view.plan.split("/")[1] if self.state.kind == "plan" else own_key(self.state)

    @property
    def existence(self) -> Existence:
        """Whether it certainly exists; a plan may be known by what belongs to it alone."""
        is_recorded = EXISTS in self.state.values
        return Existence(self.state.existence) if is_recorded else Existence.NOT_RECORDED

    @property
    def id(self) -> str:
        """Key and basis in one, so that a client's cache keeps two bases apart."""
        return urlsafe_b64encode(f"{self.question.token}\n{self.state.key}".encode()).decode()

    @property
    def access(self) -> Access:
        """What the reader may see."""
        return self.question.operation.access

    def read(self, spec: Field) -> Reading:
        """A field that events set: its value, or why there is none."""
        return read(self.state, spec, self.access, self._opened)

    def nullable(self) -> Collection[str]:
        """The names of its fields that can be null, and of lists that may be in doubt."""
        return _READINGS[self.state.kind]

    def reading(self, name: str) -> Reading:
        """One of them: its value, or why there is none."""
        return _READINGS[self.state.kind][name](self)

    def of(self, state: EntityState) -> Node:
        """Another thing of the same plan, at the same basis."""
        return Node(self.question, self.view, state)

    def all(self, kind: str) -> list[Node]:
        """Everything of a kind in the plan, in order of key."""
        return [self.of(each) for each in self.view.entities(kind)]

    def children(self, kind: str) -> list[Node]:
        """What belongs to it, of one kind, in order of key."""
        return [self.of(each) for each in self.view.children(self.state, kind)]

    def parent(self) -> Node | None:
        """What it belongs to."""
        kind, key = self.kind.owner, self.state.parent
        found = None if kind is None or key is None else self.view.by_key(kind, key)
        return None if found is None else self.of(found)

    def _opened(self, name: str) -> str | None:
        """The value of a personal field, out of the one table from which it can be erased."""
        found = self.state.values[name]
        commitment = commitment_of(found.value or "")
        operation, basis = self.question.operation, self.question.basis
        for row in operation.read_model.provenance(self.state.key, [name], basis):
            if row.position is not None and commitment is not None:
                return operation.opened(row.position, commitment)
        return None


def opened_id(text: str) -> tuple[str, str]:
    """The token and the entity key in an id; BAD_REQUEST where it is none."""
    try:
        token, entity = urlsafe_b64decode(text.encode("ascii")).decode().split("\n")
    except ValueError:
        raise bad_request("the id is damaged; take one from an earlier answer") from None
    return token, entity
