"""Each line of the examples is an event that the ledger knows, about a stream it can name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from ledger.entry import MAX_PAYLOAD_BYTES
from ledger.events.event import Role
from ledger.moments import parse_moment
from ledger.names import SINGLE_KEY
from ledger.registry import REGISTRY
from ledger.roles import ROLES
from ledger.vocabulary import NOT_STATED
from tests.unit.examples.carried import FILES, lines

PLANS = {
    "devon": {"devon/improvement-2020"},
    "worcestershire": {"worcestershire/improvement-2017"},
    "nottingham-city": {"nottingham-city/improvement-2019"},
    "synthetic": {"example/improvement-demo", "example/improvement-earlier"},
}


def roles_in(value: object) -> Iterator[str]:
    """Every role anywhere in a payload."""
    if isinstance(value, Role):
        yield str(value)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from roles_in(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from roles_in(item)


@pytest.mark.parametrize("name", FILES)
def test_each_payload_fits_its_type(name: str) -> None:
    for line in lines(name):
        assert isinstance(line.event, REGISTRY[line.type].cls), line.id


@pytest.mark.parametrize("name", FILES)
def test_each_payload_is_written_again_as_it_was_read(name: str) -> None:
    for line in lines(name):
        written = REGISTRY.encode(line.event)
        again = REGISTRY[line.type].decode(written)
        assert again == line.event, line.id
        assert len(written) <= MAX_PAYLOAD_BYTES


@pytest.mark.parametrize("name", FILES)
def test_each_subject_names_a_stream_of_its_types_kind(name: str) -> None:
    for line in lines(name):
        kind = REGISTRY[line.type].kind
        assert line.stream.stream == kind.name, line.id
        assert (line.stream.key == SINGLE_KEY) is kind.single, line.id
        assert not kind.service_only, line.id


@pytest.mark.parametrize("name", FILES)
def test_a_file_speaks_of_its_own_plans(name: str) -> None:
    assert {f"{line.stream.council}/{line.stream.plan}" for line in lines(name)} == PLANS[name]


@pytest.mark.parametrize("name", FILES)
def test_each_event_takes_effect_on_a_calendar_date(name: str) -> None:
    for line in lines(name):
        assert not parse_moment(line.effective).is_instant, line.id


@pytest.mark.parametrize("name", FILES)
def test_each_role_is_in_the_vocabulary(name: str) -> None:
    known = {*ROLES, NOT_STATED}
    unknown = [(line.id, role) for line in lines(name) for role in roles_in(line.event)]
    assert [pair for pair in unknown if pair[1] not in known] == []


def test_source_and_id_name_one_event() -> None:
    named = Counter((line.source, line.id) for name in FILES for line in lines(name))
    assert [pair for pair, times in named.items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_an_id_names_one_event_of_its_file(name: str) -> None:
    named = Counter(line.id for line in lines(name))
    assert [id_ for id_, times in named.items() if times > 1] == []
