"""Money in JSON, there and back."""

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import (
    Amount,
    Money,
    Qualifier,
    dec_hook,
    enc_hook,
    pounds,
    schema_hook,
    sterling,
)

DECODER = msgspec.json.Decoder(Money, dec_hook=dec_hook)
ENCODER = msgspec.json.Encoder(enc_hook=enc_hook)
SCHEMA = jsonschema.Draft202012Validator(msgspec.json.schema(Money, schema_hook=schema_hook))

JUST_UNDER = (
    b'{"amount":"1100000.00","currency":"GBP","qualifier":"JUST_UNDER","statedTo":"100000.00"}'
)


def test_money_comes_back_as_it_went() -> None:
    money = DECODER.decode(JUST_UNDER)
    assert money.pence == 110_000_000
    assert type(money.amount) is Amount
    assert ENCODER.encode(money) == JUST_UNDER


def test_defaults_are_written_out() -> None:
    assert ENCODER.encode(DECODER.decode(b'{"amount":"618000.00"}')) == (
        b'{"amount":"618000.00","currency":"GBP","qualifier":"AS_STATED","statedTo":"0.01"}'
    )


@given(st.integers(0, 10**15 - 1), st.sampled_from(Qualifier))
def test_every_amount_survives_and_satisfies_the_schema(pence: int, qualifier: Qualifier) -> None:
    money = Money(amount=Amount(pounds(pence)), qualifier=qualifier, stated_to=Amount("100000.00"))
    text = ENCODER.encode(money)
    assert DECODER.decode(text) == money
    assert money.pence == pence
    SCHEMA.validate(msgspec.json.decode(text))


@pytest.mark.parametrize(
    "amount",
    [
        '"1.5"',
        '"1"',
        '"1.000"',
        '"01.00"',
        '".50"',
        '"-1.00"',
        '"+1.00"',
        '"1,000.00"',
        '"£1.00"',
        '"1e3"',
        '"NaN"',
        '" 1.00"',
        '"1.00\\n"',
        '"\u0967.\u0966\u0966"',
        '"10000000000000.00"',
        '""',
    ],
)
def test_another_spelling_of_an_amount_is_refused(amount: str) -> None:
    text = f'{{"amount":{amount}}}'.encode()
    with pytest.raises(msgspec.ValidationError, match=r"e\.g\. 2200000\.00 - at `\$\.amount`"):
        DECODER.decode(text)
    assert not SCHEMA.is_valid(msgspec.json.decode(text))


@pytest.mark.parametrize("amount", ["1.5", "2200000", "true", "null", "[]", '{"pence":1}'])
def test_what_is_not_a_string_is_no_amount(amount: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"is not a string: Pounds .* `\$\.amount`"):
        DECODER.decode(f'{{"amount":{amount}}}'.encode())


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ('"currency":"EUR"', r"Invalid enum value 'EUR' - at `\$\.currency`"),
        ('"qualifier":"ROUGHLY"', r"Invalid enum value 'ROUGHLY' - at `\$\.qualifier`"),
        ('"statedTo":"0.05"', "neither a penny nor an even number of pence"),
        ('"qualifier":"JUST_OVER"', "JUST_OVER needs statedTo"),
        ('"stated_to":"1.00"', "unknown field `stated_to`"),
        ('"pence":100', "unknown field `pence`"),
    ],
)
def test_a_wrong_field_is_refused(field: str, reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        DECODER.decode(f'{{"amount":"1.00",{field}}}'.encode())


def test_an_amount_is_required() -> None:
    with pytest.raises(msgspec.ValidationError, match="missing required field `amount`"):
        DECODER.decode(b"{}")


@pytest.mark.parametrize(
    ("pence", "text"), [(0, "0.00"), (5, "0.05"), (220_000_000, "2200000.00"), (-1_805, "-18.05")]
)
def test_pence_are_written_as_pounds(pence: int, text: str) -> None:
    assert pounds(pence) == text


def test_a_difference_is_no_amount() -> None:
    with pytest.raises(ValueError, match=r"'-18\.05' is not an amount"):
        Amount(pounds(-1_805))


def test_a_sum_for_people_has_its_sign_before_the_pound() -> None:
    assert [sterling(pence) for pence in (0, 108_250_005, -1_800_000)] == [
        "£0.00",
        "£1,082,500.05",
        "-£18,000.00",
    ]
