"""Full-time equivalents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import Fte


@given(st.integers(0, 9_999_999))
def test_tenths_survive(tenths: int) -> None:
    assert Fte.of_tenths(tenths).tenths == tenths


def test_a_number_of_posts_is_written_with_one_decimal() -> None:
    assert Fte.of_tenths(300) == "30.0"


@pytest.mark.parametrize(
    "text", ["", "30", "21.25", "-1.0", "021.2", "1000000.0", "2 1.2", "21,2", "21.2\n", "NaN"]
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"exactly one decimal and no sign, e\.g\. 21\.2"):
        Fte(text)


def test_fewer_than_no_posts_are_refused() -> None:
    with pytest.raises(ValueError, match="is not a number of full-time equivalents"):
        Fte.of_tenths(-1)
