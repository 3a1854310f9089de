from collections.abc import Iterator

import pytest

from tests.wrong_events.serving import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("ledgers")) as running:
        yield running
