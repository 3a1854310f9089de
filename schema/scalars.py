"""The scalars of answers and arguments: what each accepts, and how it is written.

They are our own, because Graphene's built-in ones take what a ledger must not: a
time without an offset, a week date, a float. A scalar only checks the form; what a
date means at a basis is decided by ``projections.basis``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from graphene import Scalar
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode
from graphql.language import print_ast

from ledger.moments import BadMoment, parse_moment
from ledger.values import DecimalText
from ledger.values import FinancialYear as FinancialYearText

MAX_TEXT: Final = 64
"""Characters of the longest text that a scalar reads at all."""

_POSITION: Final = re.compile(r"-1|0|[1-9][0-9]{0,17}")


def bad_request(message: str) -> GraphQLError:
    """An error of the asker: the question cannot be read."""
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})


class TextScalar(Scalar):
    """A scalar written as a string; a subclass says in ``check`` what it takes."""

    class Meta:
        """Not a type of its own."""

        abstract = True

    example = ""

    @classmethod
    def check(cls, text: str) -> str:
        """Return ``text``, or raise ValueError."""
        raise NotImplementedError

    @staticmethod
    def serialize(value: object) -> str:
        """Write the value as it is kept."""
        return str(value)

    @classmethod
    def parse_value(cls, value: object) -> str:
        """Read a variable."""
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise _unreadable(cls, value)
        try:
            return cls.check(value)
        except ValueError:
            raise _unreadable(cls, value) from None

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> str:
        """Read what stands in the document itself."""
        if not isinstance(node, StringValueNode):
            raise _unreadable(cls, print_ast(node))
        return cls.parse_value(node.value)


def _unreadable(scalar: type[TextScalar], value: object) -> GraphQLError:
    shown = repr(value)[:MAX_TEXT]
    return bad_request(f"{shown} is not a {scalar.__name__}; write e.g. {scalar.example}")


class Date(TextScalar):
    """A calendar day in London, such as "2020-05-13"."""

    example = '"2020-05-13"'

    @classmethod
    def check(cls, text: str) -> str:
        """A day and nothing finer or coarser."""
        date.fromisoformat(text)
        return _matching(re.compile(r"\d{4}-\d\d-\d\d"), text)


class DateTime(TextScalar):
    """An instant with its offset, such as "2021-02-16T10:30:00+00:00"; never without one."""

    example = '"2021-02-16T10:30:00Z"'

    @staticmethod
    def serialize(value: object) -> str:
        """Write an aware datetime, or pass on what is written already."""
        return value.isoformat() if isinstance(value, datetime) else str(value)

    @classmethod
    def check(cls, text: str) -> str:
        """An instant of EDTF."""
        return _checked(text, lambda: parse_moment(text).is_instant)


class AsAt(TextScalar):
    """A calendar day in London (it means the end of that day), or an instant with its offset."""

    example = '"2020-07-15" or "2020-07-15T12:00:00+01:00"'

    @classmethod
    def check(cls, text: str) -> str:
        """Any short text: whether it is a date has an error code of its own for each argument."""
        return text


class Moment(TextScalar):
    """One moment as its source states it, in EDTF (ISO 8601-2, levels 0 and 1).

    "2020-05-13" is a day, "2020-09" some day of that month, "2020-07/2020-10" some time between
    the two, and a trailing "~" says that the source is approximate. It is never a duration.
    """

    example = '"2020-07/2020-10"'

    @classmethod
    def check(cls, text: str) -> str:
        """Any moment of EDTF."""
        return _checked(text, lambda: bool(parse_moment(text)))


class FinancialYear(TextScalar):
    """A year from 1 April to 31 March, such as "2020/21"."""

    example = '"2020/21"'

    @classmethod
    def check(cls, text: str) -> str:
        """Two parts, the second following the first."""
        return FinancialYearText(text)


class Decimal(TextScalar):
    """A finite decimal number as a string, with the digits that its source gives: "21.2"."""

    example = '"21.2"'

    @classmethod
    def check(cls, text: str) -> str:
        """Plain digits without an exponent."""
        return DecimalText(text)


class Position(TextScalar):
    """The place of an event in the council's ledger, counted from "0".

    A string, as it can outgrow the integers of GraphQL. "-1" is before the first event.
    """

    example = '"41"'

    @classmethod
    def check(cls, text: str) -> str:
        """A whole number of at most 18 digits."""
        return _matching(_POSITION, text)

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> str:
        """Take a bare number too, as a person would type it."""
        if isinstance(node, IntValueNode):
            return cls.parse_value(node.value)
        return super().parse_literal(node)

    @classmethod
    def parse_value(cls, value: object) -> str:
        """Take a JSON number too."""
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return super().parse_value(str(value) if is_number else value)


class Value(Scalar):
    """A value of any field, in JSON: a text, a number, true or false, a list or an object."""

    @staticmethod
    def serialize(value: object) -> object:
        """Pass JSON on as it is."""
        return value


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _checked(text: str, holds: Callable[[], bool]) -> str:
    try:
        if holds():
            return text
    except BadMoment as error:
        raise ValueError(error.message) from None
    raise ValueError(text)
