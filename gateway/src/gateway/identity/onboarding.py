"""What operators and new clients need: many clients at once from a file, and the line that gets a token.

The file is CSV: `name`, `roles` (divided by spaces), and `party` or nothing.
"""

import csv
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from chassis.values import Line, PartyCode
from gateway.identity.roles import SCOPES_OF, party_fault

TRUST_LINE = "export CURL_CA_BUNDLE=.compact/secrets/authority.pem"
"""A line for a shell, on the machine of a stack, whose curl then trusts the stack's own authority."""


class UnfitFileError(Exception):
    """The file cannot be used; the message says which line, and why."""


class Wanted(BaseModel):
    """A client that is to be made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    roles: tuple[str, ...]
    party: PartyCode | None

    @field_validator("roles", mode="before")
    @classmethod
    def _known(cls, roles: str) -> tuple[str, ...]:
        named = tuple(roles.split())
        if not named or not SCOPES_OF.keys() >= set(named):
            raise ValueError(f"each, divided by spaces, must be one of {', '.join(sorted(SCOPES_OF))}")
        return named

    @field_validator("party", mode="before")
    @classmethod
    def _absent(cls, party: str) -> str | None:
        return party or None

    @model_validator(mode="after")
    def _may_speak(self) -> "Wanted":
        if fault := party_fault(self.roles, self.party):
            raise ValueError(fault)
        return self


def token_line(address: str, client_id: UUID | str, secret: str) -> str:
    """A line for a shell that prints a token from the gateway at `address`, or complains and fails."""
    ask = f"curl -sSf -u '{client_id}:{secret}' -d grant_type=client_credentials {address}/oauth/token"
    return rf"""{ask} | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' | grep ."""


def read(file: Path) -> list[Wanted]:
    """The clients that `file` wants, in its order. Raises `UnfitFileError`."""
    try:
        lines = file.open(newline="", encoding="utf-8-sig")
    except OSError as error:
        raise UnfitFileError(f"{file} cannot be read: {error.strerror}.") from error
    wanted: list[Wanted] = []
    with lines:
        reader = csv.DictReader(lines)
        try:
            wanted.extend(Wanted.model_validate(row) for row in reader)
        except ValidationError as error:
            fault = error.errors()[0]
            field = "".join(f"{part}: " for part in fault["loc"])
            reason = fault["msg"].removeprefix("Value error, ")
            raise UnfitFileError(f"{file}, line {reader.line_num}: {field}{reason}.") from error
        except UnicodeDecodeError as error:
            raise UnfitFileError(f"{file} is not in UTF-8.") from error
    return wanted
