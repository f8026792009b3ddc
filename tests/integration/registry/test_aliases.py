"""Whom a word means: files call States by many names."""

from collections.abc import Mapping, Sequence

import httpx
import pytest

from chassis.process.runtime import Runtime
from registry.actors.store.names import resolve


async def resolved(runtime: Runtime, *words: str) -> Mapping[str, Sequence[str]]:
    async with runtime.database.transaction() as tx:
        return {word: list(one.matches) for word, one in (await resolve(tx, words)).items() if one.matches}


@pytest.mark.usefixtures("client")
async def test_codes_names_and_aliases_mean_the_same_state(runtime: Runtime) -> None:
    words = ["DZA", "DZ", "012", "Algeria", "algérie", "ARGELIA", "Алжир", "ALG", "  algeria "]
    assert await resolved(runtime, *words) == {word: ["DZA"] for word in words}


@pytest.mark.usefixtures("client")
async def test_accents_and_case_make_no_difference(runtime: Runtime) -> None:
    found = await resolved(runtime, "cote d'ivoire", "Côte d’Ivoire", "TURKIYE", "Turkey", "NA")
    assert list(found.values()) == [["CIV"], ["CIV"], ["TUR"], ["TUR"], ["NAM"]]


@pytest.mark.usefixtures("client")
async def test_what_means_nobody_is_left_out(runtime: Runtime) -> None:
    assert await resolved(runtime, "Atlantis", "", "KEN") == {"KEN": ["KEN"]}
    assert await resolved(runtime) == {}


@pytest.mark.usefixtures("client")
async def test_the_very_code_of_an_actor_means_this_one(runtime: Runtime) -> None:
    assert await resolved(runtime, "CAN", "AU") == {"CAN": ["CAN"], "AU": ["AU"]}


async def test_a_word_may_mean_several_actors(
    runtime: Runtime, client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    said = {"kind": "civil_society", "name": "Open Doors", "source": "A test", "as_of": "2026-06-01"}
    for code in ("OD-KE", "OD-UG"):
        answer = await client.post("/v1/actors", json={**said, "code": code}, headers=editor)
        assert answer.status_code == 201, answer.text
    assert await resolved(runtime, "open doors", "OD-KE") == {
        "OD-KE": ["OD-KE"],
        "open doors": ["OD-KE", "OD-UG"],
    }


@pytest.mark.usefixtures("client")
async def test_codes_of_others_are_understood(runtime: Runtime) -> None:
    assert await resolved(runtime, "XM-DAC-47066") == {"XM-DAC-47066": ["IOM"]}
