"""An indicator names a definition that the registry has, and an SDG indicator that there is."""

from typing import Any

import pytest

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import INDICATOR, Party
from tests.integration.commitments.ledger import contents
from tests.integration.commitments.neighbours import Registry


def indicators(**names: str) -> list[dict[str, Any]]:
    return [{**INDICATOR, **names}]


@pytest.mark.parametrize(
    ("names", "detail"),
    [
        ({"definition": "migrant.9"}, "there is no definition migrant.9"),
        ({"aligned_with": "10.9.1"}, "there is no SDG target 10.9; there are 10.1, 10.2"),
        ({"aligned_with": "SL_TLF_UEM"}, "must be the number of an SDG indicator"),
    ],
)
async def test_what_is_not_there_is_refused_in_a_draft_and_in_a_patch(
    runtime: Runtime, registry: Registry, kenya: Party, names: dict[str, str], detail: str
) -> None:
    await registry.defines("migrant.1")
    refused = await kenya.post("/v1/commitments", kenya.promise(indicators=indicators(**names)))
    draft = (await kenya.post("/v1/commitments", kenya.promise())).json()
    path = f"/v1/commitments/{draft['id']}"
    patched = await kenya.patch(path, {"indicators": indicators(**names)}, draft["version"])
    for answer in (refused, patched):
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["pointer"]) == (422, f"/indicators/0/{next(iter(names))}")
        assert error["detail"].startswith(detail)
    assert len(await contents(runtime, "commitment")) == 1


async def test_a_definition_counts_until_it_is_removed_and_again_when_it_is_recorded_anew(
    registry: Registry, kenya: Party
) -> None:
    wanted = kenya.promise(indicators=indicators(definition="migrant.1"))
    found = []
    await registry.defines("migrant.1")
    found.append((await kenya.post("/v1/commitments", wanted)).status_code)
    await registry.removes("theme", "migrant.1")
    found.append((await kenya.post("/v1/commitments", wanted)).status_code)
    await registry.removes("definition", "migrant.1")
    found.append((await kenya.post("/v1/commitments", wanted)).status_code)
    await registry.defines("migrant.1")
    found.append((await kenya.post("/v1/commitments", wanted)).status_code)
    assert found == [201, 201, 422, 201]


async def test_a_draft_whose_definition_was_removed_changes_and_is_not_published(
    registry: Registry, kenya: Party
) -> None:
    await registry.defines("migrant.1")
    wanted = kenya.promise(indicators=indicators(definition="migrant.1"))
    draft = (await kenya.post("/v1/commitments", wanted)).json()
    await registry.removes("definition", "migrant.1")
    path = f"/v1/commitments/{draft['id']}"
    assert (await kenya.patch(path, {"title": "Ours"}, draft["version"])).status_code == 200
    refused = await kenya.step(f"{path}:submit")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (
        422, "/indicators/0/definition",
    )  # fmt: skip
    await registry.defines("migrant.1")
    assert (await kenya.takes(draft["id"], "submit", "approve", "publish")).status_code == 200


async def test_a_definition_that_was_removed_after_the_approval_keeps_from_publishing(
    registry: Registry, kenya: Party
) -> None:
    await registry.defines("migrant.1")
    draft = await kenya.drafts(indicators=indicators(definition="migrant.1"))
    await kenya.takes(draft["id"], "submit", "approve")
    await registry.removes("definition", "migrant.1")
    assert (await kenya.takes(draft["id"], "publish")).status_code == 422
