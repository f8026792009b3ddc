"""Who is calling: tokens are verified here, by each service for itself; the gateway is no trust boundary.

Every operation declares what it needs: `requires("reports:write")`, or `anyone` for the public record. An
operation that declares nothing keeps the service from starting (see `app`).
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
import jwt
import structlog
from fastapi import Depends, Request
from fastapi.security import OAuth2
from fastapi.security.utils import get_authorization_scheme_param

from chassis.problems import ForbiddenError, UnauthenticatedError, UnavailableError

log = structlog.get_logger(__name__)

ALGORITHMS = ["EdDSA", "RS256"]
CACHED_TOKENS = 10_000
REFETCH_PAUSE = 30.0
RETRY_PAUSE = 1.0
LEEWAY = 5


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts, and what they may do."""

    client: str
    """The API client's opaque id."""
    roles: frozenset[str]
    scopes: frozenset[str]
    party: str | None = None
    """The party for which this client speaks, such as `KEN`; `None` for those who speak for none."""

    def check_party(self, party: str, pointer_detail: str = "this party's record") -> None:
        """Raise `ForbiddenError` unless this principal speaks for `party`."""
        if self.party != party:
            raise ForbiddenError(f"Only {party} itself may write {pointer_detail}.")


ANONYMOUS = Principal("anonymous", frozenset({"observer"}), frozenset())


class KeySet:
    """The issuer's public keys, fetched when needed, at most twice a minute, and kept when that fails.

    While the issuer is out of reach, it is asked again after a second.
    """

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._url, self._client = url, client
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._reached = False
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key with `key_id`; an id that nobody knows does not cause a fetch each time.

        Raises `UnavailableError` for an unknown id while the issuer is out of reach: it may be a good one.
        """
        if key_id not in self._keys:
            async with self._lock:
                if key_id not in self._keys and time.monotonic() - self._fetched_at > self._pause():
                    await self._fetch()
        if key_id not in self._keys and not self._reached:
            raise UnavailableError("The token's issuer cannot be reached; repeat the request.")
        return self._keys.get(key_id)

    def _pause(self) -> float:
        return REFETCH_PAUSE if self._reached else RETRY_PAUSE

    async def _fetch(self) -> None:
        self._fetched_at, self._reached = time.monotonic(), False
        try:
            response = await self._client.get(self._url, timeout=5.0)
            response.raise_for_status()
            published = response.json()
            if not isinstance(published, dict):
                raise ValueError("not a JWK set")
            keys = jwt.PyJWKSet.from_dict(published).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
            log.warning("the issuer's keys cannot be fetched", error=str(error)[:200])
            return
        self._keys, self._reached = {key.key_id: key for key in keys if key.key_id}, True


class Verifier:
    """Turns a bearer token into a `Principal`."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str) -> None:
        self._keys, self._issuer, self._audience = keys, issuer, audience
        self._verified: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        """Raises `UnauthenticatedError` when the token is not valid now."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known and known[0] > time.time():
            self._verified.move_to_end(digest)
            return known[1]
        claims = await self._claims(token)
        principal = Principal(
            client=str(claims["sub"]),
            roles=frozenset(claims.get("roles", [])),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            party=claims.get("party"),
        )
        self._verified[digest] = (float(claims["exp"]), principal)
        while len(self._verified) > CACHED_TOKENS:
            self._verified.popitem(last=False)
        return principal

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.find(key_id) if isinstance(key_id, str) else None
            if key is None:
                raise UnauthenticatedError("The token is signed with a key that its issuer does not publish.")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name] if key.algorithm_name in ALGORITHMS else ALGORITHMS,
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise UnauthenticatedError("The token has expired; ask for a new one.") from error
        except jwt.PyJWTError as error:
            raise UnauthenticatedError(f"The token is not valid: {error}.") from error
        return claims


_scheme = OAuth2(
    flows={"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    scheme_name="oauth2",
    auto_error=False,
)


class Requirement:
    """A dependency that gives the `Principal`, and refuses who lacks the scope. `scope=None`: anyone."""

    def __init__(self, scope: str | None) -> None:
        self.scope = scope

    async def __call__(
        self, request: Request, authorization: Annotated[str | None, Depends(_scheme)]
    ) -> Principal:
        """The caller; raises `UnauthenticatedError` or `ForbiddenError`."""
        principal = await _identify(request, authorization)
        if self.scope is not None:
            if principal is ANONYMOUS:
                raise UnauthenticatedError(f"This needs a token with the scope {self.scope}.")
            if self.scope not in principal.scopes:
                raise ForbiddenError(f"The token lacks the scope {self.scope}.")
        request.state.principal = principal
        return principal


async def _identify(request: Request, authorization: str | None) -> Principal:
    if not authorization:
        return ANONYMOUS
    scheme, token = get_authorization_scheme_param(authorization)
    if scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError("Use the Authorization header with a Bearer token.")
    verifier: Verifier = request.app.state.verifier
    return await verifier.principal(token)


def requires(scope: str) -> Requirement:
    """The operation is for principals with `scope`."""
    return Requirement(scope)


anyone = Requirement(None)
"""The operation shows the public record; a token is not needed, but a wrong one is refused."""

Anyone = Annotated[Principal, Depends(anyone)]
