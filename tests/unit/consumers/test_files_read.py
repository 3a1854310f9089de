"""Events out of files: three shapes, any size of read, the bytes as they stand there."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.files import in_batches, read_messages
from consumers.json_array import BrokenFile, array_items
from ledger.store.messages import RawMessage


class Trickle(io.BytesIO):
    """A file that gives a few bytes at a time, as pipes do."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self.step if size is None or size < 0 else min(size, self.step))


def read(content: bytes) -> list[tuple[bytes, str]]:
    messages = read_messages(io.BytesIO(content), "devon.jsonl")
    return [(message.body, message.coordinates) for message in messages]


def test_a_line_is_an_event() -> None:
    assert read(b'{"id":"1"}\n{"id":"2"}\r\n\n  \n{"id":"3"}') == [
        (b'{"id":"1"}', "file:devon.jsonl:1"),
        (b'{"id":"2"}', "file:devon.jsonl:2"),
        (b'{"id":"3"}', "file:devon.jsonl:5"),
    ]


def test_blank_lines_and_a_byte_order_mark_may_come_first() -> None:
    assert read(b'\xef\xbb\xbf\n\n {"id":"1"}\n') == [(b' {"id":"1"}', "file:devon.jsonl:3")]


def test_an_array_is_many_events() -> None:
    assert read(b' [ {"id":"1"},\n{"id":"]"} ] \n') == [
        (b'{"id":"1"}', "file:devon.jsonl[0]"),
        (b'{"id":"]"}', "file:devon.jsonl[1]"),
    ]


def test_one_event_may_be_written_over_many_lines() -> None:
    content = json.dumps({"id": "1", "data": {"cites": []}}, indent=2).encode()

    assert read(content) == [(content, "file:devon.jsonl")]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"[]", b" [ ] \n"])
def test_an_empty_file_has_no_events(content: bytes) -> None:
    assert read(content) == []


def test_a_broken_line_leaves_the_others_alone() -> None:
    assert [body for body, _ in read(b'{"id":\n{"id":"2"}\n')] == [b'{"id":', b'{"id":"2"}']


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"id":"1"}', "ends in the middle of item 0"),
        (b'[{"id":"1"},', "ends in the middle of item 1"),
        (b'[{"id":"1"},]', "item 1 of the array is empty"),
        (b"[,]", "item 0 of the array is empty"),
        (b'[{"id":"1"}] {"id":"2"}', "something follows"),
        (b'[{"id":"1]', "ends in the middle of item 0"),
    ],
)
def test_a_broken_array_says_so(content: bytes, reason: str) -> None:
    with pytest.raises(BrokenFile, match=reason):
        read(content)


def test_what_stands_before_the_break_is_read() -> None:
    messages = read_messages(io.BytesIO(b'[{"id":"1"}, {"id":'), "devon.json")

    assert next(messages).body == b'{"id":"1"}'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from('[]{},"\\'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]))
def test_an_array_is_split_alike_however_it_trickles_in(
    values: list[object], step: int, indent: int | None
) -> None:
    content = json.dumps(values, indent=indent).encode()

    items = list(array_items(b"", Trickle(content[1:], step)))

    assert [json.loads(item) for item in items] == values


def test_a_file_on_one_line_is_read_in_pieces_too() -> None:
    items = [{"id": str(number), "text": "tents " * 50} for number in range(1000)]
    content = json.dumps(items).encode()

    assert len(read(content)) == 1000


def test_a_line_of_twenty_megabytes_is_cut_and_the_next_one_read() -> None:
    long, following = read(b"x" * (20 << 20) + b'\n{"id":"2"}\n')

    assert 16 << 20 <= len(long[0]) < 17 << 20
    assert following == (b'{"id":"2"}', "file:devon.jsonl:2")


def test_an_item_of_twenty_megabytes_ends_the_reading() -> None:
    with pytest.raises(BrokenFile, match="larger than"):
        read(b'["' + b"x" * (40 << 20) + b'"]')


def message(size: int) -> RawMessage:
    return RawMessage(body=b"x" * size, channel="file")


def test_a_batch_has_a_thousand_events_at_most() -> None:
    assert [len(batch) for batch in in_batches([message(10)] * 2001)] == [1000, 1000, 1]


def test_a_batch_has_sixteen_megabytes_at_most() -> None:
    assert [len(batch) for batch in in_batches([message(6 << 20)] * 5)] == [2, 2, 1]
