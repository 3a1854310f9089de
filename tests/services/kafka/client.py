"""Asking a broker whether it serves, and what it can do."""

from __future__ import annotations

import socket
from contextlib import closing

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

ANSWERS_WITHIN_MS = 5_000


def answers(bootstrap: str) -> bool:
    """Whether a broker at this address serves clients now."""
    host, _, port = bootstrap.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        with closing(admin(bootstrap)) as asked:
            return bool(asked.describe_cluster()["brokers"])
    except (OSError, KafkaError):
        return False


def admin(bootstrap: str) -> KafkaAdminClient:
    """A client that makes topics; close it."""
    return KafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=ANSWERS_WITHIN_MS)
