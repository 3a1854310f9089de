"""GraphQL over HTTP: what is taken, what comes back, and the page for people."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from tests.integration.graphql.conftest import Served

URL = "/devon/graphql"
QUESTION = '{ plan(key: "improvement-2020") { title } }'
TITLE = {"data": {"plan": {"title": "Devon children's services improvement plan"}}}
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


def post(served: Served, accept: str | None = None, **body: object) -> httpx.Response:
    headers = {} if accept is None else {"Accept": accept}
    return served.client.post(URL, json=body, headers=headers)


def media_type(response: httpx.Response) -> str:
    return response.headers["content-type"]


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, {JSON};q=0.9", JSON),
        ("text/html;q=0.1, application/*", JSON),
    ],
)
def test_an_answer_comes_in_the_media_type_that_is_asked_for(
    served: Served, accept: str | None, answered: str
) -> None:
    response = post(served, accept, query=QUESTION)
    assert response.status_code == 200
    assert media_type(response) == f"{answered}; charset=utf-8"
    assert response.json() == TITLE


def test_a_media_type_that_is_not_spoken_is_not_acceptable(served: Served) -> None:
    assert post(served, "text/csv", query=QUESTION).status_code == 406


def test_a_question_may_stand_in_the_address(served: Served) -> None:
    response = served.client.get(URL, params={"query": QUESTION})
    assert (response.status_code, response.json()) == (200, TITLE)


def test_a_question_in_the_address_may_have_variables_and_a_name(served: Served) -> None:
    parameters = {
        "query": "query Other { roles { key } } "
        "query Mine($key: String!) { plan(key: $key) { title } }",
        "variables": '{"key": "improvement-2020"}',
        "operationName": "Mine",
    }
    response = served.client.get(URL, params=parameters)
    assert (response.status_code, response.json()) == (200, TITLE)


@pytest.mark.parametrize("question", ["{", "{ nothing }", "query Q($x: Int!) { roles { key } }"])
def test_a_question_that_is_wrong_in_itself_is_told_by_the_newer_media_type(
    served: Served, question: str
) -> None:
    newer = post(served, GRAPHQL_JSON, query=question)
    older = post(served, JSON, query=question)
    assert (newer.status_code, older.status_code) == (400, 200)
    for response in (newer, older):
        assert "data" not in response.json()
        assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_an_answer_with_a_failed_field_is_still_an_answer(served: Served) -> None:
    question = '{ plan(key: "improvement-2020", knownAt: "2099-01-01") { title } }'
    response = post(served, GRAPHQL_JSON, query=question)
    assert response.status_code == 200
    assert response.json()["data"] == {"plan": None}
    assert response.json()["errors"][0]["extensions"] == {"code": "KNOWN_AT_IN_FUTURE"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"query"',
        b'{"query": "\xff"}',
        b"[" * 100_000,
        b'{"query": 1}',
        b'{"variables": {}}',
        b'{"query": "{ roles { key } }", "variables": []}',
        b'{"query": "{ roles { key } }", "operationName": 1}',
        b'{"query": "{ roles { key } }", "extensions": "x"}',
        b'[{"query": "{ roles { key } }"}]',
    ],
)
def test_a_body_that_holds_no_question_is_a_bad_request(served: Served, body: bytes) -> None:
    response = served.client.post(URL, content=body, headers={"Content-Type": JSON})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("parameters", [{}, {"query": QUESTION, "variables": "{"}])
def test_an_address_that_holds_no_question_is_a_bad_request(
    served: Served, parameters: dict[str, str]
) -> None:
    assert served.client.get(URL, params=parameters).status_code == 400


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/graphql", "", "application/json; charset=latin-1"]
)
def test_a_body_of_another_media_type_is_refused(served: Served, content_type: str) -> None:
    response = served.client.post(
        URL, content=b'{"query": "{ roles { key } }"}', headers={"Content-Type": content_type}
    )
    assert response.status_code == 415


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'APPLICATION/JSON;charset="UTF-8"']
)
def test_the_media_type_may_be_written_in_any_of_its_ways(
    served: Served, content_type: str
) -> None:
    response = served.client.post(
        URL, content=b'{"query": "{ roles { key } }"}', headers={"Content-Type": content_type}
    )
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_taken(served: Served, method: str) -> None:
    response = served.client.request(method, URL)
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


def test_a_question_larger_than_a_mebibyte_is_not_read(served: Served) -> None:
    response = post(served, query="#" * 1_048_576)
    assert response.status_code == 413


def test_nothing_can_be_changed(served: Served) -> None:
    assert post(served, GRAPHQL_JSON, query="mutation { drop }").status_code == 400


def test_there_is_no_council_of_this_name(served: Served) -> None:
    response = served.client.post("/atlantis/graphql", json={"query": QUESTION})
    assert response.status_code == 404
    assert response.json()["code"] == "UNKNOWN_COUNCIL"


def test_an_answer_is_asked_for_anew_each_time(served: Served) -> None:
    headers = post(served, query=QUESTION).headers
    assert headers["cache-control"] == "private, no-cache"
    assert "Accept" in headers["vary"]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("council", "name"),
    [("devon", "Devon"), ("nottingham-city", "Nottingham"), ("worcestershire", "Worcestershire")],
)
def test_a_browser_gets_a_page_with_a_question_that_has_an_answer(
    served: Served, council: str, name: str
) -> None:
    response = served.client.get(f"/{council}/graphql", headers={"Accept": BROWSER})
    assert response.status_code == 200
    assert media_type(response).startswith("text/html")
    assert name in response.text
    assert "Synthetic data" not in response.text
    assert "script-src 'self'" in response.headers["content-security-policy"]
    answer = served.ask(council, opening_question(response.text))
    assert any(answer.values())


def test_the_page_of_the_synthetic_council_says_so(served: Served) -> None:
    response = served.client.get("/example/graphql", headers={"Accept": BROWSER})
    assert "Synthetic data" in response.text


def test_there_is_no_page_of_a_council_that_is_not_here(served: Served) -> None:
    assert served.client.get("/atlantis/graphql", headers={"Accept": BROWSER}).status_code == 404


def opening_question(html: str) -> str:
    """The question with which a page opens."""
    (data,) = re.findall(r'<script type="application/json" id="page">(.*?)</script>', html)
    question: str = json.loads(data)["default_query"]
    return question
