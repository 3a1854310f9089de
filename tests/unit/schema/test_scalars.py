from __future__ import annotations

from datetime import UTC, datetime

import pytest
from graphql import GraphQLError
from graphql.language import parse_value

from schema.scalars import (
    AsAt,
    Date,
    DateTime,
    Decimal,
    FinancialYear,
    Moment,
    Position,
    TextScalar,
    Value,
)

ACCEPTED = [
    (Date, "2020-05-13"),
    (DateTime, "2021-02-16T10:30:00Z"),
    (DateTime, "2021-02-16T10:30:00.123456+01:00"),
    (AsAt, "2020-07-15"),
    (AsAt, "2020-07-15T12:00:00+01:00"),
    (Moment, "2020-07/2020-10"),
    (Moment, "/2020-05-13~"),
    (Decimal, "21.2"),
    (Decimal, "-32500.00"),
    (FinancialYear, "2020/21"),
    (FinancialYear, "1999/00"),
    (Position, "0"),
    (Position, "999999999999999999"),
]
REFUSED = [
    (Date, "2020-5-13"),
    (Date, "20200513"),
    (Date, "2020-W20-3"),
    (Date, "2020-02-30"),
    (Date, "2020-05-13T00:00:00Z"),
    (DateTime, "2021-02-16T10:30:00"),
    (DateTime, "2021-02-16"),
    (DateTime, "2026-W01-1"),
    (Moment, "soon"),
    (Decimal, "1e3"),
    (Decimal, "NaN"),
    (Decimal, "Infinity"),
    (FinancialYear, "2020/22"),
    (FinancialYear, "2020"),
    (Position, "-2"),
    (Position, "01"),
    (Position, "9" * 19),
    (Date, "2" * 100),
]


@pytest.mark.parametrize(("scalar", "text"), ACCEPTED)
def test_a_text_that_means_something_is_taken_as_it_is(scalar: type[TextScalar], text: str) -> None:
    assert scalar.parse_value(text) == text
    assert scalar.parse_literal(parse_value(f'"{text}"')) == text
    assert scalar.serialize(text) == text


@pytest.mark.parametrize(("scalar", "text"), REFUSED)
def test_a_text_that_means_nothing_is_refused_with_an_example(
    scalar: type[TextScalar], text: str
) -> None:
    with pytest.raises(GraphQLError, match=r"write e\.g\.") as refused:
        scalar.parse_value(text)
    assert refused.value.extensions == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("value", [1.5, True, None, ["2020-05-13"], {"day": 1}])
@pytest.mark.parametrize("scalar", [Date, DateTime, AsAt, Moment, Decimal, Position])
def test_what_is_no_text_is_refused(scalar: type[TextScalar], value: object) -> None:
    with pytest.raises(GraphQLError, match=r"write e\.g\."):
        scalar.parse_value(value)


@pytest.mark.parametrize("literal", ["1.5", "true", "SOON", "[1]"])
def test_a_literal_that_is_no_text_is_refused(literal: str) -> None:
    with pytest.raises(GraphQLError, match=r"write e\.g\."):
        Date.parse_literal(parse_value(literal))


def test_a_position_may_be_typed_as_a_number() -> None:
    assert Position.parse_value(41) == "41"
    assert Position.parse_literal(parse_value("41")) == "41"


def test_an_instant_is_written_with_its_offset() -> None:
    assert DateTime.serialize(datetime(2021, 2, 16, 10, 30, tzinfo=UTC)) == (
        "2021-02-16T10:30:00+00:00"
    )


def test_a_value_is_the_json_that_it_is() -> None:
    assert Value.serialize({"amount": "1.00"}) == {"amount": "1.00"}
