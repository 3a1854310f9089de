"""How long requests take, told by the pattern of their address and never by the address itself.

Anybody can ask for any address with any method. Each would be a series for ever.
"""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import clock
from service.metrics.process import ProcessMetrics

METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
OTHER: Final = "other"
"""A method that nothing here takes, or an address that nothing here has."""
NO_ANSWER: Final = 499
"""Whoever asked was gone before the answer began, as nginx has it."""


class TimedRequests:
    """Takes the time of each request to ``app``."""

    def __init__(self, app: ASGIApp, metrics: ProcessMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = clock.monotonic()
        status = NO_ANSWER

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in METHODS else OTHER
            route = getattr(scope.get("route"), "path", OTHER)
            self._metrics.request(method, route, status, clock.monotonic() - began)
