"""An older backup put back under a running service: it goes on, and says what has changed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.sending import actions, ask, new_ledger, proposed, send, until_shown
from tests.integration.service.processes import PATIENCE_S, run, started, until_ready
from tests.places import Place

pytestmark = pytest.mark.faults

BASIS = "basis { position epoch token }"


def receipt(address: str, event: dict[str, object]) -> dict[str, object]:
    """The receipt of an event that has to be taken."""
    answer = send(address, event)
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, object] = answer.json()
    return found


def asked(address: str, arguments: str) -> str:
    """The code of the answer to a question with these arguments; empty where it is answered."""
    answer = ask(address, f"{{ snapshot({arguments}) {{ {BASIS} }} }}").json()
    errors = answer.get("errors", [])
    return str(errors[0]["extensions"]["code"]) if errors else ""


def until_epoch(address: str, epoch: int) -> dict[str, object]:
    """The basis of an answer, once it is given in ``epoch``; until then nothing but a code."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = ask(address, f"{{ snapshot {{ {BASIS} }} }}").json()
        if "errors" in answer:
            code = answer["errors"][0]["extensions"]["code"]
            assert code in ("NOT_YET_PROJECTED", "READ_MODEL_UNAVAILABLE")
        elif answer["data"]["snapshot"]["basis"]["epoch"] == epoch:
            found: dict[str, object] = answer["data"]["snapshot"]["basis"]
            return found
        time.sleep(0.02)
    raise AssertionError("the service did not notice")


def positions_of_before_are_told_apart(address: str) -> None:
    """Sure where nothing changed, and never in silence another entry."""
    assert asked(address, 'position: "1"') == ""
    assert asked(address, 'position: "1", epoch: 1') == ""
    assert asked(address, 'position: "2"') == "EPOCH_CHANGED"
    assert asked(address, 'minPosition: "3"') == "EPOCH_CHANGED"
    assert asked(address, 'position: "3", epoch: 2') == "NOT_YET_PROJECTED"


def what_is_sent_again_is_known_or_new(address: str) -> None:
    """The first receipt for what is there, another for what was lost."""
    again = receipt(address, proposed("b"))
    assert (again["position"], again["duplicate"], again["epoch"]) == (1, True, 2)
    other = receipt(address, proposed("d"))
    assert (other["position"], other["duplicate"], other["epoch"]) == (2, False, 2)
    assert until_shown(address, "d")


def positions_need_their_epoch(address: str) -> None:
    """Wherever one is asked for, once another entry stands there."""
    assert asked(address, 'position: "2", epoch: 1') == "EPOCH_CHANGED"
    assert asked(address, 'position: "2", epoch: 2') == ""
    assert asked(address, 'position: "2", epoch: 3') == "EPOCH_CHANGED"
    assert asked(address, "epoch: 2") == "BAD_REQUEST"
    receipts = f"{address}/v1/receipts/2?council=devon"
    assert httpx.get(receipts).json()["code"] == "EPOCH_CHANGED"
    assert httpx.get(f"{receipts}&epoch=1").status_code == 409
    assert httpx.get(f"{receipts}&epoch=2").json()["id"] == "d"
    for question in (
        '{ event(position: "2"%s) { id } }',
        '{ snapshot { changes(from: {position: "2"%s}) { totalCount } } }',
    ):
        refused = ask(address, question % "").json()["errors"]
        assert [each["extensions"]["code"] for each in refused] == ["EPOCH_CHANGED"]
        assert "errors" not in ask(address, question % ", epoch: 2").json()


def test_positions_tokens_and_receipts_from_before_are_told_apart(
    place: Place, tmp_path: Path
) -> None:
    new_ledger(place)
    with started("serve", "--port", "0", **place.settings) as running:
        address = running.address()
        before_it = [receipt(address, proposed(each)) for each in ("a", "b")]
        done = run("backup", "devon", "--to", str(tmp_path / "kept"), "--json", **place.settings)
        assert done.code == 0, done.err
        lost = [receipt(address, proposed(each)) for each in ("c", "d")]
        assert [each["epoch"] for each in (*before_it, *lost)] == [1, 1, 1, 1]
        assert until_shown(address, "d")
        before = ask(address, f"{{ snapshot {{ {BASIS} }} }}").json()["data"]["snapshot"]["basis"]

        file = done.json[0]["file"]
        refused = run("restore", file, **place.settings)
        assert (refused.code, "WOULD_LOSE_ENTRIES" in refused.err) == (1, True), refused
        restored = run("restore", file, "--replace", "--yes", **place.settings)
        assert restored.code == 0, restored.err

        after = until_epoch(address, 2)
        assert (after["position"], sorted(actions(address))) == ("1", ["a", "b"])
        assert until_ready(address).json()["ledgers"][0]["epoch"] == 2
        assert asked(address, f'token: "{before["token"]}"') == "STALE_TOKEN"
        positions_of_before_are_told_apart(address)
        what_is_sent_again_is_known_or_new(address)
        positions_need_their_epoch(address)
    assert json.loads(run("ledger", "list", "--json", **place.settings).out)[0]["epoch"] == 2


def test_senders_who_never_stop_lose_nothing_that_was_acknowledged_since(
    place: Place, tmp_path: Path
) -> None:
    new_ledger(place)
    with started("serve", "--port", "0", **place.settings) as running:
        address = running.address()
        receipt(address, proposed("first"))
        done = run("backup", "devon", "--to", str(tmp_path / "kept"), "--json", **place.settings)
        words = ("restore", done.json[0]["file"], "--replace", "--yes")
        with started(*words, **place.settings) as restoring:
            given = []
            while restoring.process.poll() is None:
                given.append(receipt(address, proposed(f"during-{len(given)}")))
            assert restoring.process.returncode == 0
        given += [receipt(address, proposed(f"after-{n}")) for n in range(3)]
        assert given[-1]["epoch"] == 2
        for each in given:
            if each["epoch"] == 2:
                named = {"source": str(each["source"]), "id": str(each["id"])}
                found = httpx.get(f"{address}/v1/receipts", params=named).json()
                assert found["leafHash"] == each["leafHash"]
