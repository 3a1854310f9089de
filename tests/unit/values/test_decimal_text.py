"""Plain decimal numbers, kept as reported."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import DecimalText


@pytest.mark.parametrize(
    ("text", "decimals"),
    [
        ("0", 0),
        ("32", 0),
        ("32.50", 2),
        ("-0.5", 1),
        ("0.00", 2),
        ("-0.01", 2),
        ("123456789012345678901234567890", 0),
    ],
)
def test_a_number_keeps_its_precision(text: str, decimals: int) -> None:
    number = DecimalText(text)
    assert number == text
    assert number.decimals == decimals
    assert number.decimal == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".5",
        "5.",
        "+5",
        "05",
        "-05",
        "-0",
        "-0.0",
        "1e3",
        "1E3",
        "NaN",
        "Infinity",
        "-Infinity",
        "1_000",
        "1,000",
        "٣٢",
        " 32",
        "32 ",
        "32\n",
        "-0\n",
        "1234567890123456789012345678901",
        "0.12345678901234567890123456789",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a plain decimal number .* e\.g\. 32, 32\.50"):
        DecimalText(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9)))
def test_a_number_within_bounds_is_read_exactly(number: Decimal) -> None:
    text = format(number, "f")
    if len(text) <= 30 and not (number.is_zero() and number.is_signed()):
        assert DecimalText(text).decimal == number
