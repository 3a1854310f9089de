"""Percentages, as reported."""

import msgspec
import pytest

from ledger.values import DecimalText, Percentage, dec_hook, enc_hook

DECODER = msgspec.json.Decoder(Percentage, dec_hook=dec_hook)
ENCODER = msgspec.json.Encoder(enc_hook=enc_hook)


@pytest.mark.parametrize(
    "text",
    [
        b'{"value":"32","decimals":0}',
        b'{"value":"21","decimals":0,"denominator":125}',
        b'{"value":"32.50","decimals":2}',
        b'{"value":"-3.5","decimals":1}',
        b'{"value":"250.0000","decimals":4,"denominator":1}',
    ],
)
def test_a_percentage_comes_back_as_it_went(text: bytes) -> None:
    assert ENCODER.encode(DECODER.decode(text)) == text


def test_three_grades_of_125_evaluations_make_99_per_cent() -> None:
    grades = [Percentage(value=DecimalText(v), decimals=0) for v in ("21", "67", "11")]
    assert sum(grade.value.decimal for grade in grades) == 99


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"value":"32.5","decimals":0}', "decimals is 0 and 32.5 has 1 digits"),
        (b'{"value":"32","decimals":1}', "write both alike, e.g. 32 and 0"),
        (b'{"value":"0.12345","decimals":5}', r"<= 4 - at `\$\.decimals`"),
        (b'{"value":"32","decimals":-1}', r">= 0 - at `\$\.decimals`"),
        (b'{"value":"32","decimals":0,"denominator":0}', r">= 1 - at `\$\.denominator`"),
        (b'{"value":"32","decimals":0,"denominator":null}', "got `null`"),
        (b'{"value":"32","decimals":false}', "got `bool`"),
        (b'{"value":32,"decimals":0}', "32 is not a string: A plain decimal number"),
        (b'{"value":"32%","decimals":0}', "is not a plain decimal number"),
        (b'{"value":"32"}', "missing required field `decimals`"),
    ],
)
def test_a_percentage_that_contradicts_itself_is_refused(text: bytes, reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        DECODER.decode(text)
