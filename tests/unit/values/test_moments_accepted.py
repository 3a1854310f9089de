"""Every form of moment that the ledger reads, and the bounds it means."""

import pytest

from ledger.moments import BEGINNING_US, END_US, format_us, parse_moment

FORMS = [
    # text, possible from, certain by (London days: in summer they start at 23:00 UTC)
    ("2020-05-13", "2020-05-12T23:00", "2020-05-12T23:00"),
    ("2020-01-30", "2020-01-30T00:00", "2020-01-30T00:00"),
    ("2020-09", "2020-08-31T23:00", "2020-09-29T23:00"),
    ("2020-02", "2020-02-01T00:00", "2020-02-29T00:00"),
    ("2021-02", "2021-02-01T00:00", "2021-02-28T00:00"),
    ("2020-12", "2020-12-01T00:00", "2020-12-31T00:00"),
    ("2015", "2015-01-01T00:00", "2015-12-31T00:00"),
    ("1900", "1900-01-01T00:00", "1900-12-31T00:00"),
    ("2199", "2199-01-01T00:00", "2199-12-31T00:00"),
    ("2020-07/2020-10", "2020-06-30T23:00", "2020-10-31T00:00"),
    ("2020-12/2021-03-31", "2020-12-01T00:00", "2021-03-30T23:00"),
    ("2020-05-13/2020", "2020-05-12T23:00", "2020-12-31T00:00"),
    ("2020-05-13/2020-05", "2020-05-12T23:00", "2020-05-30T23:00"),
    ("2020/2020-01-01", "2020-01-01T00:00", "2020-01-01T00:00"),
    ("2020-05-13/2020-05-13", "2020-05-12T23:00", "2020-05-12T23:00"),
    ("2020-10-24/2020-10-25", "2020-10-23T23:00", "2020-10-24T23:00"),
]

INSTANTS = [
    ("2021-02-16T10:30Z", "2021-02-16T10:30:00.000000Z"),
    ("2021-02-16T10:30:07Z", "2021-02-16T10:30:07.000000Z"),
    ("2021-02-16T10:30:07.5Z", "2021-02-16T10:30:07.500000Z"),
    ("2021-02-16T10:30:07.123456Z", "2021-02-16T10:30:07.123456Z"),
    ("2021-04-08T10:30+01:00", "2021-04-08T09:30:00.000000Z"),
    ("2021-04-08T00:00:00-05:30", "2021-04-08T05:30:00.000000Z"),
    ("2021-04-08T00:00+14:00", "2021-04-07T10:00:00.000000Z"),
    ("2020-10-25T01:30+01:00", "2020-10-25T00:30:00.000000Z"),
    ("2020-10-25T01:30+00:00", "2020-10-25T01:30:00.000000Z"),
    ("2020-10-25T01:30-00:00", "2020-10-25T01:30:00.000000Z"),
    ("1900-01-01T00:00+14:00", "1899-12-31T10:00:00.000000Z"),
    ("2199-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999Z"),
]


@pytest.mark.parametrize(("text", "possible_from", "certain_by"), FORMS)
def test_a_date_means_its_first_to_its_last_possible_day(
    text: str, possible_from: str, certain_by: str
) -> None:
    moment = parse_moment(text)
    assert format_us(moment.possible_from_us) == f"{possible_from}:00.000000Z"
    assert format_us(moment.certain_by_us) == f"{certain_by}:00.000000Z"
    assert not moment.is_instant


@pytest.mark.parametrize(("text", "at"), INSTANTS)
def test_an_instant_is_itself(text: str, at: str) -> None:
    moment = parse_moment(text)
    assert format_us(moment.possible_from_us) == at
    assert moment.certain_by_us == moment.possible_from_us
    assert moment.is_instant


def test_from_a_date_on_is_never_certain() -> None:
    moment = parse_moment("2017-04-06/..")
    assert moment.possible_from_us == parse_moment("2017-04-06").possible_from_us
    assert moment.certain_by_us == END_US


@pytest.mark.parametrize("start", ["", ".."])
def test_up_to_a_date_may_be_as_early_as_one_likes(start: str) -> None:
    moment = parse_moment(f"{start}/2020-01")
    assert moment.possible_from_us == BEGINNING_US
    assert moment.certain_by_us == parse_moment("2020-01-31").certain_by_us


@pytest.mark.parametrize(
    "text",
    ["2020-05-13", "2020-03", "2020", "2017-03/2017-04", "2020-07/..", "../2020-05", "/2020-05-13"],
)
def test_approximately_is_kept_and_widens_nothing(text: str) -> None:
    plain = parse_moment(text)
    about = parse_moment("/".join(p if p in {"", ".."} else f"{p}~" for p in text.split("/")))
    assert (plain.possible_from_us, plain.certain_by_us) == (
        about.possible_from_us,
        about.certain_by_us,
    )
    assert about.is_approximate
    assert not plain.is_approximate


@pytest.mark.parametrize("text", ["2017-03~/2017-04", "2017-03/2017-04~"])
def test_one_approximate_end_makes_a_moment_approximate(text: str) -> None:
    assert parse_moment(text).is_approximate


def test_a_moment_keeps_its_source_s_words() -> None:
    assert parse_moment("/2020-05-13~").text == "/2020-05-13~"


def test_the_longest_moment_fits() -> None:
    assert len("2020-05-13T10:30:00.123456+01:00") < 64
    assert parse_moment("2020-05-13~/2020-05-14~").is_approximate


def test_a_moment_read_twice_is_the_very_same() -> None:
    assert parse_moment("2020-09-22") is parse_moment("2020-09-22")
