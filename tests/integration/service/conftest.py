"""A data folder with the examples in it, made once by the demo itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.service.processes import Ended, run, started, until_ready


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """The demo without serving: what it printed, and the folder it loaded."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    return run("demo", "--no-serve", "--data-dir", str(folder)), folder


@pytest.fixture
def data_dir(demo: tuple[Ended, Path], tmp_path: Path) -> Path:
    """The loaded folder, a copy of one's own."""
    return Path(shutil.copytree(demo[1], tmp_path / "data", symlinks=True))


@pytest.fixture(scope="session")
def loaded(demo: tuple[Ended, Path]) -> Path:
    """The loaded folder, to read only."""
    return demo[1]


@pytest.fixture(scope="session")
def served(demo: tuple[Ended, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service on a copy of the loaded folder; tests only read."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(demo[1], folder, symlinks=True)
    with started("serve", "--port", "0", data_dir=folder) as running:
        address = running.address()
        until_ready(address)
        yield address
