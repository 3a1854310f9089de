"""A read model of other field tables is told apart, so that it is built anew."""

from __future__ import annotations

from dataclasses import replace

from projections.fields import PROJECTION
from projections.kinds import Field, Projection
from projections.read_model.version import VERSION

KINDS = list(PROJECTION.kinds.values())


def test_the_same_tables_have_the_same_fingerprint() -> None:
    assert Projection(KINDS).fingerprint == PROJECTION.fingerprint
    assert VERSION.endswith(PROJECTION.fingerprint)


def test_a_field_under_another_name_changes_it() -> None:
    renamed = replace(KINDS[0].fields[0], name="calledOtherwise")
    first = replace(KINDS[0], fields=(renamed, *KINDS[0].fields[1:]))
    assert Projection([first, *KINDS[1:]]).fingerprint != PROJECTION.fingerprint


def test_an_event_that_no_longer_sets_a_field_changes_it() -> None:
    field: Field = KINDS[0].fields[0]
    fewer = replace(field, sources=dict(list(field.sources.items())[:-1]))
    first = replace(KINDS[0], fields=(fewer, *KINDS[0].fields[1:]))
    assert Projection([first, *KINDS[1:]]).fingerprint != PROJECTION.fingerprint
