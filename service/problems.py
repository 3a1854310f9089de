"""Errors over HTTP: problem+json (RFC 9457) from the one catalogue of codes.

A problem's ``type`` is the address of its code's page on this very service, so
whoever gets one can open it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ledger.codes import CATALOGUE
from ledger.store.messages import Refused

MEDIA_TYPE: Final = "application/problem+json"

RETRY_AFTER_S: Final[Mapping[str, int]] = {
    "LEDGER_BUSY": 1,
    "OVERLOADED": 1,
    "READ_MODEL_UNAVAILABLE": 1,
    "LEDGER_MOVED": 60,
    "STORAGE_FAILED": 30,
    "CLOCK_BEHIND": 60,
}
"""Seconds to wait after a refusal that is no fault of the event."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A problem of RFC 9457, section 3, with the members the ledger adds.

    ``pointer`` is a JSON Pointer into the payload. ``instance`` is the quarantined
    message, where one is kept. ``results`` are those of the items of an atomic batch.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    pointer: str = ""
    instance: str | None = None
    source: str | None = None
    id: str | None = None
    quarantine_id: int | None = None
    current_version: int | None = None
    results: Sequence[object] | None = None


def error_url(request: Request, code: str) -> str:
    """The address of a code's page, as the client itself reaches this service."""
    return f"{request.base_url}errors/{code}"


def problem(request: Request, code: str, detail: str) -> Problem:
    """A problem of a request as a whole; ``code`` stands in the catalogue."""
    known = CATALOGUE[code]
    return Problem(
        type=error_url(request, code),
        title=known.title,
        status=max(known.status, 400),
        code=code,
        detail=detail,
    )


def refusal_problem(request: Request, refused: Refused, *, instance: str | None) -> Problem:
    """A refused event as a problem; ``instance`` is where its bytes are shown."""
    return msgspec.structs.replace(
        problem(request, refused.code, refused.detail),
        pointer=refused.pointer,
        instance=instance,
        source=refused.source,
        id=refused.id,
        quarantine_id=refused.quarantine_id,
        current_version=refused.current_version,
    )


def problem_response(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The HTTP response of a problem, with Retry-After where waiting helps."""
    wait = RETRY_AFTER_S.get(found.code)
    return Response(
        msgspec.json.encode(found),
        status_code=found.status,
        media_type=MEDIA_TYPE,
        headers={
            **({"Retry-After": str(wait)} if wait else {}),
            "Cache-Control": "no-store",
            **(headers or {}),
        },
    )
