"""A token issuer for tests, with a real key: services verify its tokens as they verify the gateway's."""

import time
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from chassis.identity import KeySet, Verifier

ISSUER = "http://issuer.test"
AUDIENCE = "compact"


class TokenIssuer:
    """Signs with an Ed25519 key of its own."""

    def __init__(self, key_id: str = "test-key") -> None:
        self.key_id = key_id
        self.private_key = Ed25519PrivateKey.generate()

    def jwks(self) -> dict[str, Any]:
        """The public key as a JWK set."""
        key = OKPAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": self.key_id, "alg": "EdDSA", "use": "sig"}]}

    def token(
        self,
        *,
        scopes: str = "",
        party: str | None = None,
        roles: tuple[str, ...] = (),
        client: str = "client-1",
        **claims: Any,
    ) -> str:
        """A token that is valid for ten minutes, unless `claims` say otherwise."""
        now = int(time.time())
        payload: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": client,
            "iat": now,
            "exp": now + 600,
            "scope": scopes,
            "roles": list(roles),
        }
        if party is not None:
            payload["party"] = party
        return jwt.encode(
            {**payload, **claims}, self.private_key, algorithm="EdDSA", headers={"kid": self.key_id}
        )

    def headers(self, *, scopes: str, party: str | None = None, **claims: Any) -> dict[str, str]:
        """The Authorization header with such a token."""
        return {"Authorization": f"Bearer {self.token(scopes=scopes, party=party, **claims)}"}

    def verifier(self) -> Verifier:
        """A verifier that gets this issuer's keys over (in-process) HTTP."""

        def answer(_: httpx.Request) -> httpx.Response:
            return httpx.Response(200, json=self.jwks())

        client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return Verifier(KeySet(f"{ISSUER}/jwks", client), issuer=ISSUER, audience=AUDIENCE)
