"""Digests: the same whenever the same is held, whoever holds it under whatever numbers."""

from __future__ import annotations

import hashlib
from typing import Final

import pytest

from ledger.moments import END_US
from projections.digest import digest
from tests.oracle import Log, Question
from tests.unit.projections.small_logs import (
    EXISTS,
    PLAN,
    basis_of,
    read_model_of,
    retracted_on,
    told_on,
)

pytestmark = pytest.mark.usefixtures("database")

LOG: Final[Log] = [
    EXISTS,
    told_on("2020-07-01", "2020-07-02T09:00Z", status='"A"'),
    told_on("2020-08-01", "2020-08-02T09:00Z", status='"B"'),
]


def test_a_digest_is_sha_256_over_a_heading_and_a_line_of_json_for_each_row() -> None:
    text = b'heading\n["devon",1,null]\n["exeter",2,"x"]\n\n[3]\n\n'
    made = digest(b"heading\n", [("devon", 1, None), ("exeter", 2, "x")], [(3,)])
    assert made == hashlib.sha256(text).hexdigest()


def test_the_digest_of_a_read_model_is_spelled_out_by_its_rows() -> None:
    opened, rated = LOG[:2]
    gone = retracted_on(1, "2020-09-01T09:00Z")
    key = f"{PLAN}/action/a"
    stream, kind = f"{PLAN}/action/care-leavers", "improvement.action.started.v1"
    began, day, end = opened.latest, rated.latest, gone.recorded
    misread = (2, -(2**63))
    values = [
        (key, "action", None, "exists", began, 0, began, opened.recorded, None, None, "true"),
        (key, "action", None, "status", day, 1, day, rated.recorded, *misread, '"A"'),
    ]
    events = [
        (0, stream, kind, opened.recorded, began, began, opened.recorded, None, None),
        (1, stream, kind, rated.recorded, day, day, rated.recorded, *misread),
        (2, stream, kind, end, end, end, end, None, None),
    ]
    with read_model_of([opened, rated, gone]) as model:
        assert model.digest() == digest(b"improvement-ledger/read-model/v1\n", values, events)


def test_an_answer_has_the_digest_of_the_rows_that_decide_it() -> None:
    key = f"{PLAN}/action/a"
    day = LOG[2].latest
    rows = [
        (key, "action", None, "exists", EXISTS.latest, 0, EXISTS.latest, LOG[0].recorded, "true"),
        (key, "action", None, "status", day, 2, day, LOG[2].recorded, '"B"'),
    ]
    with read_model_of(LOG) as model:
        made = model.digest(basis_of(Question(END_US, 3)))
    assert made == digest(b"improvement-ledger/answer/v1\n", rows)


def test_the_digest_of_one_plan_is_that_of_its_own_rows() -> None:
    head = basis_of(Question(END_US, 3))
    with read_model_of(LOG) as model, read_model_of([]) as empty:
        assert model.digest(head, plan=PLAN) == model.digest(head)
        assert model.digest(head, plan="devon/another") == empty.digest(
            basis_of(Question(END_US, 0))
        )


def test_what_came_later_is_no_part_of_an_earlier_digest() -> None:
    longer = [*LOG, retracted_on(2, "2020-09-01T09:00Z"), LOG[2]]
    with read_model_of(LOG) as before, read_model_of(longer) as after:
        assert after.digest_at(2) == before.digest()
        assert after.digest() != before.digest()
        question = basis_of(Question(END_US, 3))
        assert after.digest(question) == before.digest(question)


def test_a_single_changed_value_changes_the_digest() -> None:
    other = [*LOG[:2], told_on("2020-08-01", "2020-08-02T09:00Z", status='"C"')]
    with read_model_of(LOG) as one, read_model_of(other) as two:
        assert one.digest() != two.digest()


def test_a_doubt_is_part_of_the_answer() -> None:
    doubt = [*LOG, told_on("2020-09/2020-12", "2020-12-31T09:00Z", status='"C"')]
    asked = doubt[3].earliest + 1
    with read_model_of(LOG) as one, read_model_of(doubt) as two:
        assert one.digest(basis_of(Question(asked, 3))) != two.digest(basis_of(Question(asked, 4)))
