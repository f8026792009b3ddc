"""A collection: its lists, its changes and its past, and which declarations of one are refused."""

from collections.abc import Mapping
from typing import Any, Literal

import httpx
import pytest
import pytest_asyncio

from chassis.resources.collections.collection import Collection, UnfitTableError
from chassis.resources.collections.listing import UnknownFilterError, check_query
from chassis.resources.collections.models import CollectionQuery
from tests.support.chassis.notebook.places import PLACES
from tests.support.chassis.notebook.tables import note, place
from tests.support.chassis.shelves import next_link
from tests.support.chassis.words import check_problem

Headers = Mapping[str, str]
NAIROBI = {"slug": "nairobi", "title": "Nairobi", "country": "KEN", "tags": ["big", "high"]}
LAMU = {"slug": "lamu", "title": "Lamu", "country": "KEN", "tags": ["old"], "since": "1970-01-01"}
GENEVA = {"slug": "geneva", "title": "Geneva", "country": "CHE", "tags": ["old"], "since": "1985-05-19"}
TANA = {"slug": "tana", "title": "Tana", "since": "2013-03-04", "until": "2020-01-01"}


@pytest_asyncio.fixture
async def places(client: httpx.AsyncClient, writer: Headers) -> httpx.AsyncClient:
    """The notebook with four places."""
    for body in (NAIROBI, LAMU, GENEVA, TANA):
        (await client.post("/v1/places", json=body, headers=writer)).raise_for_status()
    return client


async def _listed(client: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await client.get("/v1/places", params=query)
    assert answer.status_code == 200, answer.text
    return [one["slug"] for one in answer.json()["items"]]


async def _change(
    client: httpx.AsyncClient, writer: Headers, slug: str, version: int, **changes: Any
) -> httpx.Response:
    seen = {**writer, "If-Match": f'"{version}"'}
    return await client.patch(f"/v1/places/{slug}", json=changes, headers=seen)


async def _revisions(client: httpx.AsyncClient, slug: str, **query: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get(f"/v1/places/{slug}/revisions", params=query)).json()[
        "items"
    ]
    return items


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, ["geneva", "lamu", "nairobi", "tana"]),
        ({"country": "KEN"}, ["lamu", "nairobi"]),
        ({"tag": "old"}, ["geneva", "lamu"]),
        ({"tag": "old", "country": "KEN"}, ["lamu"]),
        ({"since_from": "1985-05-19", "since_until": "2013-03-04"}, ["geneva", "tana"]),
        ({"date": "2019-12-31"}, ["geneva", "lamu", "nairobi", "tana"]),
        ({"date": "2020-01-01"}, ["geneva", "lamu", "nairobi"]),
        ({"sort": "-slug"}, ["tana", "nairobi", "lamu", "geneva"]),
        ({"sort": "since"}, ["lamu", "geneva", "tana", "nairobi"]),
    ],
)
async def test_a_list_has_what_its_filters_select_in_the_order_asked_for(
    places: httpx.AsyncClient, query: dict[str, str], slugs: list[str]
) -> None:
    assert await _listed(places, **query) == slugs


@pytest.mark.parametrize("sort", ["slug", "-slug", "since", "-since"])
async def test_pages_follow_on_each_other_in_every_order_also_past_what_has_no_date(
    places: httpx.AsyncClient, writer: Headers, sort: str
) -> None:
    undated = {"slug": "wajir", "title": "Wajir"}
    (await places.post("/v1/places", json=undated, headers=writer)).raise_for_status()
    paged, link = list[str](), f"/v1/places?sort={sort}&limit=1"
    while link and len(paged) < 9:
        answer = await places.get(link)
        paged += [one["slug"] for one in answer.json()["items"]]
        link = next_link(answer) or ""
    assert paged == await _listed(places, sort=sort)
    assert len(paged) == 5


async def test_a_patch_of_the_version_seen_makes_the_next_one(
    places: httpx.AsyncClient, writer: Headers
) -> None:
    answer = await _change(places, writer, "lamu", 1, title="Lamu Town", country=None)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["title"], answer.json()["country"], answer.json()["tags"]) == (
        "Lamu Town",
        None,
        ["old"],
    )
    assert answer.headers["etag"] == (await places.get("/v1/places/lamu")).headers["etag"]
    check_problem(await _change(places, writer, "lamu", 1, title="Late"), 412)
    check_problem(await _change(places, writer, "lamu", 2, title=None), 422)
    unseen = await places.patch("/v1/places/lamu", json={"title": "Unseen"}, headers=writer)
    check_problem(unseen, 428)


async def test_what_was_recorded_can_be_read_as_of_a_time(places: httpx.AsyncClient, writer: Headers) -> None:
    (first,) = await _revisions(places, "lamu")
    await _change(places, writer, "lamu", 1, title="Lamu Town", country="COM")
    gone = await places.delete("/v1/places/geneva", headers={**writer, "If-Match": '"1"'})
    assert gone.status_code == 204

    then = first["recorded_at"]
    assert (await places.get("/v1/places/lamu", params={"as_of": then})).json()["title"] == "Lamu"
    assert await _listed(places, as_of=then) == ["lamu", "nairobi"]
    assert await _listed(places, as_of=then, country="COM") == []
    assert await _listed(places) == ["lamu", "nairobi", "tana"]


async def test_revisions_follow_on_each_other_and_outlive_what_was_removed(
    places: httpx.AsyncClient, writer: Headers
) -> None:
    await _change(places, writer, "lamu", 1, title="Lamu Town")
    await places.delete("/v1/places/lamu", headers={**writer, "If-Match": '"2"'})
    check_problem(await places.get("/v1/places/lamu"), 404)

    first, second = await _revisions(places, "lamu")
    assert [first["document"]["title"], second["document"]["title"]] == ["Lamu", "Lamu Town"]
    assert first["recorded_at"] < first["superseded_at"] == second["recorded_at"] < second["superseded_at"]
    assert await _revisions(places, "lamu", limit=1) == [first]


async def test_an_export_has_what_a_list_selects(places: httpx.AsyncClient) -> None:
    answer = await places.get("/v1/places:export", params={"format": "csv", "country": "KEN"})
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines()
    assert [line.split(",")[-1] for line in lines] == ["slug", "lamu", "nairobi"]


def test_a_filter_or_an_order_that_fits_no_column_is_refused() -> None:
    class Misfiltered(CollectionQuery):
        """A query of places."""

        colour: str | None = None
        sort: Literal["slug"] = "slug"

    class Missorted(CollectionQuery):
        """A query of places."""

        sort: Literal["slug", "-colour"] = "slug"

    for query in (Misfiltered, Missorted):
        with pytest.raises(UnknownFilterError, match="colour"):
            check_query(PLACES, query)


def test_a_collection_needs_its_columns() -> None:
    with pytest.raises(UnfitTableError, match="slug"):
        Collection(note, "slug", PLACES.revisions)
    with pytest.raises(UnfitTableError, match="recorded_at"):
        Collection(place, "slug", note)
