"""Values in plain English."""

from __future__ import annotations

from datetime import date

import pytest

from service.answers import words


@pytest.mark.parametrize(
    ("amount", "qualifier", "stated_to", "said"),
    [
        ("1600000.00", "AS_STATED", "100000.00", "£1.6 million"),
        ("1100000.00", "JUST_UNDER", "100000.00", "just under £1.1 million"),
        ("1100000.00", "JUST_OVER", "100000.00", "just over £1.1 million"),
        ("618000.00", "AS_STATED", "1000.00", "£618,000"),
        ("1000000.00", "AS_STATED", "0.01", "£1,000,000"),
        ("1618000.00", "AS_STATED", "1000.00", "£1,618,000"),
        ("250000.00", "APPROXIMATE", "50000.00", "about £250,000"),
        ("12.50", "AS_STATED", "0.01", "£12.50"),
        ("-18000.00", "AS_STATED", "0.01", "−£18,000"),
    ],
)
def test_a_sum_keeps_the_precision_of_its_source(
    amount: str, qualifier: str, stated_to: str, said: str
) -> None:
    assert words.money(amount, qualifier, stated_to) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-05-13", "13 May 2020"),
        ("2020-05-13~", "about 13 May 2020"),
        ("2020-09", "September 2020"),
        ("2020", "2020"),
        ("2020-07/2020-10", "some time between July and October 2020"),
        ("2020-09-22/2020-09-23", "some time between 22 September and 23 September 2020"),
        ("2020-12/2021-03", "some time between December 2020 and March 2021"),
        ("2017-03~/2017-04~", "some time between about March and about April 2017"),
        ("2020/2021", "some time between 2020 and 2021"),
        ("../2020-05-13~", "by about 13 May 2020"),
        ("/2020-01", "by January 2020"),
        ("2017-04-06/..", "6 April 2017 or later"),
        ("2021-02-16T10:30+00:00", "16 February 2021, 10:30 UTC"),
        ("2021-04-08T10:30:00.000001+01:00", "8 April 2021, 10:30:00 UTC+01:00"),
        ("NOT_STATED", "not stated"),
    ],
)
def test_a_moment_stays_as_open_as_it_is(text: str, said: str) -> None:
    assert words.moment(text) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_things_are_listed_as_one_says_them(items: list[str], said: str) -> None:
    assert words.listed(items) == said


def test_names_of_fields_members_and_keys_become_words() -> None:
    assert words.label("baselineDueOn") == "baseline due on"
    assert words.enum("AWAITING_ASSURANCE") == "awaiting assurance"
    assert words.key("care-leavers") == "care leavers"
    assert words.titled("nottingham-city") == "Nottingham City"
    assert words.day(date(2020, 7, 15)) == "15 July 2020"
