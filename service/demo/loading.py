"""The examples, loaded as any sender's events are: through the intake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from consumers.files import submit_file
from consumers.sender import LOCAL
from ledger.store.messages import Receipt, Refused
from service.documents import CHECKOUT
from service.wiring import Wiring

EXAMPLES: Final = CHECKOUT / "examples"

FILES: Final = {
    "devon": "devon.jsonl",
    "worcestershire": "worcestershire.jsonl",
    "nottingham-city": "nottingham-city.jsonl",
    "example": "synthetic.jsonl",
}
"""Council -> the file of its events."""


class NoExamples(FileNotFoundError):
    """The examples are part of a checkout, and this is none."""


class Loaded(msgspec.Struct, frozen=True):
    """What became of the events of a council."""

    council: str
    recorded: int
    repeated: int
    refused: tuple[Refused, ...]

    @property
    def events(self) -> int:
        """How many of its events the ledger holds now."""
        return self.recorded + self.repeated


def load_examples(
    wiring: Wiring, folder: Path = EXAMPLES, tell: Callable[[str], None] = lambda _: None
) -> list[Loaded]:
    """Load every council, and make the read models level; ``tell`` is told which is next.

    Raises :class:`NoExamples`. What is there already stays as it is.
    """
    missing = [name for name in FILES.values() if not (folder / name).is_file()]
    if missing:
        raise NoExamples(", ".join(missing))
    loaded = []
    for council, name in FILES.items():
        tell(council)
        if council not in wiring.directory.councils():
            wiring.create(council)
        loaded.append(_load(wiring, council, folder / name))
        wiring.catch_up(council)
    return loaded


def _load(wiring: Wiring, council: str, path: Path) -> Loaded:
    recorded = repeated = 0
    refused: list[Refused] = []
    with path.open("rb") as file:
        for _, outcome in submit_file(wiring.intake, file, path.name, sender=LOCAL):
            if isinstance(outcome, Receipt):
                recorded += not outcome.duplicate
                repeated += outcome.duplicate
            else:
                refused.append(outcome)
    return Loaded(council, recorded, repeated, tuple(refused))
