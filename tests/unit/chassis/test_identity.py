"""Identity: only a token that the issuer signed for us, and that is valid now, says who is calling."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis import identity
from chassis.identity import KeySet, Verifier
from chassis.identity import issuer as issuer_module
from chassis.problems import UnauthenticatedError, UnavailableError
from chassis.testing import TokenIssuer, eventually
from chassis.testing.tokens import AUDIENCE, ISSUER


class Keys:
    """The issuer's key endpoint; counts how often it is asked."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.answer = answer
        self.asked = 0

    def respond(self, _: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answer()
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def verifier(self) -> Verifier:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self.respond))
        return Verifier(KeySet(f"{ISSUER}/jwks", client), issuer=ISSUER, audience=AUDIENCE)


@pytest.fixture
def keys(issuer: TokenIssuer) -> Keys:
    return Keys(issuer.jwks)


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0
        self.monotonic_start = time.monotonic()

    def time(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return self.monotonic_start + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(identity, "time", clock)
    monkeypatch.setattr(issuer_module, "time", clock)
    return clock


def signed(issuer: TokenIssuer, header: dict[str, Any], **claims: Any) -> str:
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    return jwt.encode({**payload, **claims}, issuer.private_key, algorithm="EdDSA", headers=header)


async def test_a_valid_token_says_who_and_what(issuer: TokenIssuer, keys: Keys) -> None:
    token = issuer.token(scopes="notes:write notes:read", party="NAM", roles=("state",), client="c-7")
    principal = await keys.verifier().principal(token)
    assert principal.client == "c-7"
    assert principal.party == "NAM"
    assert principal.roles == {"state"}
    assert principal.scopes == {"notes:write", "notes:read"}


WRONG: dict[str, dict[str, Any]] = {
    "expired": {"exp": int(time.time()) - 60},
    "another audience": {"aud": "elsewhere"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "http://elsewhere.test"},
    "not yet valid": {"nbf": int(time.time()) + 86_400},
    "expiry that is no number": {"exp": "tomorrow"},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
async def test_a_token_with_wrong_claims_is_refused(
    issuer: TokenIssuer, keys: Keys, claims: dict[str, Any]
) -> None:
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(issuer.token(**claims))


@pytest.mark.parametrize("claim", ["exp", "iss", "aud", "sub"])
async def test_a_token_that_lacks_a_claim_is_refused(issuer: TokenIssuer, keys: Keys, claim: str) -> None:
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    del payload[claim]
    token = jwt.encode(payload, issuer.private_key, algorithm="EdDSA", headers={"kid": issuer.key_id})
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


async def test_a_token_without_a_signature_is_refused(issuer: TokenIssuer, keys: Keys) -> None:
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    token = jwt.encode(payload, "", algorithm="none", headers={"kid": issuer.key_id})
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    issuer: TokenIssuer, keys: Keys
) -> None:
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    secret = issuer.private_key.public_key().public_bytes_raw()
    token = jwt.encode(payload, secret, algorithm="HS256", headers={"kid": issuer.key_id})
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


async def test_a_published_secret_verifies_nothing(issuer: TokenIssuer) -> None:
    """Even an issuer that publishes a symmetric key by mistake cannot make us trust it."""
    secret = b"0123456789abcdef0123456789abcdef"
    jwk = jwt.algorithms.HMACAlgorithm.to_jwk(secret, as_dict=True)
    keys = Keys(lambda: {"keys": [{**jwk, "kid": issuer.key_id, "alg": "HS256"}]})
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    token = jwt.encode(payload, secret, algorithm="HS256", headers={"kid": issuer.key_id})
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


async def test_a_token_of_another_key_under_our_keys_id_is_refused(issuer: TokenIssuer, keys: Keys) -> None:
    payload = jwt.decode(issuer.token(), options={"verify_signature": False})
    stranger = Ed25519PrivateKey.generate()
    token = jwt.encode(payload, stranger, algorithm="EdDSA", headers={"kid": issuer.key_id})
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "a" * 10_000, ".."])
async def test_what_is_no_token_is_refused(keys: Keys, token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(token)


@pytest.mark.parametrize("header", [{}, {"kid": "unknown"}])
async def test_a_token_without_a_known_key_is_refused(
    issuer: TokenIssuer, keys: Keys, header: dict[str, Any]
) -> None:
    with pytest.raises(UnauthenticatedError):
        await keys.verifier().principal(signed(issuer, header))


async def test_unknown_keys_do_not_make_us_ask_the_issuer_each_time(
    issuer: TokenIssuer, keys: Keys, clock: Clock
) -> None:
    verifier = keys.verifier()
    await verifier.principal(issuer.token())
    for number in range(50):
        with pytest.raises(UnauthenticatedError):
            await verifier.principal(signed(issuer, {"kid": f"unknown-{number}"}))
    assert keys.asked == 1


async def test_a_new_key_of_the_issuer_is_found_after_a_while(
    issuer: TokenIssuer, keys: Keys, clock: Clock
) -> None:
    verifier = keys.verifier()
    await verifier.principal(issuer.token())
    successor = TokenIssuer("second-key")
    keys.answer = lambda: {"keys": issuer.jwks()["keys"] + successor.jwks()["keys"]}
    with pytest.raises(UnauthenticatedError):
        await verifier.principal(successor.token())
    clock.ahead = issuer_module.REFETCH_PAUSE + 1
    assert (await verifier.principal(successor.token())).client == "client-1"
    assert keys.asked == 2


async def test_a_good_token_is_not_called_bad_while_its_issuer_is_out_of_reach(
    issuer: TokenIssuer, keys: Keys, clock: Clock
) -> None:
    verifier = keys.verifier()
    keys.answer = lambda: httpx.ConnectError("refused")
    for _ in range(3):
        with pytest.raises(UnavailableError):
            await verifier.principal(issuer.token())
    assert keys.asked == 1
    keys.answer = issuer.jwks
    clock.ahead = issuer_module.RETRY_PAUSE + 1
    assert (await verifier.principal(issuer.token())).client == "client-1"


FAULTS: dict[str, Any] = {
    "unreachable": httpx.ConnectError("refused"),
    "slow": httpx.ReadTimeout("slow"),
    "an error": httpx.Response(500),
    "no JSON": httpx.Response(200, text="<html>"),
    "no object": [],
    "a text": "keys",
    "no keys": {},
    "keys that are no list": {"keys": 1},
    "keys that are no objects": {"keys": ["key"]},
    "no key at all": {"keys": []},
    "revocations that are none": {"keys": [], "revoked": ["client-1"]},
    "unknown kinds of keys": {"keys": [{"kty": "new", "kid": "test-key"}]},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_the_keys_are_kept_when_the_issuer_answers_wrongly(
    issuer: TokenIssuer, keys: Keys, clock: Clock, fault: Any
) -> None:
    verifier = keys.verifier()
    await verifier.principal(issuer.token())
    keys.answer = lambda: fault
    clock.ahead = issuer_module.REFETCH_PAUSE + 1
    with pytest.raises(UnavailableError):
        await verifier.principal(signed(issuer, {"kid": "unknown"}))
    assert keys.asked == 2
    assert (await verifier.principal(issuer.token(client="another"))).client == "another"


async def test_a_verified_token_is_not_verified_again_until_it_expires(
    issuer: TokenIssuer, keys: Keys, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier = keys.verifier()
    token = issuer.token()
    first = await verifier.principal(token)

    def refuse(*_: Any, **__: Any) -> Any:
        raise jwt.ExpiredSignatureError

    monkeypatch.setattr(jwt, "decode", refuse)
    clock.ahead = 590
    assert await verifier.principal(token) is first
    clock.ahead = 601
    with pytest.raises(UnauthenticatedError, match="expired"):
        await verifier.principal(token)


async def test_the_memory_of_verified_tokens_is_bounded(
    issuer: TokenIssuer, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "CACHED_TOKENS", 3)
    verifier = keys.verifier()
    for number in range(10):
        await verifier.principal(issuer.token(client=f"client-{number}"))
    assert len(verifier._verified) == 3


async def test_a_token_is_refused_once_its_clients_credentials_have_a_later_version(
    issuer: TokenIssuer, keys: Keys
) -> None:
    verifier = keys.verifier()
    before, after = issuer.token(), issuer.token(client_version=2)
    for token in (before, after):
        assert (await verifier.principal(token)).client == "client-1"
    keys.answer = lambda: {**issuer.jwks(), "revoked": {"client-1": 2, "client-2": 7}}
    fresh = asyncio.create_task(verifier._keys.keep_fresh(0.001))

    async def refused() -> bool:
        try:
            await verifier.principal(before)
        except UnauthenticatedError:
            return True
        return False

    try:
        await eventually(refused)
        assert (await verifier.principal(after)).client == "client-1"
        assert (await verifier.principal(issuer.token(client="client-3"))).client == "client-3"
    finally:
        fresh.cancel()


async def test_what_is_revoked_stays_revoked_while_the_issuer_is_out_of_reach(
    issuer: TokenIssuer, keys: Keys, clock: Clock
) -> None:
    verifier = keys.verifier()
    keys.answer = lambda: {**issuer.jwks(), "revoked": {"client-1": 2}}
    with pytest.raises(UnauthenticatedError, match="revoked"):
        await verifier.principal(issuer.token())
    keys.answer = lambda: httpx.ConnectError("refused")
    fresh = asyncio.create_task(verifier._keys.keep_fresh(0.001))
    try:
        await eventually(lambda: _true(keys.asked > 3))
    finally:
        fresh.cancel()
    with pytest.raises(UnauthenticatedError, match="revoked"):
        await verifier.principal(issuer.token())


async def test_tokens_are_accepted_for_a_while_without_the_issuer_and_then_put_off(
    issuer: TokenIssuer, keys: Keys, clock: Clock
) -> None:
    verifier = keys.verifier()
    token = issuer.token(exp=int(time.time()) + 3600)
    await verifier.principal(token)
    clock.ahead = issuer_module.PATIENCE - 1
    assert (await verifier.principal(token)).client == "client-1"
    clock.ahead = issuer_module.PATIENCE + 1
    with pytest.raises(UnavailableError, match="out of reach for long"):
        await verifier.principal(token)


async def _true(reached: bool) -> bool:
    return reached
