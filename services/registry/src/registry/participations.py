"""Participations: what of what is said of them can be, how it is told, and where States stand by them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.noun import Change, Faults
from registry.errors import InUseError
from registry.events import ParticipationPart, ParticipationsRecorded
from registry.rules import participations as rules
from registry.rules.participations import Act
from registry.store import participations as store
from registry.store.participations import Pair

MOST = 500
"""Participations in one event."""
LARGEST = 200 * 1024
"""Bytes of participations in one event, about; a message on the bus stays under 256 KiB."""


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """What instruments and the other actions of the same States on them forbid."""
    said = {change.content.code: change for change in changes}
    pairs = {_pair(change.content) for change in changes}
    terms = await store.terms(tx, pairs)
    faults: dict[str, list[FieldError]] = {}
    new: dict[Pair, list[Act]] = defaultdict(list)
    for code, change in said.items():
        pair, act = _pair(change.content), _act(change.content)
        fault = rules.fault(terms[pair], change.content.state, act)
        if fault is not None:
            faults[code] = [FieldError(f"/{fault[0]}", fault[1])]
        elif change.before is None:
            new[pair].append(act)
    known = await store.acts(tx, new.keys())
    for pair, acts in new.items():
        for act, reason in rules.refused(known.get(pair, ()), acts).items():
            faults[act.code] = [FieldError("/action", reason)]
    return faults


async def check_removal(tx: Transaction, content: Any) -> None:
    """Raise `InUseError` when a later action of the State rests on this one."""
    acts = (await store.acts(tx, [_pair(content)]))[_pair(content)]
    before = dict(rules.obstacles(acts))
    for act, _ in rules.obstacles([act for act in acts if act.code != content.code]):
        if act not in before:
            raise InUseError("participation", content.code, f"participation {act.code}")


async def tell(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Tell what is new or different, State by State, many participations in one event."""
    by_state: dict[str, list[ParticipationPart]] = defaultdict(list)
    for change in changes:
        said = {name: value for name, value in vars(change.content).items() if name != "state"}
        part = ParticipationPart(id=change.id, version=change.version, **said)
        by_state[change.content.state].append(part)
    told = {state: list(_portions(parts)) for state, parts in by_state.items()}
    counted = await store.count(tx, {state: len(portions) for state, portions in told.items()})
    for state, portions in told.items():
        first = counted[state].version - len(portions) + 1
        for version, portion in enumerate(portions, first):
            data = ParticipationsRecorded(version=version, state=state, participations=portion)
            tx.append(data, subject=state, party=state, region=counted[state].region)


def _portions(parts: Collection[ParticipationPart]) -> Iterator[list[ParticipationPart]]:
    portion: list[ParticipationPart] = []
    size = 0
    for part in parts:
        weight = len(part.model_dump_json())
        if portion and (len(portion) == MOST or size + weight > LARGEST):
            yield portion
            portion, size = [], 0
        portion.append(part)
        size += weight
    yield portion


def _pair(content: Any) -> Pair:
    return content.instrument, content.state


def _act(content: Any) -> Act:
    return Act(content.code, content.action, content.date, content.in_force)
