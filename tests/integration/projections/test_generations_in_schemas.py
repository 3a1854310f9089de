"""A read model in schemas: what is there, who makes it, and what is missing or not ours."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from ledger.store.postgresql.pools import Pools
from projections.read_model import DamagedReadModel, MissingReadModel, ReadModelUnavailable
from projections.read_model.postgresql.place import SchemaPlace
from projections.read_model.postgresql.standing import base_of, schema_of
from tests.unit.projections.small_logs import EXISTS, projector


@pytest.fixture
def pools(postgresql_url: str) -> Iterator[Pools]:
    with Pools(postgresql_url) as made:
        yield made


@pytest.fixture
def place(pools: Pools) -> SchemaPlace:
    return SchemaPlace(pools, "devon")


def schemas(pools: Pools) -> list[str]:
    with pools.reading() as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%read_model%' ORDER BY 1"
        )
        return [name for (name,) in found]


def execute(pools: Pools, statement: str) -> None:
    with pools.writing() as connection:
        connection.execute(statement.encode())


def test_where_there_is_none_nothing_is_made_by_asking(place: SchemaPlace, pools: Pools) -> None:
    assert (place.standing(), place.kept()) == (None, None)
    with pytest.raises(MissingReadModel):
        place.stamp()
    with pytest.raises(MissingReadModel), closing(place.readers()) as readers, readers.reader():
        pass
    assert schemas(pools) == []


def test_many_that_make_it_at_once_agree_on_one(place: SchemaPlace, pools: Pools) -> None:
    with ThreadPoolExecutor(4) as threads:
        for made in [threads.submit(SchemaPlace(pools, "devon").create) for _ in range(8)]:
            made.result()
    assert (place.standing(), place.kept()) == (1, None)
    assert schemas(pools) == ["devon_read_model", "devon_read_model_1"]


def test_the_read_model_of_a_council_whose_key_begins_like_another_is_not_touched(
    place: SchemaPlace, pools: Pools
) -> None:
    other = SchemaPlace(pools, "devon-2")
    for each in (place, other):
        each.create()
    number = place.fresh()
    with place.loading(number):
        pass
    assert place.fresh() == number + 1
    assert place.standing() == other.standing() == 1
    assert schema_of(other.name, 1) in schemas(pools)
    assert schema_of(place.name, number) not in schemas(pools)


def test_a_load_that_fails_leaves_nothing(place: SchemaPlace, pools: Pools) -> None:
    place.create()
    with pytest.raises(KeyboardInterrupt), place.loading(place.fresh()):
        raise KeyboardInterrupt
    assert schemas(pools) == ["devon_read_model", "devon_read_model_1"]


def test_a_number_is_never_given_twice(place: SchemaPlace) -> None:
    place.create()
    number = place.fresh()
    with place.loading(number):
        pass
    place.stand(number)
    place.drop(1)
    assert place.fresh() == number + 1
    place.drop(number + 1)
    assert place.fresh() == number + 2


def test_a_generation_that_somebody_removed_is_a_damaged_read_model(
    place: SchemaPlace, pools: Pools
) -> None:
    place.create()
    execute(pools, "DROP SCHEMA devon_read_model_1 CASCADE")
    with pytest.raises(DamagedReadModel), closing(place.readers()) as readers, readers.reader():
        pass
    with pytest.raises(DamagedReadModel), projector([EXISTS], place) as live:
        live.catch_up()


def test_rows_that_do_not_fit_together_are_damage(place: SchemaPlace, pools: Pools) -> None:
    place.create()
    execute(pools, "INSERT INTO devon_read_model_1.event VALUES (0, 1, 1, 1, 0, 0, 0, 0)")
    with pytest.raises(DamagedReadModel), projector([EXISTS], place) as live:
        live.catch_up()


def test_who_may_only_read_is_told_that_it_cannot_be_made(
    place: SchemaPlace, postgresql_url: str
) -> None:
    place.create()
    with Pools(f"{postgresql_url}?options=-c%20role%3Dpg_read_all_data") as theirs:
        reader = SchemaPlace(theirs, "devon")
        reader.create()  # it is there
        with closing(reader.readers()) as readers, readers.reader() as each:
            assert each.connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
        with pytest.raises(ReadModelUnavailable, match="permission denied"):
            SchemaPlace(theirs, "exeter").create()
        with pytest.raises(ReadModelUnavailable), projector([EXISTS], reader) as live:
            live.catch_up()


def test_a_key_that_is_too_long_for_a_schema_keeps_apart_from_its_like() -> None:
    one, two = (f"{'long-' * 11}{end}" for end in "ab")
    assert base_of(one) != base_of(two)
    assert len(schema_of(base_of(one), 10**9)) <= 63
