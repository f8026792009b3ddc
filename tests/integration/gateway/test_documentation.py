"""The documents and pages that the gateway serves: complete, harmless in a browser, and of no other host."""

import json
import re
from html.parser import HTMLParser

import httpx
import pytest
from jsonschema import Draft202012Validator

from contracts.generate import published_events
from gateway.documentation import documents
from tests.contract.published import example
from tests.integration.gateway.conftest import Gateway

PAGES = ("/docs", "/asyncapi", "/problems/invalid")
DOCUMENTS = ("/openapi.json", "/asyncapi.json", "/schemas")
ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "start.js", "pages.css")


class Markup(HTMLParser):
    """What a browser would fetch or run for a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._within = tag
        self.inline += [f"<{tag} {name}>" for name in told if name.startswith("on") or name == "style"]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if source := told.get("src") or (told.get("href") if tag == "link" else None):
            self.fetched.append(source)
        if tag == "a" and (target := told.get("href")):
            self.links.append(target)

    def handle_data(self, data: str) -> None:
        if self._within in {"script", "style"} and data.strip():
            self.inline.append(data)


def check_restraints(answer: httpx.Response) -> None:
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_whatever_is_documented_restrains_the_browser_answers_head_and_is_sent_once(
    gateway: Gateway,
) -> None:
    for path in (*PAGES, *DOCUMENTS, *(f"/docs/assets/{name}" for name in ASSETS)):
        answer = await gateway.http.get(path)
        assert answer.status_code == 200, path
        check_restraints(answer)
        head = await gateway.http.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(answer.content))
        again = await gateway.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_runs_nothing_of_its_own_and_fetches_only_what_is_here(
    gateway: Gateway, path: str
) -> None:
    page = Markup((await gateway.http.get(path)).text)
    assert page.inline == []
    for source in page.fetched:
        if source != "data:,":
            assert (await gateway.http.get(f"/{source}")).status_code == 200, source
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert (await gateway.http.get(f"/{link}")).status_code == 200, link
    assert len(page.ids) == len(set(page.ids))


async def test_the_page_of_events_shows_every_type_with_its_example(gateway: Gateway) -> None:
    page = (await gateway.http.get("/asyncapi")).text
    for _, event in published_events():
        assert f'<h3 id="{event.event_type}">' in page
    assert "<h1>Compact: events</h1>" in page


async def test_what_is_no_part_of_the_documentation_is_a_problem_document(gateway: Gateway) -> None:
    for path in ("/docs/assets/none.js", "/docs/assets/..%2Fviewer.py", "/schemas/compact.none.json"):
        answer = await gateway.http.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_schema_to_which_each_event_leads_is_served_and_holds_for_its_example(
    gateway: Gateway,
) -> None:
    own = gateway.runtime.settings.gateway_address
    for name in documents.schemas():
        told = example(name)
        place = re.sub(r"^https://[^/]+", own, told.get("dataschema", f"{own}/schemas/{name}.json"))
        answer = await gateway.http.get(place.removeprefix(own))
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json()["$id"] == place
        Draft202012Validator(answer.json()).validate(told["data"])
    listed = (await gateway.http.get("/schemas")).json()["schemas"]
    assert listed.keys() == documents.schemas().keys()


async def test_every_schema_that_the_asyncapi_document_names_is_served(gateway: Gateway) -> None:
    document = (await gateway.http.get("/asyncapi.json")).text
    places = set(re.findall(r'"\$ref":"\./([^"]+)"', document))
    assert len(places) == len(documents.schemas())
    for place in places:
        assert (await gateway.http.get(f"/{place}")).status_code == 200
    assert json.loads(document)["asyncapi"] == "3.0.0"


async def test_every_type_of_problem_leads_to_its_page(gateway: Gateway) -> None:
    for kind, problem in documents.problems().items():
        page = await gateway.http.get(f"/problems/{kind}")
        assert page.status_code == 200, kind
        assert problem["title"] in page.text
    unknown = await gateway.http.get("/problems/no-such")
    assert unknown.status_code == 404
    known = await gateway.http.get(httpx.URL(unknown.json()["type"]).path)
    assert known.status_code == 200
