"""Imports aliases of actors: rows of files are merged with what is stored, as those of entries are."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.resources.bulk import Applied, Batch, Importer, Outcome, PatchRow, Rejection, merge
from registry.actors import state_names
from registry.actors.models import AMBIGUOUS, Alias
from registry.actors.state_names import Claim, Name
from registry.actors.store import aliases as store
from registry.actors.store.groupings import states_among
from registry.actors.store.names import resolve
from registry.catalogue import rows as catalogue_rows
from registry.catalogue.entry_types import Faults
from registry.catalogue.rows import RowsByCode
from registry.catalogue.rules.identity import changed_fields, is_older
from registry.catalogue.rules.names import code_key, name_keys
from registry.catalogue.store.sessions import lock_registry

_BREATH = 100
"""Rows after which others may have their turn."""


async def _apply(tx: Transaction, batch: Batch) -> Applied:
    if not batch.is_trial:
        await lock_registry(tx)
    rows = await catalogue_rows.with_codes(tx, {"actor": "actor"}, batch.rows, {"actor": resolve})
    given = await catalogue_rows.by_code(batch, rows, Alias.code_parts)
    return await _Import(given, await store.find(tx, given.rows.keys())).apply(tx, is_trial=batch.is_trial)


class _Import:
    """One batch of rows."""

    def __init__(self, given: RowsByCode, stored: Mapping[str, Alias]) -> None:
        self._rows, self._unidentified, self._rejections = given
        self._stored = stored
        self._outcomes: list[Outcome] = []
        self._aliases: dict[str, Alias] = {}

    async def apply(self, tx: Transaction, *, is_trial: bool) -> Applied:
        """Write what the rows change."""
        for row in self._unidentified:
            self._rejections += merge(Alias, row, None).faults
        for number, (code, row) in enumerate(self._rows.items()):
            self._merge(code, row, self._stored.get(code))
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        await self._check(tx)
        if self._aliases and not is_trial:
            await store.write(tx, list(self._aliases.values()))
        self._outcomes += map(self._outcome, self._aliases.values())
        return Applied(self._outcomes, self._rejections)

    def _merge(self, code: str, row: PatchRow, before: Alias | None) -> None:
        found = merge(Alias, row, None if before is None else before.model_dump(mode="json"))
        self._rejections += found.faults
        if found.content is None:
            self._outcomes += [] if found.faults else [Outcome(row.line, code, "unchanged")]
        elif found.content.code != code:
            detail = f"the fields make the code {found.content.code}, and not {code}"
            self._rejections.append(Rejection(row.line, "/code", detail))
        elif before is not None and not changed_fields(before, found.content):
            self._outcomes.append(Outcome(row.line, code, "unchanged"))
        elif before is not None and is_older(before, found.content):
            differs = before.language != found.content.language
            self._outcomes.append(Outcome(row.line, code, "older" if differs else "unchanged"))
        else:
            self._aliases[code] = found.content

    async def _check(self, tx: Transaction) -> None:
        """Take out new aliases that are another actor's."""
        new = [alias for code, alias in self._aliases.items() if code not in self._stored]
        for code, faults in (await _faults(tx, new)).items():
            del self._aliases[code]
            line = self._rows[code].line
            self._rejections += [Rejection(line, fault.pointer, fault.detail) for fault in faults]

    def _outcome(self, alias: Alias) -> Outcome:
        before = self._stored.get(alias.code)
        fields = changed_fields(before, alias)
        return Outcome(self._rows[alias.code].line, alias.code, "changed" if before else "created", fields)


async def _faults(tx: Transaction, aliases: Sequence[Alias]) -> Faults:
    """The names and codes that are another State's, and the codes that another actor has."""
    states = await states_among(tx, {alias.actor for alias in aliases})
    claims = [
        Claim(alias.code, alias.actor, alias.actor in states, [Name("/alias", alias.alias, _keys(alias))])
        for alias in aliases
        if alias.scheme != AMBIGUOUS
    ]
    in_doubt = {
        (key, alias.actor) for alias in aliases if alias.scheme == AMBIGUOUS for key in name_keys(alias.alias)
    }
    return {**await _taken_codes(tx, aliases), **await state_names.claimed(tx, claims, in_doubt)}


def _keys(alias: Alias) -> frozenset[str]:
    return frozenset({code_key(alias.alias)}) if alias.is_code else name_keys(alias.alias)


async def _taken_codes(tx: Transaction, aliases: Iterable[Alias]) -> Faults:
    codes = [alias for alias in aliases if alias.is_code]
    holders = await store.holders(tx, [(alias.scheme, alias.alias) for alias in codes])
    faults: dict[str, list[FieldError]] = {}
    for alias in codes:
        holder = holders.setdefault((alias.scheme, alias.alias), alias.actor)
        if holder != alias.actor:
            faults[alias.code] = [FieldError("/alias", f"{holder} has {alias.alias}")]
    return faults


ALIASES = Importer("actor-aliases", Alias, "registry:write", _apply, key=Alias.code_parts)
