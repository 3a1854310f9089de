"""Errors in an answer: a code of the catalogue, and nothing of the inside."""

from __future__ import annotations

import logging
from types import NoneType
from typing import Any, Final, TypedDict

from graphql import GraphQLError

from ledger.codes import CATALOGUE
from ledger.store.failures import StoreUnavailable
from projections.basis import BadBasis
from projections.read_model import ReadModelUnavailable, UnusableReadModel

_log = logging.getLogger(__name__)

MASKED: Final = CATALOGUE["INTERNAL"]
UNAVAILABLE: Final = CATALOGUE["READ_MODEL_UNAVAILABLE"]


class AnswerError(TypedDict, total=False):
    """An error as the answer gives it (GraphQL, section 7.1.2)."""

    message: str
    locations: list[dict[str, int]]
    path: list[str | int]
    extensions: dict[str, Any]


def shown_error(error: GraphQLError) -> AnswerError:
    """What may be told of an error; whatever nobody foresaw is logged and masked."""
    code, message = _told(error)
    if code == MASKED.code:
        _log.error("a question failed at %s", error.path, exc_info=error.original_error or error)
    shown: AnswerError = {"message": message, "extensions": {"code": code}}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path is not None:
        shown["path"] = list(error.path)
    return shown


def internal_error(failure: Exception) -> AnswerError:
    """What may be told of a failure outside any field."""
    return shown_error(GraphQLError(MASKED.title, original_error=failure))


def _told(error: GraphQLError) -> tuple[str, str]:
    cause = error.original_error
    if isinstance(cause, BadBasis):
        return cause.code, cause.message
    if isinstance(cause, StoreUnavailable):
        return cause.code, CATALOGUE[cause.code].title
    if isinstance(cause, ReadModelUnavailable | UnusableReadModel):
        _log.warning("the read model cannot be asked: %s", cause)
        return UNAVAILABLE.code, UNAVAILABLE.title
    code = (error.extensions or {}).get("code")
    if isinstance(code, str) and code in CATALOGUE:
        return code, error.message
    is_askers = error.path is None and isinstance(cause, GraphQLError | NoneType)
    if is_askers:  # found before anything was asked of the ledger
        return "BAD_REQUEST", error.message
    return MASKED.code, MASKED.title
