"""Single events over HTTP: sixteen clients at once beside one alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from bench.address import is_url
from bench.databases import Database
from bench.load import COUNCIL
from bench.measure import alternate, compared
from bench.run import Run
from bench.worker import SideFailed, Worker

CLIENTS: Final = 16
ACTIONS: Final = 20
PROGRAM: Final = Path(sys.executable).parent / "improvement-ledger"
FOLDER: Final = "IMPROVEMENT_LEDGER_DATA_DIR"
URL: Final = "IMPROVEMENT_LEDGER_DATABASE_URL"


def measure(run: Run) -> None:
    """On every database in turn."""
    for database in run.databases:
        _measure(run, database)


def _measure(run: Run, database: Database) -> None:
    """Both take turns against one running service, which projects what it records."""
    sizes, address = run.sizes, database.place("concurrent")
    with _serving(address) as (host, port), Worker("bench.ours.clients") as clients:
        run.stage(f"posting single events, {database.name}, {sizes.posting_runs} times")
        clients.do("open", host=host, port=port, clients=CLIENTS, actions=ACTIONS)
        _require_events(address)
        alone = partial(clients.ask, "send", float, clients=1, events=sizes.single_events)
        each = max(1, sizes.single_events // 4)
        together = partial(clients.ask, "send", float, clients=CLIENTS, events=each)
        took = alternate({"alone": alone, "together": together}, runs=sizes.posting_runs)
    run.add(
        compared(
            f"single events over HTTP, {CLIENTS} clients at once, {database.name}",
            CLIENTS * each / took["together"],
            sizes.single_events / took["alone"],
            peer_name="one client",
            unit="events/s",
            aim=run.aims(database).clients,
        )
    )


def _require_events(address: str) -> None:
    """Raise unless the service keeps what it was sent at ``address``."""
    with Worker("bench.ours.rebuild") as reader:
        if reader.ask("size", int, address=address) != CLIENTS * ACTIONS:
            raise SideFailed("the service keeps its events elsewhere than it was told")


@contextmanager
def _serving(address: str) -> Iterator[tuple[str, int]]:
    """A service with one empty ledger in a process of its own: where it listens."""
    others = {name: value for name, value in os.environ.items() if name not in (FOLDER, URL)}
    environment = others | {URL if is_url(address) else FOLDER: address}
    require_program("ledger", "create", COUNCIL, environment=environment)
    with subprocess.Popen(  # noqa: S603 - our own program
        [PROGRAM, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as service:
        try:
            yield address_of(service)
        finally:
            service.terminate()


def require_program(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run a command of ours to its end; raises where that is no success."""
    subprocess.run(  # noqa: S603 - our own program
        [PROGRAM, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
    )


def address_of(service: subprocess.Popen[str]) -> tuple[str, int]:
    """Where a service listens, once it says so."""
    if service.stdout is None:
        raise SideFailed("serve")
    said = service.stdout.readline()
    host, _, rest = said.rpartition("http://")[2].partition(":")
    port, slash, _ = rest.partition("/")
    if not slash:
        raise SideFailed(f"serve: {said}")
    return host, int(port)
