"""The first page: which councils are served here, and questions to begin with."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.answers import words
from service.answers.asking import NotAnswered, ask
from service.demo.questions import QUESTIONS
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


def question_address(council: str, query: str) -> str:
    """The page that opens with a question and its answer."""
    return f"/{council}/graphql?{urlencode({'query': query})}"


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
        return [self._council(name) for name in self._wiring.directory.councils()]

    def _council(self, council: str) -> CouncilView:
        ledger = self._wiring.directory.open(council)
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
                LinkView(each.title, question_address(council, each.query))
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
