"""Every code and every type has an address that answers people and programs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import jsonschema
import pytest

from ledger.codes import CATALOGUE
from ledger.registry import REGISTRY
from tests.wrong_events import envelopes, json_texts, stories
from tests.wrong_events.notation import Wrong, proposed
from tests.wrong_events.serving import Served

JSON = {"Accept": "application/json"}
PAGES = ["/errors/", "/errors/ID_CONFLICT", "/schemas/", "/schemas/improvement.plan.approved.v1"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Outline(HTMLParser):
    """What an accessible page has to have."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_page_and_its_json(served: Served, code: str) -> None:
    page = served.client.get(f"/errors/{code}")
    data = served.client.get(f"/errors/{code}", headers=JSON).json()

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert code in page.text
    assert (data["code"], data["title"]) == (code, CATALOGUE[code].title)


def test_the_list_of_codes_has_them_all(served: Served) -> None:
    page = served.client.get("/errors/").text
    data = served.client.get("/errors/", headers=JSON).json()

    assert set(re.findall(r'href="/errors/([A-Z_]+)"', page)) == set(CATALOGUE)
    assert [code["code"] for code in data] == list(CATALOGUE)


ONE_OF_EACH: dict[str, Wrong] = {
    wrong.code: wrong for module in (json_texts, envelopes, stories) for wrong in module.cases()
}


@pytest.mark.parametrize("wrong", ONE_OF_EACH.values(), ids=str)
def test_the_type_of_every_problem_is_an_address_on_this_server(
    served: Served, wrong: Wrong
) -> None:
    for message in wrong.given:
        served.accept(message)
    problem = served.send(wrong.message).json()

    page = served.client.get(problem["type"])

    assert problem["type"].startswith(str(served.client.base_url))
    assert page.status_code == 200
    assert problem["title"] in page.text.replace("&#39;", "'")


@pytest.mark.parametrize("name", REGISTRY.types)
def test_every_type_has_a_page_and_a_schema_under_its_own_address(
    served: Served, name: str
) -> None:
    page = served.client.get(f"/schemas/{name}")
    answer = served.client.get(f"/schemas/{name}.json")

    schema = answer.json()
    assert page.status_code == 200
    assert answer.headers["content-type"] == "application/schema+json"
    assert schema["$id"] == str(answer.url)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_served_schema_judges_as_the_intake_does(served: Served) -> None:
    schema = served.client.get("/schemas/improvement.action.proposed.v1.json").json()
    right = proposed("judged")["data"]
    assert isinstance(right, dict)

    validator = jsonschema.Draft202012Validator(schema)

    assert validator.is_valid(right)
    assert not validator.is_valid({**right, "summary": ""})
    assert not validator.is_valid({**right, "summari": "x"})


@pytest.mark.parametrize("address", ["/errors/NO_SUCH_CODE", "/schemas/no.such.type", "/nowhere",
                                     "/schemas/no.such.type.json"])  # fmt: skip
def test_what_is_not_there_says_so_to_people_and_to_programs(served: Served, address: str) -> None:
    page = served.client.get(address, headers={"Accept": BROWSER})
    data = served.client.get(address, headers=JSON)

    assert (page.status_code, data.status_code) == (404, 404)
    assert data.json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("nonsense", "text/html; charset=utf-8"),
        ("text/html;q=0.5, application/json;q=0.5", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/problem+json", "application/json"),
        ("application/*", "application/json"),
        ("text/html;q=0.4, application/json;q=0.5", "application/json"),
        ("APPLICATION/JSON; q=1.0, */*;q=0.1", "application/json"),
    ],
)
def test_who_asks_for_json_gets_json(served: Served, accept: str, media_type: str) -> None:
    answer = served.client.get("/errors/", headers={"Accept": accept})

    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_built_for_everybody(served: Served, address: str) -> None:
    """WCAG 2.2: language, title, one main heading, landmarks, a way past the navigation."""
    outline = Outline(served.client.get(address).text)

    assert outline.all("html") == [{"lang": "en-GB"}]
    assert len(outline.all("title")) == len(outline.all("main")) == len(outline.all("h1")) == 1
    assert outline.all("a")[0]["href"] == "#main"
    assert all(cell.get("scope") for cell in outline.all("th"))
    headings = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(headings))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_nothing_from_elsewhere_and_runs_no_script(
    served: Served, address: str
) -> None:
    answer = served.client.get(address)

    assert "script" not in answer.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert served.client.get("/static/site.css").status_code == 200


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_colours_can_be_read(served: Served, scheme: int) -> None:
    sheet = served.client.get("/static/site.css").text
    roots = re.findall(r":root \{(.*?)\}", sheet, flags=re.DOTALL)
    colours: dict[str, str] = {}
    for root in roots[: scheme + 1]:
        colours |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", root))

    for ground in ("ground", "panel"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["quiet"], colours[ground]) >= 4.5
        assert contrast(colours["link"], colours[ground]) >= 4.5
        assert contrast(colours["focus"], colours[ground]) >= 3
    assert contrast(colours["on-brand"], colours["brand"]) >= 7


def test_the_contract_of_the_topics_is_served_to_tools(served: Served) -> None:
    answer = served.client.get("/asyncapi.json")

    document = answer.json()
    assert answer.headers["content-type"] == "application/vnd.aai.asyncapi+json;version=3.0.0"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert document["asyncapi"] == "3.0.0"
    assert set(REGISTRY.types) > set(document["channels"]["intake"]["messages"]) - {"cloudevent"}
