"""A Kafka broker of our own, in KRaft mode: broker and controller in one process."""

from __future__ import annotations

import base64
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Final

from tests.services.guarded import ENVIRONMENT, free_port
from tests.services.kafka.artefacts import version_of
from tests.services.kafka.client import answers
from tests.services.server import NativeServer

PROPERTIES: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
# With the default of 9 s a broker that was killed is away three times as long.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
"""
JAVA_OPTIONS: Final = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class NativeKafka(NativeServer):
    """Kafka from the jars in a folder."""

    name = "Kafka"
    stopped_by = signal.SIGTERM

    def __init__(self, java: str, jars: Path) -> None:
        super().__init__(version_of(jars), "java", None)
        self._java = [java, *JAVA_OPTIONS, "-cp", f"{jars}/*"]
        self._properties = self.folder / "server.properties"
        self._choose_ports()
        self._format()

    @property
    def bootstrap(self) -> str:
        """Where a client finds it."""
        return f"127.0.0.1:{self._port}"

    def _choose_ports(self) -> None:
        self._port = free_port()
        self._properties.write_text(self._configured())

    def _configured(self) -> str:
        """The properties, with ports that are free now."""
        return PROPERTIES.format(
            broker=self._port, controller=free_port(), data=self.folder / "data"
        )

    def _users(self) -> list[str]:
        """What the users that it knows from the start are added with."""
        return []

    def _command(self) -> list[str]:
        return [*self._java, "kafka.Kafka", str(self._properties)]

    def _answers(self) -> bool:
        return answers(self.bootstrap)

    def _format(self) -> None:
        command = ["kafka.tools.StorageTool", "format", "-t", _cluster_id()]
        done = subprocess.run(
            [*self._java, *command, "-c", str(self._properties), *self._users()],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OSError(f"StorageTool: {done.stdout}")


def _cluster_id() -> str:
    """An id as Kafka writes it; a leading hyphen would be taken for an option."""
    made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return made if not made.startswith("-") else _cluster_id()
