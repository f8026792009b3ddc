"""Where in a document something is wrong (RFC 6901), and what, as pydantic's errors have it. Pure."""

from collections.abc import Iterator

from pydantic import ValidationError


def pointer(*parts: str | int) -> str:
    """The pointer to what lies at `parts`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def sentence(message: str) -> str:
    """What pydantic says, without its name for what a validator of ours raised."""
    return message.removeprefix("Value error, ")


def faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    """The pointer and the reason of each field that was refused."""
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        yield pointer(*fault["loc"]), sentence(fault["msg"])
