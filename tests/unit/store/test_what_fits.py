from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.entry import MAX_ENTRY_BYTES, Actor
from ledger.store.compose import Composer
from tests.integration.store.told import Chance, proposed, sent

LONG = st.text(st.sampled_from('a"\\\x01é🏠'), max_size=2_500)


@given(LONG, LONG, LONG, st.none() | LONG, LONG, LONG)
@settings(max_examples=60, deadline=None)
def test_what_surely_fits_fits(
    source: str, event_id: str, time: str, correlation: str | None, origin: str, role: str
) -> None:
    item = sent(event_id, "x", proposed(), source=source, time=time, correlation=correlation)
    actor = Actor(credential="local", role=role)
    composer = Composer(origin, actor, [item], Chance())
    accepted = composer.accept(0, item, str(item.stream), 2**62, b"")
    if composer.surely_fits(item):
        assert composer.size(accepted, 2**62, 4 * 10**15) <= MAX_ENTRY_BYTES


def test_an_ordinary_event_surely_fits() -> None:
    item = sent("1", "x", proposed())
    actor = Actor(credential="local", role="data-steward")
    assert Composer("ledger.example/devon", actor, [item], Chance()).surely_fits(item)
