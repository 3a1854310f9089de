"""What is no moment, with the code and a message that says what to write."""

import pickle

import pytest

from ledger.moments import ACCEPTED, BadMoment, parse_moment

NOT_MOMENTS = {
    "an empty text": "",
    "words": "spring 2020",
    "a British date": "13/05/2020",
    "basic format": "20200522",
    "a week": "2020-W21",
    "a week day": "2020-W21-5",
    "an ordinal day": "2020-143",
    "a one-digit month": "2020-5",
    "a season": "2020-21",
    "a quarter": "2020-33",
    "month thirteen": "2020-13",
    "month nought": "2020-00",
    "day nought": "2020-05-00",
    "a day not in the calendar": "2020-02-30",
    "29 February of a common year": "2021-02-29",
    "29 February 2100": "2100-02-29",
    "uncertain": "2020-05?",
    "uncertain and approximate": "2020-05%",
    "approximately, in front": "~2020-05",
    "approximately, twice": "2020~~",
    "an unspecified day": "2020-05-XX",
    "an unspecified year": "202X",
    "a long year": "Y12020",
    "a negative year": "-2020",
    "the year before the first": "1899",
    "the year after the last": "2200",
    "the year nought": "0000",
    "a space before": " 2020-05-13",
    "a space after": "2020-05-13 ",
    "a line end after": "2020-05-13\n",
    "a line end after an instant": "2020-05-13T10:30Z\n",
    "digits of another script": "२०२०-०५-१३",
    "full-width digits": "\uff12\uff10\uff12\uff10",
    "an unknown end": "2020-05/",
    "no dates at all": "/",
    "open at both ends": "../..",
    "open and unknown": "/..",
    "only open": "..",
    "three dates": "2020/2021/2022",
    "backwards": "2020-10/2020-07",
    "backwards by a day": "2020-05-14/2020-05-13",
    "backwards and mixed": "2020-06-01/2020-05",
    "an approximate open end": "2020/..~",
    "an interval of instants": "2021-02-16T10:30+00:00/2021-02-16T12:22+00:00",
    "an interval of local times": "2021-02-16T10:30/2021-02-16T12:22",
    "from an instant on": "2021-02-16T10:30Z/..",
    "an approximate instant": "2021-02-16T10:30Z~",
    "an hour alone": "2021-02-16T10Z",
    "a leap second": "2016-12-31T23:59:60Z",
    "the end of a day": "2021-02-16T24:00Z",
    "minute sixty": "2021-02-16T10:60Z",
    "seven digits of a second": "2021-02-16T10:30:00.1234567Z",
    "a bare point": "2021-02-16T10:30:00.Z",
    "a comma": "2021-02-16T10:30:00,5Z",
    "a small t": "2021-02-16t10:30Z",
    "a small z": "2021-02-16T10:30z",
    "a space for T": "2021-02-16 10:30Z",
    "an offset of hours": "2021-02-16T10:30+01",
    "an offset without a colon": "2021-02-16T10:30+0100",
    "an offset nobody keeps": "2021-02-16T10:30+14:01",
    "an offset with seconds": "2021-02-16T10:30+01:00:00",
    "a zone's name": "2021-02-16T10:30[Europe/London]",
    "an instant not in the calendar": "2021-02-30T10:30Z",
    "a local time not in the calendar": "2021-02-30T10:30",
    "an instant before the first year": "1899-12-31T23:59Z",
    "an instant after the last year": "2200-01-01T00:00Z",
    "more than 64 characters": "2020" + 61 * "~",
}

NAIVE = {
    "2020-05-22T10:30": "2020-05-22T10:30:00+01:00",
    "2020-01-30T10:30:07.5": "2020-01-30T10:30:07.500000+00:00",
    "2020-10-25T01:30": "twice, so write 2020-10-25T01:30:00+01:00 or 2020-10-25T01:30:00+00:00",
    "2020-03-29T01:30": "never showed that time",
}


@pytest.mark.parametrize("text", NOT_MOMENTS.values(), ids=NOT_MOMENTS)
def test_what_is_no_moment_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(BadMoment) as refused:
        parse_moment(text)
    assert refused.value.code == "BAD_MOMENT"
    assert ACCEPTED in refused.value.message
    assert len(refused.value.message) < 500


@pytest.mark.parametrize(("text", "hint"), NAIVE.items())
def test_a_time_without_an_offset_is_refused_with_its_readings(text: str, hint: str) -> None:
    with pytest.raises(BadMoment) as refused:
        parse_moment(text)
    assert refused.value.code == "NAIVE_TIME"
    assert hint in refused.value.message
    assert str(refused.value) == refused.value.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020-02-30", "is not in the calendar"),
        ("2020-10/2020-07", "ends before it starts"),
        ("2020/", "does not say its end"),
        ("../..", "is open at both ends"),
        ("1899", "is outside the years 1900 to 2199"),
        ("2020" + 61 * "~", "is longer than 64 characters"),
        ("2020" + 60 * "~", "is not a date"),
        ("2021-02-16T10Z", "is not an instant"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(BadMoment, match=reason):
        parse_moment(text)


def test_a_refusal_passes_between_processes() -> None:
    refusal = pickle.loads(pickle.dumps(BadMoment("NAIVE_TIME", "it has no offset")))  # noqa: S301
    assert (refusal.code, str(refusal)) == ("NAIVE_TIME", "it has no offset")


def test_a_refusal_is_not_remembered_as_a_moment() -> None:
    for _ in range(2):
        with pytest.raises(BadMoment):
            parse_moment("2020-02-30")
