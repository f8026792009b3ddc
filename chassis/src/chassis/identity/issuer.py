"""What the issuer of tokens publishes: its public keys, and which clients' tokens it has revoked."""

import asyncio
import time
from typing import Any

import httpx
import jwt
import structlog
from pydantic import TypeAdapter

from chassis.problems import UnavailableError

log = structlog.get_logger(__name__)

REFETCH_PAUSE = 30.0
RETRY_PAUSE = 1.0
PATIENCE = 600.0
_REVOKED = TypeAdapter(dict[str, int])


class KeySet:
    """The issuer's public keys and revocations, fetched together, and kept when that fails.

    An unknown key causes a fetch, at most twice a minute; while the issuer is out of reach, it is asked again
    after a second. `keep_fresh` fetches besides, as revocations come without any sign. What is older than
    `patience` seconds is not relied on.
    """

    def __init__(self, url: str, client: httpx.AsyncClient, patience: float = PATIENCE) -> None:
        self._url, self._client, self._patience = url, client, patience
        self._keys: dict[str, jwt.PyJWK] = {}
        self._revoked: dict[str, int] = {}
        self._fetched_at = self._reached_at = float("-inf")
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

    def has_revoked(self, client: str, version: int) -> bool:
        """Whether tokens that `client` got by this version of its credentials are refused.

        Raises `UnavailableError` when the issuer was out of reach for too long to know.
        """
        if time.monotonic() - self._reached_at > self._patience:
            raise UnavailableError("The token's issuer has been out of reach for long; repeat the request.")
        return version < self._revoked.get(client, version)

    async def keep_fresh(self, every: float) -> None:
        """Fetch again `every` so many seconds, once there was a first time, until cancelled."""
        while True:
            await asyncio.sleep(every)
            if self._keys:
                async with self._lock:
                    await self._fetch()

    def _pause(self) -> float:
        return REFETCH_PAUSE if self._reached else RETRY_PAUSE

    async def _fetch(self) -> None:
        self._fetched_at, self._reached = time.monotonic(), False
        try:
            response = await self._client.get(self._url, timeout=5.0)
            response.raise_for_status()
            keys, revoked = _read(response.json())
        except (httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
            log.warning("the issuer's keys cannot be fetched", error=str(error)[:200])
            return
        self._keys = {key.key_id: key for key in keys if key.key_id}
        self._revoked, self._reached, self._reached_at = revoked, True, self._fetched_at


def _read(published: Any) -> tuple[list[jwt.PyJWK], dict[str, int]]:
    if not isinstance(published, dict):
        raise ValueError("not a JWK set")
    return jwt.PyJWKSet.from_dict(published).keys, _REVOKED.validate_python(published.get("revoked", {}))
