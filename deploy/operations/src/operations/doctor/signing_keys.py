"""The keys that sign tokens: whether a copy of the database could sign, and whether the gateway still can."""

from collections.abc import Iterator, Sequence

from gateway.identity import store
from gateway.identity.models import Key
from gateway.identity.wrapping import CannotUnwrapError, Wrapping, is_plain
from operations.doctor import databases, things
from operations.doctor.findings import Examined, Finding

_COMMAND = "docker compose exec -T gateway-worker python -m gateway keys"


async def look(url: str) -> Sequence[Key] | None:
    """All keys, from the gateway's database; `None` where it cannot be read, which `databases` reports."""
    return await databases.seen_in(url, store.protectable_keys)


def judge(keys: Sequence[Key] | None, secrets: str) -> Examined:
    """Which keys stand plain, or are wrapped by none of `secrets`, which has one a line."""
    if keys is None:
        return Examined("signing keys")
    findings = tuple(_of_key(keys, Wrapping(secrets.split())))
    return Examined("signing keys", findings, f"{len(keys)} keys, wrapped by the secret of the stack")


def _of_key(keys: Sequence[Key], wrapping: Wrapping) -> Iterator[Finding]:
    for key in keys:
        about = f"the signing key {key.kid}"
        if is_plain(key.private_key):
            yield Finding(f"{about} stands unwrapped in the database", f"{_COMMAND} wrap", about)
            continue
        try:
            wrapping.unwrap(key.private_key)
        except CannotUnwrapError:
            what = f"{about} was wrapped by another secret than gateway_key_password"
            to_do = f"put the secret back that the backup's stack had, or make another key: {_COMMAND} rotate"
            yield Finding(what, to_do, about, frozenset({things.SECRETS}))
