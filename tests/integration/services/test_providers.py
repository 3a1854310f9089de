from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.services.compose import compose_command, containers
from tests.services.kafka import given as given_kafka
from tests.services.missing import Missing
from tests.services.postgresql import given as given_postgresql
from tests.services.postgresql.databases import fresh_database
from tests.services.services import Services

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[3]

NOTHING_HERE = """
import pytest
from tests.services import services as providers
from tests.services.missing import Missing

@pytest.fixture(autouse=True)
def nothing_here(monkeypatch):
    def missing(*_, **__):
        raise Missing("not on this machine")
    monkeypatch.setattr(providers, "installations", list)
    monkeypatch.setattr(providers, "containers", missing)

def test_with_postgresql(postgresql_url): ...
def test_with_a_server_of_its_own(own_postgresql): ...
def test_without(): ...
"""

SOMETHING_LACKING = """
import pytest
from tests.services.missing import no_capability

class Broker:
    name, version, provider = "Kafka", "1", "wheel"

def test_that_needs_a_listed_one(): no_capability(Broker, "transactions")
def test_that_needs_another(): no_capability(Broker, "magic")
"""

SERVED = """
def test_one(postgresql_url): ...
def test_two(postgresql_url): ...
"""


def run(folder: Path, tests: str, *options: str, **environment: str) -> tuple[int, str]:
    """The exit code and the output of pytest over ``tests``, told to use our fixtures."""
    (folder / "test_it.py").write_text(tests)
    kept = {k: v for k, v in os.environ.items() if k not in {"CI", "PYTEST_ADDOPTS"}}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.services.fixtures", "-W", "ignore", *options],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_missing_service_is_told_with_each_test_that_did_not_run(tmp_path: Path) -> None:
    code, told = run(tmp_path, NOTHING_HERE)
    assert code == 0
    assert "1 passed, 2 skipped" in told
    summary = told.partition("= services =")[2]
    assert "PostgreSQL is missing (TEST_POSTGRESQL_URL is not set; not on this machine" in summary
    assert "test_it.py::test_with_postgresql" in summary
    assert "test_it.py::test_with_a_server_of_its_own" in summary


def test_a_missing_service_fails_under_ci(tmp_path: Path) -> None:
    code, told = run(tmp_path, NOTHING_HERE, CI="true")
    assert code == 1
    assert "1 passed, 2 errors" in told
    assert "under CI every service has to be there: PostgreSQL is missing" in told


@pytest.mark.parametrize("ci", ["", "true"])
def test_what_a_provider_lacks_fails_where_no_list_says_so(tmp_path: Path, ci: str) -> None:
    code, told = run(tmp_path, SOMETHING_LACKING, CI=ci)
    assert code == 1
    assert "1 failed, 1 skipped" in told
    assert "lacks magic, and capabilities.toml does not say so" in told
    assert "Kafka 1 (wheel) lacks transactions: test_it.py" in told.partition("= services =")[2]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_what_served_is_told(tmp_path: Path, services: Services, workers: str) -> None:
    url = services.postgresql.url_of("postgres")
    code, told = run(tmp_path, SERVED, "-n", workers, **{given_postgresql.VARIABLE: url})
    assert code == 0
    summary = told.partition("= services =")[2]
    assert summary.count(f"PostgreSQL {services.postgresql.version}, environment") == 1


def test_the_environment_comes_first(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(given_postgresql.VARIABLE, services.postgresql.url_of("postgres"))
    monkeypatch.setenv(given_kafka.VARIABLE, services.kafka.bootstrap)
    with Services() as others:
        assert others.postgresql.provider == "environment"
        assert others.postgresql.version == services.postgresql.version
        assert others.kafka.provider == "environment"
        assert others.kafka.bootstrap == services.kafka.bootstrap
        with fresh_database(others.postgresql) as url:
            psycopg.connect(url).close()


def test_a_given_server_that_does_not_answer_is_no_reason_to_take_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(given_postgresql.VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    with Services() as others, pytest.raises(psycopg.OperationalError):
        _ = others.postgresql


class Docker:
    """A stand-in for the docker client, since no engine answers on every machine.

    It writes down what it is told, and fails at what ``fails_at`` matches.
    """

    def __init__(self, folder: Path, fails_at: str) -> None:
        self._told = folder / "told"
        program = folder / "docker"
        program.write_text(
            f'#!/bin/sh\necho "$@" >> \'{self._told}\'\ncase "$*" in {fails_at}) exit 1;; esac\n'
        )
        program.chmod(0o755)

    def told(self) -> list[str]:
        return self._told.read_text().splitlines()


@pytest.fixture
def only_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on the PATH; the engine, if any, is on this machine."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    return tmp_path


def test_a_client_without_an_engine_is_no_provider(only_here: Path) -> None:
    Docker(only_here, fails_at="info")
    with pytest.raises(Missing, match="no docker engine answers"):
        compose_command()


def test_an_engine_elsewhere_is_no_provider(
    only_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Docker(only_here, fails_at="nothing")
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere.example:2375")
    with pytest.raises(Missing, match="another machine"):
        compose_command()


def test_the_older_compose_is_found_too(only_here: Path) -> None:
    Docker(only_here, fails_at="'compose version'")
    (only_here / "docker-compose").write_text("#!/bin/sh\n")
    (only_here / "docker-compose").chmod(0o755)
    assert compose_command() == "docker-compose"


def test_containers_are_removed_afterwards(only_here: Path) -> None:
    docker = Docker(only_here, fails_at="nothing")
    with containers("kafka", TEST_KAFKA_PORT="1"):
        up = docker.told()[-1]
    down = docker.told()[-1]
    assert up.endswith("up --detach --wait kafka")
    assert down.endswith("down -v")
    assert up.split(" up ")[0] == down.split(" down ")[0]


def test_containers_that_do_not_come_up_are_removed_as_well(only_here: Path) -> None:
    docker = Docker(only_here, fails_at="*'up --detach'*")
    with pytest.raises(Exception, match="up --detach --wait kafka"), containers("kafka"):
        pytest.fail("they did not come up")
    assert docker.told()[-1].endswith("down -v")
