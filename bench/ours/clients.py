"""Clients of a running service: each sends one event after another over a connection of its own.

A client waits for its answer before it sends its next event, as one service does that
hands its events on. All of them take turns in one process, so that the machine measures
the service and not them.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from time import perf_counter
from typing import Final, TypeAlias

from bench.load import MANY, action_events
from bench.ours.feed import NotRecorded
from bench.worker import Steps
from consumers.cloudevents import STRUCTURED_TYPE

Address: TypeAlias = tuple[str, int]

ACCEPTED: Final = b"HTTP/1.1 202 "
READ_BYTES: Final = 65_536


class Client:
    """One connection, and the requests to be sent over it, each of them whole."""

    def __init__(self, address: Address, requests: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = iter(requests)
        self._answer = b""

    def send(self) -> bool:
        """Send the next request; False where none is left."""
        request = next(self._left, None)
        if request is None:
            return False
        self._answer = b""
        self.socket.sendall(request)
        return True

    def is_answered(self) -> bool:
        """Read what has come; whether that was all of an answer, which has to be a receipt."""
        part = self.socket.recv(READ_BYTES)
        self._answer += part
        head, ended, body = self._answer.partition(b"\r\n\r\n")
        if ended and len(body) == _length(head):
            if head.startswith(ACCEPTED):
                return True
            raise NotRecorded(body.decode())
        if not part:
            raise NotRecorded("the service closed the connection")
        return False


class Side:
    """All clients: the first sends alone, or all of them at once."""

    def open(self, host: str, port: int, clients: int, actions: int) -> None:
        """Let each client open ``actions`` actions of a plan of its own."""
        self._address = host, port
        self._loads = [_requests(f"{host}:{port}", number, actions) for number in range(clients)]
        self.send(clients, actions)

    def send(self, clients: int, events: int) -> float:
        """Seconds until the first ``clients`` clients have a receipt for ``events`` events each."""
        with ExitStack() as connections:
            sending = [
                Client(self._address, list(islice(load, events))) for load in self._loads[:clients]
            ]
            for client in sending:
                connections.enter_context(client.socket)
            start = perf_counter()
            _send_all(sending)
            return perf_counter() - start


def _send_all(clients: list[Client]) -> None:
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        while selector.get_map():
            for key, _ in selector.select():
                client = key.data
                if client.is_answered() and not client.send():
                    selector.unregister(client.socket)


def _requests(authority: str, number: int, actions: int) -> Iterator[bytes]:
    """The events of a plan, each as the whole request of HTTP/1.1 that sends it."""
    for made in action_events(plans=1, actions=actions, count=MANY, seed=number):
        body = made.body.replace(b"plan-00", b"plan-%02d" % number)
        body = body.replace(b'"id":"event-', b'"id":"client-%02d-' % number)
        yield (
            b"POST /v1/events HTTP/1.1\r\nHost: %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n"
            b"\r\n%b"
        ) % (authority.encode(), STRUCTURED_TYPE.encode(), len(body), body)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return -1


SIDE: Final = Side()
STEPS: Final[Steps] = {"open": SIDE.open, "send": SIDE.send}
