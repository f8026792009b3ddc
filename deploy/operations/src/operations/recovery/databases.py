"""The databases of a stack, reached through the tools in PostgreSQL's own container."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from operations.compose import Compose
from operations.recovery.manifest import Saved

_EXEC = ("exec", "--no-TTY", "postgres")
_AS = "--username=postgres"
_BESIDE = "_restored"
_COPY = re.compile(r"^COPY (\S+) \((.+?)\) FROM stdin;\n(.+?)\n\\\.$", re.MULTILINE | re.DOTALL)
_AS_JSON = "SELECT coalesce(json_agg(rows), '[]') FROM ({sql}) rows"


@dataclass(frozen=True, slots=True)
class Databases:
    """All databases of the server in the container `postgres`. Every method may raise `ComposeError`."""

    compose: Compose

    def query(self, database: str, sql: str) -> list[dict[str, Any]]:
        """The rows of a query."""
        found: list[dict[str, Any]] = json.loads(self._psql(database, _AS_JSON.format(sql=sql)))
        return found

    def filled(self, names: Collection[str]) -> list[str]:
        """Which of these databases are there and have a ledger with rows."""
        there = {row["datname"] for row in self.query("postgres", "SELECT datname FROM pg_database")}
        return [name for name in names if name in there and self._has_ledger(name)]

    def save(self, name: str, folder: Path) -> Saved:
        """Write a dump of a database, and read in it what stands there."""
        file = folder / f"{name}.dump"
        digest = hashlib.sha256()
        with file.open("wb") as dump:
            for piece in self.compose.pieces(*_EXEC, "pg_dump", _AS, "--format=custom", name):
                digest.update(piece)
                dump.write(piece)
        tables = self._tables(file, "ledger_head", "alembic_version")
        head = tables.pop("chassis.ledger_head")
        return Saved(
            file=file.name,
            size=file.stat().st_size,
            sha256=digest.hexdigest(),
            epoch=UUID(head["epoch"]),
            position=int(head["position"]),
            sequence=int(head["sequence"]),
            hash=head["hash"].removeprefix(r"\\x"),
            schemas={table.partition(".")[0]: row["version_num"] for table, row in tables.items()},
        )

    def load_beside(self, name: str, dump: Path) -> None:
        """Make a second database from a dump; the one that is there stays as it is."""
        beside = name + _BESIDE
        self._psql("postgres", f"DROP DATABASE IF EXISTS {beside}")
        self._psql("postgres", f"CREATE DATABASE {beside} OWNER {name}_owner")
        whole = ("--exit-on-error", "--single-transaction")
        self.compose.run(*_EXEC, "pg_restore", _AS, *whole, f"--dbname={beside}", given=dump)

    def put_in_place(self, name: str) -> None:
        """Let the second database take the place of the first, which goes."""
        self._psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._psql("postgres", f"ALTER DATABASE {name}{_BESIDE} RENAME TO {name}")

    def _has_ledger(self, name: str) -> bool:
        made = self.query(name, "SELECT to_regclass('chassis.ledger') IS NOT NULL AS made")[0]["made"]
        return bool(made and self.query(name, "SELECT 1 FROM chassis.ledger LIMIT 1"))

    def _psql(self, database: str, sql: str) -> str:
        plain = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
        return self.compose.run(*_EXEC, "psql", _AS, *plain, f"--dbname={database}", f"--command={sql}")

    def _tables(self, dump: Path, *names: str) -> dict[str, dict[str, str]]:
        """Tables of one row, as they stand in a dump, by schema and name."""
        wanted = [f"--table={name}" for name in names]
        return rows(self.compose.run(*_EXEC, "pg_restore", "--data-only", *wanted, "--file=-", given=dump))


def rows(script: str) -> dict[str, dict[str, str]]:
    """The rows that a script of `pg_restore` puts into tables of one row."""
    return {
        table: dict(zip(columns.replace('"', "").split(", "), row.split("\t"), strict=True))
        for table, columns, row in _COPY.findall(script)
    }
