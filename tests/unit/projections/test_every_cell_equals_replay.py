"""Whatever is recorded, the read model answers as a replay of the whole log does."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from projections.read_model import ReadModel
from tests.oracle import ABSENT, Answer, Log, Question, State, existing, replay
from tests.read_model_places import for_all
from tests.unit.projections.small_logs import (
    KIND,
    PLAN,
    basis_of,
    entity_key,
    every_question,
    logs,
    read_model_of,
    told,
)

EXAMPLES = 80
FEWER = 5


def expected(state: State) -> dict[tuple[str, str], object]:
    """What the read model should tell of the entities that exist or may."""
    names = existing(state)
    return {place: _told(answer) for place, answer in state.items() if place[0] in names}


def _told(answer: Answer) -> object:
    if len(answer.may_be) == 1:
        return (answer.value, True, set())
    return (None, False, set(answer.may_be - {ABSENT}))


def check(model: ReadModel, log: Log, question: Question) -> None:
    state = replay(log, question)
    found = model.state(PLAN, KIND, None, basis_of(question))
    assert told(found) == expected(state)
    existence = {each.key.rpartition("/")[2]: each.existence for each in found}
    assert existence == {
        name: "CERTAIN" if is_certain == "yes" else "INDETERMINATE"
        for name, is_certain in existing(state).items()
    }


@for_all(logs(), sqlite=EXAMPLES, postgresql=FEWER)
def test_every_cell_of_a_small_log_is_as_in_replay(log: Log) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            check(model, log, question)


@for_all(logs(), sqlite=EXAMPLES, postgresql=FEWER)
def test_the_short_way_to_what_was_known_in_advance_changes_no_answer(log: Log) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            basis = basis_of(question)
            short = model.state(PLAN, KIND, None, basis, provenance=True)
            model.use_ahead = False
            plain = model.state(PLAN, KIND, None, basis, provenance=True)
            model.use_ahead = True
            assert short == plain


@for_all(logs(), sqlite=EXAMPLES, postgresql=FEWER)
def test_the_entry_behind_a_value_is_the_one_that_set_it(log: Log) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            state = replay(log, question)
            for each in model.state(PLAN, KIND, None, basis_of(question), provenance=True):
                name = each.key.rpartition("/")[2]
                for field, value in each.values.items():
                    assert value.position == state[name, field].number
                    if value.certain and value.position is not None:
                        last = {(e, f): v for e, f, v in log[value.position].sets}
                        assert last[name, field] == value.value


@for_all(logs(), sqlite=30, postgresql=FEWER)
def test_one_entity_alone_is_as_it_is_among_all(log: Log) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            basis = basis_of(question)
            among_all = {each.key: each for each in model.state(PLAN, KIND, None, basis)}
            for name in "ab":
                key = entity_key(name)
                assert model.entity(key, basis) == among_all.get(key)


@for_all(logs(), sqlite=30, postgresql=FEWER)
def test_a_plan_is_there_as_soon_as_anything_of_it_is_or_may_be(log: Log) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            is_there = bool(existing(replay(log, question)))
            assert model.plans(basis_of(question)) == ([PLAN] if is_there else [])


@for_all(logs(), st.integers(1, 3), sqlite=30, postgresql=FEWER)
def test_the_size_of_batches_changes_nothing(log: Log, batch: int) -> None:
    with read_model_of(log) as at_once, read_model_of(log, batch=batch) as in_batches:
        assert at_once.digest() == in_batches.digest()
        assert at_once.projected() == in_batches.projected() == len(log) - 1


@for_all(logs(max_size=6), sqlite=30, postgresql=1)
def test_appending_never_changes_an_answer_at_an_older_position(log: Log) -> None:
    for size in range(len(log)):
        with read_model_of(log[:size]) as before, read_model_of(log) as after:
            assert before.digest() == after.digest_at(size - 1)
            for question in every_question(log[:size]):
                basis = basis_of(question)
                assert before.digest(basis) == after.digest(basis)


@for_all(
    logs(max_size=5, retractions=False),
    st.randoms(use_true_random=False),
    sqlite=30,
    postgresql=FEWER,
)
def test_the_order_of_recording_matters_to_documents_only_in_declared_ties(
    log: Log, chance: Random
) -> None:
    """Same effective moment and same document date, another value: only then."""
    dated = [fact for fact in log if fact.documented is not None]
    stated = {
        (entity, field, fact.latest, fact.known): value
        for fact in dated
        for entity, field, value in fact.sets
    }
    untied = [
        fact
        for fact in dated
        if len({(e, f) for e, f, _ in fact.sets}) == len(fact.sets)
        and all(stated[e, f, fact.latest, fact.known] == value for e, f, value in fact.sets)
    ]
    shuffled = list(untied)
    chance.shuffle(shuffled)
    first = [replace(fact, recorded=100 + number) for number, fact in enumerate(untied)]
    second = [replace(fact, recorded=100 + number) for number, fact in enumerate(shuffled)]
    with read_model_of(first) as one, read_model_of(second) as other:
        for question in every_question(first):
            if question.size == len(first) and question.documented_before is not None:
                basis = basis_of(question)
                assert told(one.state(PLAN, KIND, None, basis)) == told(
                    other.state(PLAN, KIND, None, basis)
                )


@for_all(
    logs(),
    st.none() | st.lists(st.sampled_from(("status", "owner", "rag"))),
    sqlite=20,
    postgresql=FEWER,
)
def test_kinds_asked_together_are_as_each_alone(log: Log, fields: list[str] | None) -> None:
    with read_model_of(log) as model:
        for question in every_question(log):
            basis = basis_of(question)
            together = model.states(PLAN, {KIND: fields, "risk": None}, basis, provenance=True)
            alone = model.state(PLAN, KIND, fields, basis, provenance=True)
            assert together == {KIND: alone, "risk": []}
