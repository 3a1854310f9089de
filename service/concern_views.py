"""Concerns as they go over HTTP and out of the command line, beside a validation."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ledger.codes import CATALOGUE
from ledger.moments import london_day
from projections.concerns import Concern
from projections.foreseen import Foreseen


class ConcernView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A concern: ``code`` and ``title`` from the catalogue, what it is about, what is seen there.

    ``since`` is the London day on which it began or would begin, where that can be said.
    """

    code: str
    title: str
    kind: str
    entity: str
    detail: str
    since: str | None = None


class ConcernsView(msgspec.Struct, frozen=True, kw_only=True):
    """What events would do to the concerns there are today."""

    raised: Sequence[ConcernView]
    settled: Sequence[ConcernView]


def concerns_view(foreseen: Foreseen | None) -> ConcernsView | None:
    """The view of what is foreseen; None where nothing could be."""
    if foreseen is None:
        return None
    raised, settled = ([_view(each) for each in concerns] for concerns in foreseen)
    return ConcernsView(raised=raised, settled=settled)


def _view(concern: Concern) -> ConcernView:
    since_us = concern.since_us
    return ConcernView(
        code=concern.code,
        title=CATALOGUE[concern.code].title,
        kind=concern.kind,
        entity=concern.entity,
        detail=concern.detail,
        since=None if since_us is None else london_day(since_us).isoformat(),
    )
