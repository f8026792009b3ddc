"""What a tag says of a resource."""

import httpx


def version_of(answer: httpx.Response) -> int:
    """The version that the answer's `ETag` names."""
    _, version, *_ = answer.headers["ETag"].strip('"').split(".")
    return int(version)
