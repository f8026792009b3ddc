"""What States do on instruments: what can be said of it, how it is told, and where they stand by it."""

from typing import Any

import httpx

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.ledger import told
from tests.support.problems import type_of

Headers = dict[str, str]
SAID = {"source": "test", "as_of": "2026-01-01"}
TREATY = {"code": "T", "kind": "treaty", "title": "A treaty", "adopted": "1990-12-18", **SAID}


async def registered(
    client: httpx.AsyncClient, headers: Headers, noun: str = "instruments", **said: Any
) -> httpx.Response:
    return await client.post(f"/v1/{noun}", json={**SAID, **said}, headers=headers)


async def acted(
    client: httpx.AsyncClient, headers: Headers, action: str, date: str, state: str = "KEN", **said: Any
) -> httpx.Response:
    fields = {"instrument": "T", "state": state, "action": action, "date": date, **said}
    return await registered(client, headers, "participations", **fields)


def error(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 422, answer.text
    [one] = answer.json()["errors"]
    return one["pointer"], one["detail"]


async def test_a_participation_is_told_with_all_that_is_said_of_it(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    answer = await acted(client, registrar, "ratification", "1995-03-01", in_force="1995-06-01", note="n")
    assert answer.status_code == 201, answer.text
    kind, data = (await told(runtime))[-1]
    assert (kind, data["state"], data["version"]) == ("compact.participations.recorded.v1", "KEN", 1)
    [part] = data["participations"]
    assert part == {
        "id": answer.json()["id"],
        "version": 1,
        "code": "T.KEN.ratification.1995-03-01",
        "instrument": "T",
        "action": "ratification",
        "date": "1995-03-01",
        "in_force": "1995-06-01",
        "note": "n",
        "source": "test",
        "as_of": "2026-01-01",
    }
    patch = {"in_force": "1995-07-01", **SAID}
    changed = await client.patch(
        "/v1/participations/T.KEN.ratification.1995-03-01",
        json=patch,
        headers={**registrar, "If-Match": '"1"'},
    )
    assert changed.status_code == 200, changed.text
    _, data = (await told(runtime))[-1]
    assert (data["version"], data["participations"][0]["version"]) == (2, 2)


async def test_what_cannot_be_is_refused_with_its_field_and_the_reason(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY, in_force="1994-01-01")
    await registered(client, registrar, **{**TREATY, "code": "D", "kind": "declaration"})
    await registered(client, registrar, **{**TREATY, "code": "G"}, grouping="LLDC")

    async def refused(action: str, date: str, **said: Any) -> tuple[str, str]:
        return error(await acted(client, registrar, action, date, **said))

    early = ("/date", "the instrument was adopted on 1990-12-18")
    assert await refused("signature", "1990-12-17") == early
    assert await refused("signature", "2199-01-01") == ("/date", "must not be in the future")
    assert (await refused("signature", "1995-01-01", state="UNHCR")) == ("/state", "UNHCR is not a State")
    assert (await refused("signature", "1995-01-01", instrument="G"))[0] == "/state"
    assert (await refused("ratification", "1995-01-01", instrument="D"))[0] == "/action"
    assert (await refused("ratification", "1993-01-01", in_force="1993-02-01"))[0] == "/in_force"
    assert (await refused("ratification", "1995-01-01", in_force="1994-12-31"))[0] == "/in_force"
    assert (await refused("withdrawal", "1995-01-01"))[0] == "/action"
    assert (await refused("reservation", "1995-01-01"))[0] == "/action"
    assert (await acted(client, registrar, "acceptance", "1995-01-01", instrument="D")).status_code == 201
    assert (await client.get("/v1/participations")).json()["items"][0]["instrument"] == "D"


async def test_an_action_after_a_withdrawal_needs_a_new_consent(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    for action, date in (("ratification", "1995-01-01"), ("withdrawal", "2001-01-01")):
        assert (await acted(client, registrar, action, date)).status_code == 201
    pointer, reason = error(await acted(client, registrar, "reservation", "2002-01-01"))
    assert (pointer, reason.startswith("the withdrawal of 2001-01-01 ended")) == ("/action", True)
    assert error(await acted(client, registrar, "accession", "1999-01-01"))[0] == "/action"
    for action in ("accession", "reservation"):
        assert (await acted(client, registrar, action, "2003-01-01")).status_code == 201


async def test_an_action_on_which_another_rests_stays(client: httpx.AsyncClient, registrar: Headers) -> None:
    await registered(client, registrar, **TREATY)
    await acted(client, registrar, "ratification", "1995-01-01")
    await acted(client, registrar, "withdrawal", "2001-01-01")
    headers = {**registrar, "If-Match": '"1"'}
    kept = await client.delete("/v1/participations/T.KEN.ratification.1995-01-01", headers=headers)
    assert (kept.status_code, kept.json()["type"]) == (409, type_of("in-use"))
    for code in ("withdrawal.2001-01-01", "ratification.1995-01-01"):
        gone = await client.delete(f"/v1/participations/T.KEN.{code}", headers=headers)
        assert gone.status_code == 204


async def test_an_instrument_stays_such_that_what_was_done_on_it_could_be(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    await acted(client, registrar, "ratification", "1995-01-01", in_force="1995-02-01")

    async def refused(**said: Any) -> str:
        headers = {**registrar, "If-Match": '"1"'}
        return error(await client.patch("/v1/instruments/T", json={**SAID, **said}, headers=headers))[0]

    assert await refused(adopted="1996-01-01") == "/adopted"
    assert await refused(in_force="1995-03-01") == "/in_force"
    assert await refused(in_force="1989-03-01") == "/in_force"
    assert await refused(kind="declaration") == "/kind"
    assert await refused(grouping="LLDC") == "/grouping"
    assert await refused(parent="T") == "/parent"
    await registered(client, registrar, **{**TREATY, "code": "P", "kind": "protocol"}, parent="T")
    assert await refused(parent="P") == "/parent"


async def test_where_states_stand_on_an_instrument_is_told_for_any_day(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY, participations_as_of="2025-12-31")
    await acted(client, registrar, "signature", "1991-01-01")
    await acted(client, registrar, "ratification", "1995-01-01", in_force="1995-02-01")
    await acted(client, registrar, "reservation", "1995-01-01")
    await acted(client, registrar, "withdrawal", "2001-01-01", in_force="2002-01-01")

    async def on(day: str) -> dict[str, Any]:
        query = {"date": day, "state": "KEN"}
        answer = await client.get("/v1/instruments/T/status", params=query)
        [item] = answer.json()["items"]
        return {name: item[name] for name in ("status", "since", "is_in_force", "until", "has_reservations")}

    def standing(*values: Any) -> dict[str, Any]:
        return dict(zip(("status", "since", "is_in_force", "until", "has_reservations"), values, strict=True))

    assert await on("1990-12-31") == standing("none", None, False, None, False)
    assert await on("1994-12-31") == standing("signatory", "1991-01-01", False, None, False)
    assert await on("1995-01-31") == standing("party", "1995-01-01", False, None, True)
    assert await on("1995-02-01") == standing("party", "1995-01-01", True, None, True)
    assert await on("2001-12-31") == standing("party", "1995-01-01", True, "2002-01-01", True)
    assert await on("2002-01-01") == standing("withdrawn", "2002-01-01", False, None, False)


async def test_every_state_stands_somewhere_page_by_page(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY, participations_as_of="2025-12-31")
    await acted(client, registrar, "ratification", "1995-01-01")
    states: list[dict[str, Any]] = []
    query: dict[str, str] = {"limit": "100"}
    while True:
        page = (await client.get("/v1/instruments/T/status", params=query)).json()
        states += page["items"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert len(states) == 193
    assert [one["state"] for one in states] == sorted(one["state"] for one in states)
    assert [one["state"] for one in states if one["status"] == "party"] == ["KEN"]
    assert (await client.get("/v1/instruments/NONE/status")).status_code == 404


async def test_where_no_list_is_held_silence_is_not_shown_as_no(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    await registered(client, registrar, **{**TREATY, "code": "U"}, participations_as_of="2025-12-31")
    await registered(client, registrar, **{**TREATY, "code": "G"}, grouping="LLDC")
    await acted(client, registrar, "signature", "1995-01-01", state="UGA")
    answer = await client.get("/v1/actors/UGA/participations", params={"date": "2020-01-01"})
    shown = {item["instrument"]: (item["status"], item["as_of"]) for item in answer.json()["items"]}
    expected = {"G": ("unknown", None), "T": ("signatory", "2026-01-01"), "U": ("none", "2025-12-31")}
    assert shown == expected
    kenya = (await client.get("/v1/actors/KEN/participations")).json()["items"]
    assert {item["instrument"]: item["status"] for item in kenya} == {"T": "unknown", "U": "none"}
    assert (await client.get("/v1/actors/UNHCR/participations")).json()["items"] == []
    assert (await client.get("/v1/actors/NOBODY/participations")).status_code == 404


async def test_who_is_party_applies_all_of_it_and_cannot_be_named_for_a_provision(
    client: httpx.AsyncClient, registrar: Headers
) -> None:
    await registered(client, registrar, **TREATY)
    await acted(client, registrar, "ratification", "1995-01-01")
    part = {"code": "T-1", "instrument": "T", "article": "1", "title": "One", "text": "One."}
    refused = await registered(client, registrar, "provisions", **part, applied_by=["UGA", "KEN"])
    assert error(refused) == ("/applied_by/1", "KEN is party to T since 1995-01-01")
    other = await registered(client, registrar, "provisions", **part, applied_by=["UNHCR"])
    assert error(other) == ("/applied_by/0", "UNHCR is not a State")
    assert (await registered(client, registrar, "provisions", **part, applied_by=["UGA"])).status_code == 201
    await acted(client, registrar, "ratification", "1996-01-01", state="UGA")
    headers = {**registrar, "If-Match": '"1"'}
    patch = {"title": "Still one", **SAID}
    assert (await client.patch("/v1/provisions/T-1", json=patch, headers=headers)).status_code == 200
    shown = (await client.get("/v1/provisions/T-1/states")).json()["items"]
    assert [(one["state"], one["status"]) for one in shown] == [("UGA", "party")]


async def test_a_state_writes_its_own_measures_and_nobody_elses(
    client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    kenya = issuer.headers(scopes="measures:write", party="KEN")
    law = {"code": "L", "kind": "legislation", "title": "A law", "status": "in_force"}
    assert (await registered(client, kenya, "measures", **law, state="UGA")).status_code == 403
    assert (await registered(client, kenya, "measures", **law, state="KEN")).status_code == 201
    headers = {**kenya, "If-Match": '"1"'}
    handed = await client.patch("/v1/measures/L", json={"state": "UGA", **SAID}, headers=headers)
    assert handed.status_code == 403
    repeal = {"status": "repealed", "status_on": "2025-12-01", **SAID}
    assert (await client.patch("/v1/measures/L", json=repeal, headers=headers)).status_code == 200


async def test_status_and_days_of_a_measure_fit_together(
    client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    writer = issuer.headers(scopes="measures:write")
    law = {"code": "L", "kind": "legislation", "title": "A law", "state": "KEN", "adopted": "2000-01-01"}

    async def refused(**said: Any) -> str:
        return error(await registered(client, writer, "measures", **{**law, **said}))[0]

    assert await refused(status="repealed") == "/status_on"
    assert await refused(status="in_force", status_on="2001-01-01") == "/status_on"
    assert await refused(status="amended", status_on="1999-01-01") == "/status_on"
    assert await refused(status="in_force", in_force="1999-01-01") == "/in_force"
    assert await refused(status="repealed", status_on="2001-01-01", in_force="2002-01-01") == "/status_on"
    assert await refused(status="in_force", state="UNHCR") == "/state"
