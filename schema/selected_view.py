"""A plan at a basis, of which only what a question needs is read, and that at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.fields import PROJECTION
from projections.views import PlanView

if TYPE_CHECKING:
    from projections.basis import Basis
    from projections.read_model import EntityState, ReadModel
    from schema.lookahead import Needs


class SelectedView(PlanView):
    """A view that reads of each kind the fields a question needs, and no others.

    All kinds that the question names are read together, with the first of them.
    """

    def __init__(self, read_model: ReadModel, plan: str, basis: Basis, needs: Needs) -> None:
        super().__init__(read_model, plan, basis)
        self.needs = needs
        self._by_key: dict[str, dict[str, EntityState]] = {}

    def entities(self, kind: str) -> list[EntityState]:
        """Every thing of a kind, in order of key, with the fields that are needed."""
        if kind not in self._kinds:
            named = PROJECTION.kinds if self.needs.everything else self.needs.fields
            missing = {*named, kind} - self._kinds.keys()
            wanted = {each: self.needs.of(each) for each in missing}
            self._kinds.update(self.read_model.states(self.plan, wanted, self.basis))
        return self._kinds[kind]

    def by_key(self, kind: str, key: str) -> EntityState | None:
        """The thing of a kind under its whole entity key."""
        if kind not in self._by_key:
            self._by_key[kind] = {each.key: each for each in self.entities(kind)}
        return self._by_key[kind].get(key)
