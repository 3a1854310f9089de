"""Events over HTTP: sent, tried out, and their receipts asked for again.

CloudEvents HTTP binding 1.0.2: structured, binary and batch mode, told apart by the
content type. What waits for the disk runs in a worker thread.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from consumers.cloudevents import MAX_BATCH_BYTES, is_batch
from consumers.intake import Intake
from consumers.sender import Sender
from ledger.store.messages import RawMessage, Receipt, Refused
from service.authorised import SenderOf, authorised, local_sender
from service.methods import route
from service.parameters import bad, flag, parameters, whole_number
from service.problems import problem, problem_response
from service.quarantine_http import quarantine_routes
from service.receipt_views import batch_response, receipt_response, single_response

CHANNEL: Final = "http"
DRAINED_BYTES: Final = 4 * MAX_BATCH_BYTES
"""How much of a body that is too large is read on, so that the sender hears why."""


def intake_routes(intake: Intake, sender_of: SenderOf = local_sender) -> list[BaseRoute]:
    """Every route under ``/v1``: events, receipts and the quarantine."""
    events = EventEndpoints(intake)
    return [
        route("/v1/events", post=authorised(events.submit, sender_of)),
        route("/v1/events:validate", post=authorised(events.validate, sender_of)),
        route("/v1/receipts", get=authorised(events.receipt, sender_of)),
        route("/v1/receipts/{position}", get=authorised(events.receipt_at, sender_of)),
        *quarantine_routes(intake, sender_of),
    ]


class EventEndpoints:
    """What the addresses of events and receipts answer."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def submit(self, request: Request, sender: Sender) -> Response:
        """Record an event or a batch; ``atomic=true`` records all of a batch or nothing."""
        return await self._take(request, sender, dry_run=False)

    async def validate(self, request: Request, sender: Sender) -> Response:
        """Say what :meth:`submit` would answer, and leave no trace."""
        return await self._take(request, sender, dry_run=True)

    async def receipt(self, request: Request, sender: Sender) -> Response:
        """The receipt of the event under ``source`` and ``id``; ``council`` narrows the search."""
        given = parameters(request, ("source", "id", "council"))
        if not (given.get("source") and given.get("id")):
            raise bad("source and id say which receipt: give both")
        found = await run_in_threadpool(
            self._intake.receipt,
            given["source"],
            given["id"],
            sender=sender,
            council=given.get("council"),
        )
        return _receipt_response(request, found)

    async def receipt_at(self, request: Request, sender: Sender) -> Response:
        """The receipt of the event at a position of the ledger of ``council``."""
        council = parameters(request, ("council",)).get("council")
        if council is None:
            raise bad("council says in whose ledger: give it")
        position = whole_number("the position", request.path_params["position"])
        found = await run_in_threadpool(self._intake.receipt_at, council, position, sender=sender)
        return _receipt_response(request, found)

    async def _take(self, request: Request, sender: Sender, *, dry_run: bool) -> Response:
        atomic = flag(parameters(request, ("atomic",)), "atomic")
        raw = await read_message(request)
        if not is_batch(raw.headers):
            (outcome,) = await run_in_threadpool(
                self._intake.submit, [raw], sender=sender, dry_run=dry_run
            )
            return single_response(request, outcome, dry_run=dry_run)
        outcomes = await run_in_threadpool(
            self._intake.submit_batch, raw, sender=sender, atomic=atomic, dry_run=dry_run
        )
        if isinstance(outcomes, Refused):
            return single_response(request, outcomes, dry_run=dry_run)
        return batch_response(request, outcomes, atomic=atomic, dry_run=dry_run)


async def read_message(request: Request) -> RawMessage:
    """The body as it came, with the headers that belong to the event and no others.

    Of a body over 16 MiB only that much, and a byte more so that it shows.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        body += chunk[: MAX_BATCH_BYTES + 1 - len(body)]
        size += len(chunk)
        if size > DRAINED_BYTES:
            break
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in request.headers.raw
        if name.lower() == b"content-type" or name.lower().startswith(b"ce-")
    )
    return RawMessage(body=bytes(body), headers=headers, channel=CHANNEL, coordinates=CHANNEL)


def _receipt_response(request: Request, found: Receipt | None) -> Response:
    if found is None:
        detail = "no event is recorded there that this credential may see"
        return problem_response(problem(request, "NOT_FOUND", detail))
    return receipt_response(found)
