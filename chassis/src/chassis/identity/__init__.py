"""Who is calling: tokens are verified here, by each service for itself; the gateway is no trust boundary.

Every operation declares what it needs: `requires("reports:write")`, or `anyone` for the public record. An
operation that declares nothing keeps the service from starting (see `app`).
"""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import jwt
from fastapi import Depends, Request
from fastapi.security import OAuth2
from fastapi.security.utils import get_authorization_scheme_param

from chassis.identity.issuer import KeySet
from chassis.problems import ForbiddenError, InsufficientScopeError, InvalidTokenError, UnauthenticatedError

__all__ = ["ANONYMOUS", "Anyone", "KeySet", "Principal", "Requirement", "Verifier", "anyone", "requires"]

ALGORITHMS = ["EdDSA", "RS256"]
CACHED_TOKENS = 10_000
LEEWAY = 5
FIRST_VERSION = 1
"""The version of the credentials of a client that never changed them, and of tokens that name none."""


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


class _Verified(NamedTuple):
    """What a token was found to be."""

    expires_at: float
    version: int
    """Of the client's credentials, by which the token was had."""
    principal: Principal


class Verifier:
    """Turns a bearer token into a `Principal`."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str) -> None:
        self._keys, self._issuer, self._audience = keys, issuer, audience
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        """Raises `InvalidTokenError` when the token is not valid now.

        Raises `UnavailableError` when the issuer was out of reach for too long to know that it still is.
        """
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is None or known.expires_at <= time.time():
            known = self._remember(digest, await self._claims(token))
        self._verified.move_to_end(digest)
        if self._keys.has_revoked(known.principal.client, known.version):
            raise InvalidTokenError("The token was revoked: its client was disabled or changed.")
        return known.principal

    def _remember(self, digest: bytes, claims: dict[str, Any]) -> "_Verified":
        principal = Principal(
            client=str(claims["sub"]),
            roles=frozenset(claims.get("roles", [])),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            party=claims.get("party"),
        )
        version = int(claims.get("client_version", FIRST_VERSION))
        verified = self._verified[digest] = _Verified(float(claims["exp"]), version, principal)
        while len(self._verified) > CACHED_TOKENS:
            self._verified.popitem(last=False)
        return verified

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.find(key_id) if isinstance(key_id, str) else None
            if key is None:
                raise InvalidTokenError("The token is signed with a key that its issuer does not publish.")
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
            raise InvalidTokenError("The token has expired; ask for a new one.") from error
        except jwt.PyJWTError as error:
            raise InvalidTokenError(f"The token is not valid: {error}.") from error
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
        """The caller; raises `UnauthenticatedError`, `InvalidTokenError` or `InsufficientScopeError`."""
        principal = await _identify(request, authorization)
        if self.scope is not None:
            if principal is ANONYMOUS:
                raise UnauthenticatedError(f"This needs a token with the scope {self.scope}.")
            if self.scope not in principal.scopes:
                raise InsufficientScopeError(self.scope)
        request.state.principal = principal
        return principal


async def _identify(request: Request, authorization: str | None) -> Principal:
    if not authorization:
        return ANONYMOUS
    scheme, token = get_authorization_scheme_param(authorization)
    if scheme.lower() != "bearer" or not token:
        raise InvalidTokenError("Use the Authorization header with a Bearer token.")
    verifier: Verifier = request.app.state.verifier
    return await verifier.principal(token)


def requires(scope: str) -> Requirement:
    """The operation is for principals with `scope`."""
    return Requirement(scope)


anyone = Requirement(None)
"""The operation shows the public record; a token is not needed, but a wrong one is refused."""

Anyone = Annotated[Principal, Depends(anyone)]
