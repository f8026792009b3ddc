"""The edge: whether it is there, shows a certificate, and reaches a gateway."""

import ssl

import httpx

from operations.doctor import things
from operations.doctor.findings import Examined, Finding

PATIENCE = 6.0
"""Seconds for an answer; the edge waits 5 s for the gateway."""
_PATH = "/.well-known/jwks.json"
_AGAIN = "docker compose logs --tail 20 edge shows why; docker compose up --detach edge"


async def look(address: str) -> str | None:
    """What the edge at `address` lacks, in short. The names in its certificate are not looked at."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        async with httpx.AsyncClient(verify=context, timeout=PATIENCE, trust_env=False) as client:
            answer = await client.get(f"https://{address}{_PATH}")
    except httpx.TimeoutException:
        return f"nothing came in {PATIENCE:.0f} s"
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    return None if answer.is_success else f"it answers {answer.status_code} for the gateway"


def judge(address: str, fault: str | None) -> Examined:
    """What is wrong with the edge; without an `address` there is none, but somebody else's proxy."""
    if not address:
        return Examined("edge")
    if fault is None:
        return Examined("edge", fine="it reaches the gateway")
    follows = frozenset({things.process("gateway"), things.SECRETS})
    return Examined("edge", (Finding(f"the edge fails: {fault}", _AGAIN, "the edge", follows),))
