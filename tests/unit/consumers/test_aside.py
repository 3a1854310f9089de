"""A thread that does one thing at a time for another."""

from __future__ import annotations

import threading

import pytest

from consumers.ahead.aside import Aside


def test_it_answers_from_a_thread_of_its_own_which_ends_with_it() -> None:
    before = threading.active_count()
    aside: Aside[int] = Aside()
    assert threading.active_count() == before
    found = []
    for _ in range(3):
        aside.begin(threading.get_ident)
        found.append(aside.answer())
    assert len(set(found)) == 1
    assert threading.get_ident() not in found
    aside.close()
    assert threading.active_count() == before


def test_what_the_work_raises_comes_out_where_it_is_waited_for() -> None:
    aside: Aside[float] = Aside()
    aside.begin(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        aside.answer()
    aside.begin(lambda: 1 / 2)
    assert aside.answer() == 0.5
    aside.close()


def test_what_nobody_waits_for_is_done_before_it_is_closed() -> None:
    done = threading.Event()
    aside: Aside[None] = Aside()
    aside.begin(done.set)
    aside.close()
    assert done.is_set()
    aside.close()
