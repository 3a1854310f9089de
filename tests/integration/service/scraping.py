"""Looking at /metrics of the service, run within this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from service.wiring import Wiring
from tests.places import Place
from tests.waiting import until
from tests.wrong_events.notation import Json

HERE: Final = "http://127.0.0.1"
QUESTION: Final = {"query": "{ snapshot { basis { position } } }"}
STRUCTURED: Final = {"Content-Type": "application/cloudevents+json"}


class Scraped:
    """The figures of one look at /metrics."""

    def __init__(self, text: str) -> None:
        self.families: dict[str, Metric] = {
            each.name: each for each in text_string_to_metric_families(text)
        }

    def value(self, sample: str, **labels: str) -> float | None:
        """The value of the only sample of this name with these labels, among others it may have."""
        found = [
            each.value
            for family in self.families.values()
            for each in family.samples
            if each.name == sample and labels.items() <= each.labels.items()
        ]
        assert len(found) < 2, f"{sample} {labels}: {found}"
        return found[0] if found else None


def settings_of(place: Place) -> Settings:
    name = "database_url" if place.is_postgresql else "data_dir"
    return Settings.model_validate({name: place.address})


@contextmanager
def running(
    place: Place, *councils: str, app: Callable[[Wiring], Starlette] = create_app
) -> Iterator[TestClient]:
    with Wiring(settings_of(place)) as wiring:
        for council in councils:
            wiring.create(council)
        with TestClient(app(wiring), base_url=HERE) as client:
            yield client


def scraped(client: TestClient) -> Scraped:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return Scraped(answer.text)


def scraped_when(client: TestClient, is_so: Callable[[Scraped], bool]) -> Scraped:
    def look() -> Scraped | None:
        found = scraped(client)
        return found if is_so(found) else None

    return until(look)


def send(client: TestClient, event: Json) -> int:
    return client.post("/v1/events", json=event, headers=STRUCTURED).status_code
