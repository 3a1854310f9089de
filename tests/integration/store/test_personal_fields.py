from __future__ import annotations

import typing
from pathlib import Path

import msgspec
import pytest

from ledger.entry import Entry
from ledger.events.body import BodyEstablished, ChairAppointed, ChallengeRaised
from ledger.personal import commit, opens
from ledger.registry import REGISTRY
from ledger.store.ledger import Ledger
from ledger.store.messages import Candidate
from tests.integration.store.told import ACTOR, a_ledger, append, codes, content, sent, stream
from tests.notation import event
from tests.places import Place

NAME = "Ada Nobody-Example"
PANEL = stream("improvement-partnership", kind="body")


def established() -> Candidate:
    what = event(BodyEstablished, title="Improvement Partnership", kind="BOARD")
    return sent("1", PANEL, what)


def chaired(event_id: str = "2", name: str = NAME) -> Candidate:
    what = event(ChairAppointed, chair="independent-chair", independent=True, name=name)
    return sent(event_id, PANEL, what)


def chaired_by(ledger: Ledger, name: str = NAME) -> Entry:
    append(ledger, established(), chaired(name=name))
    entry = ledger.entry(1)
    assert entry is not None
    return entry


def commitment(entry: Entry, field: str = "name") -> str:
    found: dict[str, dict[str, str]] = msgspec.json.decode(entry.data)
    return found[field]["commitment"]


def test_a_commitment_stands_in_the_place_of_the_name(ledger: Ledger) -> None:
    entry = chaired_by(ledger)
    opening = ledger.opening(1, "/name")
    assert opening is not None
    assert commitment(entry) == commit(
        salt=opening.salt, entry_id=entry.id, pointer="/name", version=2, value=NAME
    )


def test_the_opening_opens_the_commitment_of_its_entry(ledger: Ledger) -> None:
    entry = chaired_by(ledger)
    opening = ledger.opening(1, "/name")
    assert opening is not None
    assert (opening.value, opening.commitment) == (NAME, commitment(entry))
    assert opens(opening, entry_id=entry.id, version=entry.version)


def test_the_name_is_in_no_table_but_that_of_openings(ledger: Ledger, place: Place) -> None:
    chaired_by(ledger)
    held = {
        table
        for table, rows in place.content().items()
        for row in rows
        if any(_holds(value) for value in row)
    }
    assert held == {"opening"}


def _holds(value: object) -> bool:
    return NAME.encode() in (value if isinstance(value, bytes) else str(value).encode())


def test_the_same_name_twice_shows_as_two_commitments(ledger: Ledger) -> None:
    append(ledger, established(), chaired("2"), chaired("3"))
    entries = ledger.entries(1, 2)
    assert commitment(entries[0]) != commitment(entries[1])


def test_a_name_sent_again_is_known_by_its_digest(ledger: Ledger) -> None:
    append(ledger, established(), chaired())
    assert codes(append(ledger, chaired())) == ["duplicate"]


def test_another_name_under_the_same_id_is_a_conflict(ledger: Ledger) -> None:
    append(ledger, established(), chaired())
    assert codes(append(ledger, chaired(name="Ben Nobody-Example"))) == ["ID_CONFLICT"]


def test_an_event_without_its_personal_field_has_no_opening(ledger: Ledger, place: Place) -> None:
    what = event(ChairAppointed, chair="independent-chair", independent=True)
    append(ledger, established(), sent("2", PANEL, what))
    assert place.rows("SELECT * FROM opening") == []
    assert ledger.opening(1, "/name") is None


def test_the_pointer_is_the_name_on_the_wire(ledger: Ledger) -> None:
    what = event(
        ChallengeRaised,
        challenge="tents",
        summary="Who knew that care leavers lived in tents?",
        raised_by="lead-member",
        raised_by_name=NAME,
    )
    append(ledger, established(), sent("2", PANEL, what))
    opening = ledger.opening(1, "/raisedByName")
    assert opening is not None
    assert opening.value == NAME


def test_a_refused_name_draws_no_opening(ledger: Ledger, place: Place) -> None:
    assert codes(append(ledger, chaired())) == ["STREAM_NOT_OPEN"]
    assert place.rows("SELECT * FROM opening") == []


def test_the_stored_event_reads_back_with_its_commitment(ledger: Ledger) -> None:
    entry = chaired_by(ledger)
    read = REGISTRY.read(entry.type, entry.data)
    assert isinstance(read, ChairAppointed)
    assert read.name is not msgspec.UNSET
    assert (read.name.value, read.name.commitment) == (None, commitment(entry))


def test_it_reads_back_when_python_has_forgotten_its_generic_types(ledger: Ledger) -> None:
    """``Personal[str]`` is another object once typing's small cache has dropped it."""
    entry = chaired_by(ledger)
    for forget in typing._cleanups:  # type: ignore[attr-defined] # noqa: SLF001
        forget()
    read = REGISTRY.read(entry.type, entry.data)
    assert isinstance(read, ChairAppointed)


def test_an_opening_can_be_deleted_and_leaves_no_byte_in_the_file(
    on_sqlite: Place, folder: Path
) -> None:
    with a_ledger(on_sqlite) as ledger:
        chaired_by(ledger)
        with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
            cursor.execute("DELETE FROM opening")
    (file,) = folder.iterdir()
    assert NAME.encode() not in file.read_bytes()


def test_what_is_left_after_an_erasure_reads_as_before(ledger: Ledger) -> None:
    before = chaired_by(ledger)
    with ledger._datastore.transaction(commit=True) as cursor:  # noqa: SLF001
        cursor.execute("DELETE FROM opening")
    assert ledger.entry(1) == before
    assert ledger.opening(1, "/name") is None


def test_a_dry_run_keeps_no_opening(ledger: Ledger, place: Place) -> None:
    append(ledger, established())
    before = content(place)
    ledger.validate([chaired()], actor=ACTOR)
    assert content(place) == before


def test_no_stranger_can_change_a_value_behind_a_commitment(ledger: Ledger, place: Place) -> None:
    chaired_by(ledger)
    with place.stranger() as stranger, pytest.raises(Exception, match="opening is insert-only"):
        stranger.execute("UPDATE opening SET value = 'somebody else'")
