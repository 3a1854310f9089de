"""Who sends: a credential, the role behind it, and the councils it covers."""

from __future__ import annotations

from typing import Final

import msgspec

from ledger.entry import Actor


class Sender(msgspec.Struct, frozen=True):
    """A sender as the edge has recognised it; the intake takes its word for it.

    ``credential`` names the credential, never its secret. ``councils`` are those it
    covers; None covers every council.
    """

    credential: str
    role: str
    councils: frozenset[str] | None

    def covers(self, council: str) -> bool:
        """Whether events of ``council`` may be sent, and its quarantine read."""
        return self.councils is None or council in self.councils

    @property
    def covers_all(self) -> bool:
        """Whether messages that belong to no council may be read."""
        return self.councils is None

    @property
    def actor(self) -> Actor:
        """As it stands in an entry."""
        return Actor(credential=self.credential, role=self.role)


LOCAL: Final = Sender("local", "data-steward", None)
"""Whoever works at the machine itself: the command line and the demo."""
