"""What ledgers hold in the end: each event once, each stream in its order, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.record import require_sound
from tests.integration.service.processes import run
from tests.places import COUNCIL, Place
from tests.waiting import PATIENCE_S, until


def recorded(place: Place, council: str = COUNCIL) -> int:
    """How many events a ledger holds."""
    ((count,),) = place.rows("SELECT count(*) FROM stored_events", council)
    return int(count)


def until_recorded(
    place: Place, count: int, council: str = COUNCIL, within_s: float = PATIENCE_S
) -> None:
    """Wait until a ledger holds so many events."""
    until(lambda: recorded(place, council) >= count, within_s)


def until_all_recorded(place: Place, sent: Mapping[str, int], *councils: str) -> None:
    """Wait until the ledgers hold as many events as were sent for them."""
    for council in councils:
        ours = [count for stream, count in sent.items() if stream.startswith(f"{council}/")]
        until_recorded(place, sum(ours), council)


def require_lives(place: Place, sent: Mapping[str, int], council: str = COUNCIL) -> None:
    """The ledger holds the events of each stream once and in order, and no others.

    ``sent``: stream -> how many events. The ids of :mod:`tests.kafka.events` tell the order.
    """
    ids = require_sound(place, {}, council)
    ours = {stream: count for stream, count in sent.items() if stream.startswith(f"{council}/")}
    found: dict[str, list[str]] = {stream: [] for stream in ours}
    for event_id in ids:
        key, _, _ = event_id.removeprefix(f"{council}-").rpartition("-")
        found[f"{council}/improvement-2020/action/{key}"].append(event_id)
    for stream, count in ours.items():
        key = stream.rpartition("/")[2]
        assert found[stream] == [f"{council}-{key}-{number}" for number in range(count)], stream


def quarantined(place: Place, council: str = COUNCIL) -> list[str]:
    """The codes of what was refused, sorted; "-" for what belongs to no ledger."""
    told = run("quarantine", "list", council, "--limit", "1000", "--json", **place.settings)
    return sorted(each["code"] for each in told.json)
