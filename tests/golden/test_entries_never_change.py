"""Entries of the first format, byte for byte; ``entries.json`` never changes.

Each event in it was appended once with a clock that stood still and chance that can be
drawn again; beside it stand the bytes that it became and their leaf hash. Whoever has
kept an entry, a leaf hash or a proof relies on these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.entry import Actor
from ledger.moments import parse_moment
from ledger.names import parse_stream_name
from ledger.registry import REGISTRY
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate, RawMessage, Receipt
from ledger.store.sqlite.home import FolderHome

GOLDEN: dict[str, Any] = json.loads(Path(__file__).with_name("entries.json").read_bytes())
NUMBERS = range(len(GOLDEN["events"]))


def chance(seed: str) -> Callable[[int], bytes]:
    """SHA-256 of "<seed>/0", "<seed>/1" and so on, one after the other; each call starts anew."""
    drawn = iter(range(10**9))

    def draw(count: int) -> bytes:
        stream = b""
        while len(stream) < count:
            stream += hashlib.sha256(f"{seed}/{next(drawn)}".encode()).digest()
        return stream[:count]

    return draw


def candidate(sent: dict[str, Any]) -> Candidate:
    """The event as the intake hands it over."""
    event = REGISTRY[sent["type"]].decode(json.dumps(sent["data"]).encode())
    payload = REGISTRY.encode(event)
    return Candidate(
        source=sent["source"],
        id=sent["id"],
        time=sent["time"],
        type=sent["type"],
        stream=parse_stream_name(sent["subject"]),
        effective=parse_moment(sent["effective"]),
        documented=sent["documented"] and parse_moment(sent["documented"]),
        marking=sent["marking"],
        correlation=sent["correlation"],
        causation=sent["causation"],
        expected_version=None,
        event=event,
        payload=payload,
        raw=RawMessage(body=payload, channel="file"),
    )


@pytest.fixture(scope="module")
def appended(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, str]]:
    """The bytes and the leaf hash that each event becomes today."""
    home = FolderHome(tmp_path_factory.mktemp("golden"))
    clock_us = parse_moment(GOLDEN["recordedAt"]).certain_by_us
    council, origin = GOLDEN["council"], GOLDEN["origin"]
    making = {"council": council, "origin": origin, "entropy": chance("secret")}
    Ledger.create(home, **making, clock=lambda: clock_us).close()
    with Ledger.open(home, council, clock=lambda: clock_us, entropy=chance("golden")) as ledger:
        items = [candidate(event["sent"]) for event in GOLDEN["events"]]
        outcomes = ledger.append(items, actor=Actor(**GOLDEN["actor"]), atomic=True)
        stored = [ledger.entry_bytes(number) or b"" for number in NUMBERS]
    hashes = [outcome.leaf_hash for outcome in outcomes if isinstance(outcome, Receipt)]
    assert len(hashes) == len(stored), outcomes
    return list(zip(stored, hashes, strict=True))


@pytest.mark.parametrize("number", NUMBERS)
def test_the_same_event_becomes_the_same_bytes(
    appended: list[tuple[bytes, str]], number: int
) -> None:
    assert appended[number][0].decode() == GOLDEN["events"][number]["entry"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_same_bytes_have_the_same_leaf_hash(
    appended: list[tuple[bytes, str]], number: int
) -> None:
    assert appended[number][1] == GOLDEN["events"][number]["leafHash"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_leaf_hash_is_what_rfc_6962_says(number: int) -> None:
    entry = GOLDEN["events"][number]["entry"].encode()
    expected = hashlib.sha256(b"\x00" + entry).hexdigest()
    assert GOLDEN["events"][number]["leafHash"] == expected
