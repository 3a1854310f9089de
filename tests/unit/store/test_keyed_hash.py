from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.keyed_hash import KeyedHash


@given(st.binary(max_size=64), st.binary(max_size=200), st.lists(st.binary(max_size=300)))
def test_it_is_the_hmac_of_the_standard_library(
    key: bytes, context: bytes, rest: list[bytes]
) -> None:
    expected = hmac.digest(key, context + b"".join(rest), "sha256")
    assert KeyedHash(key, context).digest(*rest) == expected


def test_it_is_the_hmac_of_rfc_4231() -> None:
    """Test case 2 of the RFC."""
    digest = KeyedHash(b"Jefe", b"what do ya want ").digest(b"for nothing?")
    assert digest.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_one_key_serves_many_messages() -> None:
    keyed = KeyedHash(b"key", b"context")
    assert keyed.digest(b"a") == keyed.digest(b"a") != keyed.digest(b"b")


def test_a_key_longer_than_a_block_is_not_taken() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        KeyedHash(b"x" * 65, b"")
