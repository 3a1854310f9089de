"""What cannot be had here: a whole service, or something that a provider lacks."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn, Protocol, TypeVar

import pytest

LACKS: Final = Path(__file__).with_name("capabilities.toml")
NOT_RUN: Final = "not run: "
"""What the reason of every skip of ours begins with."""

Here = TypeVar("Here")


class Missing(Exception):
    """A provider cannot serve; the message says why."""


class Server(Protocol):
    """A server that answers; ``provider`` says how we came by it."""

    name: str
    version: str
    provider: str

    def close(self) -> None:
        """Let it go."""


def is_ci() -> bool:
    """Whether this run has to find every service."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def no_service(name: str, reasons: list[str]) -> NoReturn:
    """End the test that needs a service nobody can provide: skipped, but under CI failed."""
    reason = f"{name} is missing ({'; '.join(reasons)})"
    if is_ci():
        pytest.fail(f"under CI every service has to be there: {reason}", pytrace=False)
    pytest.skip(NOT_RUN + reason)


def here_or_told(name: str, get: Callable[[], Here]) -> Here:
    """What ``get`` finds; ends the test as :func:`no_service` does where it is missing."""
    try:
        return get()
    except Missing as reason:
        no_service(name, [str(reason)])


def lacks(server: Server) -> frozenset[str]:
    """The capabilities that the server's provider is known to lack."""
    listed = tomllib.loads(LACKS.read_text(encoding="utf-8"))
    return frozenset(listed.get(server.name, {}).get(server.provider, {}).get("lacks", ()))


def no_capability(server: Server, capability: str) -> NoReturn:
    """End the test that needs what the server lacks: skipped if the list says so, else failed."""
    reason = f"{server.name} {server.version} ({server.provider}) lacks {capability}"
    if capability not in lacks(server):
        pytest.fail(f"{reason}, and {LACKS.name} does not say so", pytrace=False)
    pytest.skip(NOT_RUN + reason)
