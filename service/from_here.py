"""Requests from pages of other sites, which a browser on this machine would carry in here.

The service asks nobody who they are: whoever can reach it may do everything. A page that
a person has open reaches it too, through their browser. It can send to an address that it
cannot read from, or have its own name lead here and then read (DNS rebinding). So a
request has to name a host that is this machine, or one that the settings know, and one
that changes something must not come from a page of another site.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.error_handlers import error_response

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, section 9.2.1), and no other site can read the answer."""
OWN: Final = frozenset({"same-origin", "none"})
"""What a browser says in Sec-Fetch-Site of our own pages, and of what a person typed."""

KEPT: Final = 256
"""Host headers of which it is remembered whether they are known: mostly it is one."""


class FromHere:
    """Lets a request through to ``app``, or refuses it with ``UNKNOWN_HOST`` or ``CROSS_SITE``.

    ``hosts`` are the names, besides this machine's own, under which the service may be
    reached; None where any will do.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts
        self._is_known = lru_cache(KEPT)(self._find_known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            refusal = self._refusal(scope["method"], Headers(scope=scope))
            if refusal is not None:
                code, detail = refusal
                headers = {"Connection": "close"}  # whatever else it sends is not read
                response = error_response(Request(scope), code, detail, headers=headers)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> tuple[str, str] | None:
        """A code and a detail; None for what may pass."""
        named = headers.getlist("host")
        if not all(self._is_known(host) for host in named):
            return "UNKNOWN_HOST", "the Host header names neither this machine nor a host we know"
        if method not in SAFE and not _is_own(headers, named):
            return "CROSS_SITE", "a page of another site sent this"
        return None

    def _find_known(self, authority: str) -> bool:
        if self._hosts is None:
            return True
        host = _host_of(authority)
        return host is not None and (is_this_machine(host) or host in self._hosts)


def is_this_machine(host: str) -> bool:
    """Whether only programs on this machine can reach ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_own(headers: Headers, named: Collection[str]) -> bool:
    """Whether no browser says that a page of another site is behind the request.

    Older browsers send Origin alone; programs send neither.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OWN
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc in named


def _host_of(authority: str) -> str | None:
    """The host without its port, in lower case; None where ``authority`` is none."""
    try:
        return urlsplit(f"//{authority}").hostname
    except ValueError:
        return None
