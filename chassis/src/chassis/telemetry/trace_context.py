"""W3C Trace Context: the `traceparent` by which all that one request caused is found again."""

import re

_VERSION_0_LENGTH = 55
_TRACEPARENT = re.compile(
    r"(?P<version>(?!ff)[0-9a-f]{2})-(?P<trace>(?!0{32})[0-9a-f]{32})-(?P<parent>(?!0{16})[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?=-|$)"
)
_KNOWN_FLAGS = 0x03
"""Sampled, and (level 2) a random trace id; a sender clears the flags that it does not know."""


def understood(text: str) -> str | None:
    """The traceparent that `text` is, in version 00; `None` when it is none.

    Of a later version only the part that version 00 has is taken, as the recommendation wants it.
    """
    found = _TRACEPARENT.match(text)
    if found is None or (found["version"] == "00" and len(text) != _VERSION_0_LENGTH):
        return None
    return written(found["trace"], found["parent"], int(found["flags"], 16) & _KNOWN_FLAGS)


def written(trace_id: str, span_id: str, flags: int) -> str:
    """The traceparent with these parts, the ids in lowercase hexadecimal."""
    return f"00-{trace_id}-{span_id}-{flags:02x}"


def trace_id(traceparent: str) -> str:
    """The id of the whole trace: 32 hexadecimal digits."""
    return traceparent[3:35]


def span_id(traceparent: str) -> str:
    """The id of the span that `traceparent` names: 16 hexadecimal digits."""
    return traceparent[36:52]


def flags(traceparent: str) -> int:
    """The flags; the lowest bit says that the trace is sampled."""
    return int(traceparent[53:55], 16)
