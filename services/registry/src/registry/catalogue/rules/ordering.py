"""Putting entries into an order in which what is referred to comes first. Pure."""

from collections.abc import Collection, Mapping


def in_order(
    references: Mapping[str, Collection[str]], known: Collection[str]
) -> tuple[list[str], list[str]]:
    """The codes of `references` so that each comes after those to which it refers, and the others.

    The others refer to what is neither there nor `known`, or to each other.
    """
    placed: list[str] = []
    there, left = set(known), dict(references)
    while ready := [code for code, wanted in left.items() if there.issuperset(wanted)]:
        placed += ready
        there.update(ready)
        for code in ready:
            del left[code]
    return placed, list(left)
