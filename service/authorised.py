"""Handlers that need to know who asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from consumers.sender import LOCAL, Sender
from service.methods import Handler
from service.problems import problem, problem_response

SenderOf = Callable[[Request], Sender | None]
"""Who sends a request; None where it does not say, and has to."""

AuthorisedHandler = Callable[[Request, Sender], Awaitable[Response]]


def local_sender(_: Request) -> Sender:
    """Everybody who reaches the service may do everything: for one machine alone."""
    return LOCAL


def authorised(handler: AuthorisedHandler, sender_of: SenderOf) -> Handler:
    """``handler``, asked only on behalf of somebody; 401 otherwise."""

    async def handle(request: Request) -> Response:
        sender = sender_of(request)
        if sender is None:
            found = problem(request, "UNAUTHENTICATED", "send a credential with the request")
            return problem_response(found, {"WWW-Authenticate": "Bearer"})
        return await handler(request, sender)

    return handle
