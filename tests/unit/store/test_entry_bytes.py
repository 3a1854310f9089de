"""The bytes of an entry beside what the standard library makes of the same values."""

from __future__ import annotations

import json
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import (
    Actor,
    CloudEventCoordinates,
    Entry,
    decode_entry,
    encode_entry,
    entry_id,
)
from ledger.moments import format_us
from ledger.store.compose import recorded_times

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
MAYBE = st.none() | TEXT
ENTRIES = st.builds(
    Entry,
    actor=st.builds(Actor, credential=TEXT, role=TEXT),
    blind=TEXT,
    causation=MAYBE,
    cloudevent=st.builds(CloudEventCoordinates, id=TEXT, source=TEXT, time=MAYBE),
    correlation=MAYBE,
    data=st.dictionaries(TEXT, TEXT).map(lambda data: msgspec.Raw(msgspec.json.encode(data))),
    documented=MAYBE,
    effective=TEXT,
    id=TEXT,
    ledger=TEXT,
    marking=TEXT,
    position=st.integers(0, 2**62),
    recorded_at=TEXT,
    stream=TEXT,
    type=TEXT,
    version=st.integers(1, 2**62),
)


@given(ENTRIES)
def test_keys_are_sorted_with_no_space_between(entry: Entry) -> None:
    written = encode_entry(entry)
    payload = bytes(entry.data)
    parsed = json.loads(written) | {"data": "payload"}
    expected = json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert _unescaped(written.replace(payload, b'"payload"', 1)) == _unescaped(expected.encode())


def _unescaped(text: bytes) -> object:
    """The order of all keys and the values, whatever way a control character is written."""
    return json.loads(text, object_pairs_hook=lambda pairs: pairs)


@given(ENTRIES)
def test_it_reads_back_as_it_was(entry: Entry) -> None:
    written = encode_entry(entry)
    assert encode_entry(decode_entry(written)) == written


@given(st.binary(min_size=16, max_size=16))
def test_an_entry_id_is_a_random_uuid(entropy: bytes) -> None:
    assert entry_id(entropy) == str(UUID(bytes=entropy, version=4))


@given(st.integers(-(10**15), 4 * 10**15), st.integers(0, 3))
def test_times_of_a_batch_are_written_as_each_by_itself(first_us: int, count: int) -> None:
    assert recorded_times(first_us, count) == [format_us(first_us + n) for n in range(count)]


def test_times_of_a_batch_go_on_past_a_second() -> None:
    first_us = 1_613_563_200_000_000 - 2
    assert recorded_times(first_us, 4) == [format_us(first_us + n) for n in range(4)]
