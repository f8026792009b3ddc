"""Strong ETags and `If-Match`: nobody overwrites what they have not seen (RFC 9110, RFC 6585).

A tag names the resource's id and its version, and ends in a digest of the bytes that were sent: what a party
sees has another tag than what the public sees. `If-Match` compares id and version, so that whoever has seen a
version in any view may change it. Leaves to others: the digest, and `If-None-Match` (`representations`).
"""

import re
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Response
from fastapi.dependencies.models import Dependant

from chassis.problems import FieldError, Problem

_POINTER = "header:If-Match"
_FORM = (
    "must be the ETag of the version that you have seen, as it came: in double quotes and without W/, "
    'such as `"id.version.digest"`'
)
_SEEN = re.compile(r'"([0-9a-f-]{36}\.[0-9]+)(?:\.[0-9a-f]+)?"')


class PreconditionRequiredError(Problem):
    """An update without `If-Match`, or with `*`, which names no version: 428."""

    status, kind, title = 428, "precondition-required", "If-Match is needed"


class PreconditionFailedError(Problem):
    """`If-Match` names another version than the newest, or none at all: 412."""

    status, kind, title = 412, "precondition-failed", "If-Match does not match"


class Versioned(Protocol):
    """A resource, a receipt, or a stored row: all that a tag is made of."""

    @property
    def id(self) -> UUID:
        """It stays; what is removed and registered anew has another."""

    @property
    def version(self) -> int:
        """It grows with each change."""


V = TypeVar("V", bound=Versioned)


def etag(identity: UUID, version: int) -> str:
    """The tag of a version, whatever the view: what `If-Match` needs."""
    return f'"{identity}.{version}"'


class Tagging:
    """Answers with a resource: `return tagged(report)` sends its `ETag`."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def __call__(self, resource: V, *, location: str | None = None) -> V:
        """`resource`, whose tag goes with the answer; `location`: the path of one that is new."""
        self.version(resource.id, resource.version)
        if location is not None:
            self._response.headers["Location"] = location
        return resource

    def version(self, identity: UUID, version: int) -> None:
        """Send the tag of a resource that the answer is about and does not contain."""
        self._response.headers["ETag"] = etag(identity, version)


async def _tagging(response: Response) -> Tagging:
    return Tagging(response)


Tagged = Annotated[Tagging, Depends(_tagging)]
"""The one form in which an operation answers with a resource that has versions."""


async def _if_match(if_match: Annotated[str | None, Header(alias="If-Match")] = None) -> str:
    if if_match is None or not if_match.strip():
        raise _required("Send the ETag of the version that you have seen.")
    if "*" in {tag.strip() for tag in if_match.split(",")}:
        raise _required("`*` names no version; send the ETag of the version that you have seen.")
    return if_match


IfMatch = Annotated[str, Depends(_if_match)]
"""The tags of versions that the client has seen: `*`, which is none, is refused like an absent header."""


def needs_match(dependant: Dependant) -> bool:
    """Whether an operation asks for `IfMatch`."""
    return dependant.call is _if_match or any(map(needs_match, dependant.dependencies))


def check_match(if_match: str, resource: Versioned) -> None:
    """Raise `PreconditionFailedError` unless the id and version of `resource` are among the tags."""
    seen = _seen(if_match)
    if not seen:
        raise _failed(f"{_FORM}; this is {if_match[:100]}")
    if f"{resource.id}.{resource.version}" not in seen:
        detail = f"The resource is at version {resource.version}; read it again before you change it."
        raise _failed(detail)


def _seen(if_match: str) -> set[str]:
    """Id and version of each strong tag; a weak one matches nothing (RFC 9110, section 13.1.1)."""
    matches = (_SEEN.fullmatch(tag.strip()) for tag in if_match.split(","))
    return {match[1] for match in matches if match}


def _required(detail: str) -> PreconditionRequiredError:
    return PreconditionRequiredError(detail, FieldError(_POINTER, detail))


def _failed(detail: str) -> PreconditionFailedError:
    return PreconditionFailedError(detail, FieldError(_POINTER, detail))
