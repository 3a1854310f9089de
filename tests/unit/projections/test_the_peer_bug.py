"""A backdated change of one field, recorded after a change of another.

Histories that keep a whole row a version copy the later owner into the earlier version, and
keep the earlier status in the later one. Field by field there is nothing to copy.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.oracle import Log
from tests.unit.projections.small_logs import ask, read_model_of, told_on

pytestmark = pytest.mark.usefixtures("database")

LOG: Final[Log] = [
    told_on(
        "2020-09-01",
        "2020-09-01T09:00Z",
        exists="true",
        owner='"chief-officer"',
        status='"IN_PROGRESS"',
    ),
    told_on("2020-09-20", "2020-09-21T09:00Z", owner='"head-of-service"'),
    told_on("2020-09-10", "2020-09-22T09:00Z", status='"COMPLETED"'),
]


def seen(as_at: str, known_at: str | None = None) -> tuple[str | None, str | None]:
    with read_model_of(LOG) as model:
        values = ask(model, as_at, known_at=known_at, log=LOG)
        return values["status"].value, values["owner"].value


def test_between_the_two_the_action_is_complete_and_still_the_first_owners() -> None:
    assert seen("2020-09-12") == ('"COMPLETED"', '"chief-officer"')


def test_after_both_the_action_is_complete_and_the_second_owners() -> None:
    assert seen("2020-09-25") == ('"COMPLETED"', '"head-of-service"')


def test_before_the_backdated_change_was_recorded_nobody_knew_it_was_complete() -> None:
    assert seen("2020-09-25", known_at="2020-09-21") == ('"IN_PROGRESS"', '"head-of-service"')
