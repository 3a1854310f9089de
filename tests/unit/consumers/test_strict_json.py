"""Strict JSON beside Python's own reader, and against those who would make it slow."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.cloudevents.not_taken import NotTaken
from consumers.cloudevents.strict_json import MAX_DEPTH, check

Pairs = list[tuple[str, object]]
"""An object as its members stand in the text, so that one can stand there twice."""

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)
KEYS = st.sampled_from(["a", "b", ":", "a:", "\\", '"', "é", "u003a"]) | TEXT
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)


def member_lists(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    members = st.lists(st.tuples(KEYS, values), max_size=4)
    return st.lists(values, max_size=3) | members.map(lambda pairs: ("object", pairs))


VALUES = st.recursive(LEAVES, member_lists, max_leaves=12)
WRITERS = st.sampled_from(
    [
        lambda text: json.dumps(text, ensure_ascii=False),
        json.dumps,
        lambda text: '"' + "".join(_escaped(sign) for sign in text) + '"',
    ]
)


def _escaped(sign: str) -> str:
    """A character as an escape, so that it cannot be seen in the bytes."""
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def written(value: object, text_of: Callable[[str], str], space: str) -> str:
    match value:
        case ("object", list(pairs)):
            members = (
                f"{text_of(name)}{space}:{space}{written(each, text_of, space)}"
                for name, each in pairs
            )
            return "{" + f",{space}".join(members) + "}"
        case list(items):
            return "[" + ",".join(written(each, text_of, space) for each in items) + "]"
        case str(text):
            return text_of(text)
        case _:
            return json.dumps(value)


def has_twice(text: str) -> bool:
    found = False

    def look(pairs: Pairs) -> dict[str, object]:
        nonlocal found
        found = found or len({name for name, _ in pairs}) != len(pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=look)
    return found


@given(VALUES, WRITERS, st.sampled_from(["", " ", "\r\n\t"]))
def test_a_key_twice_is_found_wherever_it_hides(
    value: object, text_of: Callable[[str], str], space: str
) -> None:
    text = written(value, text_of, space)
    if has_twice(text):
        with pytest.raises(NotTaken) as refused:
            check(text.encode())
        assert refused.value.refusal.code == "DUPLICATE_KEY"
    else:
        check(text.encode())


@given(st.binary(max_size=60))
def test_any_bytes_are_passed_or_refused(body: bytes) -> None:
    with contextlib.suppress(NotTaken):
        check(body)
        json.loads(body.decode("utf-8"))  # raises where something was passed that is no JSON


def test_thirty_two_levels_are_taken_and_one_more_is_not() -> None:
    check(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(NotTaken, match="deeper than 32"):
        check(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


def test_brackets_inside_texts_are_no_levels() -> None:
    check(json.dumps(["[" * 100, '{"' * 100, "\\" * 51 + '"[']).encode())


def test_many_small_lists_are_not_deep() -> None:
    check(b"[" + b"[]," * 500 + b"[]]")


@pytest.mark.parametrize("text", ['"a\\\\u0000"', '"\\\\\\\\u0000 stands for itself"'])
def test_a_backslash_before_u0000_makes_it_plain_text(text: str) -> None:
    check(text.encode())


def test_a_number_beyond_any_machine_is_json_all_the_same() -> None:
    check(b'{"a":1e999,"b":-1e999,"c":' + b"9" * 5000 + b"}")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"a":NaN}', "NaN is not JSON"),
        (b'{"a" 1}', "line 1, column 6"),
        (b'"\xff"', "byte 1 is not valid UTF-8"),
        (b'"\\ud800"', "half a surrogate pair"),
        (b'{"tents":1,"tents":2}', "'tents' occurs twice"),
        (b'"\\u0000"', "U\\+0000"),
        (b"", "line 1, column 1"),
    ],
)
def test_the_detail_says_what_and_where(body: bytes, detail: str) -> None:
    with pytest.raises(NotTaken, match=detail):
        check(body)


@pytest.mark.parametrize(
    "body",
    [
        b'"' + b'\\"' * 500_000,
        b"[" + b'"' * 500_001,
        b"[" * 1_000_000,
        b"[]" * 500_000,
        b"\\" * 1_000_000,
        b'{"a":' * 200_000,
        b'"' + b"\\u0000" * 170_000 + b'"',
        b'"' + b"\\\\" * 500_000 + b'u0000"',
    ],
    ids=lambda body: f"{body[:6]!r}-",
)
def test_a_megabyte_made_to_be_slow_is_not(body: bytes) -> None:
    before = time.perf_counter()
    with contextlib.suppress(NotTaken):
        check(body)
    assert time.perf_counter() - before < 2
