"""Which of two faces of a page a client asks for: for people, or for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_RANGE: Final = re.compile(r"\s*([\w.+*-]+/[\w.+*-]+)\s*((?:;[^,]*)?)")
_WEIGHT: Final = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)

JSON_TYPES: Final = ("application/json", "application/problem+json", "application/schema+json")


def prefers_json(accept: str) -> bool:
    """Whether an Accept header (RFC 9110, section 12.5.1) ranks JSON above HTML.

    A client that says nothing, or takes anything, gets the page for people.
    """
    weights = _weights(accept)
    return max(_weight(weights, kind) for kind in JSON_TYPES) > _weight(weights, "text/html")


def prefers_html(accept: str) -> bool:
    """Whether HTML is asked for by name and ranks above JSON: what browsers do."""
    weights = _weights(accept)
    return weights.get("text/html", 0.0) > max(weights.get(kind, 0.0) for kind in JSON_TYPES)


def _weights(accept: str) -> dict[str, float]:
    weights = {}
    for part in accept.split(","):
        match = _RANGE.fullmatch(part)
        if match:
            weight = _WEIGHT.search(match[2])
            weights[match[1].lower()] = float(weight[1]) if weight else 1.0
    return weights


def _weight(weights: dict[str, float], kind: str) -> float:
    """The weight of the most specific range that covers ``kind``."""
    for covering in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if covering in weights:
            return weights[covering]
    return 0.0


def best_of(accept: str, kinds: Sequence[str]) -> str | None:
    """The kind that an Accept header ranks highest, the first among equals; None for none.

    A client that says nothing takes anything.
    """
    weights = _weights(accept) or {"*/*": 1.0}
    best = max(kinds, key=lambda kind: _weight(weights, kind))
    return best if _weight(weights, best) > 0 else None
