"""Search: in each language, however it is spelt, the best first, and only what is there."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.http.cursors import list_digest, write_cursor
from chassis.process.runtime import Runtime
from registry.catalogue.writing import write
from registry.practices.entries import PRACTICES, Practice
from registry.processes.entries.processes import PROCESSES, Process
from registry.treaties.entries.instruments import INSTRUMENTS, Instrument

SAID = {"source": "test", "as_of": "2026-01-01"}
CONVENTION = {
    "code": "ICRMW",
    "kind": "treaty",
    "title": "Convention on the Rights of All Migrant Workers and Members of Their Families",
    "titles": {
        "en": "Convention on the Rights of All Migrant Workers and Members of Their Families",
        "fr": "Convention sur la protection des droits de tous les travailleurs migrants et de leur famille",
        "es": "Convención sobre la protección de los derechos de todos los trabajadores migratorios",
        "ru": "Конвенция о защите прав всех трудящихся-мигрантов и членов их семей",
        "ar": "الاتفاقية الدولية لحماية حقوق جميع العمال المهاجرين وأفراد أسرهم",
        "zh": "保护所有移徙工人及其家庭成员权利国际公约",
    },
    "short_name": "Migrant Workers Convention",
    **SAID,
}
OTHER = {"code": "ILO-C189", "kind": "treaty", "title": "Domestic Workers Convention, 2011 (No. 189)", **SAID}
PROCESS = {
    "code": "rabat-process",
    "kind": "interregional",
    "name": "Rabat Process",
    "names": {"fr": "Processus de Rabat"},
    "mandate": "A dialogue on the routes of the western Mediterranean.",
    **SAID,
}
PRACTICE = {
    "code": "fair-fees",
    "kind": "practice",
    "title": "No fees for those who are recruited",
    "summary": "Employers pay for recruitment, and inspectors see to it.",
    "commitment_kind": "policy",
    "horizon": "short",
    **SAID,
}


@pytest_asyncio.fixture
async def known(runtime: Runtime, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of a registry that knows all States and some entries of each kind."""
    async with runtime.database.transaction() as tx:
        await write(tx, INSTRUMENTS, [Instrument.model_validate(one) for one in (CONVENTION, OTHER)])
        await write(tx, PROCESSES, [Process.model_validate(PROCESS)])
        await write(tx, PRACTICES, [Practice.model_validate(PRACTICE)])
    return client


async def _hits(client: httpx.AsyncClient, q: str, **wanted: Any) -> list[dict[str, Any]]:
    answer = await client.get("/v1/search", params={"q": q, **wanted})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _codes(hits: Sequence[dict[str, Any]]) -> list[str]:
    return [hit["code"] for hit in hits]


async def test_a_hit_says_what_it_is_and_where(known: httpx.AsyncClient) -> None:
    [hit] = await _hits(known, "processus de rabat")
    assert hit == {
        "noun": "process",
        "code": "rabat-process",
        "name": "Rabat Process",
        "href": "/v1/processes/rabat-process",
        "score": 3.0,
        "matched_language": "fr",
    }
    assert (await known.get(hit["href"])).status_code == 200


async def test_a_code_leads_to_its_entry_in_any_case(known: httpx.AsyncClient) -> None:
    for q, noun, code in [
        ("KEN", "actor", "KEN"),
        ("icrmw", "instrument", "ICRMW"),
        ("RABAT-PROCESS", "process", "rabat-process"),
        ("fair-fees", "practice", "fair-fees"),
    ]:
        hit = (await _hits(known, q))[0]
        assert (hit["noun"], hit["code"], hit["score"]) == (noun, code, 4.0)
        assert (await known.get(hit["href"])).json()["code"] == code


async def test_word_endings_make_no_difference_in_any_language(known: httpx.AsyncClient) -> None:
    for q, language in [
        ("the right of migrant worker families", "en"),
        ("le travailleur migrant et sa famille", "fr"),
        ("derecho del trabajador migratorio", "es"),
        ("права трудящегося мигранта", "ru"),
        ("اتفاقية حقوق العمال المهاجرون", "ar"),
        ("移徙工人", "zh"),
    ]:
        hit = (await _hits(known, q))[0]
        assert (hit["code"], hit["matched_language"]) == ("ICRMW", language)
        assert hit["score"] > 1


async def test_names_are_shown_in_the_language_that_is_wanted(known: httpx.AsyncClient) -> None:
    for language in ["en", "fr", "es", "ru", "ar", "zh"]:
        hit = (await _hits(known, "ICRMW", language=language))[0]
        assert hit["name"] == CONVENTION["titles"][language]  # type: ignore[index] # a map of languages


