"""Fixtures that every folder of tests shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds import World, world_of_examples

pytest_plugins = ["tests.services.fixtures"]


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The four example councils, loaded once; tests only read it."""
    with world_of_examples(tmp_path_factory.mktemp("examples")) as world:
        yield world
