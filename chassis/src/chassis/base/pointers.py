"""Where in a document something is wrong (RFC 6901), and what, as pydantic's errors have it. Pure."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

_OF_A_KEY = "[key]"
"""What pydantic appends to the place of an entry whose key is wrong."""
_CLEARER = {
    "Input should be a valid string, unable to parse raw data as a unicode string": (
        "must not contain a lone surrogate"
    ),
}


def pointer(*parts: str | int) -> str:
    """The pointer to what lies at `parts`; what no text can have is replaced."""
    path = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
    return path.encode(errors="replace").decode()


def of_document(location: Sequence[str | int]) -> Sequence[str | int]:
    """Where in a document pydantic found a fault, without what is not the document's own."""
    return location[:-1] if location and location[-1] == _OF_A_KEY else location


def sentence(message: str) -> str:
    """What pydantic found, without its name for what a validator of ours raised."""
    return _CLEARER.get(message, message.removeprefix("Value error, "))


def faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """The pointer and the reason of each field that was refused."""
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        yield pointer(*of_document(fault["loc"])), sentence(fault["msg"])
