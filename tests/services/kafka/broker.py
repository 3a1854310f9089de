"""What every Kafka broker of the tests offers, whoever provides it."""

from __future__ import annotations

from typing import Protocol

from tests.services.missing import Server


class Kafka(Server, Protocol):
    """A broker that answers; ``bootstrap`` is its host and port."""

    @property
    def bootstrap(self) -> str:
        """Where a client finds it."""
