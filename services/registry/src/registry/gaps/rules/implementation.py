"""Implementation: what shows that a State does something on the themes of an instrument that it is party to.

National measures in force count first, then published commitments whose computed progress is neither missing
nor bad. Nothing recorded here does not mean that nothing is done.
"""

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter
from typing import NamedTuple

from registry.gaps.rules.facts import Commitment, Facts, Measure, Place
from registry.gaps.rules.parts import Evidence, Implementation, Position, href
from registry.gaps.rules.themes import Tree

GOOD_PROGRESS = frozenset({"achieved", "on_track", "acceleration_needed"})
"""Statuses of computed progress that show that a commitment is being kept."""
RECORDS_SHOWN = 3


class Shown(NamedTuple):
    """What is recorded of one State on some themes."""

    level: Implementation
    records: list[Evidence]
    record_count: int


WEAK: Implementation = "commitment_without_progress"
NOTHING = Shown("nothing_recorded", [], 0)


class _Deed(NamedTuple):
    """A measure or a commitment, and the records of it."""

    code: str
    records: tuple[Evidence, ...]


_CODE = attrgetter("code")
_Deeds = dict[str, dict[str, dict[str, _Deed]]]
"""By theme or goal, by State, and by code or id."""


class Doings:
    """What States do, by theme."""

    def __init__(self, facts: Facts, tree: Tree) -> None:
        self._tree = tree
        self._measures: _Deeds = {}
        self._kept: _Deeds = {}
        self._weak: _Deeds = {}
        for measure in facts.measures:
            _add(self._measures, measure.themes, [measure.state], measure.code, _measure(measure))
        for one in facts.commitments:
            deeds = self._kept if one.progress in GOOD_PROGRESS else self._weak
            _add(deeds, one.goals, one.parties, one.id, _commitment(one))

    def on(self, themes: Collection[str]) -> Callable[[str], Shown]:
        """What a State does on `themes` and those under them, by its code."""
        wanted = self._tree.with_narrower(themes) & self._tree.themes.keys()
        goals = {goal for theme in wanted for goal in self._tree.themes[theme].goals}
        levels: tuple[tuple[Implementation, list[dict[str, dict[str, _Deed]]]], ...] = (
            ("measure_in_force", _under(self._measures, wanted)),
            ("commitment_with_progress", _under(self._kept, goals)),
            (WEAK, _under(self._weak, goals)),
        )

        def shown(state: str) -> Shown:
            for level, deeds in levels:
                if found := [by_state[state] for by_state in deeds if state in by_state]:
                    distinct = found[0] if len(found) == 1 else _merged(found)
                    records = [one for deed in sorted(distinct.values(), key=_CODE) for one in deed.records]
                    return Shown(level, records[:RECORDS_SHOWN], len(records))
            return NOTHING

        return shown


def _merged(found: Sequence[dict[str, _Deed]]) -> dict[str, _Deed]:
    merged = dict(found[0])
    for one in found[1:]:
        merged.update(one)
    return merged


def _add(deeds: _Deeds, keys: Collection[str], states: Collection[str], name: str, deed: _Deed) -> None:
    for key in keys:
        by_state = deeds.setdefault(key, {})
        for state in states:
            by_state.setdefault(state, {})[name] = deed


def _under(deeds: _Deeds, keys: Collection[str]) -> list[dict[str, dict[str, _Deed]]]:
    return [deeds[key] for key in sorted(keys) if key in deeds]


def _measure(measure: Measure) -> _Deed:
    record = Evidence(noun="measure", code=measure.code, href=href("measure", measure.code))
    return _Deed(measure.code, (record,))


def _commitment(commitment: Commitment) -> _Deed:
    """With its computed progress, if there is any."""
    where = f"/v1/commitments/{commitment.id}"
    records = [_received("commitment", commitment.reference, where, commitment.recorded)]
    if commitment.progress_recorded is not None:
        records.append(_received("progress", commitment.reference, where, commitment.progress_recorded))
    return _Deed(commitment.reference, tuple(records))


def _received(noun: str, code: str, where: str, place: Place) -> Evidence:
    position = Position(source="commitments", epoch=place.epoch, sequence=place.sequence)
    return Evidence(noun=noun, code=code, href=where, position=position)
