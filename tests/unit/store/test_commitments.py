from __future__ import annotations

import pytest

from ledger.personal import Opening, commit, opens

SALT = bytes(range(32))
ENTRY = "3f2a9d0e-7c1b-4d2f-9a53-0c0e7f1b2a33"
VECTOR = "5e9b980934d3420bc7213df95e3e9a49beafd0fd704c5f34487234cb4a30c11c"


def test_the_published_vector() -> None:
    made = commit(
        salt=SALT, entry_id=ENTRY, pointer="/owner/name", version=17, value="Jane Example"
    )
    assert made == VECTOR


@pytest.mark.parametrize(
    ("entry_id", "version", "value", "is_open"),
    [
        (ENTRY, 17, "Jane Example", True),
        (ENTRY, 18, "Jane Example", False),
        (ENTRY, 17, "Joan Example", False),
        ("3f2a9d0e-7c1b-4d2f-9a53-0c0e7f1b2a34", 17, "Jane Example", False),
    ],
)
def test_an_opening_opens_its_own_commitment_alone(
    entry_id: str, version: int, value: str, *, is_open: bool
) -> None:
    opening = Opening(commitment=VECTOR, pointer="/owner/name", salt=SALT, value=value)
    assert opens(opening, entry_id=entry_id, version=version) is is_open
