"""Nobody takes the name of a State, or a code that another has but for its case."""

from typing import Any

import httpx
import pytest

from chassis.process.runtime import Runtime
from tests.integration.registry.imports import faults, imported

ABOUT = {"source": "invented", "as_of": "2026-01-31"}
STATE = {"kind": "state", **ABOUT}
TAKEN: dict[str, tuple[dict[str, Any], str]] = {
    "the name of a State": ({"code": "ZZZ", "name": "Kenya", **STATE}, "/name"),
    "the formal name of a State": ({"code": "ZZZ", "name": "Republic of Kenya", **STATE}, "/name"),
    "a name in another language": (
        {"code": "ZZZ", "name": "Zed", "names": {"fr": "Suède"}, **STATE},
        "/names/fr",
    ),
    "a usual name": ({"code": "ZZZ", "name": "Holland", **STATE}, "/name"),
    "the code of a State in another scheme": ({"code": "KE", "name": "Zed", **STATE}, "/code"),
    "a code in other letters": ({"code": "Ken", "name": "Zed", **STATE}, "/code"),
    "a name with a form of State": ({"code": "ZZZ", "name": "Kingdom of Canada", **STATE}, "/name"),
    "a name in a language with a form of State": (
        {"code": "NGO-9", "kind": "civil_society", "name": "Z", "names": {"en": "Jamaica Republic"}, **ABOUT},
        "/names/en",
    ),
    "a code of two letters as a name": ({"code": "ZZZ", "name": "KE", **STATE}, "/name"),
    "a code of three letters as a name": (
        {"code": "NGO-9", "kind": "civil_society", "name": "Ken", **ABOUT},
        "/name",
    ),
    "a number of M49 as a name": (
        {"code": "NGO-9", "kind": "civil_society", "name": "404", **ABOUT},
        "/name",
    ),
    "a name of a State as a code": ({"code": "HOLLAND", "name": "Zed", **STATE}, "/code"),
    "a code of a State in a scheme of an organisation": (
        {"code": "NGO-9", "kind": "civil_society", "name": "Zed", "codes": {"acme": "ke"}, **ABOUT},
        "/codes/acme",
    ),
    "an organisation with a State's name": (
        {"code": "NGO-9", "kind": "civil_society", "name": "Kenya", **ABOUT},
        "/name",
    ),
}


@pytest.mark.parametrize("case", TAKEN)
async def test_what_is_a_states_is_refused_over_http_and_in_files(
    case: str, runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str], editor: dict[str, str]
) -> None:
    actor, pointer = TAKEN[case]
    answer = await client.post("/v1/actors", json=actor, headers=editor)
    assert answer.status_code in {409, 422}, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    line = httpx.Request("POST", "http://x", json=actor).content
    done = await imported(client, registrar, runtime.database, "actors", line, "ndjson")
    assert (done["created"], [fault[1] for fault in faults(done)]) == (0, [pointer])


async def test_the_reason_is_true_of_everybody(client: httpx.AsyncClient, editor: dict[str, str]) -> None:
    actor = {"code": "NGO-9", "kind": "civil_society", "name": "Ivory Coast Republic", **ABOUT}
    answer = await client.post("/v1/actors", json=actor, headers=editor)
    assert [error["detail"] for error in answer.json()["errors"]] == [
        "Ivory Coast Republic means CIV: a name of a State is nobody else's"
    ]


async def test_a_state_takes_its_own_name_with_another_form(
    client: httpx.AsyncClient, editor: dict[str, str]
) -> None:
    canada = await client.get("/v1/actors/CAN")
    names = {**canada.json()["names"], "en": "Kingdom of Canada"}
    patch = {"names": names, "as_of": "2026-11-01", "source": "invented"}
    headers = {**editor, "If-Match": canada.headers["etag"], "Content-Type": "application/merge-patch+json"}
    answer = await client.patch("/v1/actors/CAN", json=patch, headers=headers)
    assert answer.status_code == 200, answer.text


async def test_two_new_states_of_one_file_do_not_share_a_name_or_a_code(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    file = "code,kind,name,source,as_of\n"
    for code, name in (("ZZA", "Zed"), ("ZZB", "Zed"), ("zza", "Zee")):
        file += f"{code},state,{name},invented,2026-01-31\n"
    done = await imported(client, registrar, runtime.database, "actors", file)
    assert [fault[:2] for fault in faults(done)] == [(3, "/name"), (4, "/code")]


async def test_organisations_may_share_a_name_which_then_means_neither(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    file = "code,kind,name,source,as_of\n"
    file += "".join(f"{code},civil_society,Open Doors,invented,2026-01-31\n" for code in ("OD-KE", "OD-UG"))
    done = await imported(client, registrar, runtime.database, "actors", file)
    assert (done["created"], faults(done)) == (2, [])
    row = "grouping,actor,source,as_of\nAU,Open Doors,invented,2026-01-31\n"
    done = await imported(client, registrar, runtime.database, "memberships", row)
    (fault,) = faults(done)
    assert "matches more than one actor: OD-KE (Open Doors), OD-UG (Open Doors)" in fault[2]
