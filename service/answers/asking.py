"""Asking a council's ledger through GraphQL, as anybody does over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.execute import execute
from service import clock
from service.wiring import Wiring


class NotAnswered(Exception):
    """A question that has no answer; ``code`` stands in the catalogue of codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def ask(
    wiring: Wiring, council: str, query: str, variables: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """The data of the answer; raises :class:`NotAnswered` for the first error, if there is one."""
    answer = execute(
        query,
        variables,
        ledger=wiring.directory.open(council),
        read_model=wiring.read_model(council),
        clock_us=clock.now_us,
    )
    errors = answer.get("errors")
    if errors:
        raise NotAnswered(str(errors[0]["extensions"]["code"]), errors[0]["message"])
    return answer["data"] or {}
