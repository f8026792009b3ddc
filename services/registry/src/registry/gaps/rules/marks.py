"""What changes touch which parts of a gap analysis: noted with each change, resolved when it is computed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from registry.gaps.rules.facts import Instrument
from registry.gaps.rules.themes import Tree


class Marks(NamedTuple):
    """What has changed since the last analysis, by code."""

    instruments: frozenset[str] = frozenset()
    """Instruments of which something changed."""
    themes: frozenset[str] = frozenset()
    """Themes of which the coverage may have changed."""
    doings: frozenset[str] = frozenset()
    """Themes on which what States do may have changed."""


def union(some: Sequence[Marks]) -> Marks:
    """All of `some` together."""
    return Marks(*(frozenset().union(*codes) for codes in zip(*some, strict=True)))


def of_theme(code: str, parent: str | None) -> Marks:
    """A theme's place among the others counts, and its goals."""
    codes = frozenset({code} if parent is None else {code, parent})
    return Marks(themes=codes, doings=codes)


def of_instrument(code: str, themes: Collection[str]) -> Marks:
    """An instrument counts for itself and for the themes that it names."""
    return Marks(instruments=frozenset({code}), themes=frozenset(themes))


def of_instrument_detail(instrument: str) -> Marks:
    """A participation or a provision counts for its instrument."""
    return Marks(instruments=frozenset({instrument}))


def of_agreement(themes: Collection[str]) -> Marks:
    """An agreement counts for the themes that it names."""
    return Marks(themes=frozenset(themes))


def of_doing(themes: Collection[str]) -> Marks:
    """A measure or a commitment counts for the instruments on its themes."""
    return Marks(doings=frozenset(themes))


def touched_themes(tree: Tree, marks: Marks) -> set[str]:
    """The themes whose parts rest on what changed: those above and below count with each."""
    near = tree.with_broader(marks.themes) | tree.with_narrower(marks.themes)
    return near & tree.themes.keys()


def touched_instruments(tree: Tree, instruments: Collection[Instrument], marks: Marks) -> set[str]:
    """The instruments whose parts rest on what changed."""
    on = tree.with_broader(marks.doings)
    return {one.code for one in instruments if one.code in marks.instruments or not on.isdisjoint(one.themes)}
