"""Tests as guests on a PostgreSQL server that somebody else runs: what they made is gone afterwards."""

from typing import Self

from chassis.local_postgres.access import PostgresAccess, owner_of


class GuestAccess(PostgresAccess):
    """Access to a named server; a context manager that drops the databases and roles made through it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._databases: set[str] = set()
        self._roles: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop_databases(*sorted(self._databases))
        self.execute("\n".join(f'DROP ROLE IF EXISTS "{name}";' for name in sorted(self._roles)))

    def ensure_role(self, name: str, password: str | None = None) -> None:
        """Make the role, and remember it."""
        self._roles.add(name)
        super().ensure_role(name, password)

    def ensure_database(self, name: str, owner: str | None = None) -> None:
        """Make the database, and remember it."""
        self._databases.add(name)
        super().ensure_database(name, owner)

    def drop_databases(self, *names: str) -> None:
        """Drop databases, of which there is nothing to remember."""
        super().drop_databases(*names)
        self._databases -= set(names)

    def copy_database(self, name: str, template: str, *, owner: str, service: str) -> None:
        """Make the copy, and remember it."""
        self._databases.add(name)
        super().copy_database(name, template, owner=owner, service=service)

    def ensure_service(self, name: str) -> None:
        """Make a service's database and roles, and remember them."""
        self._databases.add(name)
        self._roles |= {name, owner_of(name)}
        super().ensure_service(name)
