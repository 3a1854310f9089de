"""Ledgers with the example councils in them, as a stranger's demo has them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Self

import msgspec

from consumers.files import submit_file
from consumers.intake import Intake
from consumers.sender import Sender
from ledger.moments import parse_moment
from ledger.store.directory import LedgerDirectory
from ledger.store.home import Home
from ledger.store.ledger import Ledger
from ledger.store.messages import Outcome, RawMessage, Receipt
from ledger.store.sqlite.home import FolderHome
from projections.basis import Basis, KnownBy, resolve
from projections.read_model import ReadModel
from projections.read_model.place import Place
from projections.read_model.places import place_beside
from projections.runner import Projector
from projections.views import PlanView

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
FILES: Final = {
    "devon": "devon.jsonl",
    "worcestershire": "worcestershire.jsonl",
    "nottingham-city": "nottingham-city.jsonl",
    "example": "synthetic.jsonl",
}
PLANS: Final = {
    "devon": "devon/improvement-2020",
    "worcestershire": "worcestershire/improvement-2017",
    "nottingham-city": "nottingham-city/improvement-2019",
    "example": "example/improvement-demo",
}
NOW: Final = "2026-11-23T12:00:00+00:00"
OFFICE: Final = Sender(credential="local", role="improvement-office", councils=None)


class SteppingClock:
    """A clock that stands at a moment, and moves when it is told to."""

    def __init__(self, moment: str = NOW) -> None:
        self.now_us = parse_moment(moment).certain_by_us

    def __call__(self) -> int:
        return self.now_us


class World:
    """Ledgers and read models in a home or a folder, at a moment."""

    def __init__(self, home: Home | Path, moment: str = NOW) -> None:
        self.clock = SteppingClock(moment)
        home = FolderHome(home) if isinstance(home, Path) else home
        self.directory = LedgerDirectory(home, self.clock, os.urandom)
        self.intake = Intake(self.directory)
        self._models: dict[str, ReadModel] = {}
        self.sent = 0

    def load(self, council: str) -> list[Outcome]:
        """The example file of a council, into its ledger and its read model."""
        if council not in self.directory.councils():
            self.directory.create(council)
        name = FILES[council]
        with (EXAMPLES / name).open("rb") as source:
            taken = submit_file(self.intake, source, name, sender=OFFICE)
            outcomes = [outcome for _, outcome in taken]
        assert all(isinstance(outcome, Receipt) for outcome in outcomes)
        self.catch_up(council)
        return outcomes

    def record(
        self,
        subject: str,
        event: str,
        effective: str,
        /,
        *,
        documented: str | None = None,
        **data: object,
    ) -> Outcome:
        """Send one event; ``event`` is the last word of its type, such as agreed.

        Its id is the number of messages sent so far; it cites a document of the tests.
        """
        council, _, stream, _ = subject.split("/")
        if council not in self.directory.councils():
            self.directory.create(council)
        self.sent += 1
        self.clock.now_us += 1_000_000
        message = {
            "specversion": "1.0",
            "id": str(self.sent),
            "source": "/tests",
            "type": f"improvement.{stream}.{event}.v1",
            "subject": subject,
            "effective": effective,
            "documented": documented,
            "data": {"cites": [{"document": "test-paper", "locator": "1"}], **data},
        }
        headers = (("content-type", "application/cloudevents+json"),)
        raw = RawMessage(body=msgspec.json.encode(message), headers=headers, channel="http")
        (outcome,) = self.intake.submit([raw], sender=OFFICE)
        self.catch_up(council)
        return outcome

    def ledger(self, council: str) -> Ledger:
        """The ledger of a council."""
        return self.directory.open(council)

    def model(self, council: str) -> ReadModel:
        """The read model of a council."""
        if council not in self._models:
            place = self.place(council)
            self._models[council] = ReadModel.open(place, reader=self.ledger(council))
        return self._models[council]

    def place(self, council: str) -> Place:
        """Where the read model of a council is kept."""
        return place_beside(self.directory.home, council)

    def catch_up(self, council: str) -> None:
        """Project everything that is recorded."""
        place = self.model(council).place
        with Projector(self.ledger(council), place, holder="test", clock=self.clock) as projector:
            assert projector.catch_up().is_leading

    def basis(
        self,
        council: str,
        as_at: str | None = None,
        known_at: str | None = None,
        known_by: KnownBy = KnownBy.DOCUMENTED,
        position: int | None = None,
    ) -> Basis:
        """A basis of a council's ledger."""
        return resolve(
            as_at=as_at,
            known_at=known_at,
            known_by=known_by,
            position=position,
            now_us=self.clock(),
            head=self.model(council).head(),
            position_before=self.ledger(council).position_before,
        )

    def view(
        self,
        council: str,
        as_at: str | None = None,
        known_at: str | None = None,
        known_by: KnownBy = KnownBy.DOCUMENTED,
    ) -> PlanView:
        """The plan of a council as at, as known at."""
        basis = self.basis(council, as_at, known_at, known_by)
        return PlanView(self.model(council), PLANS[council], basis)

    def close(self) -> None:
        """Close every file."""
        for model in self._models.values():
            model.close()
        self.directory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def world_of_examples(root: Path) -> World:
    """The four example councils, loaded."""
    world = World(root)
    for council in FILES:
        world.load(council)
    return world
