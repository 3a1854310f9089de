"""What the expressions of alerts and dashboard ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import promql_parser as promql
import yaml

FOLDER: Final = Path(__file__).resolve().parents[3] / "monitoring"
OF_PROMETHEUS: Final = frozenset({"job", "instance"})
"""Labels that Prometheus itself puts on whatever it scrapes."""
ITS_OWN: Final[Mapping[str, frozenset[str]]] = {"up": OF_PROMETHEUS}
"""Metrics that Prometheus itself makes, with their labels."""
VARIABLES: Final = {"$__rate_interval": "5m", "$council": "devon"}
"""What Grafana puts in, and an example of it."""


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def panels() -> list[dict[str, Any]]:
    """The panels of the dashboard, its rows among them."""
    return list(dashboard()["panels"])


def dashboard() -> dict[str, Any]:
    """The whole dashboard."""
    found: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    return found


def expressions() -> dict[str, str]:
    """Every expression by where it stands."""
    found = {f"alert {rule['alert']}": rule["expr"] for rule in rules()}
    for panel in panels():
        for target in panel.get("targets", ()):
            found[f"panel {panel['title']} {target['refId']}"] = target["expr"]
    return found


def read(expression: str) -> Any:  # noqa: ANN401 - a tree of many types, which have no base
    """The tree of an expression; raises ValueError where it is none."""
    for name, example in VARIABLES.items():
        expression = expression.replace(name, example)
    return promql.parse(expression)


def selectors(tree: Any) -> Iterator[promql.VectorSelector]:  # noqa: ANN401 - as above
    """Every selection of series in a tree."""
    if isinstance(tree, promql.VectorSelector):
        yield tree
    for name in ("lhs", "rhs", "expr", "args", "param", "vector_selector"):
        part = getattr(tree, name, None)
        for each in part if isinstance(part, list) else [part]:
            if each is not None:
                yield from selectors(each)


def aggregations(tree: Any) -> Iterator[promql.AggregateExpr]:  # noqa: ANN401 - as above
    """Every sum, maximum and so on in a tree."""
    if isinstance(tree, promql.AggregateExpr):
        yield tree
    for name in ("lhs", "rhs", "expr", "args", "param"):
        part = getattr(tree, name, None)
        for each in part if isinstance(part, list) else [part]:
            if each is not None:
                yield from aggregations(each)


def faults(expression: str, told: Mapping[str, frozenset[str]]) -> list[str]:
    """What an expression asks for that no process tells; ``told`` is sample -> its labels."""
    known = {**told, **ITS_OWN}
    tree = read(expression)
    found = []
    for each in selectors(tree):
        if each.name not in known:
            found.append(f"no metric {each.name}")
            continue
        asked = {matcher.name for matcher in each.matchers.matchers}
        found += [f"{each.name} has no {name}" for name in asked - known[each.name] - OF_PROMETHEUS]
    for aggregation in aggregations(tree):
        labels = set(aggregation.modifier.labels) if aggregation.modifier else set()
        for each in selectors(aggregation):
            lacking = labels - known.get(each.name, frozenset()) - OF_PROMETHEUS
            found += [f"{each.name} is grouped by {name}, which it lacks" for name in lacking]
    return found
