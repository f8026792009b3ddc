"""What a backup says of itself: `manifest.json` beside one dump per database."""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

NAME = "manifest.json"


class BackupError(Exception):
    """A backup is not what it should be; the message says how, in one line."""


class Saved(BaseModel):
    """One database in a backup."""

    model_config = ConfigDict(frozen=True)

    file: str
    size: int
    """In bytes."""
    sha256: str
    epoch: UUID
    """Of its ledger, as are the following."""
    position: int
    sequence: int
    hash: str
    schemas: Mapping[str, str]
    """The revision that each schema in it stands at."""


class Manifest(BaseModel):
    """The whole backup."""

    model_config = ConfigDict(frozen=True)

    release: str
    """The version of the images that ran."""
    time: AwareDatetime
    """When the backup began: all that was acknowledged before is in it."""
    databases: Mapping[str, Saved]


def write(folder: Path, manifest: Manifest) -> None:
    """Put `manifest` into `folder`."""
    (folder / NAME).write_text(manifest.model_dump_json(indent=2) + "\n")


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises `BackupError`."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except OSError as error:
        raise BackupError(f"{folder} is no backup: {NAME} cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise BackupError(f"{folder / NAME} is damaged: {error.errors()[0]['msg']}") from error


def check(folder: Path, manifest: Manifest, names: Collection[str]) -> None:
    """Read the dumps of `names` from end to end. Raises `BackupError` for one that is not what was saved."""
    for name in names:
        if name not in manifest.databases:
            raise BackupError(f"{folder} has no database {name}")
        saved = manifest.databases[name]
        try:
            with (folder / saved.file).open("rb") as dump:
                digest = hashlib.file_digest(dump, "sha256").hexdigest()
        except OSError as error:
            raise BackupError(f"{folder / saved.file} cannot be read: {error.strerror}") from error
        if digest != saved.sha256:
            raise BackupError(f"{folder / saved.file} was changed or cut off since it was saved")
