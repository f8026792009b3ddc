"""A superuser's access to a PostgreSQL server: making databases and roles, and knowing their URLs.

The server may be one of our own (`postgres_server`) or one that is named.
"""

import hashlib
import hmac
import subprocess
from urllib.parse import quote, unquote, urlsplit

from chassis.local_postgres.cluster import PostgresUnavailable, binaries


class PostgresAccess:
    """Access to the server at `url`, which names its superuser."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = parts.hostname or "127.0.0.1", parts.port or 5432
        self._superuser = unquote(parts.username or "postgres")
        self._superusers_password = unquote(parts.password or "")

    @property
    def host(self) -> str:
        """Where the server is."""
        return self._address[0]

    @property
    def port(self) -> int:
        """Where the server listens."""
        return self._address[1]

    @property
    def superuser(self) -> str:
        """The role that may do everything."""
        return self._superuser

    @property
    def password(self) -> str:
        """The superuser's password."""
        return self._superusers_password

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """`postgresql://` URL of `database` as `user` (default: the superuser).

        The password of a role made by `ensure_role` without one is known and need not be given.
        """
        user = user or self.superuser
        password = password or self._password_of(user)
        who = f"{quote(user, '')}:{quote(password, '')}"
        return f"postgresql://{who}@{self.host}:{self.port}/{quote(database, '')}"

    def ensure_role(self, name: str, password: str | None = None) -> None:
        """Make the login role `name` unless it is there, with `password` or one that `url` knows."""
        self.execute(self._role(name, password))

    def ensure_database(self, name: str, owner: str | None = None) -> None:
        """Make the database `name` unless it is there; only `owner` (the superuser) may connect at first."""
        self.execute(_database(name, owner or self.superuser))

    def ensure_service(self, name: str) -> None:
        """Make a service's database `name` with its two roles.

        Role `<name>_owner` owns database and schema and runs the migrations; role `<name>` is the service's.
        """
        owner = owner_of(name)
        grant = _script('GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"name";', name=name)
        self.execute(self._role(name) + self._role(owner) + _database(name, owner) + grant)

    def copy_database(self, name: str, template: str, *, owner: str, service: str) -> None:
        """Make the database `name` as a copy of `template`, to which nobody is connected.

        It is `owner`'s, and `service` may connect to it.
        """
        roles = {"name": name, "template": template, "owner": owner, "service": service}
        statements = (
            'CREATE DATABASE :"name" TEMPLATE :"template" OWNER :"owner" STRATEGY FILE_COPY;\n'
            'REVOKE ALL ON DATABASE :"name" FROM PUBLIC;\n'
            'GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"service";'
        )
        self.execute(_script(statements, **roles))

    def drop_databases(self, *names: str) -> None:
        """Drop databases, whoever is connected to them."""
        drop = 'DROP DATABASE IF EXISTS :"name" WITH (FORCE);\n'
        if names:
            self.execute("".join(_script(drop, name=name) for name in names))

    def execute(self, script: str, *, database: str = "postgres") -> str:
        """Run a psql `script` as the superuser and return what it prints. Raises PostgresUnavailable."""
        command = [str(binaries() / "psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.host, "-p", str(self.port), "-U", self.superuser, "-d", database]
        # Through stdin and the environment: command lines can be read by everybody on the machine.
        environment = {"PGPASSWORD": self.password, "PGOPTIONS": "-c client_min_messages=warning"}
        done = subprocess.run(
            command, input=script, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL refused a set-up statement: {done.stderr.strip()}")
        return done.stdout.strip()

    def _role(self, name: str, password: str | None = None) -> str:
        return _script(
            "SELECT format('CREATE ROLE %I LOGIN', :'name')"
            " WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \\gexec\n"
            "ALTER ROLE :\"name\" LOGIN PASSWORD :'password';",
            name=name,
            password=password or self._password_of(name),
        )

    def _password_of(self, role: str) -> str:
        if role == self.superuser:
            return self.password
        return hmac.new(self.password.encode(), role.encode(), hashlib.sha256).hexdigest()


def owner_of(service: str) -> str:
    """The role that owns a service's database and runs its migrations."""
    return f"{service}_owner"


def _database(name: str, owner: str) -> str:
    return _script(
        "SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')"
        " WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec\n"
        'REVOKE ALL ON DATABASE :"name" FROM PUBLIC;',
        name=name,
        owner=owner,
    )


def _script(statements: str, **values: str) -> str:
    """A psql script in which `:'name'` stands for that value as a literal, `:"name"` as an identifier."""
    return "".join(f"\\set {name} {_literal(value)}\n" for name, value in values.items()) + statements + "\n"


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
