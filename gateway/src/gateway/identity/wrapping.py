"""Private keys are stored wrapped, by a secret that is not in the database: a copy of it signs no tokens."""

import base64
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.identity.models import PLAIN

_PURPOSE = b"compact: signing keys"


class CannotUnwrapError(Exception):
    """The key was wrapped by a secret that this process does not have."""


class Wrapping:
    """Wraps by the first of `secrets`, and unwraps what any of them wrapped; without any, keys stay plain."""

    def __init__(self, secrets: Sequence[str]) -> None:
        fernets = [Fernet(_derived(secret)) for secret in secrets]
        self._newest = fernets[0] if fernets else None
        self._all = MultiFernet(fernets) if fernets else None

    @classmethod
    def of(cls, file: Path | None) -> Self:
        """By the secrets in `file`, as they stand there now. Raises `OSError`."""
        return cls._by("" if file is None else file.read_text(encoding="utf-8"))

    @classmethod
    @lru_cache(maxsize=4)
    def _by(cls, text: str) -> Self:
        return cls(text.split())

    def wrap(self, pem: str) -> str:
        """What is stored for a private key."""
        return pem if self._newest is None else self._newest.encrypt(pem.encode()).decode()

    def unwrap(self, stored: str) -> str:
        """The private key in PEM. Raises `CannotUnwrapError`."""
        if is_plain(stored):
            return stored
        if self._all is None:
            raise CannotUnwrapError("The signing key is wrapped, and no secret for it was given.")
        try:
            return self._all.decrypt(stored).decode()
        except InvalidToken as error:
            raise CannotUnwrapError("The signing key was wrapped by another secret.") from error

    def is_current(self, stored: str) -> bool:
        """Whether a new key would be stored like this one."""
        if self._newest is None or is_plain(stored):
            return self._newest is None and is_plain(stored)
        try:
            self._newest.decrypt(stored)
        except InvalidToken:
            return False
        return True


def is_plain(stored: str) -> bool:
    """Whether whoever reads the database can sign with this key."""
    return stored.startswith(PLAIN)


def _derived(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
