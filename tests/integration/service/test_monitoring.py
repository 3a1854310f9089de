"""Alert rules and dashboard ask for what is told, and all that is told can be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pytest
import yaml
from prometheus_client import Metric

from consumers.kafka.standing import FeedStanding, LedgerPublished, PublisherStanding, Standing
from service.metrics import ConsumerMetrics, PublisherMetrics
from tests.integration.service.expressions import (
    FOLDER,
    dashboard,
    expressions,
    faults,
    panels,
    read,
    rules,
    selectors,
)
from tests.integration.service.processes import ROOT
from tests.integration.service.scraping import QUESTION, Scraped, running, scraped_when, send
from tests.places import Place
from tests.wrong_events.notation import LEFT_OUT, proposed

PARTS = re.compile("_(bucket|count|sum)$")
DURATION = re.compile("[0-9]+[smhd]")
ROW = re.compile(r"^\| `(ledger_\w+)` \|(.*?)\|", re.MULTILINE)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Scraped:
    """The figures of a service in which everything has happened once."""
    place = Place(str(tmp_path_factory.mktemp("ledgers")))
    with running(place, "devon") as client:
        send(client, proposed("first"))
        send(client, proposed("no date", effective=LEFT_OUT))
        client.post("/devon/graphql", json=QUESTION)
        return scraped_when(
            client, lambda now: now.value("ledger_projection_position", council="devon") == 0
        )


@pytest.fixture(scope="module")
def told(found: Scraped) -> Mapping[str, frozenset[str]]:
    """Sample -> its labels."""
    return {
        sample.name: frozenset(sample.labels)
        for family in (*found.families.values(), *consumer(), *publisher())
        for sample in family.samples
    }


def consumer() -> Iterable[Metric]:
    """The figures of a consumer in which everything has happened once."""
    feed = FeedStanding(topic="events", partition=0, counts={"recorded": 1})
    standing = Standing(ready=True, error="", feeds=(feed,))
    return ConsumerMetrics(lambda: standing).collect()


def publisher() -> Iterable[Metric]:
    """The figures of a publisher that publishes for a ledger."""
    ledgers = (LedgerPublished("devon", 7, 9, 1.5),)
    standing = PublisherStanding(ready=True, leading=True, error="", ledgers=ledgers)
    return PublisherMetrics(lambda: standing).collect()


@pytest.mark.parametrize("where", expressions())
def test_what_it_asks_for_is_told(where: str, told: Mapping[str, frozenset[str]]) -> None:
    assert faults(expressions()[where], told) == []


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("ledger_lag_seconds > 30", "no metric ledger_lag_seconds"),
        ('ledger_position{town="devon"}', "ledger_position has no town"),
        ("sum by (code) (ledger_position)", "ledger_position is grouped by code, which it lacks"),
        (
            "1 - rate(ledger_append_duration_seconds[5m])",
            "no metric ledger_append_duration_seconds",
        ),
    ],
)
def test_what_is_not_told_is_found(
    expression: str, fault: str, told: Mapping[str, frozenset[str]]
) -> None:
    assert faults(expression, told) == [fault]


def test_what_is_no_expression_is_found() -> None:
    with pytest.raises(ValueError, match="unclosed"):
        read("sum by (council (ledger_position)")


def test_whatever_of_ours_is_told_can_be_looked_at(told: Mapping[str, frozenset[str]]) -> None:
    asked = {
        PARTS.sub("", each.name) for e in expressions().values() for each in selectors(read(e))
    }
    ours = {PARTS.sub("", name) for name in told if name.startswith("ledger_")}
    assert ours - asked == set()


def test_the_documents_have_every_metric_with_its_labels(
    told: Mapping[str, frozenset[str]],
) -> None:
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    documented = {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in ROW.findall(text)}
    ours: dict[str, set[str]] = {}
    for name, labels in told.items():
        if name.startswith("ledger_"):
            ours.setdefault(PARTS.sub("", name), set()).update(labels - {"le"})
    assert documented == ours


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_urgent_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in {"page", "ticket", "note"}
    assert rule["annotations"].keys() == {"summary", "action"}
    assert DURATION.fullmatch(rule.get("for", "1m"))


def test_alerts_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)


def test_panels_lie_beside_each_other() -> None:
    taken = [panel["gridPos"] for panel in panels()]
    assert len({panel["id"] for panel in panels()}) == len(taken)
    assert all(at["x"] >= 0 and at["x"] + at["w"] <= 24 for at in taken)
    assert [pair for pair in combinations(taken, 2) if overlap(*pair)] == []


def overlap(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "w"), ("y", "h"))
    )


def test_the_dashboard_has_the_variables_that_it_uses() -> None:
    known = {each["name"] for each in dashboard()["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]\w*)", "".join(map(str, panels()))))
    assert used == known


def test_the_jobs_are_called_as_the_alerts_call_them() -> None:
    text = (FOLDER / "prometheus.yml").read_text(encoding="utf-8")
    configuration = yaml.safe_load(text)
    assert configuration["rule_files"] == ["alerts.yml"]
    asked = [
        matcher.value
        for expression in expressions().values()
        for selector in selectors(read(expression))
        for matcher in selector.matchers.matchers
        if matcher.name == "job"
    ]
    jobs = [each["job_name"] for each in configuration["scrape_configs"]]
    assert asked
    assert [j for j in jobs for pattern in asked if not re.fullmatch(pattern, j)] == []
