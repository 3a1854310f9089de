"""Events over HTTP: sent, tried out, and their receipts asked for again.

CloudEvents HTTP binding 1.0.2: structured, binary and batch mode, told apart by the
content type. Single events are grouped; what else waits for the disk runs in a worker
thread.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from consumers.cloudevents import MAX_BATCH_BYTES, NotTaken, is_batch, parse
from consumers.grouping import Grouping
from consumers.intake import Intake
from consumers.sender import Sender
from consumers.validation import Validation
from ledger.store.epochs import FIRST_EPOCH, EpochChanged
from ledger.store.messages import Outcome, RawMessage, Receipt, Refused
from service.authorised import SenderOf, authorised, local_sender
from service.concern_views import concerns_view
from service.methods import route
from service.parameters import bad, flag, number, parameters, whole_number
from service.problems import problem, problem_response
from service.quarantine_http import quarantine_routes
from service.receipt_views import batch_response, receipt_response, single_response

CHANNEL: Final = "http"
DRAINED_BYTES: Final = 4 * MAX_BATCH_BYTES
"""How much of a body that is too large is read on, so that the sender hears why."""
PARSED_AT_ONCE_BYTES: Final = 16_384
"""Up to how many bytes an event is parsed sooner than handed to another thread."""


def intake_routes(
    intake: Intake,
    grouping: Grouping,
    validation: Validation,
    sender_of: SenderOf = local_sender,
) -> list[BaseRoute]:
    """Every route under ``/v1``: events, receipts and the quarantine."""
    events = EventEndpoints(intake, grouping, validation)
    return [
        route("/v1/events", post=authorised(events.submit, sender_of)),
        route("/v1/events:validate", post=authorised(events.validate, sender_of)),
        route("/v1/receipts", get=authorised(events.receipt, sender_of)),
        route("/v1/receipts/{position}", get=authorised(events.receipt_at, sender_of)),
        *quarantine_routes(intake, sender_of),
    ]


class EventEndpoints:
    """What the addresses of events and receipts answer."""

    def __init__(self, intake: Intake, grouping: Grouping, validation: Validation) -> None:
        self._intake = intake
        self._grouping = grouping
        self._validation = validation

    async def submit(self, request: Request, sender: Sender) -> Response:
        """Record an event or a batch; ``atomic=true`` records all of a batch or nothing."""
        atomic = _is_atomic(request)
        raw = await read_message(request)
        if not is_batch(raw.headers):
            return single_response(request, await self._take(raw, sender))
        outcomes = await run_in_threadpool(
            self._intake.submit_batch, raw, sender=sender, atomic=atomic
        )
        if isinstance(outcomes, Refused):
            return single_response(request, outcomes)
        return batch_response(request, outcomes, atomic=atomic)

    async def validate(self, request: Request, sender: Sender) -> Response:
        """Say what :meth:`submit` would answer and what concerns would come of it; no trace."""
        atomic = _is_atomic(request)
        raw = await read_message(request)
        if not is_batch(raw.headers):
            (outcome,), foreseen = await run_in_threadpool(
                self._validation.submit, [raw], sender=sender
            )
            return single_response(request, outcome, concerns=concerns_view(foreseen))
        validated = await run_in_threadpool(
            self._validation.submit_batch, raw, sender=sender, atomic=atomic
        )
        if isinstance(validated, Refused):
            return single_response(request, validated)
        concerns = concerns_view(validated.foreseen)
        return batch_response(request, validated.outcomes, atomic=atomic, concerns=concerns)

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
        """The receipt of the event at a position of the ledger of ``council``.

        ``epoch`` is the one in which the position was given.
        """
        given = parameters(request, ("council", "epoch"))
        council = given.get("council")
        if council is None:
            raise bad("council says in whose ledger: give it")
        position = whole_number("the position", request.path_params["position"])
        epoch = number(given, "epoch", low=FIRST_EPOCH)
        try:
            found = await run_in_threadpool(
                self._intake.receipt_at, council, position, epoch=epoch, sender=sender
            )
        except EpochChanged as changed:
            raise NotTaken("EPOCH_CHANGED", str(changed)) from None
        return _receipt_response(request, found)

    async def _take(self, raw: RawMessage, sender: Sender) -> Outcome:
        is_short = len(raw.body) <= PARSED_AT_ONCE_BYTES
        item = parse(raw) if is_short else await run_in_threadpool(parse, raw)
        return await self._grouping.take(item, sender=sender)


def _is_atomic(request: Request) -> bool:
    return flag(parameters(request, ("atomic",)), "atomic")


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