async def test_names_are_shown_in_english_where_there_is_no_other(known: httpx.AsyncClient) -> None:
    assert (await _hits(known, "ILO-C189", language="fr"))[0]["name"] == OTHER["title"]


async def test_case_accents_and_punctuation_make_no_difference(known: httpx.AsyncClient) -> None:
    for q, code in [
        ("Türkiye", "TUR"),
        ("Turkiye", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("cote d’ivoire", "CIV"),
        ("Co\u0302te d'Ivoire", "CIV"),
        ("Cote dIvoire", "CIV"),
        ("Burkinafaso", "BFA"),
        ("S. Sudan", "SSD"),
        ("Korea, Rep. of", "KOR"),
        ("الامارات العربيه المتحده", "ARE"),
        ("寮國", "LAO"),
        ("emirats arabes unis", "ARE"),
        ("الامارات العربية المتحدة", "ARE"),
        ("中国", "CHN"),
        ("РОССИЙСКАЯ ФЕДЕРАЦИЯ", "RUS"),
    ]:
        hit = (await _hits(known, q))[0]
        assert (hit["code"], hit["score"]) == (code, 3.0)


async def test_what_is_misspelt_is_found(known: httpx.AsyncClient) -> None:
    for q, code in [
        ("Khazakstan", "KAZ"),
        ("migrnt wrkers", "ICRMW"),
        ("convenshion on domestc workers", "ILO-C189"),
        ("travaileurs migrans", "ICRMW"),
        ("Rabbat proces", "rabat-process"),
        ("no fes for the recruted", "fair-fees"),
        ("конвенцыя мегрантов", "ICRMW"),
    ]:
        hits = await _hits(known, q)
        assert code in _codes(hits)[:3]
        assert all(1 <= hit["score"] <= 2 for hit in hits)


async def test_a_code_comes_before_a_name_a_name_before_words_and_words_before_what_is_alike(
    runtime: Runtime, known: httpx.AsyncClient
) -> None:
    names = {"A": "Kafala", "KAFALA": "Another", "B": "The end of kafala", "C": "Kafalah"}
    said = [{"kind": "resolution", **SAID, "code": code, "title": name} for code, name in names.items()]
    async with runtime.database.transaction() as tx:
        await write(tx, INSTRUMENTS, [Instrument.model_validate(one) for one in said])
    hits = await _hits(known, "kafala")
    assert _codes(hits) == ["KAFALA", "A", "B", "C"]
    assert [int(hit["score"]) for hit in hits] == [4, 3, 2, 1]


async def test_a_text_that_goes_with_a_name_is_found_after_names(known: httpx.AsyncClient) -> None:
    assert _codes(await _hits(known, "western mediterranean")) == ["rabat-process"]
    assert "fair-fees" in _codes(await _hits(known, "inspectors"))


async def test_a_short_name_is_a_name(known: httpx.AsyncClient) -> None:
    hit = (await _hits(known, "migrant workers convention"))[0]
    assert (hit["code"], hit["name"], hit["score"]) == ("ICRMW", CONVENTION["title"], 3.0)


async def test_a_usual_name_that_is_no_official_one_is_found(
    runtime: Runtime, known: httpx.AsyncClient
) -> None:
    alias = text(
        "INSERT INTO registry.actor_alias (scheme, alias, actor, source, as_of)"
        " VALUES ('name', 'Elephant Coast', 'CIV', 'test', '2026-01-01')"
    )
    async with runtime.database.transaction() as tx:
        await tx.execute(alias)
    hit = (await _hits(known, "elephant coast"))[0]
    assert (hit["code"], hit["name"], hit["score"]) == ("CIV", "Côte d'Ivoire", 3.0)
    async with runtime.database.transaction() as tx:
        await tx.execute(text("DELETE FROM registry.actor_alias WHERE alias = 'Elephant Coast'"))
    assert not await _hits(known, "elephant coast")
    assert (await _hits(known, "cote d'ivoire"))[0]["code"] == "CIV"


async def test_one_kind_alone_can_be_looked_for(known: httpx.AsyncClient) -> None:
    assert _codes(await _hits(known, "convention", kind="instrument"))
    assert not await _hits(known, "convention", kind="process")
    assert not await _hits(known, "kenia", kind="process")


async def test_pages_together_are_the_whole_in_order(known: httpx.AsyncClient) -> None:
    for q in ("republic", "republik", "guinea"):
        whole = await _hits(known, q, limit=500)
        assert len(whole) > 3
        assert whole == sorted(whole, key=lambda hit: (-hit["score"], hit["noun"], hit["code"]))
        pages, path = [], f"/v1/search?q={q}&limit=2"
        while path:
            answer = await known.get(path)
            pages += answer.json()["items"]
            path = answer.links["next"]["url"] if "next" in answer.links else ""
        assert pages == whole


async def test_a_cursor_of_another_list_is_refused(known: httpx.AsyncClient) -> None:
    cursor = (await known.get("/v1/actors?limit=1")).json()["next_cursor"]
    answer = await known.get("/v1/search", params={"q": "republic", "cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?cursor")


async def test_a_cursor_that_nobody_gave_leads_somewhere_or_nowhere(known: httpx.AsyncClient) -> None:
    for points in (-(2**31), 0, 2**31 - 1):
        cursor = write_cursor(list_digest("/v1/search", [("q", "republic")]), [points, "actor", ""])
        hits = await _hits(known, "republic", cursor=cursor)
        assert bool(hits) == (points > 0)


async def test_a_changed_name_is_found_and_the_old_one_is_not(
    known: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    headers = {**registrar, "If-Match": '"1"'}
    change = {"title": "Treaty on housekeepers", "source": "test", "as_of": "2026-02-01"}
    (await known.patch("/v1/instruments/ILO-C189", json=change, headers=headers)).raise_for_status()
    assert _codes(await _hits(known, "housekeeper")) == ["ILO-C189"]
    assert "ILO-C189" not in _codes(await _hits(known, "domestic workers convention"))


async def test_a_changed_actor_is_found(known: httpx.AsyncClient, editor: dict[str, str]) -> None:
    etag = (await known.get("/v1/actors/KEN")).headers["ETag"]
    change = {"names": {"sw": "Jamhuri ya Kenya"}, "source": "test", "as_of": "2026-02-01"}
    headers = {**editor, "If-Match": etag}
    (await known.patch("/v1/actors/KEN", json=change, headers=headers)).raise_for_status()
    hit = (await _hits(known, "jamhuri ya kenya", language="sw"))[0]
    assert (hit["code"], hit["name"], hit["matched_language"]) == ("KEN", "Jamhuri ya Kenya", "sw")


async def test_what_is_removed_is_found_no_more(known: httpx.AsyncClient, registrar: dict[str, str]) -> None:
    headers = {**registrar, "If-Match": '"1"'}
    (await known.delete("/v1/instruments/ILO-C189", headers=headers)).raise_for_status()
    assert "ILO-C189" not in _codes(await _hits(known, "domestic workers"))
    assert not await _hits(known, "domestc workers convenshion 189")


async def test_what_is_rolled_back_was_never_found(runtime: Runtime, known: httpx.AsyncClient) -> None:
    said = Instrument.model_validate({**OTHER, "code": "NEVER", "title": "Never agreed"})

    async def keep_and_fail() -> None:
        async with runtime.database.transaction() as tx:
            await write(tx, INSTRUMENTS, [said])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await keep_and_fail()
    assert not await _hits(known, "never agreed")


async def test_a_practice_under_review_is_not_found(runtime: Runtime, known: httpx.AsyncClient) -> None:
    submission = text(
        """
        INSERT INTO registry.practice_submission (id, version, code, client, content, submitted_at)
        VALUES (gen_random_uuid(), 1, 'secret-garden', 'someone', '{"title": "A secret garden"}', now())
        """
    )
    async with runtime.database.transaction() as tx:
        await tx.execute(submission)
    assert not await _hits(known, "secret garden")
    assert not await _hits(known, "secret-garden")


async def test_what_is_no_question_is_refused_with_its_field(known: httpx.AsyncClient) -> None:
    for q in ["", " ", "a", "  a ", "中", "x" * 501]:
        answer = await known.get("/v1/search", params={"q": q})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?q")


async def test_a_missing_question_and_a_wrong_kind_are_refused_with_their_fields(
    known: httpx.AsyncClient,
) -> None:
    for query, pointer in (("", "?q"), ("q=kenya&kind=planet", "?kind"), ("q=kenya&language=!", "?language")):
        answer = await known.get(f"/v1/search?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await known.get("/v1/search?q=a%00b")).status_code == 422


async def test_nothing_that_is_asked_is_a_command(known: httpx.AsyncClient) -> None:
    for q in [
        "' & | ! :*",
        "'; DROP TABLE registry.actor; --",
        '"unbalanced',
        "it's (half | a & query:*",
        "!kenya",
        "kenya & !uganda",
        "\\'\\",
        "%_%",
        "$1 :q :limit",
        "<-> <2>",
        "()()()",
        "E'\\\\'",
        "-- /* */",
        "a:b:c:*",
        "the of and",
        "🙂🙂",
        "\u064b\u064c",
        "word " * 100,
        "x" * 500,
        "的" * 500,
    ]:
        await _hits(known, q)
        assert (await _hits(known, "kenya"))[0]["code"] == "KEN"
