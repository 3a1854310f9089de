"""A token names a basis in a URL, so that the same question can be asked again."""

from __future__ import annotations

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.moments import END_US
from ledger.store.reader import Head
from projections.basis import BadBasis, Basis, KnownBy, parse_token

HEAD: Final = Head(10, 5)
EPOCH: Final = 3
ASKED: Final = Basis(
    before_us=1_594_854_000_000_000,
    position=4,
    documented_before_us=1_591_052_400_000_000,
    known_by=KnownBy.DOCUMENTED,
    as_at="2020-07-15",
    known_at="2020-06-01",
)


def refused(token: str, *, epoch: int = EPOCH, head: Head = HEAD) -> str:
    with pytest.raises(BadBasis) as raised:
        parse_token(token, epoch=epoch, head=head)
    return raised.value.code


def test_a_token_gives_its_basis_back() -> None:
    assert parse_token(ASKED.token(EPOCH), epoch=EPOCH, head=HEAD) == ASKED


@given(
    st.builds(
        Basis,
        before_us=st.integers(-(2**63), END_US),
        position=st.integers(-1, 9),
        documented_before_us=st.integers(-(2**63), END_US),
        known_by=st.sampled_from(KnownBy),
        as_at=st.text(max_size=40),
        known_at=st.text(max_size=40),
    )
)
def test_every_basis_survives_its_token(basis: Basis) -> None:
    assert parse_token(basis.token(EPOCH), epoch=EPOCH, head=HEAD) == basis


def test_a_token_is_short_and_stands_in_a_url_as_it_is() -> None:
    assert re.fullmatch("[A-Za-z0-9_-]{60,120}", ASKED.token(EPOCH))


def test_the_same_basis_has_the_same_token() -> None:
    assert ASKED.token(EPOCH) == ASKED.token(EPOCH)
    assert ASKED.token(EPOCH) != ASKED.token(EPOCH + 1)


def test_a_token_from_before_a_restore_is_stale() -> None:
    assert refused(ASKED.token(EPOCH), epoch=EPOCH + 1) == "STALE_TOKEN"


def test_a_token_ahead_of_the_read_model_waits() -> None:
    assert refused(ASKED.token(EPOCH), head=Head(4, 5)) == "NOT_YET_PROJECTED"


@pytest.mark.parametrize("broken", ["", "x", "é", "a b", "AAAA", "=" * 8])
def test_a_text_that_is_no_token_is_refused(broken: str) -> None:
    assert refused(broken) == "BAD_REQUEST"


def test_a_token_with_any_letter_changed_is_refused() -> None:
    token = ASKED.token(EPOCH)
    for place in range(len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        assert refused(token[:place] + other + token[place + 1 :]) == "BAD_REQUEST"


def test_a_token_cut_short_is_refused() -> None:
    token = ASKED.token(EPOCH)
    for length in range(len(token) - 1):
        assert refused(token[:length]) == "BAD_REQUEST"
