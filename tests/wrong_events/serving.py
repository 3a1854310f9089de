"""The intake as it runs: a real server on a free port, over ledgers in a folder of their own."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from consumers.grouping import Grouping
from consumers.intake import Intake
from consumers.sender import Sender
from consumers.validation import Validation
from ledger.store.directory import LedgerDirectory
from ledger.store.home import Home
from ledger.store.sqlite.home import FolderHome
from projections.read_model import ReadModel
from projections.read_model.places import place_beside
from service.authorised import SenderOf, local_sender
from service.catalogue_pages import catalogue_routes
from service.error_handlers import ERROR_HANDLERS
from service.intake_http import intake_routes
from tests.wrong_events.notation import BATCH, Message, text

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"
COUNCILS = ("devon", "worcestershire")
Clock = Callable[[], int]


@dataclass
class Served:
    """A running service: how to reach it, the ledgers behind it, and what waits for them."""

    client: httpx.Client
    directory: LedgerDirectory
    grouping: Grouping

    def send(self, message: Message, path: str = "/v1/events") -> httpx.Response:
        """POST a message as it is."""
        return self.client.post(path, content=message.body, headers=list(message.headers))

    def send_batch(self, events: object, path: str = "/v1/events") -> httpx.Response:
        """POST events as a batch."""
        return self.send(Message(text(events), (BATCH,)), path)

    def accept(self, message: Message) -> Mapping[str, object]:
        """POST a message that must be taken; its receipt."""
        answer = self.send(message)
        assert answer.status_code == 202, answer.text
        receipt: Mapping[str, object] = answer.json()
        return receipt


def now_us() -> int:
    """The clock of this machine."""
    return time.time_ns() // 1000


@contextmanager
def serving(
    home: Home | Path, *, clock: Clock = now_us, sender_of: SenderOf = local_sender
) -> Iterator[Served]:
    """Serve ledgers of Devon and Worcestershire in a home, or in a folder."""
    home = FolderHome(home) if isinstance(home, Path) else home
    with LedgerDirectory(home, clock, secrets.token_bytes) as directory, ExitStack() as models:

        def read_model(council: str) -> ReadModel:
            model = ReadModel.open(place_beside(home, council), reader=directory.open(council))
            models.callback(model.close)
            return model

        for council in COUNCILS:
            directory.create(council)
        intake = Intake(directory)
        grouping = Grouping(intake)
        validation = Validation(intake, directory, read_model, clock)
        app = Starlette(
            routes=[
                *intake_routes(intake, grouping, validation, sender_of),
                *catalogue_routes(),
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            exception_handlers=dict(ERROR_HANDLERS),
        )
        with listening(app) as url, httpx.Client(base_url=url, timeout=30) as client:
            yield Served(client, directory, grouping)
        grouping.close()


@contextmanager
def listening(app: Starlette) -> Iterator[str]:
    """Run ``app`` in a thread on a free port; its address."""
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="uvicorn")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def by_credential(senders: Mapping[str, Sender]) -> SenderOf:
    """Senders known by the credential in their Authorization header."""
    return lambda request: senders.get(request.headers.get("authorization", ""))
