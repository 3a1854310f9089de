"""Brokers that ask who is there: by a certificate, or by a password in either kind of SASL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import trustme

from tests.integration.service.processes import run
from tests.kafka.consumers import consuming, settings
from tests.kafka.events import event, structured
from tests.kafka.expected import until_recorded
from tests.kafka.loops import kafka_settings
from tests.kafka.producers import produce, until
from tests.kafka.publishers import publishing
from tests.places import COUNCIL, Place
from tests.services.kafka.secured import SecuredKafka
from tests.services.relay import relay_to

Told = dict[str, object]

BY_CERTIFICATE: Final = "ssl"
WAYS: Final = (
    (BY_CERTIFICATE, ""),
    ("sasl_plaintext", "SCRAM-SHA-256"),
    ("sasl_ssl", "SCRAM-SHA-512"),
    ("sasl_ssl", "PLAIN"),
)
"""Security protocol and mechanism."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Place(str(tmp_path)) as made:
        assert run("ledger", "create", COUNCIL, **made.settings).code == 0
        yield made


def told(broker: SecuredKafka, security: str, mechanism: str = "SCRAM-SHA-512") -> Told:
    """What a client that is let in this way is told."""
    known, found = broker.credentials, Told(security=security)
    if security.endswith("ssl"):
        found["ca_file"] = known.ca_file
    if security == BY_CERTIFICATE:
        return found | {"certificate_file": known.certificate_file, "key_file": known.key_file}
    return found | {
        "mechanism": mechanism,
        "username": known.username,
        "password": known.password,
    }


@pytest.mark.parametrize(("security", "mechanism"), WAYS)
def test_whoever_is_known_consumes_publishes_and_asks(
    place: Place, secured_kafka: SecuredKafka, security: str, mechanism: str
) -> None:
    let_in = told(secured_kafka, security, mechanism)
    address = secured_kafka.bootstrap_of(security)
    topic, prefix = (f"{name}-{security}-{mechanism}".lower() for name in ("in", "out"))
    asked = settings(place, address, topic, prefix=prefix, **let_in)
    assert run("topics", "create", **asked).code == 0
    produce(secured_kafka.bootstrap, topic, [structured(event(COUNCIL, "first", 0))])
    with consuming(place, address, topic, **let_in):
        until_recorded(place, 1)
    assert not any(each["lag"] for each in run("lag", "--json", **asked).json)
    with publishing(place, address, prefix, **let_in) as publisher:
        publisher.until_published(COUNCIL, 1)


def a_stranger(folder: Path) -> Path:
    """An authority that the broker does not know, nor its certificate."""
    path = folder / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return path


@pytest.mark.parametrize(
    ("security", "wrong", "reason"),
    [
        ("sasl_ssl", "password", "SaslAuthenticationFailedError"),
        ("sasl_ssl", "ca_file", "CERTIFICATE_VERIFY_FAILED"),
        ("ssl", "certificate_file", "certificate"),
    ],
)
def test_whoever_is_not_let_in_is_told_why(
    place: Place,
    secured_kafka: SecuredKafka,
    tmp_path: Path,
    security: str,
    wrong: str,
    reason: str,
) -> None:
    let_in = told(secured_kafka, security)
    if wrong == "certificate_file":
        del let_in["certificate_file"], let_in["key_file"]
    else:
        let_in[wrong] = "another" if wrong == "password" else a_stranger(tmp_path)
    refused = run("lag", **settings(place, secured_kafka.bootstrap_of(security), "in", **let_in))
    assert refused.code == 1
    assert "The broker cannot be asked" in refused.err
    assert reason in refused.err
    assert secured_kafka.credentials.password not in refused.err


def test_whoever_hears_a_refusal_together_with_the_end_is_told_why_as_well(
    place: Place, secured_kafka: SecuredKafka
) -> None:
    let_in = told(secured_kafka, "sasl_ssl") | {"password": "another"}
    with relay_to(f"kafka://{secured_kafka.bootstrap_of('sasl_ssl')}") as relay:
        relay.slow_down()
        address = f"127.0.0.1:{relay.port}"
        refused = run("lag", **settings(place, address, "in", **let_in))
    assert "SaslAuthenticationFailedError" in refused.err


def test_a_consumer_that_is_not_let_in_goes_on_trying_and_says_why(
    place: Place, secured_kafka: SecuredKafka
) -> None:
    let_in = told(secured_kafka, "sasl_ssl") | {"password": "another"}
    address = secured_kafka.bootstrap_of("sasl_ssl")
    with consuming(place, address, "in", **let_in) as consumer:
        until(lambda: "SaslAuthenticationFailedError" in str(consumer.standing().get("error")))
        assert not consumer.standing()["ready"]


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"security": "sasl_ssl"}, "KAFKA_USERNAME and IMPROVEMENT_LEDGER_KAFKA_PASSWORD"),
        ({"security": "ssl", "ca_file": "/nowhere/ca.pem"}, "KAFKA_CA_FILE"),
        ({"security": "tls"}, "KAFKA_SECURITY"),
    ],
)
def test_what_cannot_work_is_said_before_anybody_is_asked(
    place: Place, chosen: dict[str, object], named: str
) -> None:
    environment = {**place.settings, **kafka_settings(bootstrap="127.0.0.1:1", **chosen)}
    refused = run("lag", **environment)
    assert refused.code == 2
    assert named in refused.err
