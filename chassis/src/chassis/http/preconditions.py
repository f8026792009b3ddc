"""Strong ETags and `If-Match`: nobody overwrites what they have not seen (RFC 9110, RFC 6585)."""

from typing import Annotated

from fastapi import Depends, Header, Response

from chassis.http.problem_documents import responses_of
from chassis.problems import FieldError, Problem

ANY = "*"
"""As a tag: whatever version there is."""
_POINTER = "header:If-Match"


class PreconditionRequiredError(Problem):
    """An update without `If-Match`: 428."""

    status, kind, title = 428, "precondition-required", "If-Match is needed"


class PreconditionFailedError(Problem):
    """An update of a version that is no longer the newest: 412."""

    status, kind, title = 412, "precondition-failed", "Changed in the meantime"


PRECONDITION_RESPONSES = responses_of(
    {one.status: one.title for one in (PreconditionRequiredError, PreconditionFailedError)}
)
"""The `responses` of an operation that needs `If-Match`."""


def etag(version: int) -> str:
    """The strong entity tag of a resource's `version`."""
    return f'"{version}"'


def set_etag(response: Response, version: int) -> None:
    """Send the `ETag` of the version that the client gets."""
    response.headers["ETag"] = etag(version)


def _if_match(if_match: Annotated[str | None, Header(alias="If-Match")] = None) -> str:
    if if_match is None:
        detail = "Send the ETag of the version that you have seen."
        raise PreconditionRequiredError(detail, FieldError(_POINTER, detail))
    return if_match


IfMatch = Annotated[str, Depends(_if_match)]
"""The tags that the client has seen."""


def _seen_version(if_match: IfMatch) -> str:
    if ANY in _tags(if_match):
        detail = "`*` names no version; send the ETag of the version that you have seen."
        raise PreconditionRequiredError(detail, FieldError(_POINTER, detail))
    return if_match


SeenVersion = Annotated[str, Depends(_seen_version)]
"""The tags of versions that the client has seen: `*`, which is none, is refused like an absent header."""


def check_match(if_match: str, version: int) -> None:
    """Raise `PreconditionFailedError` unless `version` is among the tags of `if_match`."""
    if _tags(if_match).isdisjoint({etag(version), ANY}):
        detail = f"The resource is at version {version}; read it again before you change it."
        raise PreconditionFailedError(detail, FieldError(_POINTER, detail))


def _tags(if_match: str) -> set[str]:
    return {tag.strip() for tag in if_match.split(",")}
