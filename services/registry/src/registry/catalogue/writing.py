"""Validates changes of entries, stores them with history and publishes events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic
from uuid import UUID

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.http.preconditions import check_match
from chassis.problems import FieldError, InvalidError
from chassis.resources.collections import recording
from chassis.resources.collections.recording import StoredEntry
from chassis.resources.merge_patch import MergePatch
from chassis.values import AS_STORED
from registry.catalogue.entry_types import C, Change, Check, EntryType, Faults
from registry.catalogue.errors import CodeTakenError, EntryNotFoundError, InUseError
from registry.catalogue.events import EntryRemoved
from registry.catalogue.models import Content
from registry.catalogue.references import check_references
from registry.catalogue.store import entries as store
from registry.catalogue.store.sessions import lock_registry


@dataclass(frozen=True, slots=True)
class WriteResult(Generic[C]):
    """What became of the contents that were written."""

    changes: Sequence[Change[C]]
    faults: dict[int, list[FieldError]]
    """What was refused, by its position among the contents."""


async def write(tx: Transaction, entry_type: EntryType[C], contents: Sequence[C]) -> WriteResult[C]:
    """Store and publish what is new or different. Refused contents are left out, with their faults.

    An older as-of date never replaces a newer one. Two different contents of one entry from one origin (a
    request, an import) contradict each other: the second is refused. Reference files are written so: what
    they name of other services may not have been received yet, and is taken as it is.
    """
    await lock_registry(tx)
    contents = await entry_type.normalize(tx, contents)
    stored = await recording.find(tx, entry_type.collection, {one.code for one in contents})
    same_origin = {code for code, one in stored.items() if one.recorded_by == tx.origin.correlation_id}
    return await _write(tx, entry_type, contents, stored, same_origin, outside=False)


async def _write(
    tx: Transaction,
    entry_type: EntryType[C],
    contents: Sequence[C],
    stored: Mapping[str, StoredEntry],
    same_origin: Collection[str] = (),
    *,
    is_trial: bool = False,
    outside: bool = True,
) -> WriteResult[C]:
    """The same with what is `stored`, and the codes of it that the `same_origin` has written before.

    `outside`: whether codes of what other services publish are compared.
    """
    changes: dict[str, tuple[int, Change[C]]] = {}
    faults: dict[int, list[FieldError]] = {}
    for position, content in enumerate(contents):
        if content.code in changes:
            if changes[content.code][1].content != content:
                faults[position] = [_contradiction(content)]
            continue
        change = _change(entry_type, content, stored.get(content.code))
        if change is None:
            continue
        if content.code in same_origin:
            faults[position] = [_contradiction(content)]
            continue
        changes[content.code] = (position, change)
    await _check(tx, entry_type, changes, faults, outside=outside)
    accepted = [change for _, change in changes.values()]
    if not is_trial:
        await _save(tx, entry_type, accepted)
    return WriteResult(accepted, faults)


async def write_merged(
    tx: Transaction,
    entry_type: EntryType[C],
    contents: Sequence[C],
    stored: Mapping[str, StoredEntry],
    *,
    is_trial: bool = False,
) -> WriteResult[C]:
    """The same of contents made of what is `stored`, each of another entry; whoever calls has the lock.

    `is_trial`: nothing is stored or published, and no lock is needed.
    """
    contents = await entry_type.normalize(tx, contents)
    return await _write(tx, entry_type, contents, stored, is_trial=is_trial)


async def register(tx: Transaction, entry_type: EntryType[C], content: C) -> Change[C]:
    """Register a new entry. Raises `CodeTakenError`, or `InvalidError` with each fault."""
    await lock_registry(tx)
    if await recording.find(tx, entry_type.collection, [content.code]):
        raise CodeTakenError(entry_type.title, content.code)
    return _only(await _write(tx, entry_type, await entry_type.normalize(tx, [content]), {}))


async def check_new(tx: Transaction, entry_type: EntryType[C], content: C) -> None:
    """Raise `InvalidError` with each fault that would keep the new entry from being registered."""
    changes: dict[str, tuple[int, Change[C]]] = {content.code: (0, Change(new_id(), 1, content, None))}
    faults: dict[int, list[FieldError]] = {}
    await _check(tx, entry_type, changes, faults, outside=True)
    _refuse(faults)


async def change(
    tx: Transaction, entry_type: EntryType[C], code: str, if_match: str, patch: MergePatch[C]
) -> C:
    """Apply a merge patch (RFC 7396), which renews `source` and `as_of`; returns the new content.

    Raises `EntryNotFoundError`, `PreconditionFailedError`, or `InvalidError` with each fault.
    """
    await lock_registry(tx)
    stored = await _matching(tx, entry_type, code, if_match)
    before = entry_type.content.model_validate_json(stored.content, context=AS_STORED)
    content = patch.apply(before)
    (content,) = await entry_type.normalize(tx, [content])
    if content.code != code:
        raise InvalidError.at("/code", f"must stay {code}: register another entry and remove this one")
    if content.as_of < before.as_of:
        raise InvalidError.at("/as_of", f"must not precede the current entry's `as_of` ({before.as_of})")
    if content != before:
        # Who names the version knows its content, and contradicts nobody by changing it.
        _only(await _write(tx, entry_type, [content], {code: stored}))
    return content


async def remove(
    tx: Transaction,
    entry_type: EntryType[C],
    code: str,
    if_match: str | None,
    entry_types: Sequence[EntryType[Any]],
) -> None:
    """Remove an entry to which no entry of `entry_types` refers; its history stays.

    `if_match`: the versions that a client has seen; a load has seen none and removes what there is.

    Raises `EntryNotFoundError`, `PreconditionFailedError`, `InUseError`.
    """
    await lock_registry(tx)
    stored = await _matching(tx, entry_type, code, if_match)
    content = entry_type.content.model_validate_json(stored.content, context=AS_STORED)
    places = [
        (other.table, field)
        for other in entry_types
        for field, table in other.refers.items()
        if table == entry_type.table.name
    ]
    if (user := await store.referrer(tx, places, code)) is not None:
        raise InUseError(entry_type.title, code, f"{user.entry_type.replace('_', ' ')} {user.code}")
    if entry_type.check_removal is not None:
        await entry_type.check_removal(tx, content)
    await tx.changed(entry_type.removing, [content])
    await recording.remove(tx, entry_type.collection, stored.id)
    event = EntryRemoved(version=stored.version + 1, id=stored.id, noun=entry_type.name, code=code)
    tx.append(event, subject=stored.id, party=entry_type.party(content))
    await tx.changed(entry_type.removed, [content])


async def current(tx: Transaction, entry_type: EntryType[C], codes: Collection[str]) -> dict[str, C]:
    """The contents of those of `codes` that are stored."""
    stored = await recording.find(tx, entry_type.collection, codes)
    return {
        code: entry_type.content.model_validate_json(one.content, context=AS_STORED)
        for code, one in stored.items()
    }


async def amend(tx: Transaction, entry_type: EntryType[C], contents: Sequence[C]) -> None:
    """Change stored entries because of what has become of others; whoever calls has checked them.

    It has no origin of its own, and so contradicts nothing in the same request or file.
    """
    stored = await recording.find(tx, entry_type.collection, [one.code for one in contents])
    changes = [_change(entry_type, one, stored[one.code]) for one in contents]
    await _save(tx, entry_type, [one for one in changes if one is not None])


async def _matching(
    tx: Transaction, entry_type: EntryType[Any], code: str, if_match: str | None
) -> StoredEntry:
    stored = (await recording.find(tx, entry_type.collection, [code])).get(code)
    if stored is None:
        raise EntryNotFoundError(entry_type.title, code)
    if if_match is not None:
        check_match(if_match, stored)
    return stored


def _change(entry_type: EntryType[C], content: C, stored: StoredEntry | None) -> Change[C] | None:
    """What `content` changes; `None` when it is neither new nor different, or older."""
    if stored is None:
        return Change(new_id(), 1, content, None)
    before = entry_type.content.model_validate_json(stored.content, context=AS_STORED)
    if content == before or content.as_of < before.as_of:
        return None
    return Change(stored.id, stored.version + 1, content, before)


def _contradiction(content: Content) -> FieldError:
    detail = f"{content.code} has other values before this in the same request or file"
    return FieldError("/code", detail)


async def _check(
    tx: Transaction,
    entry_type: EntryType[C],
    changes: dict[str, tuple[int, Change[C]]],
    faults: dict[int, list[FieldError]],
    *,
    outside: bool,
) -> None:
    """Move what is wrong from `changes` to `faults`."""
    checks = [_check_letters(entry_type), check_references(entry_type, outside=outside), entry_type.check]
    if (
        entry_type.table.name in entry_type.refers.values()
    ):  # what one refers to may have been refused meanwhile
        checks.append(check_references(entry_type, outside=False))
    for check in checks:
        if changes:
            found = await check(tx, [change for _, change in changes.values()])
            for code, wrong in found.items():
                position, _ = changes.pop(code)
                faults[position] = list(wrong)


def _check_letters(entry_type: EntryType[C]) -> Check[C]:
    """The check that no new code differs from another in case alone; codes that are made of others cannot."""

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        new = [change.content.code for change in changes if change.before is None]
        if entry_type.content.code_parts or not new:
            return {}
        others = await store.same_letters(tx, entry_type.table, new)
        first = {code.lower(): code for code in reversed(new)}
        others |= {code: first[code.lower()] for code in new if first[code.lower()] != code}
        detail = "there is {}, which differs in case alone: write it so, or give another code"
        return {code: [FieldError("/code", detail.format(other))] for code, other in others.items()}

    return check


async def _save(tx: Transaction, entry_type: EntryType[C], changes: Sequence[Change[C]]) -> None:
    if not changes:
        return
    await recording.write(
        tx, entry_type.collection, [_row(one.id, one.version, one.content) for one in changes]
    )
    if entry_type.publish is not None:
        await entry_type.publish(tx, changes)
    else:
        for one in changes:
            event = entry_type.event.model_validate(_row(one.id, one.version, one.content), context=AS_STORED)
            tx.append(event, subject=one.id, party=entry_type.party(one.content))
    await tx.changed(entry_type.changed, changes)


def _row(entry_id: UUID, version: int, content: Content) -> dict[str, Any]:
    return {"id": entry_id, "version": version, **vars(content)}


def _only(result: WriteResult[C]) -> Change[C]:
    _refuse(result.faults)
    (change,) = result.changes
    return change


def _refuse(faults: Mapping[int, Sequence[FieldError]]) -> None:
    for wrong in faults.values():
        raise InvalidError.of(wrong)
