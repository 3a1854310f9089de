from collections.abc import Iterator

import pytest

from tests.services.kafka.topics import fresh_topic
from tests.services.services import Services


@pytest.fixture
def bootstrap(services: Services) -> str:
    """The broker of the session."""
    return services.kafka.bootstrap


@pytest.fixture
def topic(bootstrap: str) -> Iterator[str]:
    """A topic of three partitions."""
    with fresh_topic(bootstrap, partitions=3) as name:
        yield name
