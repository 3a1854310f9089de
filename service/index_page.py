"""The first page: which councils are served here, and questions to begin with."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ledger.store.failures import NoLedger
from service.answers import words
from service.answers.asking import NotAnswered, ask
from service.demo.questions import QUESTIONS
from service.error_handlers import error_response
from service.negotiation import prefers_json
from service.templates import page
from service.wiring import SYNTHETIC, Wiring

PLANS: Final = "{ snapshot { basis { position } plans { key title } } }"
HEADERS: Final = {"Cache-Control": "no-cache", "Vary": "Accept"}


class PlanView(msgspec.Struct, frozen=True):
    """A plan of a council."""

    key: str
    title: str


class LinkView(msgspec.Struct, frozen=True):
    """A question to begin with, and the address that asks it."""

    title: str
    address: str


class CouncilView(msgspec.Struct, frozen=True):
    """A council as the first page shows it; ``events`` is how many its ledger holds."""

    key: str
    name: str
    synthetic: bool
    events: int
    origin: str
    plans: list[PlanView]
    questions: list[LinkView]
    graphql: str


async def question(request: Request) -> Response:
    """Lead to the page that opens with one of our questions and its answer."""
    for each in QUESTIONS:
        if each.path == request.url.path:
            address = f"/{each.council}/graphql?{urlencode({'query': each.query})}"
            return RedirectResponse(address, status_code=307)
    return error_response(request, "NOT_FOUND", "there is no such question")


class IndexPage:
    """The page at ``/``."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    async def __call__(self, request: Request) -> Response:
        """The councils, as a page or as JSON."""
        councils = await run_in_threadpool(self._councils)
        if prefers_json(request.headers.get("accept", "")):
            body = msgspec.json.encode({"councils": councils})
            return Response(body, media_type="application/json", headers=HEADERS)
        return page("index.html", {"councils": councils, "here": "/"}, headers=HEADERS)

    def _councils(self) -> list[CouncilView]:
        """Every council, made-up ones last."""
        found = (self._council(name) for name in self._wiring.directory.councils())
        there = (council for council in found if council is not None)
        return sorted(there, key=lambda council: (council.synthetic, council.key))

    def _council(self, council: str) -> CouncilView | None:
        """A council; None while its ledger is only being made."""
        try:
            ledger = self._wiring.directory.open(council)
        except NoLedger:
            return None
        plans = self._plans(council)
        keys = {plan.key for plan in plans}
        return CouncilView(
            key=council,
            name=words.titled(council),
            synthetic=council in SYNTHETIC,
            events=ledger.head().size,
            origin=ledger.identity.origin,
            plans=plans,
            questions=[
                LinkView(each.title, each.path)
                for each in QUESTIONS
                if each.council == council and each.plan in keys
            ],
            graphql=f"/{council}/graphql",
        )

    def _plans(self, council: str) -> list[PlanView]:
        """The plans that are known now; none while nothing is projected yet."""
        try:
            found = ask(self._wiring, council, PLANS)["snapshot"]["plans"]
        except NotAnswered:
            return []
        return [PlanView(each["key"], each["title"] or words.titled(each["key"])) for each in found]
