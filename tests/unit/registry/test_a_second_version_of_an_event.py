"""An event type gets a second version: what was stored under the first is read as the second."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec
import pytest

from ledger.events.event import Event, Summary
from ledger.events.risk import RiskRaised
from ledger.registry import REGISTRY, Registry, StreamKind, UnknownEventType
from tests.notation import CITES

FIRST = "improvement.risk.raised.v1"
SECOND = "improvement.risk.raised.v2"


class RiskRaisedV2(Event, frozen=True, kw_only=True):
    """The risk of before, with what would follow from it told apart."""

    version: ClassVar[int] = 2

    cause: Summary
    consequence: Summary | None


def told_apart(payload: dict[str, Any]) -> dict[str, Any]:
    cause, _, consequence = payload["summary"].partition("; ")
    return {"cites": payload["cites"], "cause": cause, "consequence": consequence or None}


RISKS = StreamKind("risk", "Risks, once more.", (RiskRaisedV2,), frozenset({RiskRaisedV2}))
LATER = Registry([RISKS], {FIRST: told_apart})


@pytest.fixture
def stored() -> bytes:
    """A risk as this release stores it."""
    payload = {"cites": CITES, "summary": "Few apply; posts stay empty"}
    return REGISTRY.encode(msgspec.convert(payload, RiskRaised))


def test_the_version_is_part_of_the_name() -> None:
    assert LATER.types[SECOND].version == 2
    assert FIRST not in LATER.types


def test_what_was_stored_before_is_read_as_the_second_version(stored: bytes) -> None:
    read = LATER.read(FIRST, stored)
    assert isinstance(read, RiskRaisedV2)
    assert (read.cause, read.consequence) == ("Few apply", "posts stay empty")


def test_the_stored_bytes_stay_what_they_were(stored: bytes) -> None:
    before = bytes(stored)
    LATER.read(FIRST, stored)
    assert stored == before
    assert isinstance(REGISTRY.read(FIRST, stored), RiskRaised)


def test_the_second_version_is_written_and_read_as_it_is(stored: bytes) -> None:
    again = LATER.encode(LATER.read(FIRST, stored))
    assert LATER.read(SECOND, again) == LATER.read(FIRST, stored)


def test_each_version_has_its_own_schema() -> None:
    assert "cause" in str(LATER.schema(SECOND))
    assert "cause" not in str(REGISTRY.schema(FIRST))


def test_a_version_that_nothing_leads_on_from_is_unknown(stored: bytes) -> None:
    with pytest.raises(UnknownEventType):
        Registry([RISKS]).read(FIRST, stored)
