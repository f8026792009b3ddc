"""Uptake, recomputed by other means from the reference file of participations."""

from typing import Any

import httpx
import pandas as pd
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from registry.reference_data.loading import load
from tests.support.references import REGISTRY_ROWS

CONSENTS = ["ratification", "accession", "succession", "acceptance"]


def table(name: str) -> pd.DataFrame:
    """A reference file; `NA` is Namibia and not a missing value."""
    return pd.read_csv(REGISTRY_ROWS / name, dtype=str, keep_default_na=False)


def consents() -> pd.DataFrame:
    """The day on which each State became party, and its region. Nobody has withdrawn."""
    acts = table("participations.csv")
    assert not acts["action"].isin(["withdrawal"]).any()
    since = acts[acts["action"].isin(CONSENTS)].copy()
    later = (
        (since["action"] != "succession") | (since["in_force"] == "") | (since["in_force"] > since["date"])
    )
    since["since"] = since["date"].where(later, since["in_force"])
    first = since.groupby(["instrument", "state"], as_index=False)["since"].min()
    groupings = table("groupings.csv")
    commissions = groupings.loc[groupings["kind"] == "regional_commission", "code"]
    memberships = table("memberships.csv")
    is_region = (memberships["primary"] == "true") & memberships["grouping"].isin(commissions)
    regions = memberships[is_region].rename(columns={"member": "state", "grouping": "region"})
    found: pd.DataFrame = first.merge(
        regions[["state", "region"]], on="state", how="left", validate="many_to_one"
    )
    return found


@pytest_asyncio.fixture
async def parts(runtime: Runtime, client: httpx.AsyncClient, issuer: TokenIssuer) -> dict[str, Any]:
    """The parts of all instruments of which the uptake is known."""
    await load(runtime.database, REGISTRY_ROWS)
    response = await client.post("/v1/gap-analyses", headers=issuer.headers(scopes="gap-analyses:write"))
    assert response.status_code == 201, response.text
    instruments = (await client.get("/v1/gap-analyses/latest")).json()["instruments"]
    known = [one["href"] for one in instruments if one["uptake"] == "known"]
    found = [(await client.get(href)).json()["part"] for href in known]
    return {part["code"]: part for part in found}


async def test_uptake_is_what_the_file_of_participations_says(parts: dict[str, Any]) -> None:
    acts, states = consents(), table("states.csv")
    instruments = table("instruments.csv").set_index("code")
    assert parts.keys() == set(instruments[instruments["participations_as_of"] != ""].index)
    for code, part in parts.items():
        own = acts[acts["instrument"] == code]
        assert (part["parties"], part["eligible"]) == (own["state"].nunique(), len(states))
        assert [one["state"] for one in part["states"]] == sorted(own["state"])
        assert {one["state"]: one["since"] for one in part["states"]} == dict(
            zip(own["state"], own["since"], strict=True)
        )
        assert part["low"] == (own["state"].nunique() < len(states) / 2)


async def test_regions_and_years_are_what_the_file_of_participations_says(parts: dict[str, Any]) -> None:
    acts = consents()
    for code, part in parts.items():
        own = acts[acts["instrument"] == code]
        by_region = own.groupby("region")["state"].nunique()
        assert {one["code"]: one["parties"] for one in part["by_region"]} == by_region.to_dict()
        years = own["since"].str[:4].astype(int).value_counts().sort_index().cumsum()
        assert {one["year"]: one["parties"] for one in part["trend"]} == years.to_dict()
