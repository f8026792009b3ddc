"""How a rule says what is wrong with an input."""

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with one field, by its RFC 6901 pointer into the request's body."""

    pointer: str
    detail: str
