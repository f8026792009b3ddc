"""What can be configured of every service: one environment prefix per service, no settings file.

What is secret may also be a file in `/run/secrets` with the setting's name in small letters, such as
`review_database_password`; the environment goes first.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, FilePath, HttpUrl, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url

from chassis.bus.kafka_security import Security

SECRETS = Path("/run/secrets")


def _beginning_with(*schemes: str) -> AfterValidator:
    def check(url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return url

    return AfterValidator(check)


PostgresUrl = Annotated[SecretStr, _beginning_with("postgresql")]
BusUrl = Annotated[SecretStr, _beginning_with("kafka", "postgresql")]


class ServiceSettings(BaseSettings):
    """Base settings. A service's own class names its prefix: `class Settings(..., env_prefix="REVIEW_")`."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    database_url: PostgresUrl
    """`postgresql://` URL of the service's own database, as the service's role."""
    database_password: SecretStr | None = None
    """The role's password, if the URL has none."""
    migration_url: PostgresUrl | None = None
    """The same database as the role that owns the schema; only `migrate` and the ledger's upkeep need it."""
    migration_password: SecretStr | None = None
    """The owning role's password, if the URL has none."""
    bus_url: BusUrl
    """`kafka://host:port,...` in production, `postgresql://...` for the embedded run."""
    bus_user: str | None = None
    """Who this service is to Kafka (SCRAM)."""
    bus_password: SecretStr | None = None
    bus_ca_file: FilePath | None = None
    """The authority that Kafka's certificates are of, in PEM; with it connections are TLS."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    operations_port: int | None = Field(None, ge=1, le=65535)
    """A second port, out of reach of the world, that always shows what operators need."""
    shows_operations: bool = True
    """Whether `port` shows it, too: `/metrics`, and what `/health/ready` lacks."""

    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    """Where partners reach the gateway; used in links and problem types."""
    issuer: str = "http://127.0.0.1:8080"
    """Who may issue tokens: the `iss` claim."""
    audience: str = "compact"
    """For whom tokens are meant: the `aud` claim."""
    jwks_url: str = "http://127.0.0.1:8080/.well-known/jwks.json"
    """Where the issuer's public keys are."""

    revocation_refresh: float = Field(20.0, gt=0, le=40)
    """Seconds between two looks at which tokens the issuer has revoked."""
    revocation_patience: float = Field(600.0, gt=0)
    """Seconds for which tokens are accepted while the issuer cannot be asked; then they get a 503."""

    pool_size: int = Field(10, ge=1)
    """Database connections for requests; relay, subscription, timers and imports have their own."""
    pool_timeout: float = Field(5.0, gt=0)
    """Seconds that a request waits for a connection before it is answered with 503."""
    statement_timeout: float = Field(15.0, gt=0)
    """Seconds after which the database gives up a statement."""
    body_limit: int = Field(1_048_576, ge=1024)
    """Bytes of a request body; more is answered with 413."""
    import_limit: int = Field(268_435_456, ge=1024)
    """Bytes of a file that is imported, or streamed on to be imported."""
    connections_per_address: int | None = Field(None, ge=1)
    """Connections that may be open from one address; more are refused as they come. None: any number."""
    requests_per_address: int | None = Field(None, ge=1)
    """Requests of one address that may be in progress; more are answered with 429. None: any number."""
    trusted_proxies: list[IPvAnyNetwork] = []
    """Networks of the proxies in front, as JSON: the last entry of their X-Forwarded-For is the client."""
    retry_patience: float = Field(30.0, gt=0)
    """Seconds after which an event that a handler keeps refusing becomes a dead letter."""
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _with_passwords(self) -> Self:
        self.database_url = _completed(self.database_url, self.database_password)
        if self.migration_url is not None:
            self.migration_url = _completed(self.migration_url, self.migration_password)
        return self

    @property
    def gateway_address(self) -> str:
        """`public_url` without a slash at its end, for paths to follow."""
        return str(self.public_url).rstrip("/")

    @property
    def bus_security(self) -> Security:
        """How to connect to Kafka."""
        password = self.bus_password.get_secret_value() if self.bus_password else None
        return Security(ca_file=self.bus_ca_file, user=self.bus_user, password=password)

    @property
    def owner_url(self) -> str:
        """The database as the role that owns its schema; the service's own role where the two are one."""
        return (self.migration_url or self.database_url).get_secret_value()


def _completed(url: SecretStr, password: SecretStr | None) -> SecretStr:
    parts = make_url(url.get_secret_value())
    if password is None or parts.password:
        return url
    whole = parts.set(password=password.get_secret_value())
    return SecretStr(whole.render_as_string(hide_password=False))
