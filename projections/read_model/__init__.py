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
from projections.read_model.failures import (
    DamagedReadModel,
    MissingReadModel,
    OutdatedReadModel,
    ReadModelUnavailable,
    UnusableReadModel,
)
from projections.read_model.listings import EventFilter
from projections.read_model.model import ReadModel

__all__ = [
    "DamagedReadModel",
    "EntityState",
    "EventFilter",
    "EventRow",
    "Existence",
    "FieldValue",
    "HistoryRow",
    "MissingReadModel",
    "OutdatedReadModel",
    "Provenance",
    "ReadModel",
    "ReadModelUnavailable",
    "UncertainRow",
    "UnusableReadModel",
]
