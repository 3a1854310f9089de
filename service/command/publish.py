"""``publish``: what the ledgers record goes to topics of Kafka."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.kafka import brokers
from service.command.listening import listening_options, run
from service.command.options import data_dir_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.command(
    "publish",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger publish --port 8003", "Publish beside serve"),
        Example("improvement-ledger publish --port 0", "The same, telling at any port how it is"),
    ),
)
@listening_options
@data_dir_option
def command(
    *, host: str | None, port: int | None, open_to_all: bool | None, data_dir: Path | None
) -> None:
    """Tell topics of Kafka what the ledgers record and refuse, until it is told to stop.

    Entries go to improvement.ledger, receipts to improvement.receipts and refusals,
    without what was refused, to improvement.dead-letter; "topics create" makes them.
    One publisher is at work for all ledgers here; others stand by, and one of them
    takes over when it dies. /live, /ready and /metrics tell how it is. Ctrl-C or
    SIGTERM ends it once what is being sent is acknowledged.
    """
    from service.publishing import create_publisher_app, in_thread, publisher_of

    with open_wiring(data_dir, host=host, port=port, open_to_all=open_to_all) as wiring:
        publisher = publisher_of(wiring, brokers(wiring.settings))
        running = in_thread(publisher)
        application = create_publisher_app(wiring.settings, publisher, running)
        run("Publishing for", wiring, application)
    if running.failure:
        raise Failed(
            f"The publisher stopped: {running.failure}.",
            "Nothing is lost: what was not published yet is published when it runs again.",
        )
