"""What a measurement is, and how two sides are measured so that the ratio means something.

The sides of a comparison take turns within one run, so that whatever else the machine
does hits them alike; the medians of the turns are compared. Absolute figures belong to
one machine on one day, ratios are what an aim is set on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Final, Literal, TypeVar

from msgspec import Struct

Unit = Literal[
    "events/s",
    "rows/s",
    "ms",
    "ms a question",
    "microseconds a probe",
    "times",
    "MiB resident",
]
LESS_IS_BETTER: Final = frozenset(
    {"ms", "ms a question", "microseconds a probe", "times", "MiB resident"}
)
AIM: Final = "the aim"
"""The ``peer_name`` of a measurement that is held against a figure and not a program."""

S = TypeVar("S", bound=str)


class Result(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One measurement.

    ``ratio`` is how many times better ``ours`` is than ``peer`` (ours/peer for a rate,
    peer/ours for a time or a size), so a ratio above ``aim`` is better than was aimed at.
    Where the aim is a figure of its own, ``peer`` is that figure, ``peer_name`` is "the aim"
    and ``aim`` is 1. ``aim`` is None for what is only told.
    """

    name: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    aim: float | None
    unit: Unit

    @property
    def is_reached(self) -> bool:
        """Whether the aim, if there is one, is reached."""
        return self.aim is None or self.ratio >= self.aim


def compared(
    name: str, ours: float, peer: float, *, peer_name: str, unit: Unit, aim: float | None = None
) -> Result:
    """The result of measuring ``ours`` against ``peer``."""
    ratio = peer / ours if unit in LESS_IS_BETTER else ours / peer
    return Result(
        name=name,
        ours=_rounded(ours),
        peer=_rounded(peer),
        peer_name=peer_name,
        ratio=_rounded(ratio),
        aim=aim,
        unit=unit,
    )


def held_against(
    name: str, ours: float, at_most: float, *, unit: Unit, is_aimed: bool = True
) -> Result:
    """The result of holding ``ours`` against a bound; not ``is_aimed``: only to tell it."""
    aim = 1.0 if is_aimed else None
    return compared(name, ours, at_most, peer_name=AIM, unit=unit, aim=aim)


def alternate(
    sides: Mapping[S, Callable[[], float]],
    *,
    runs: int,
    settle: Callable[[], None] = lambda: None,
) -> dict[S, float]:
    """The median of each side over ``runs`` turns, every turn beginning with another side.

    ``settle`` is called before each, so that what one side left to be done is not for the next.
    """
    figures: dict[S, list[float]] = {name: [] for name in sides}
    order = list(sides)
    for _ in range(runs):
        for name in order:
            settle()
            figures[name].append(sides[name]())
        order.append(order.pop(0))
    return {name: median(each) for name, each in figures.items()}


def seconds(do: Callable[[], object]) -> float:
    """How long ``do`` takes."""
    start = perf_counter()
    do()
    return perf_counter() - start


def _rounded(figure: float) -> float:
    """Four significant digits: more would only be noise."""
    return float(f"{figure:.4g}")
