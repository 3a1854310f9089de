"""Send events to the ledger over Kafka with the SDK of CloudEvents, in binary mode.

pip install cloudevents 'kafka-python[crc32c]'
python send.py BOOTSTRAP TOPIC FILE     # FILE holds one event a line, as JSON
"""

import json
import sys
from pathlib import Path
from typing import Any

from cloudevents.core.bindings.kafka import to_binary_event
from cloudevents.core.v1.event import CloudEvent
from kafka import KafkaProducer


def main(bootstrap: str, topic: str, path: str) -> None:
    """Send every event of the file; ends with an error where the broker does not take one."""
    # Acknowledged by every replica, in order, and not twice if an answer was lost on the way.
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    with Path(path).open(encoding="utf-8") as lines:
        sent = [send(producer, topic, json.loads(line)) for line in lines]
    producer.flush()
    for each in sent:
        each.get()
    producer.close()
    print(f"{len(sent)} events sent to {topic}")


def send(producer: KafkaProducer, topic: str, event: dict[str, Any]) -> Any:
    """One event, keyed by its council, so that all events of a ledger keep their order."""
    data = event.pop("data")
    council = event["subject"].partition("/")[0]
    message = to_binary_event(CloudEvent(attributes=event, data=data))
    headers = list(message.headers.items())
    return producer.send(topic, key=council.encode(), value=message.value, headers=headers)


if __name__ == "__main__":
    main(*sys.argv[1:])
