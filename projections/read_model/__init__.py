"""The read model: one row for each field an event sets, and the questions asked of it."""

from projections.read_model.answers import (
    EntityState,
    EventRow,
    Existence,
    FieldValue,
    HistoryRow,
    Provenance,
    UncertainRow,
)
from projections.read_model.listings import EventFilter
from projections.read_model.model import ReadModel
from projections.read_model.sqlite.tables import OutdatedReadModel

__all__ = [
    "EntityState",
    "EventFilter",
    "EventRow",
    "Existence",
    "FieldValue",
    "HistoryRow",
    "OutdatedReadModel",
    "Provenance",
    "ReadModel",
    "UncertainRow",
]
