from __future__ import annotations

import psycopg

from ledger.store.postgresql.pools import Pools
from projections.read_model.postgresql.place import SchemaPlace


def test_generations_that_outlived_their_row_are_not_in_the_way(postgresql_url: str) -> None:
    with Pools(postgresql_url) as pools:
        place = SchemaPlace(pools, "devon")
        place.create()
        with psycopg.connect(postgresql_url, autocommit=True) as stranger:
            stranger.execute("DROP SCHEMA devon_read_model CASCADE")
        assert place.standing() is None
        place.create()
        assert place.standing() == 2
