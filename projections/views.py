"""A plan at one basis, read kind by kind and kept while a question is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projections.fields import FIELDS, PROJECTION
from projections.kinds import TRUE
from projections.values import typed

if TYPE_CHECKING:
    from projections.basis import Basis
    from projections.read_model import EntityState, ReadModel
    from projections.read_model.dates import Beginning


class PlanView:
    """What the read model knows of one plan at one basis.

    ``plan`` is ``<council>/<plan>``. Each kind is read once, whole; what was read
    stays for the life of the view, so that every answer of one question agrees.
    """

    def __init__(self, read_model: ReadModel, plan: str, basis: Basis) -> None:
        self.read_model = read_model
        self.plan = plan
        self.basis = basis
        self._kinds: dict[str, list[EntityState]] = {}
        self._children: dict[str, dict[str, list[EntityState]]] = {}
        self._began: dict[str, Beginning] | None = None

    def entities(self, kind: str) -> list[EntityState]:
        """Every thing of a kind, in order of key, with all its fields."""
        if kind not in self._kinds:
            self._kinds[kind] = self.read_model.state(self.plan, kind, None, self.basis)
        return self._kinds[kind]

    def entity(self, kind: str, key: str) -> EntityState | None:
        """The thing of a kind under the last segment of its stream's name."""
        name = f"{self.plan}/{PROJECTION.kinds[kind].stream}/{key}"
        return next((each for each in self.entities(kind) if each.key == name), None)

    def plan_entity(self) -> EntityState | None:
        """The plan itself."""
        return self.entity("plan", "main")

    def children(self, parent: EntityState, kind: str) -> list[EntityState]:
        """The things of a kind that belong to ``parent``."""
        if kind not in self._children:
            by_parent: dict[str, list[EntityState]] = {}
            for each in self.entities(kind):
                by_parent.setdefault(each.parent or "", []).append(each)
            self._children[kind] = by_parent
        return self._children[kind].get(parent.key, [])

    def began(self) -> dict[str, Beginning]:
        """Entity key -> from when it is certain to exist, and the entry that says so."""
        if self._began is None:
            self._began = self.read_model.beginnings(self.plan, self.basis)
        return self._began

    def latest_effective(self) -> dict[str, int]:
        """Stream -> when (us) its latest event took effect."""
        return self.read_model.latest(self.plan, self.basis)


def known(state: EntityState, name: str) -> Any:
    """The value of a field in its own type; None where it is not certain or not stated."""
    value = state.values.get(name)
    if value is None or not value.certain:
        return None
    return typed(FIELDS[state.kind][name], value.value)


def members(state: EntityState, collection: str) -> list[str]:
    """The certain members of a collection, in order."""
    prefix = f"{collection}/"
    return sorted(
        name.removeprefix(prefix)
        for name, value in state.values.items()
        if name.startswith(prefix) and value.certain and value.value == TRUE
    )


def own_key(state: EntityState) -> str:
    """The key by which people know the thing: the last segment of its entity key."""
    stream, _, member = state.key.partition("#")
    return member.partition("/")[2] if member else stream.rpartition("/")[2]
