"""One question in, one answer out: for HTTP and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypedDict

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    validate,
)

from schema.access import PUBLIC, Access
from schema.errors import AnswerError, internal_error, shown_error
from schema.operation import AskedLedger, Operation
from schema.root import SCHEMA
from schema.scalars import bad_request

if TYPE_CHECKING:
    from projections.read_model import ReadModel

DOCUMENTS_KEPT: Final = 256
"""Parsed and validated documents that are kept: people and pages ask the same again."""


KEPT_CHARACTERS: Final = 20_000
"""Longer documents are read anew each time, so that nobody can fill the memory with them."""


class Answer(TypedDict, total=False):
    """An answer (GraphQL, section 7.1).

    Without ``data`` the question was not answered at all, most often because it is wrong
    in itself; ``errors`` say why.
    """

    data: dict[str, Any] | None
    errors: list[AnswerError]


def execute(
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    ledger: AskedLedger,
    read_model: ReadModel,
    clock_us: Callable[[], int],
    access: Access = PUBLIC,
    operation_name: str | None = None,
) -> Answer:
    """Answer a question from one council's ledger. Never raises for what is asked.

    ``clock_us`` is read once, and so is how far the read model has come: all root
    fields of the question rest on the same moment.
    """
    read = _kept if len(query) <= KEPT_CHARACTERS else _document
    document, faults = read(query)
    if document is None:
        return {"errors": [shown_error(fault) for fault in faults]}
    try:
        operation = Operation(ledger, read_model, clock_us(), access)
        result = execute_sync(
            SCHEMA.graphql_schema,
            document,
            context_value=operation,
            variable_values=dict(variables or {}),
            operation_name=operation_name,
        )
    except Exception as failure:  # noqa: BLE001 - an answer says that it failed, the log says how
        return {"errors": [internal_error(failure)]}
    return _answer(result)


def _document(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """The parsed document, or what is wrong with it."""
    try:
        document = parse(query)
        faults = validate(SCHEMA.graphql_schema, document)
    except GraphQLSyntaxError as fault:
        return None, (fault,)
    except RecursionError:
        return None, (bad_request("the question is nested too deeply"),)
    return (None if faults else document), tuple(faults)


_kept = lru_cache(maxsize=DOCUMENTS_KEPT)(_document)


def _answer(result: ExecutionResult) -> Answer:
    errors = [shown_error(error) for error in result.errors or ()]
    if errors and all(error.path is None for error in result.errors or ()):
        return {"errors": errors}
    return {"data": result.data, "errors": errors} if errors else {"data": result.data}
