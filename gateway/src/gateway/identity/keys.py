"""The keys that sign tokens: made when first needed, rotated by command, published while their tokens live.

A new key is published a minute before it signs. A service that meets an unknown key fetches the published
ones, but at most every 30 seconds; so each knows the new key, or may fetch it, when its first token comes.
A retired key stays published until the last token that it signed has expired; the next rotation deletes it.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import OKPAlgorithm

from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from gateway.identity import store
from gateway.identity.events import SigningKeyAdded
from gateway.identity.models import Key
from gateway.identity.wrapping import CannotUnwrapError, Wrapping
from gateway.settings import with_secrets

ALGORITHM = "EdDSA"
PUBLISHED_AHEAD = 60
"""Seconds from a key's publication to its first signature."""
GRACE = 60
"""Seconds for which a key stays published after its last token has expired: clocks differ."""

REMEDY = "Put that secret below the newest in the file, or make another key: keys rotate."


async def current(tx: Transaction, wrapping: Wrapping) -> tuple[str, Ed25519PrivateKey]:
    """The id and the private key that sign now; made when there is none. All replicas agree on it.

    Raises `CannotUnwrapError`.
    """
    key = await store.signing_key(tx)
    if key is None:
        await store.lock_keys(tx)
        key = await store.signing_key(tx)
    if key is None:
        return await _add(tx, wrapping, delay=0)
    return key.kid, _private_key(wrapping.unwrap(key.private_key))


async def rotate(tx: Transaction, lifetime: int, wrapping: Wrapping) -> str:
    """Add a key that replaces the present one in a minute; returns its id. Tokens live `lifetime` seconds."""
    await store.lock_keys(tx)
    delay = PUBLISHED_AHEAD if await store.signing_key(tx) else 0
    kid, _ = await _add(tx, wrapping, delay)
    await store.forget_keys(tx, lifetime + GRACE)
    return kid


async def wrap(tx: Transaction, wrapping: Wrapping) -> int:
    """Wrap every key that stands plain or is wrapped by an older secret; returns how many they were.

    Raises `CannotUnwrapError`.
    """
    await store.lock_keys(tx)
    old = [key for key in await store.protectable_keys(tx) if not wrapping.is_current(key.private_key)]
    for key in old:
        pem = wrapping.unwrap(key.private_key)
        await store.replace_key(tx, Key(key.kid, wrapping.wrap(pem), _public_pem(_private_key(pem))))
    return len(old)


async def attention(session: ReadSession, key_file: Path | None) -> Mapping[str, str]:
    """Why no token is signed, or soon none will be; nothing where all is well."""
    try:
        wrapping = Wrapping.of(key_file and with_secrets(key_file))
        for key in await store.protectable_keys(session):
            wrapping.unwrap(key.private_key)
    except CannotUnwrapError as error:
        return {"signing key": f"{error} {REMEDY}"}
    except OSError as error:
        return {"signing key": f"the file with its secret cannot be read: {error}"}
    except ValueError as error:
        return {"signing key": f"the file with its secret is not taken: {error}. Put the former one back."}
    return {}


async def published(session: ReadSession, lifetime: int) -> list[dict[str, Any]]:
    """The public keys as JWKs (RFC 8037), for whoever verifies tokens, which live `lifetime` seconds."""
    keys = await store.published_keys(session, lifetime + GRACE)
    return [_public_jwk(key.kid, _public_key(key)) for key in keys]


async def _add(tx: Transaction, wrapping: Wrapping, delay: int) -> tuple[str, Ed25519PrivateKey]:
    kid, private_key = str(new_id()), Ed25519PrivateKey.generate()
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    await store.add_key(tx, Key(kid, wrapping.wrap(pem), _public_pem(private_key)), delay)
    tx.append(SigningKeyAdded(kid=kid), subject=kid, public=False)
    return kid, private_key


@lru_cache(maxsize=8)
def _private_key(pem: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _public_pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _public_key(key: Key) -> Ed25519PublicKey:
    if key.public_key is None:  # an earlier release has made it, which wrapped none
        return _private_key(key.private_key).public_key()
    public = load_pem_public_key(key.public_key.encode())
    assert isinstance(public, Ed25519PublicKey)
    return public


def _public_jwk(kid: str, key: Ed25519PublicKey) -> dict[str, Any]:
    jwk = OKPAlgorithm.to_jwk(key, as_dict=True)
    return {**jwk, "kid": kid, "alg": ALGORITHM, "use": "sig"}
