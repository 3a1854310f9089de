from __future__ import annotations

import pytest
from graphql import GraphQLError

from schema.connections import Cursors, Page, page_of, page_size

ITEMS = ["a", "b", "c", "d", "e"]


def page(first: int, after: str | None = None, cursors: Cursors | None = None) -> Page[str]:
    return page_of(ITEMS, str, cursors or Cursors("letters"), first=first, after=after)


def code_of(error: GraphQLError) -> object:
    return (error.extensions or {})["code"]


def test_pages_follow_one_another_without_a_gap() -> None:
    first = page(2)
    second = page(2, first.end_cursor)
    third = page(2, second.end_cursor)
    assert [first.nodes, second.nodes, third.nodes] == [["a", "b"], ["c", "d"], ["e"]]
    assert [each.has_next_page for each in (first, second, third)] == [True, True, False]
    assert [each.has_previous_page for each in (first, second, third)] == [False, True, True]


def test_every_page_knows_how_many_there_are_in_all() -> None:
    assert page(2).count() == page(100).count() == 5


def test_the_page_after_the_last_is_empty() -> None:
    last = page(100)
    beyond = page(2, last.end_cursor)
    assert (beyond.nodes, beyond.start_cursor, beyond.end_cursor) == ([], None, None)


@pytest.mark.parametrize("binding", [("letters", "backwards"), ("numbers",), ()])
def test_a_cursor_of_another_question_is_refused(binding: tuple[str, ...]) -> None:
    taken = page(2).end_cursor
    with pytest.raises(GraphQLError) as refused:
        page(2, taken, Cursors(*binding))
    assert code_of(refused.value) == "BAD_CURSOR"


@pytest.mark.parametrize("cursor", ["", "a", "§", "////", "not a cursor", "AAAAAAAAAAAA"])
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(GraphQLError) as refused:
        page(2, cursor)
    assert code_of(refused.value) == "BAD_CURSOR"


def test_a_page_holds_a_hundred_at_most_and_one_at_least() -> None:
    assert page_size(100) == 100
    assert page_size(None) == 50
    with pytest.raises(GraphQLError) as too_many:
        page_size(101)
    with pytest.raises(GraphQLError) as too_few:
        page_size(0)
    assert code_of(too_many.value) == "LIMIT_EXCEEDED"
    assert code_of(too_few.value) == "BAD_REQUEST"
