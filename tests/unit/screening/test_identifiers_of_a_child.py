"""What is refused: numbers with a right check digit, dates of birth, named children."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.action import ActionCarriedIn
from ledger.events.plan import PlanRefreshed
from ledger.registry import REGISTRY
from ledger.rules import Refusal
from ledger.screening import screen
from tests.notation import event

# Numbers set aside for examples: NHS numbers of the 999 range are never issued.
NHS = "9990000018"
PUPIL = "H801200001001"


def screened(text: str) -> Refusal | None:
    return screen(msgspec.json.encode({"summary": text}))


def seen_in(text: str) -> str | None:
    """What the text is refused for, or None."""
    refusal = screened(text)
    if refusal is None:
        return None
    assert (refusal.code, refusal.pointer) == ("IDENTIFIES_A_CHILD", "/summary")
    return refusal.detail.removeprefix("The text holds what looks like ").rstrip(".")


# --- NHS numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        NHS,
        "999 000 0018",
        "999-000-0018",
        "999\u00a0000\u00a00018",
        "999\u2009000\u20090018",
        "999\u202f000\u202f0018",
        "999\u2010000\u20100018",
        "999\u2011000\u20110018",
        "999\u2013000\u20130018",
        "999000 0018",
        "NHS No.9990000018.",
        "Seen on 3 May (NHS 999 000 0018), then again.",
        "in 2020, 999 000 0018",
        "30 999 000 0018",
        "not 9990000019 but 9990000018",
    ],
)
def test_an_nhs_number_is_seen(text: str) -> None:
    assert seen_in(text) == "an NHS number"


@pytest.mark.parametrize(
    "text",
    [
        "9990000019",  # the check digit is wrong
        "999 000 0028",
        "0000000000",  # nobody's
        "1111111111",
        "999000001",  # too short
        "99900000180",  # too long
        "0117 496 0018",  # a telephone number
        "+9990000018",
        "£9990000018",
        "9990000018.00",
        "1.9990000018",
        "1,999 000 0018",
        "9990000018,5",
        "CS/9990000018",
        "9990000018/06",
        "REF-9990000018",
        "9990000018-B",
        "a9990000018",
        "9990000018a",
        "99 9000 0018",
        "999--000--0018",
    ],
)
def test_ten_digits_that_are_no_nhs_number_pass(text: str) -> None:
    assert seen_in(text) is None


@given(st.integers(100_000_000, 999_999_999))
def test_exactly_one_last_digit_at_most_makes_an_nhs_number(first_nine: int) -> None:
    taken = [last for last in range(10) if screened(f"{first_nine}{last}")]
    remainder = sum(int(d) * w for d, w in zip(str(first_nine), range(10, 1, -1), strict=True)) % 11
    wanted = (11 - remainder) % 11
    is_repeated = len({*str(first_nine), str(wanted)}) == 1
    assert taken == ([] if wanted == 10 or is_repeated else [wanted])


# --- Unique pupil numbers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [PUPIL, PUPIL.lower(), f"UPN {PUPIL}.", f"B801200001001 is wrong, {PUPIL} is right"]
)
def test_a_unique_pupil_number_is_seen(text: str) -> None:
    assert seen_in(text) == "a unique pupil number"


@pytest.mark.parametrize(
    "text",
    [
        "B801200001001",  # the check letter is wrong
        "I801200001001",  # never a check letter
        "H80120000100",
        "H8012000010011",
        "XH801200001001",
        "CS/H801200001001",
        "H801200001001/2",
        "H801200001001-B",
    ],
)
def test_a_reference_that_is_no_pupil_number_passes(text: str) -> None:
    assert seen_in(text) is None


@given(st.integers(0, 999_999_999_999))
def test_exactly_one_letter_makes_a_pupil_number(digits: int) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    taken = [letter for letter in letters if screened(f"{letter}{digits:012}")]
    assert len(taken) == 1


# --- Dates of birth -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "born on 3 May 2009",
        "Born 3rd May 2009",
        "who was born on the 21st of September, 2009",
        "born May 3, 2009",
        "born\non 3 May 2009",
        "DOB 03/05/2009",
        "DOB: 3.5.09",
        "dob - 2009-05-03",
        "D.O.B. 03-05-2009",
        "d.o.b.: 3 May 2009",
        "date of birth is 3 May 2009",
        "Date of birth (3 May 2009)",
        "birth date 3 May 2009",
        "birthdate: 3 May 2009",
        "birthday 3-May-2009",
        "3 May 2009 (DOB)",
        "2009-05-03, date of birth",
    ],
)
def test_a_date_of_birth_is_seen(text: str) -> None:
    assert seen_in(text) == "a date of birth"


@pytest.mark.parametrize(
    "text",
    [
        "The date of birth was missing from 12 of 125 records.",
        "DOBs are now checked.",
        "The partnership was reborn on 1 July 2020.",
        "Unborn children, 3 May 2020.",
        "born in 2009",
        "Newborn 3 May 2020",
        "Adobe 10/10/2020",
        "Stubborn delays since May 2020",
    ],
)
def test_other_talk_of_births_and_dates_passes(text: str) -> None:
    assert seen_in(text) is None


# --- Named children -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a child called Example",
        "The boy named Example moved.",
        "A girl who is called Example",
        "a baby, named Éxample,",
        "a young person called “Example”",
        "Care leaver named O’Example",
        "the twins called Example and Sample",
        "CHILD NAMED EXAMPLE",
        "a child called J, a boy named Example",
    ],
)
def test_a_named_child_is_seen(text: str) -> None:
    assert seen_in(text) == "the name of a child"


@pytest.mark.parametrize(
    "text",
    [
        "The child called for help.",
        "Every child named in the plan has a worker.",
        "a child called J",
        "a child called Child B",
        "a boy named Young Person 2",
        "a framework called Restorative Practice",
        "The action was named after the area.",
        "Members called the chief officer in.",
        "grandchild called Example",
    ],
)
def test_other_talk_of_children_and_names_passes(text: str) -> None:
    assert seen_in(text) is None


# --- Where it stands ------------------------------------------------------------------------------


def test_the_pointer_leads_to_the_text() -> None:
    payload = REGISTRY.encode(event(PlanRefreshed, drivers=["The visit.", f"The case of {NHS}."]))
    refusal = screen(payload)
    assert refusal is not None
    assert refusal.pointer == "/drivers/1"


def test_a_locator_is_looked_at_too() -> None:
    cites = [{"document": "case-file", "locator": f"under {NHS}"}]
    refusal = screen(REGISTRY.encode(event(PlanRefreshed, cites=cites, drivers=["The visit."])))
    assert refusal is not None
    assert refusal.pointer == "/cites/0/locator"


def test_odd_names_are_written_as_json_pointers_are() -> None:
    refusal = screen(msgspec.json.encode({"a/b~c": NHS}))
    assert refusal is not None
    assert refusal.pointer == "/a~1b~0c"


def test_the_first_text_of_several_is_told() -> None:
    refusal = screen(msgspec.json.encode({"reason": "DOB 03/05/2009", "summary": NHS}))
    assert refusal is not None
    assert (refusal.pointer, "birth" in refusal.detail) == ("/reason", True)


def test_the_detail_never_says_what_was_found() -> None:
    refusal = screened(f"{NHS}, DOB 03/05/2009, a child called Example")
    assert refusal is not None
    assert refusal.detail == "The text holds what looks like an NHS number."


def test_a_key_that_is_a_number_of_a_child_is_seen() -> None:
    carried_in = event(
        ActionCarriedIn,
        status="AGREED",
        summary="A plan for one.",
        areas=["999-000-0018"],
        accountable_role="NOT_STATED",
        baseline_due_on="NOT_STATED",
        due_on="NOT_STATED",
        rag="NOT_STATED",
    )
    refusal = screen(REGISTRY.encode(carried_in))
    assert refusal is not None
    assert refusal.pointer == "/areas/0"
