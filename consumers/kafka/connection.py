"""How brokers are found and what is said to them first, as the client wants to be told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

Security = Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

CLIENT_ID = "improvement-ledger"
REQUEST_TIMEOUT_MS = 30_000
FOUND_WITHIN_MS = 5_000
"""How long a client looks for its first broker; whoever is told to stop waits as long for it."""
LONGEST_BACKOFF_MS = 2_000
"""Between two attempts to reach a broker: one that comes back is found within that time."""


class Connection(NamedTuple):
    """Brokers, as ``host:port`` with commas between them, and what they ask of a client."""

    bootstrap: str
    security: Security = "plaintext"
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    mechanism: Mechanism = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = None

    def settings(self) -> dict[str, object]:
        """The settings that every client of Kafka takes."""
        settings: dict[str, object] = {
            "bootstrap_servers": self.bootstrap.split(","),
            "client_id": CLIENT_ID,
            "security_protocol": self.security.upper(),
            "request_timeout_ms": REQUEST_TIMEOUT_MS,
            "bootstrap_timeout_ms": FOUND_WITHIN_MS,
            "reconnect_backoff_max_ms": LONGEST_BACKOFF_MS,
        }
        if self.security.endswith("ssl"):
            settings |= {
                "ssl_cafile": _path(self.ca_file),
                "ssl_certfile": _path(self.certificate_file),
                "ssl_keyfile": _path(self.key_file),
            }
        if self.security.startswith("sasl"):
            settings |= {
                "sasl_mechanism": self.mechanism,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return settings


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)
