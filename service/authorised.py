"""Handlers that need to know who asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from consumers.authority import LOCAL, Authority
from service.methods import Handler
from service.problems import problem, problem_response

AuthorityOf = Callable[[Request], Authority | None]
"""Who sends a request; None where it does not say, and has to."""

AuthorisedHandler = Callable[[Request, Authority], Awaitable[Response]]


def local_authority(_: Request) -> Authority:
    """Everybody who reaches the service may do everything: for one machine alone."""
    return LOCAL


def authorised(handler: AuthorisedHandler, authority_of: AuthorityOf) -> Handler:
    """``handler``, asked only on behalf of somebody; 401 otherwise."""

    async def handle(request: Request) -> Response:
        authority = authority_of(request)
        if authority is None:
            found = problem(request, "UNAUTHENTICATED", "send a credential with the request")
            return problem_response(found, {"WWW-Authenticate": "Bearer"})
        return await handler(request, authority)

    return handle
