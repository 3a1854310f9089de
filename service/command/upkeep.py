"""What the commands share that work on whole ledgers: their failures, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.command import screen
from service.command.shape import Failed

if TYPE_CHECKING:
    from ledger.store.copying import Report


@contextmanager
def upkeep(council: str) -> Iterator[None]:
    """What can go wrong with a whole ledger comes out as a failure that says what to do."""
    from ledger.store.check import BadBackup
    from ledger.store.home import StagingUnderWay

    try:
        yield
    except BadBackup as error:
        raise coded(error.code, error.detail) from None
    except StagingUnderWay:
        raise coded("UPKEEP_UNDER_WAY", f"the ledger of {council}") from None


def coded(code: str, detail: str) -> Failed:
    """The failure with this code of the catalogue."""
    from ledger.codes import CATALOGUE

    return Failed(f"{code}: {detail}.", CATALOGUE[code].remedy)


@contextmanager
def reporting(what: str) -> Iterator[Report]:
    """Tells how many entries are done, on a terminal."""
    with screen.progress(what, None) as bar:
        yield lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total)
