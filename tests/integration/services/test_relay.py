from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.services.relay import Relay, relay_to
from tests.waiting import until

pytestmark = [pytest.mark.integration, pytest.mark.faults]


@pytest.fixture
def relay(postgresql_url: str) -> Iterator[Relay]:
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE kept (row int)")
    with relay_to(postgresql_url) as relay:
        yield relay


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM kept").fetchone() or (-1,)
    return int(count)


def begin(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url)
    connection.execute("INSERT INTO kept VALUES (1)")
    return connection


def test_it_passes_on_what_is_said(postgresql_url: str, relay: Relay) -> None:
    with begin(relay.url(postgresql_url)) as connection:
        connection.execute("INSERT INTO kept SELECT * FROM generate_series(1, 20000)")
    assert rows(relay.url(postgresql_url)) == rows(postgresql_url) == 20_001


def test_what_was_not_committed_is_gone_with_the_connection(
    postgresql_url: str, relay: Relay
) -> None:
    with closing(begin(relay.url(postgresql_url))) as connection:
        relay.cut()
        with pytest.raises(psycopg.OperationalError):
            connection.commit()
    assert rows(relay.url(postgresql_url)) == 0


def test_a_commit_can_stand_although_nobody_heard_of_it(postgresql_url: str, relay: Relay) -> None:
    with (
        ThreadPoolExecutor(1) as elsewhere,
        closing(begin(relay.url(postgresql_url))) as connection,
    ):
        relay.lose_answers()
        committing = elsewhere.submit(connection.commit)
        until(lambda: rows(postgresql_url), 10)
        assert not committing.done()
        relay.heal()
        with pytest.raises(psycopg.OperationalError):
            committing.result()
    assert rows(relay.url(postgresql_url)) == 1


def test_a_server_that_is_down_is_found_down(postgresql_url: str) -> None:
    with (
        relay_to("postgresql://nobody@127.0.0.1:1/none") as relay,
        pytest.raises(psycopg.OperationalError),
    ):
        psycopg.connect(relay.url(postgresql_url))
