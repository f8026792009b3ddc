"""Whether those for whom clients are to speak are in the registry, which is asked over HTTP."""

import asyncio
from collections.abc import Iterable, Sequence

import aiohttp

from chassis.values import PartyCode

PATIENCE = aiohttp.ClientTimeout(total=5)
"""For one answer."""
_KINDS = {"state": "a State", "un_entity": "a UN entity"}
"""What a party has to be for the role of that name."""

Speaker = tuple[Sequence[str], PartyCode | None]
"""The roles of a client, and its party."""


class RegistryUnreachableError(Exception):
    """The registry gave no answer that says who is in it."""


async def faults(registry_url: str, speakers: Iterable[Speaker]) -> list[str]:
    """Why some cannot speak for their parties. Raises `RegistryUnreachableError`."""
    wanted = [(roles, party) for roles, party in speakers if party is not None]
    parties = list(dict.fromkeys(party for _, party in wanted))
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as http:
            found = await asyncio.gather(*(_kind(http, registry_url, party) for party in parties))
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
        raise RegistryUnreachableError(
            f"The registry could not be asked for {', '.join(parties)}."
        ) from error
    kinds = dict(zip(parties, found, strict=True))
    faulty = (_fault(roles, party, kinds[party]) for roles, party in wanted)
    return list(dict.fromkeys(fault for fault in faulty if fault))


async def _kind(http: aiohttp.ClientSession, registry_url: str, party: str) -> str | None:
    async with http.get(f"{registry_url.rstrip('/')}/v1/actors/{party}") as answer:
        if answer.status == 404:
            return None
        answer.raise_for_status()
        return str((await answer.json())["kind"])


def _fault(roles: Sequence[str], party: str, kind: str | None) -> str | None:
    if kind is None:
        return f"{party} is not in the registry: GET /v1/actors lists who is."
    needed = next((name for role, name in _KINDS.items() if role in roles and role != kind), None)
    return needed and f"{party} is not {needed} but {kind.replace('_', ' ')}."
