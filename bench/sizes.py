"""How much is measured: all of it, what three minutes allow, or just enough to see it work."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Sizes(Struct, frozen=True, kw_only=True):
    """How many events, runs and questions.

    ``as_of`` are the sizes of the ledgers that questions are asked of, ascending; between
    the last two the memory of a rebuild is compared.
    """

    name: str
    single_events: int
    single_runs: int
    posting_runs: int
    topic_events: int
    topic_runs: int
    paced_s: int
    batches: int
    batch_runs: int
    rebuild_events: int
    rebuild_runs: int
    plans: int
    actions: int
    as_of: tuple[int, ...]
    questions: int


FULL: Final = Sizes(
    name="full",
    single_events=300,
    single_runs=21,
    posting_runs=9,
    topic_events=50_000,
    topic_runs=3,
    paced_s=20,
    batches=20,
    batch_runs=7,
    rebuild_events=30_000,
    rebuild_runs=3,
    plans=50,
    actions=200,
    as_of=(10_000, 100_000, 1_000_000),
    questions=100,
)

QUICK: Final = Sizes(
    name="quick",
    single_events=100,
    single_runs=7,
    posting_runs=3,
    topic_events=10_000,
    topic_runs=1,
    paced_s=5,
    batches=2,
    batch_runs=5,
    rebuild_events=3_000,
    rebuild_runs=3,
    plans=50,
    actions=200,
    as_of=(5_000, 50_000),
    questions=20,
)

TINY: Final = Sizes(
    name="tiny",
    single_events=5,
    single_runs=1,
    posting_runs=1,
    topic_events=2_500,
    topic_runs=1,
    paced_s=2,
    batches=1,
    batch_runs=1,
    rebuild_events=700,
    rebuild_runs=1,
    plans=2,
    actions=5,
    as_of=(30, 300),
    questions=4,
)
"""For the tests: it shows that the pieces fit, and its figures mean nothing."""
