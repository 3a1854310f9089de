"""A page that somebody has open in a browser on this machine gets nowhere with the service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.integration.service.processes import here, started
from tests.wrong_events.notation import STRUCTURED, proposed, structured

REBOUND = ["attacker.example", "attacker.example:8000", "127.0.0.1.attacker.example", "[::", ""]
OURS = ["127.0.0.1", "localhost:1", "LOCALHOST", "127.9.9.9:8000", "[::1]:8000"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    assert here("ledger", "create", "devon", data_dir=folder).code == 0
    return folder


@pytest.fixture(scope="module")
def address(data_dir: Path) -> Iterator[str]:
    known = {"IMPROVEMENT_LEDGER_KNOWN_HOSTS": "ledger.example,plans.example"}
    with started("serve", "--port", "0", data_dir=data_dir, **known) as running:
        yield running.address()


def post(address: str, name: str, headers: Mapping[str, str]) -> httpx.Response:
    body = structured(proposed(name)).body
    return httpx.post(f"{address}/v1/events", content=body, headers=dict([STRUCTURED]) | headers)


@pytest.mark.parametrize("host", REBOUND)
@pytest.mark.parametrize("path", ["/", "/ready", "/devon/graphql", "/v1/quarantine", "/static/x"])
def test_a_name_that_was_made_to_lead_here_reads_nothing(
    address: str, host: str, path: str
) -> None:
    answer = httpx.get(f"{address}{path}", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "UNKNOWN_HOST")


@pytest.mark.parametrize("host", [*OURS, "ledger.example", "plans.example:443"])
def test_names_of_this_machine_and_known_ones_are_answered(address: str, host: str) -> None:
    assert httpx.get(f"{address}/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
        {"Origin": "https://attacker.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
def test_another_site_records_nothing(address: str, said: dict[str, str]) -> None:
    answer = post(address, "from-elsewhere", said)
    assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE")
    receipt = f"{address}/v1/receipts?source=urn:council:devon:improvement-office&id=from-elsewhere"
    assert httpx.get(receipt).status_code == 404


@pytest.mark.parametrize(
    "site", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}]
)
def test_our_own_pages_and_programs_record(address: str, site: dict[str, str]) -> None:
    name = f"ours-{'-'.join(site.values())}"
    assert post(address, name, site).status_code == 202


def test_a_page_of_ours_in_an_older_browser_is_ours(address: str) -> None:
    assert post(address, "older", {"Origin": address}).status_code == 202


def test_another_site_may_lead_here(address: str) -> None:
    answer = httpx.get(f"{address}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200


def test_where_all_are_let_in_any_name_will_do(data_dir: Path) -> None:
    with started("serve", "--port", "0", "--open-to-all", data_dir=data_dir) as running:
        address = running.address()
        assert httpx.get(f"{address}/live", headers={"Host": "any.example"}).status_code == 200
        assert post(address, "open", {"Sec-Fetch-Site": "cross-site"}).status_code == 403
