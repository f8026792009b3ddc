"""Links to pages: URLs of the web, as RFC 3986 has them, without the name of a user."""

import re
from typing import NoReturn
from urllib.parse import urlsplit

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from chassis.values.stored import is_stored

_HOST = re.compile(r"[^\s/?#@:\[\]<>\"\\^`{|}]+|\[[0-9A-Fa-f:.]+\]")
_OF_NO_URL = re.compile(r"[<>\"\\^`{|}]")


def check_link(link: str, info: ValidationInfo) -> str:
    """`link`, if it has a host and no user; a path of our own, such as `/v1/actors/KEN`, is one, too."""
    if is_stored(info.context):
        return link
    if _OF_NO_URL.search(link):
        _refuse()
    if not link.startswith("/"):
        try:
            parts = urlsplit(link)
            _ = parts.port  # which raises for what is none
        except ValueError:
            _refuse()
        host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc.removesuffix(":")
        if not _HOST.fullmatch(host):
            _refuse()
    return link


def _refuse() -> NoReturn:
    raise PydanticCustomError(
        "link", "must be a link with the name of a host, such as https://example.org/page"
    )
