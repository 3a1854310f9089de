"""Servers in containers, by docker compose through pytest-docker, where an engine answers."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from pytest_docker.plugin import (
    DockerComposeExecutor,
    get_cleanup_command,
    get_docker_services,
)
from pytest_docker.plugin import Services as Containers

from tests.services.missing import Missing

ROOT: Final = Path(__file__).parents[2]
FILES: Final = (ROOT / "docker-compose.yml", ROOT / "tests" / "docker-compose.yml")
"""What runs in production, and what tests change of it: one description of a server, not two."""
ANSWERS_WITHIN_S: Final = 5.0


def compose_command() -> str:
    """``docker compose`` or ``docker-compose``; raises :class:`Missing` where neither can serve."""
    if shutil.which("docker") is None:
        raise Missing("no docker")
    if not os.environ.get("DOCKER_HOST", "unix://").startswith("unix://"):
        raise Missing("the docker engine is on another machine, which could not reach our ports")
    if not _succeeds("docker", "info"):
        raise Missing("no docker engine answers")
    if _succeeds("docker", "compose", "version"):
        return "docker compose"
    if shutil.which("docker-compose"):
        return "docker-compose"
    raise Missing("docker has no compose")


@contextmanager
def containers(service: str, **variables: str) -> Iterator[Containers]:
    """One service of the compose files, healthy, in a project of its own; removed afterwards.

    ``variables`` are what the files leave open. Raises :class:`Missing` where compose
    cannot serve.
    """
    with composed(f"up --detach --wait {service}", **variables) as compose:
        yield Containers(compose)


@contextmanager
def composed(up: str, **variables: str) -> Iterator[DockerComposeExecutor]:
    """Compose for what ``up`` starts, as :func:`containers`."""
    given = " ".join(f"{name}={value}" for name, value in variables.items())
    command = f"env {given} {compose_command()}"
    files = [str(each) for each in FILES]
    project = f"improvement-ledger-tests-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        # pytest-docker leaves the containers behind where they do not come up.
        compose = DockerComposeExecutor(command, files, project)
        stack.callback(lambda: [compose.execute(each) for each in get_cleanup_command()])
        stack.enter_context(get_docker_services(command, files, project, [up], []))
        yield compose


def _succeeds(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=ANSWERS_WITHIN_S, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
