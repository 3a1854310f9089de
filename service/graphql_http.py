"""Questions over HTTP: GraphQL at ``/<council>/graphql``, and a page to ask them on.

GraphQL over HTTP (September 2025 draft): POST with JSON, or GET, for questions
alone, since there are no mutations. An ``application/json`` answer to a question
that is wrong in itself has status 200, an ``application/graphql-response+json``
one says 400. Resolvers run in a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, Final, NamedTuple

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from consumers.intake import Around
from ledger.codes import CATALOGUE
from ledger.store.failures import NoLedger
from schema.access import PUBLIC, Access
from schema.execute import Answer, execute
from service import clock
from service.answers import words
from service.demo.questions import title_of
from service.error_handlers import error_response
from service.methods import route
from service.negotiation import best_of, prefers_html
from service.opening_questions import opening_question
from service.templates import page
from service.wiring import SYNTHETIC, Wiring

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
MAX_BODY_BYTES: Final = 1_048_576

ANSWER_HEADERS: Final = {"Vary": "Accept", "Cache-Control": "private, no-cache"}
PAGE_HEADERS: Final = {
    **ANSWER_HEADERS,
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

AccessOf = Callable[[Request], Access]
"""What a reader may see."""


class Asked(NamedTuple):
    """A question as it was sent."""

    query: str
    variables: Mapping[str, Any] | None
    operation_name: str | None


class NotAsked(Exception):
    """A request that holds no question; ``status`` says in which way."""

    def __init__(self, status: int, message: str, code: str = "BAD_REQUEST") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


def everybody(_: Request) -> Access:
    """Whoever asks sees what everybody may see: withheld texts and personal fields stay so."""
    return PUBLIC


def graphql_routes(
    wiring: Wiring, access_of: AccessOf = everybody, around: Around = nullcontext
) -> list[BaseRoute]:
    """The address of every council's questions; ``around`` goes around each answer."""
    endpoint = GraphqlEndpoint(wiring, access_of, around)
    return [route("/{council}/graphql", get=endpoint.get, post=endpoint.post)]


class GraphqlEndpoint:
    """What ``/<council>/graphql`` answers."""

    def __init__(self, wiring: Wiring, access_of: AccessOf, around: Around) -> None:
        self._wiring = wiring
        self._access_of = access_of
        self._around = around

    async def post(self, request: Request) -> Response:
        """Answer the question in the body."""
        return await self._respond(request, lambda body: _in_body(request, body))

    async def get(self, request: Request) -> Response:
        """Answer the question in the address; show the page to a browser."""
        if prefers_html(request.headers.get("accept", "")):
            return await self._page(request)
        return await self._respond(request, lambda _: _in_address(request))

    async def _respond(self, request: Request, read: Callable[[bytes], Asked]) -> Response:
        media_type = best_of(request.headers.get("accept", ""), (JSON, GRAPHQL_JSON))
        if media_type is None:
            fault = NotAsked(406, f"answers are {GRAPHQL_JSON} or {JSON}")
            return _not_asked(fault, GRAPHQL_JSON)
        try:
            asked = read(await _body(request))
        except NotAsked as fault:
            return _not_asked(fault, media_type)
        try:
            answer = await run_in_threadpool(self._answer, request, asked)
        except NoLedger:
            return _no_ledger(request)
        headers = {**ANSWER_HEADERS, "Content-Type": f"{media_type}; charset=utf-8"}
        return Response(msgspec.json.encode(answer), _status(answer, media_type), headers)

    def _answer(self, request: Request, asked: Asked) -> Answer:
        council = request.path_params["council"]
        ledger = self._wiring.directory.open(council)
        with self._around(council):
            return execute(
                asked.query,
                asked.variables,
                ledger=ledger,
                read_model=self._wiring.read_model(council),
                clock_us=clock.now_us,
                access=self._access_of(request),
                operation_name=asked.operation_name,
            )

    async def _page(self, request: Request) -> Response:
        council = request.path_params["council"]
        try:
            question = await run_in_threadpool(opening_question, self._wiring, council)
        except NoLedger:
            return _no_ledger(request)
        asked = request.query_params.get("query")
        own = f"Ask about {words.titled(council)}"
        context = {
            "council": words.titled(council),
            "title": question.title if asked is None else title_of(asked) or own,
            "default_query": question.query,
            "endpoint": f"/{council}/graphql",
            "synthetic": council in SYNTHETIC,
        }
        return page("graphiql.html", context, headers=PAGE_HEADERS)


def _no_ledger(request: Request) -> Response:
    return error_response(request, "UNKNOWN_COUNCIL", "there is no ledger of this council here")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise NotAsked(413, "a question is at most 1 MiB", "LIMIT_EXCEEDED")
    return bytes(body)


def _in_body(request: Request, body: bytes) -> Asked:
    """The question in a JSON body (GraphQL over HTTP, section "JSON Encoding")."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if media_type.strip().lower() != JSON or charset not in ("", "charset=utf-8"):
        raise NotAsked(415, f"a question is sent as {JSON} in UTF-8", "UNSUPPORTED_MEDIA_TYPE")
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAsked(400, "the body is not JSON in UTF-8") from None
    if isinstance(sent, list):
        raise NotAsked(400, "one question at a time: a batch is not taken")
    if not isinstance(sent, dict):
        raise NotAsked(400, "the body is not a JSON object")
    return _asked(sent)


def _in_address(request: Request) -> Asked:
    """The question in the parameters of the address."""
    sent: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in sent:
            try:
                sent[name] = msgspec.json.decode(sent[name])
            except (msgspec.DecodeError, RecursionError):
                raise NotAsked(400, f"{name} is not JSON") from None
    return _asked(sent)


def _asked(sent: Mapping[str, Any]) -> Asked:
    query, name = sent.get("query"), sent.get("operationName")
    if not isinstance(query, str):
        raise NotAsked(400, "query, the text of the question, is missing")
    if not isinstance(name, str | None):
        raise NotAsked(400, "operationName is not a text")
    for part in ("variables", "extensions"):
        if not isinstance(sent.get(part), dict | None):
            raise NotAsked(400, f"{part} is not a JSON object")
    return Asked(query, sent.get("variables"), name)


def _status(answer: Answer, media_type: str) -> int:
    if "data" in answer:
        return 200
    status = max(CATALOGUE[error["extensions"]["code"]].status for error in answer["errors"])
    is_askers_fault = status < 500  # noqa: PLR2004 - HTTP's own line between asker and server
    if not is_askers_fault:
        return status
    return 200 if media_type == JSON else 400


def _not_asked(fault: NotAsked, media_type: str) -> Response:
    answer = {"errors": [{"message": fault.message, "extensions": {"code": fault.code}}]}
    headers = {**ANSWER_HEADERS, "Content-Type": f"{media_type}; charset=utf-8"}
    return Response(msgspec.json.encode(answer), fault.status, headers)
