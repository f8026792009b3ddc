"""Strong ETags and `If-Match`: nobody overwrites what they have not seen (RFC 9110, RFC 6585)."""

from typing import Annotated

from fastapi import Depends, Header, Response

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


def etag(version: int) -> str:
    """The strong entity tag of a resource's `version`."""
    return f'"{version}"'


def set_etag(response: Response, version: int) -> None:
    """Tell the client which version it got."""
    response.headers["ETag"] = etag(version)


def _if_match(if_match: Annotated[str | None, Header(alias="If-Match")] = None) -> str:
    if if_match is None:
        detail = "Send the ETag of the version that you have seen."
        raise PreconditionRequiredError(detail, FieldError(_POINTER, detail))
    return if_match


IfMatch = Annotated[str, Depends(_if_match)]
"""The tags that the client has seen."""


def check_match(if_match: str, version: int) -> None:
    """Raise `PreconditionFailedError` unless `version` is among the tags of `if_match`."""
    tags = {tag.strip() for tag in if_match.split(",")}
    if etag(version) not in tags and ANY not in tags:
        detail = f"The resource is at version {version}; read it again before you change it."
        raise PreconditionFailedError(detail, FieldError(_POINTER, detail))
