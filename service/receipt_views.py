"""Outcomes of the intake as they go over HTTP: receipts and problems, in camel case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self, TypeAlias
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ledger.store.messages import Outcome, Receipt, Refused
from service.concern_views import ConcernsView
from service.problems import (
    RETRY_AFTER_S,
    Problem,
    problem,
    problem_response,
    refusal_problem,
)

Concerns: TypeAlias = ConcernsView | msgspec.UnsetType | None


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Where an event stands in its council's ledger, or would stand (``dry_run``).

    In a dry run there is no entry, so there is no id, time or hash of one; ``concerns`` are
    there in a dry run alone, and null where the read model cannot be asked.
    """

    position: int
    source: str
    id: str
    stream: str
    version: int
    type: str
    duplicate: bool
    entry_id: str | None = None
    recorded_at: str | None = None
    leaf_hash: str | None = None
    epoch: int
    dry_run: bool = False
    concerns: Concerns = msgspec.UNSET

    @classmethod
    def of(cls, receipt: Receipt, *, dry_run: bool, concerns: Concerns = msgspec.UNSET) -> Self:
        """The view of a receipt; a duplicate has its first entry even in a dry run."""
        is_made_up = dry_run and not receipt.duplicate
        return cls(
            position=receipt.position,
            source=receipt.source,
            id=receipt.id,
            stream=receipt.stream,
            version=receipt.version,
            type=receipt.type,
            duplicate=receipt.duplicate,
            entry_id=None if is_made_up else receipt.entry_id,
            recorded_at=None if is_made_up else receipt.recorded_at,
            leaf_hash=None if is_made_up else receipt.leaf_hash,
            epoch=receipt.epoch,
            dry_run=dry_run,
            concerns=concerns,
        )


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event of a batch: the status it would have had alone."""

    status: int
    receipt: ReceiptView | None = None
    problem: Problem | None = None


class BatchView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch: ``results`` in the order in which the events were sent.

    ``concerns`` as in a receipt, of all its events together.
    """

    recorded: int
    duplicates: int
    refused: int
    results: Sequence[Result]
    concerns: Concerns = msgspec.UNSET


def single_response(
    request: Request, outcome: Outcome, *, concerns: Concerns = msgspec.UNSET
) -> Response:
    """202 with the receipt of a new event, 200 with that of a known one, or a problem.

    With ``concerns`` it is the answer of a dry run.
    """
    dry_run = concerns is not msgspec.UNSET
    if isinstance(outcome, Refused):
        return problem_response(_problem(request, outcome))
    view = ReceiptView.of(outcome, dry_run=dry_run, concerns=concerns)
    response = json_response(view, _status(outcome, dry_run=dry_run))
    if outcome.duplicate or not dry_run:
        council, _, _ = outcome.stream.partition("/")
        asked = f"council={council}&epoch={outcome.epoch}"
        response.headers["Location"] = f"/v1/receipts/{outcome.position}?{asked}"
    return response


def batch_response(
    request: Request,
    outcomes: Sequence[Outcome],
    *,
    atomic: bool,
    concerns: Concerns = msgspec.UNSET,
) -> Response:
    """202 with a result for each event, or one problem where nothing was taken at all.

    With ``concerns`` it is the answer of a dry run.
    """
    dry_run = concerns is not msgspec.UNSET
    results = [_result(request, outcome, dry_run=dry_run) for outcome in outcomes]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    whole = _whole_problem(request, outcomes, refused, atomic=atomic)
    if whole is not None:
        return problem_response(msgspec.structs.replace(whole, results=results))
    duplicates = sum(isinstance(one, Receipt) and one.duplicate for one in outcomes)
    view = BatchView(
        recorded=len(outcomes) - len(refused) - duplicates,
        duplicates=duplicates,
        refused=len(refused),
        results=results,
        concerns=concerns,
    )
    response = json_response(view, 200 if dry_run else 202)
    waits = [RETRY_AFTER_S[one.code] for one in refused if one.code in RETRY_AFTER_S]
    if waits:
        response.headers["Retry-After"] = str(max(waits))
    return response


def receipt_response(receipt: Receipt) -> Response:
    """A receipt that was asked for."""
    return json_response(ReceiptView.of(receipt, dry_run=False), 200)


def json_response(view: object, status: int) -> Response:
    """``view`` as JSON, never stored on the way."""
    return Response(
        msgspec.json.encode(view),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def quarantine_path(quarantine_id: int, council: str | None) -> str:
    """Where a quarantined message is shown."""
    query = f"?{urlencode({'council': council})}" if council else ""
    return f"/v1/quarantine/{quarantine_id}{query}"


def _result(request: Request, outcome: Outcome, *, dry_run: bool) -> Result:
    if isinstance(outcome, Receipt):
        view = ReceiptView.of(outcome, dry_run=dry_run)
        return Result(status=_status(outcome, dry_run=dry_run), receipt=view)
    found = _problem(request, outcome)
    return Result(status=found.status, problem=found)


def _status(receipt: Receipt, *, dry_run: bool) -> int:
    return 200 if receipt.duplicate or dry_run else 202


def _problem(request: Request, outcome: Refused) -> Problem:
    kept = outcome.quarantine_id
    path = None if kept is None else quarantine_path(kept, outcome.kept_by)
    return refusal_problem(request, outcome, instance=path)


def _whole_problem(
    request: Request, outcomes: Sequence[Outcome], refused: Sequence[Refused], *, atomic: bool
) -> Problem | None:
    """The one problem of a batch of which nothing was taken for one reason."""
    if not refused:
        return None
    first = next((one for one in refused if one.code != "BATCH_ABORTED"), refused[0])
    is_unavailable = first.code in RETRY_AFTER_S and len(refused) == len(outcomes)
    if is_unavailable or first.code == "BAD_REQUEST":
        return problem(request, first.code, first.detail)
    if not atomic:
        return None
    at = next(number for number, one in enumerate(outcomes) if one is first)
    return problem(
        request, "BATCH_ABORTED", f"event {at} was refused with {first.code}: {first.detail}"
    )
