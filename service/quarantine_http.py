"""The quarantine over HTTP: look through it, look at one message, send it in again.

``council`` says whose; without it, the messages that belong to no ledger here.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Final, Self
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from consumers.intake import Intake
from consumers.sender import Sender
from ledger.store.quarantine import Quarantined
from service.authorised import SenderOf, authorised
from service.methods import route
from service.parameters import number, parameters, whole_number
from service.problems import problem, problem_response
from service.receipt_views import json_response, quarantine_path, single_response

PAGE: Final = 100
"""Messages on one page, and the most that can be asked for."""


class QuarantinedView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A refused message in a list: why it was refused and what it said it was, not its bytes.

    ``is_whole`` is false where it was over 1 MiB, so that only its beginning was kept.
    """

    url: str
    quarantine_id: int
    code: str
    pointer: str
    detail: str
    source: str | None
    id: str | None
    type: str | None
    subject: str | None
    channel: str
    coordinates: str
    size: int
    is_whole: bool
    digest: str
    count: int
    first_at: str
    last_at: str
    replayed_position: int | None

    @classmethod
    def of(cls, found: Quarantined, council: str | None) -> Self:
        """The view of a row of the quarantine of ``council``."""
        return cls(
            url=quarantine_path(found.id, council),
            quarantine_id=found.id,
            code=found.code,
            pointer=found.pointer,
            detail=found.detail,
            source=found.source,
            id=found.event_id,
            type=found.type,
            subject=found.subject,
            channel=found.raw.channel,
            coordinates=found.raw.coordinates,
            size=found.size,
            is_whole=found.is_whole,
            digest=found.digest,
            count=found.count,
            first_at=found.first_at,
            last_at=found.last_at,
            replayed_position=found.replayed_position,
        )


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the quarantine, the newest first; ``next`` is the address of the next page."""

    items: Sequence[QuarantinedView]
    next: str | None


class MessageView(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One refused message with its bytes, in base64 since they may be anything."""

    message: QuarantinedView
    headers: Sequence[tuple[str, str]]
    body_base64: str


def quarantine_routes(intake: Intake, sender_of: SenderOf) -> list[BaseRoute]:
    """The routes of the quarantine."""
    kept = QuarantineEndpoints(intake)
    return [
        route("/v1/quarantine", get=authorised(kept.list, sender_of)),
        route("/v1/quarantine/{id}:replay", post=authorised(kept.replay, sender_of)),
        route("/v1/quarantine/{id}", get=authorised(kept.show, sender_of)),
    ]


class QuarantineEndpoints:
    """What the addresses of the quarantine answer."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def list(self, request: Request, sender: Sender) -> Response:
        """A page, perhaps of one ``code``, of at most ``limit`` messages ``before`` an id."""
        given = parameters(request, ("council", "code", "limit", "before"))
        limit = number(given, "limit", low=1, high=PAGE) or PAGE
        before = number(given, "before")
        council = given.get("council")

        def rows() -> Sequence[Quarantined]:
            quarantine = self._intake.quarantine(council, sender=sender)
            if quarantine is None:
                return []
            return quarantine.list(code=given.get("code"), limit=limit + 1, before=before)

        found = await run_in_threadpool(rows)
        following = None
        if len(found) > limit:
            query = urlencode({**given, "before": str(found[limit - 1].id)})
            following = f"{request.url.path}?{query}"
        items = [QuarantinedView.of(one, council) for one in found[:limit]]
        return json_response(PageView(items=items, next=following), 200)

    async def show(self, request: Request, sender: Sender) -> Response:
        """One message with its bytes."""
        council, which = _which(request)

        def row() -> Quarantined | None:
            quarantine = self._intake.quarantine(council, sender=sender)
            return None if quarantine is None else quarantine.show(which)

        found = await run_in_threadpool(row)
        if found is None:
            return _not_found(request)
        view = MessageView(
            message=QuarantinedView.of(found, council),
            headers=found.raw.headers,
            body_base64=b64encode(found.raw.body).decode("ascii"),
        )
        return json_response(view, 200)

    async def replay(self, request: Request, sender: Sender) -> Response:
        """Send a message in again, byte for byte, after what was wrong has been put right."""
        council, which = _which(request)
        outcome = await run_in_threadpool(
            self._intake.replay, which, council=council, sender=sender
        )
        return _not_found(request) if outcome is None else single_response(request, outcome)


def _which(request: Request) -> tuple[str | None, int]:
    given = parameters(request, ("council",))
    return given.get("council"), whole_number("the number", request.path_params["id"], low=1)


def _not_found(request: Request) -> Response:
    detail = "no message is kept under this number; council says in whose quarantine to look"
    return problem_response(problem(request, "NOT_FOUND", detail))
