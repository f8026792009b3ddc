"""`/v1/groupings` and the groupings of an actor."""

import httpx


async def test_the_groupings_are_listed_by_code(client: httpx.AsyncClient) -> None:
    items = (await client.get("/v1/groupings?limit=500")).json()["items"]
    codes = [item["code"] for item in items]
    assert codes == sorted(codes)
    assert {"ECA", "LDC", "SIDS"} <= set(codes)
    assert all(item["source"] and item["as_of"] for item in items)


async def test_the_members_of_a_grouping_are_listed(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/groupings/LLDC/members?limit=20")
    assert len(response.json()["items"]) == 20
    assert response.links["next"]["url"].startswith("/v1/groupings/LLDC/members?limit=20&cursor=")


async def test_an_actor_may_belong_to_several_commissions(client: httpx.AsyncClient) -> None:
    items = (await client.get("/v1/actors/USA/groupings")).json()["items"]
    commissions = [item["code"] for item in items if item["kind"] == "regional_commission"]
    assert commissions == ["ECE", "ECLAC", "ESCAP"]


async def test_unknown_codes_are_404(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/groupings/XXX/members")).status_code == 404
    assert (await client.get("/v1/actors/XXX/groupings")).status_code == 404


async def test_a_day_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/groupings/SIDS/members?date=yesterday")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "?date"
