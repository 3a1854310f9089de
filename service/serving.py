"""Listening: one process, one port, until it is told to stop."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette

from service.from_here import is_this_machine
from service.http_protocol import BoundedHead
from service.settings import Settings

GRACE_S: Final = 5
"""How long requests that are under way may take once the service is told to stop."""
BACKLOG: Final = 2048

Started = Callable[[str], None]
"""Told the address under which the service answers."""


class CannotListen(OSError):
    """The address cannot be listened at; ``next_step`` says what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


def serve(
    application: Starlette, settings: Settings, listener: socket.socket, started: Started
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    config = uvicorn.Config(
        application,
        http=BoundedHead,
        ws="none",
        log_config=None,
        access_log=settings.log_level in ("debug", "info"),
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    with listener:
        _Server(config, lambda: started(address_of(listener))).run(sockets=[listener])


def listen(settings: Settings) -> socket.socket:
    """A socket at the address of the settings.

    Raises :class:`CannotListen` where it is taken, or where anybody could reach it
    although nobody is asked who they are.
    """
    host, port = settings.host, settings.port
    if not (settings.open_to_all or is_this_machine(host)):
        raise CannotListen(
            f"Whoever reaches {host} could record events and read what was refused.",
            "Listen at 127.0.0.1 behind a proxy that asks who is there, or allow everybody with "
            "--open-to-all.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Inherited by every connection: the end of an answer would else wait 40 ms for
        # the client to acknowledge its beginning.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Port {port} of {host} is in use by another program.",
                f"Choose another: --port {port + 1}, or --port 0 for any that is free.",
            ) from None
        raise CannotListen(
            f"Nothing can listen at {host}, port {port}: {error.strerror}.",
            "Choose another with --host and --port.",
        ) from None
    return listener


def address_of(listener: socket.socket) -> str:
    """The URL of a listening socket, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound here
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    """A server that says when it answers, and ends without a fuss when it is told to."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn does, but without raising the signal anew: being told to stop is no error."""
        told = (signal.SIGINT, signal.SIGTERM)
        before = {each: signal.signal(each, self.handle_exit) for each in told}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
