"""``consume``: what topics of Kafka bring goes into the ledgers."""

from __future__ import annotations

from pathlib import Path

import click

from service.command.kafka import brokers
from service.command.listening import listening_options, run
from service.command.options import data_dir_option, open_wiring
from service.command.shape import Example, Failed, LedgerCommand


@click.command(
    "consume",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger consume --port 8002", "Consume beside serve"),
        Example("improvement-ledger consume --port 0", "The same, telling at any port how it is"),
    ),
)
@listening_options
@data_dir_option
def command(
    *, host: str | None, port: int | None, open_to_all: bool | None, data_dir: Path | None
) -> None:
    """Take what Kafka's topics bring into the ledgers, until it is told to stop.

    IMPROVEMENT_LEDGER_KAFKA_BOOTSTRAP names the brokers, and
    IMPROVEMENT_LEDGER_KAFKA_TOPICS the topics. Any number may run: they share the
    partitions, and another takes over what one leaves. Each event is recorded once,
    in order, or lies in quarantine with its reason. /live, /ready and /metrics tell
    how it is. Ctrl-C or SIGTERM ends it once the batch under way is written.
    """
    from service.consuming import consumer_of, create_consumer_app, in_thread
    from service.metrics import ProcessMetrics

    with open_wiring(data_dir, host=host, port=port, open_to_all=open_to_all) as wiring:
        metrics = ProcessMetrics()
        consumer = consumer_of(wiring, brokers(wiring.settings), metrics)
        running = in_thread(consumer)
        application = create_consumer_app(wiring.settings, consumer, running, metrics)
        run("Consuming for", wiring, application)
    if running.failure:
        raise Failed(
            f"The consumer stopped: {running.failure}.",
            "Nothing is lost: what was not taken in stays in its topic.",
        )
