"""Writing entries: what is news is checked, stored with its history, and told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from pydantic import ValidationError

from chassis.base import pointers
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.http.preconditions import check_match
from chassis.problems import FieldError, InvalidError
from registry.catalogue.content import Content
from registry.catalogue.events import EntryRemoved
from registry.catalogue.noun import C, Change, Noun
from registry.catalogue.patches import merged
from registry.catalogue.references import check_references
from registry.errors import CodeTakenError, EntryNotFoundError, InUseError
from registry.store import catalogue as store
from registry.store import take_turn
from registry.store.catalogue import Known


@dataclass(frozen=True, slots=True)
class Kept(Generic[C]):
    """What became of what was said."""

    changes: Sequence[Change[C]]
    faults: dict[int, list[FieldError]]
    """What was refused, by its position in what was said."""


async def keep(tx: Transaction, noun: Noun[C], said: Sequence[C]) -> Kept[C]:
    """Keep what is news in `said` and tell it. What is wrong is left out, and answered with its faults.

    An older word never undoes a newer one. Two different words on one entry from one source of words (a
    request, an import) contradict each other: the second is refused.
    """
    await take_turn(tx)
    said = await noun.complete(tx, said)
    known = await store.known(tx, noun.table, {one.code for one in said})
    spoken = {code for code, one in known.items() if one.recorded_by == tx.origin.correlation_id}
    return await _keep(tx, noun, said, known, spoken)


async def _keep(
    tx: Transaction,
    noun: Noun[C],
    said: Sequence[C],
    known: Mapping[str, Known],
    spoken: Collection[str] = (),
) -> Kept[C]:
    """The same with what is `known`, and which of it the same source has `spoken` of before."""
    changes: dict[str, tuple[int, Change[C]]] = {}
    faults: dict[int, list[FieldError]] = {}
    for position, one in enumerate(said):
        if one.code in changes:
            if changes[one.code][1].content != one:
                faults[position] = [_contradiction(one)]
            continue
        change = _change(noun, one, known.get(one.code))
        if change is None:
            continue
        if one.code in spoken:
            faults[position] = [_contradiction(one)]
            continue
        changes[one.code] = (position, change)
    await _check(tx, noun, changes, faults)
    accepted = [change for _, change in changes.values()]
    await _save(tx, noun, accepted)
    return Kept(accepted, faults)


async def register(tx: Transaction, noun: Noun[C], said: C) -> Change[C]:
    """Register a new entry. Raises `CodeTakenError`, or `InvalidError` with each fault."""
    await take_turn(tx)
    if await store.known(tx, noun.table, [said.code]):
        raise CodeTakenError(noun.title, said.code)
    return _only(await _keep(tx, noun, await noun.complete(tx, [said]), {}))


async def check(tx: Transaction, noun: Noun[C], said: C) -> None:
    """Raise `InvalidError` with each fault that would keep the new entry `said` from being registered."""
    changes: dict[str, tuple[int, Change[C]]] = {said.code: (0, Change(new_id(), 1, said, None))}
    faults: dict[int, list[FieldError]] = {}
    await _check(tx, noun, changes, faults)
    _refuse(faults)


async def change(tx: Transaction, noun: Noun[C], code: str, if_match: str, patch: dict[str, Any]) -> C:
    """Change an entry by a merge patch (RFC 7396), which tells `source` and `as_of` anew; what it says now.

    Raises `EntryNotFoundError`, `PreconditionFailedError`, or `InvalidError` with each fault.
    """
    await take_turn(tx)
    known = await _there(tx, noun, code, if_match)
    before = noun.content.model_validate_json(known.content)
    try:
        said = noun.content.model_validate(merged(before.model_dump(mode="json"), patch))
    except ValidationError as error:
        raise InvalidError.of([FieldError(*fault) for fault in pointers.faults(error)]) from error
    (said,) = await noun.complete(tx, [said])
    if said.code != code:
        raise InvalidError.at("/code", f"the entry is {code}; register another and remove this one")
    if said.as_of < before.as_of:
        raise InvalidError.at("/as_of", f"it is known as of {before.as_of}; older words do not count")
    if said != before:
        # Who names the version knows what it says, and contradicts nobody by changing it.
        _only(await _keep(tx, noun, [said], {code: known}))
    return said


async def remove(
    tx: Transaction, noun: Noun[C], code: str, if_match: str, nouns: Sequence[Noun[Any]]
) -> None:
    """Remove an entry to which no entry of `nouns` refers; its history stays.

    Raises `EntryNotFoundError`, `PreconditionFailedError`, `InUseError`.
    """
    await take_turn(tx)
    known = await _there(tx, noun, code, if_match)
    content = noun.content.model_validate_json(known.content)
    places = [
        (other.table, field)
        for other in nouns
        for field, table in other.refers.items()
        if table == noun.table.name
    ]
    if (user := await store.referrer(tx, places, code)) is not None:
        raise InUseError(noun.title, code, f"{user.noun.replace('_', ' ')} {user.code}")
    if noun.removable is not None:
        await noun.removable(tx, content)
    await store.remove(tx, noun.table, known.id)
    gone = EntryRemoved(version=known.version + 1, id=known.id, noun=noun.name, code=code)
    tx.append(gone, subject=known.id, party=noun.party(content))
    for follow in noun.follow_removal:
        await follow(tx, content)


async def standing(tx: Transaction, noun: Noun[C], codes: Collection[str]) -> dict[str, C]:
    """What is said of those of `codes` that are known."""
    known = await store.known(tx, noun.table, codes)
    return {code: noun.content.model_validate_json(one.content) for code, one in known.items()}


async def amend(tx: Transaction, noun: Noun[C], said: Sequence[C]) -> None:
    """Change known entries because of what has become of others; whoever calls has checked it.

    It is nobody's own word, and so contradicts none that the same request or file has said.
    """
    known = await store.known(tx, noun.table, [one.code for one in said])
    changes = [_change(noun, one, known[one.code]) for one in said]
    await _save(tx, noun, [one for one in changes if one is not None])


async def _there(tx: Transaction, noun: Noun[Any], code: str, if_match: str) -> Known:
    known = (await store.known(tx, noun.table, [code])).get(code)
    if known is None:
        raise EntryNotFoundError(noun.title, code)
    check_match(if_match, known.version)
    return known


def _change(noun: Noun[C], said: C, known: Known | None) -> Change[C] | None:
    """What `said` changes; `None` when it is no news."""
    if known is None:
        return Change(new_id(), 1, said, None)
    before = noun.content.model_validate_json(known.content)
    if said == before or said.as_of < before.as_of:
        return None
    return Change(known.id, known.version + 1, said, before)


def _contradiction(said: Content) -> FieldError:
    return FieldError("/code", f"{said.code} was said otherwise before, by the same request or file")


async def _check(
    tx: Transaction,
    noun: Noun[C],
    changes: dict[str, tuple[int, Change[C]]],
    faults: dict[int, list[FieldError]],
) -> None:
    """Move what is wrong from `changes` to `faults`."""
    checks = [check_references(noun), noun.check]
    if noun.table.name in noun.refers.values():  # what one refers to may have been refused meanwhile
        checks.append(check_references(noun))
    for check in checks:
        if changes:
            found = await check(tx, [change for _, change in changes.values()])
            for code, wrong in found.items():
                position, _ = changes.pop(code)
                faults[position] = list(wrong)


async def _save(tx: Transaction, noun: Noun[C], changes: Sequence[Change[C]]) -> None:
    if not changes:
        return
    await store.keep(tx, noun.table, [_row(one.id, one.version, one.content) for one in changes])
    if noun.tell is not None:
        await noun.tell(tx, changes)
    else:
        for one in changes:
            told = noun.recorded(**_row(one.id, one.version, one.content))
            tx.append(told, subject=one.id, party=noun.party(one.content))
    for follow in noun.follow:
        await follow(tx, changes)


def _row(entry_id: UUID, version: int, content: Content) -> dict[str, Any]:
    return {"id": entry_id, "version": version, **vars(content)}


def _only(kept: Kept[C]) -> Change[C]:
    _refuse(kept.faults)
    (change,) = kept.changes
    return change


def _refuse(faults: Mapping[int, Sequence[FieldError]]) -> None:
    for wrong in faults.values():
        raise InvalidError.of(wrong)
