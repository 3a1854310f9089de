"""A stretch of network between clients and a server, which fails when a test says so."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final
from urllib.parse import urlsplit, urlunsplit

AT_ONCE: Final = 65_536
CONNECTS_WITHIN_S: Final = 10.0
LATE_S: Final = 0.1


class Relay:
    """Passes on what clients and the server say, until it is told to fail.

    Clients connect to ``port`` of this machine, or to what :meth:`url` says.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._loses_answers = Event()
        self._is_slow = Event()
        self._is_closed = Event()
        self._connections: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)

    def url(self, url: str) -> str:
        """The URL of the server, led through here."""
        parts = urlsplit(url)
        user = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{self.port}"))

    def cut(self) -> None:
        """End every connection that there is; new ones are passed on."""
        while self._connections:
            for each in self._connections.pop():
                _shut(each)

    def lose_answers(self) -> None:
        """From now on the server hears what it is told, and nobody hears what it answers."""
        self._loses_answers.set()

    def slow_down(self) -> None:
        """From now on answers arrive late, so that the last one comes with the farewell."""
        self._is_slow.set()

    def heal(self) -> None:
        """From now on answers are passed on again, to whoever connects anew."""
        self.cut()
        self._loses_answers.clear()
        self._is_slow.clear()

    def close(self) -> None:
        """End every connection, and take no more."""
        self._is_closed.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # it waits for somebody
        self.cut()
        for each in self._threads:
            each.join()

    def _accept(self) -> None:
        with self._listener:
            while True:
                client, _ = self._listener.accept()
                if self._is_closed.is_set():
                    client.close()
                    return
                self._start(self._connect, client)

    def _connect(self, client: socket.socket) -> None:
        with (
            client,
            suppress(OSError),  # a server that is down leaves the client without
            socket.create_connection(self._server, CONNECTS_WITHIN_S) as server,
        ):
            server.settimeout(None)
            self._connections.append((client, server))
            told = (server, client, self._loses_answers, self._is_slow)
            answers = Thread(target=self._pass_on, args=told)
            answers.start()
            self._pass_on(client, server, Event(), Event())
            answers.join()

    def _pass_on(
        self, said_by: socket.socket, heard_by: socket.socket, is_lost: Event, is_slow: Event
    ) -> None:
        with suppress(OSError):  # cut
            while said := said_by.recv(AT_ONCE):
                if is_slow.is_set():
                    time.sleep(LATE_S)
                    with suppress(BlockingIOError):  # nothing more has come
                        said += said_by.recv(AT_ONCE, socket.MSG_DONTWAIT)
                if not is_lost.is_set():
                    heard_by.sendall(said)
        _shut(said_by)
        _shut(heard_by)

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=target, args=arguments)
        self._threads.append(thread)
        thread.start()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # it is shut already
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay_to(url: str) -> Iterator[Relay]:
    """A relay to the server of this URL."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    relay = Relay(parts.hostname, parts.port)
    try:
        yield relay
    finally:
        relay.close()
