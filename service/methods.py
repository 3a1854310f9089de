"""An address and the methods it takes: HEAD, OPTIONS and refusals done right for all of them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from consumers.cloudevents import NotTaken
from ledger.codes import CATALOGUE
from ledger.store.failures import StoreUnavailable
from projections.read_model import ReadModelUnavailable, UnusableReadModel
from service.problems import problem, problem_response

UNAVAILABLE: Final = CATALOGUE["READ_MODEL_UNAVAILABLE"]

_log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]


class Methods:
    """The handlers of one address by method; GET answers HEAD too."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = dict(handlers)
        if "GET" in handlers:
            self._handlers["HEAD"] = handlers["GET"]
        self._allow = ", ".join(sorted([*self._handlers, "OPTIONS"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request as an ASGI application."""
        body = _Body(scope, receive)
        try:
            response = await self._answer(Request(scope, body.receive))
        except ClientDisconnect:  # nobody is left to be answered
            return
        if body.is_unread:  # or the server would go on reading what nobody asked for
            response.headers["Connection"] = "close"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        handler = self._handlers.get(request.method)
        if handler is None:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": self._allow})
            found = problem(request, "METHOD_NOT_ALLOWED", f"this address takes {self._allow}")
            return problem_response(found, {"Allow": self._allow})
        try:
            return await handler(request)
        except NotTaken as fault:
            return problem_response(problem(request, fault.refusal.code, fault.refusal.detail))
        except StoreUnavailable as failure:
            if failure.code == "STORAGE_FAILED":
                _log.warning("the store cannot be used: %s", failure)
            return problem_response(problem(request, failure.code, failure.plainly))
        except (ReadModelUnavailable, UnusableReadModel) as failure:
            _log.warning("the read model cannot be asked: %s", failure)
            return problem_response(problem(request, UNAVAILABLE.code, UNAVAILABLE.meaning))


class _Body:
    """The body of a request on its way in: whether some of it has not been read."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        names = {name for name, value in scope["headers"] if value != b"0"}
        self.is_unread = not names.isdisjoint((b"content-length", b"transfer-encoding"))
        self._receive = receive

    async def receive(self) -> Message:
        """The next piece."""
        message = await self._receive()
        self.is_unread = message.get("more_body", False)
        return message


def route(path: str, **handlers: Handler) -> Route:
    """The route of ``path`` with a handler for each method, named in lower case."""
    return Route(path, Methods({name.upper(): handler for name, handler in handlers.items()}))
