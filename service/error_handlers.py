"""What a client gets where no address answers, or something breaks inside: a problem or a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.negotiation import prefers_html
from service.problems import problem, problem_response
from service.templates import page

_KNOWN: Final[Mapping[int, tuple[str, str]]] = {
    HTTPStatus.NOT_FOUND: ("NOT_FOUND", "nothing is served at this address"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("METHOD_NOT_ALLOWED", "see Allow for what is taken here"),
}


def http_error(request: Request, error: Exception) -> Response:
    """A refusal by the framework itself: no such address, or not this method."""
    if not isinstance(error, HTTPException):
        return internal_error(request, error)
    unknown = ("BAD_REQUEST", error.detail)
    code, detail = _KNOWN.get(error.status_code, unknown)
    return error_response(request, code, detail, headers=error.headers)


def internal_error(request: Request, _: Exception) -> Response:
    """Whatever went wrong; the client is told that it did, the log is told what."""
    return error_response(request, "INTERNAL", "the service failed; its log says how")


def error_response(
    request: Request, code: str, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    """A page where a person asks for HTML, else problem+json."""
    found = problem(request, code, detail)
    if not prefers_html(request.headers.get("accept", "")):
        return problem_response(found, headers)
    context = {"title": found.title, "detail": detail, "here": None}
    return page("message.html", context, status=found.status, headers=headers)


ERROR_HANDLERS: Final[Mapping[Any, Callable[[Request, Exception], Response]]] = {
    HTTPException: http_error,
    Exception: internal_error,
}
"""For Starlette's ``exception_handlers``."""
