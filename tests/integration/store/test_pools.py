"""The two pools of a process: made when wanted, safe to write to, harmless to read from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from psycopg.errors import QueryCanceled, ReadOnlySqlTransaction
from psycopg_pool import PoolTimeout

from ledger.store.postgresql.pools import Pools
from tests.places import Place

CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'improvement-ledger'"


@pytest.fixture
def pools(postgresql_url: str) -> Iterator[Pools]:
    with Pools(postgresql_url, wait_s=0.2) as made:
        yield made


def connected(url: str) -> int:
    with psycopg.connect(url) as stranger:
        query = f"{CONNECTED} AND datname = current_database()"
        return int((stranger.execute(query.encode()).fetchone() or (0,))[0])


def is_let_go(url: str) -> bool:
    """Whether the server has noticed, within seconds, that nobody is connected any more."""
    deadline = time.monotonic() + 10
    while connected(url) and time.monotonic() < deadline:
        time.sleep(0.01)
    return connected(url) == 0


def test_nobody_connects_before_a_connection_is_wanted(pools: Pools, postgresql_url: str) -> None:
    assert connected(postgresql_url) == 0
    with pools.reading():
        assert connected(postgresql_url) == 1


def test_one_connection_serves_one_after_the_other(pools: Pools, postgresql_url: str) -> None:
    for _ in range(5):
        with pools.writing() as connection:
            connection.execute("SELECT 1")
    assert connected(postgresql_url) == 1


def test_a_reader_writes_nothing(pools: Pools) -> None:
    with pools.reading() as connection, pytest.raises(ReadOnlySqlTransaction):
        connection.execute("CREATE TABLE t ()")


def test_a_statement_does_not_run_for_ever(pools: Pools) -> None:
    with pools.reading() as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("30s",)
        connection.execute("SET statement_timeout = '20ms'")
        with pytest.raises(QueryCanceled):
            connection.execute("SELECT pg_sleep(1)")
    with pools.writing() as connection:
        idle = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
        assert idle == ("1min",)


def test_when_all_are_in_use_the_next_waits_and_is_told(pools: Pools) -> None:
    with ExitStack() as lent:
        for _ in range(8):
            lent.enter_context(pools.writing())
        with pytest.raises(PoolTimeout), pools.writing():
            raise AssertionError
        with pools.reading() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_transaction_that_was_left_open_is_undone(pools: Pools) -> None:
    with pools.writing() as connection:
        connection.execute("CREATE TABLE t (n INT)")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO t VALUES (1)")
    with pools.reading() as connection:
        assert connection.execute("SELECT * FROM t").fetchall() == []


def test_closed_pools_let_go_and_open_again(pools: Pools, postgresql_url: str) -> None:
    with pools.reading() as connection:
        connection.execute("SELECT 1")
    pools.close()
    assert is_let_go(postgresql_url)
    with pools.reading() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ufdd0", "\ufdd00", "\ufdd01\0", "", "£ 🏠"])
def test_every_text_comes_back(pools: Pools, text: str) -> None:
    with pools.writing() as connection:
        connection.execute("CREATE TABLE t (one TEXT PRIMARY KEY, many TEXT[])")
        connection.execute("INSERT INTO t VALUES (%s, %s)", (text, [text, "x"]))
        with connection.cursor() as cursor, cursor.copy("COPY t FROM STDIN") as copy:
            copy.write_row((f"{text}2", [text]))
        for binary in (False, True):
            with connection.cursor(binary=binary) as cursor:
                rows = cursor.execute("SELECT * FROM t ORDER BY length(one)").fetchall()
                assert rows == [(text, [text, "x"]), (f"{text}2", [text])]
        found = connection.execute("SELECT count(*) FROM t WHERE one = ANY(%s)", ([text],))
        assert found.fetchone() == (1,)


def test_connections_of_a_place_are_gone_with_it(postgresql_url: str) -> None:
    with Place(postgresql_url) as place:
        assert place.home().councils() == []
        assert connected(postgresql_url) == 1
    assert is_let_go(postgresql_url)
