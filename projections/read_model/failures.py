"""What can be wrong with a read model as a whole, whichever database holds it."""

from __future__ import annotations


class UnusableReadModel(Exception):
    """What stands here cannot be used: build it anew, the ledger holds all that was in it."""


class MissingReadModel(UnusableReadModel):
    """There is no read model at this place."""


class OutdatedReadModel(UnusableReadModel):
    """It was written by another release, or from another ledger."""


class DamagedReadModel(UnusableReadModel):
    """What is stored can no longer be read as what was written."""


class CorruptReadModel(DamagedReadModel):
    """The database itself says so: no statement of ours, however wrong, could bring it about."""


class ReadModelUnavailable(Exception):
    """The database is busy or cannot be reached; what was asked may be asked again later."""
