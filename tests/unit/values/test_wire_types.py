"""How strings with a meaning pass through msgspec and into JSON Schema."""

import re

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import (
    WIRE_TYPES,
    Amount,
    Day,
    DecimalText,
    FinancialYear,
    Fte,
    dec_hook,
    enc_hook,
    schema_hook,
    shown,
    wire_text,
)


class Everything(msgspec.Struct):
    amount: Amount
    day: Day
    number: DecimalText
    posts: Fte
    year: FinancialYear


RIGHT = {
    "amount": "0.01",
    "day": "NOT_STATED",
    "number": "-0.5",
    "posts": "21.2",
    "year": "2020/21",
}
KINDS = [Amount, Day, DecimalText, Fte, FinancialYear]


def decode(value: object) -> Everything:
    return msgspec.json.decode(msgspec.json.encode(value), type=Everything, dec_hook=dec_hook)


def test_they_are_plain_strings_in_json() -> None:
    text = msgspec.json.encode(decode(RIGHT), enc_hook=enc_hook)
    assert msgspec.json.decode(text) == RIGHT


def test_they_are_plain_strings_among_builtins() -> None:
    plain = msgspec.to_builtins(decode(RIGHT), enc_hook=enc_hook)
    assert plain == RIGHT
    assert {type(value) for value in plain.values()} == {str}


@pytest.mark.parametrize("field", RIGHT)
@pytest.mark.parametrize("value", [1, 1.5, True, None, ["2020"], {"value": "2020"}])
def test_what_is_not_a_string_is_refused(field: str, value: object) -> None:
    with pytest.raises(msgspec.ValidationError, match=rf"is not a string: .* - at `\$\.{field}`"):
        decode(RIGHT | {field: value})


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_right(kind: type) -> None:
    schema = schema_hook(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    examples = schema["examples"]
    assert isinstance(examples, list)
    assert examples
    for example in examples:
        jsonschema.validate(example, schema)
        assert dec_hook(kind, example) == example


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(alphabet="0129-./NOT_STATED+e\n", max_size=12))
def test_what_the_ledger_reads_satisfies_its_schema(kind: type, text: str) -> None:
    try:
        dec_hook(kind, text)
    except ValueError:
        return
    jsonschema.validate(text, schema_hook(kind))


@pytest.mark.parametrize("kind", [Amount, DecimalText, Fte])
@given(text=st.text(alphabet="0019-.\n", max_size=33))
def test_what_satisfies_a_schema_of_numbers_is_read(kind: type, text: str) -> None:
    if jsonschema.Draft202012Validator(schema_hook(kind)).is_valid(text):
        assert dec_hook(kind, text) == text


def test_the_schema_of_a_struct_holds_theirs() -> None:
    schema = msgspec.json.schema(Everything, schema_hook=schema_hook)
    properties = schema["$defs"]["Everything"]["properties"]
    assert properties["year"] == schema_hook(FinancialYear)
    jsonschema.Draft202012Validator(schema).validate(RIGHT)


def test_another_module_adds_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Grade(str):
        __slots__ = ()

    def grade(text: str) -> Grade:
        if text not in {"A", "B"}:
            raise ValueError(f"{text} is not a grade; write A or B")
        return Grade(text)

    monkeypatch.setitem(
        WIRE_TYPES, Grade, wire_text(grade, re.compile("[AB]"), "A grade: A or B.", "A")
    )
    assert msgspec.json.decode(b'["A"]', type=list[Grade], dec_hook=dec_hook) == ["A"]
    with pytest.raises(msgspec.ValidationError, match=r"write A or B - at `\$\[0\]`"):
        msgspec.json.decode(b'["C"]', type=list[Grade], dec_hook=dec_hook)
    assert schema_hook(Grade)["pattern"] == r"^(?:[AB])(?!\n)$"


def test_a_type_nobody_added_is_not_passed_through() -> None:
    with pytest.raises(NotImplementedError, match="complex is not a wire type"):
        dec_hook(complex, "1")
    with pytest.raises(NotImplementedError, match="complex is not a wire type"):
        enc_hook(1j)
    with pytest.raises(NotImplementedError, match="complex is not a wire type"):
        schema_hook(complex)


def test_a_long_value_is_shown_cut() -> None:
    assert shown("short") == "'short'"
    assert len(shown("x" * 50_000)) == 67
    assert shown("x" * 50_000).endswith("x…")
