"""Settings of the gateway."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, FilePath, HttpUrl

from chassis.process.settings import ServiceSettings

SHORTEST_SECRET = 16
"""Letters; those that the product makes have 43."""


def with_secrets(file: Path) -> Path:
    """`file`, if all secrets in it can wrap keys. Raises `OSError`, or `ValueError` with what is wrong."""
    try:
        secrets = file.read_text(encoding="utf-8").split()
    except UnicodeDecodeError:
        raise ValueError("is no text in UTF-8") from None
    if not secrets:
        raise ValueError("has no secret")
    if (length := min(map(len, secrets))) < SHORTEST_SECRET:
        raise ValueError(f"a secret has {length} letters; {SHORTEST_SECRET} are the least")
    return file


class Settings(ServiceSettings, env_prefix="GATEWAY_"):
    """Settings of the gateway."""

    registry_url: HttpUrl = HttpUrl("http://127.0.0.1:8081")
    commitments_url: HttpUrl = HttpUrl("http://127.0.0.1:8082")
    review_url: HttpUrl = HttpUrl("http://127.0.0.1:8083")

    shows_operations: bool = False
    """Off unless nobody but operators reaches `port`, which is the one that partners reach."""
    connections_per_address: int | None = Field(256, ge=1)
    requests_per_address: int | None = Field(64, ge=1)

    connect_timeout: float = Field(2.0, gt=0)
    """Seconds to get a connection to a service, waiting for a free one included."""
    forward_timeout: float = Field(30.0, gt=0)
    """Seconds for a forwarded request in all, from its first byte to the last of its answer.

    An import or an export may take longer, unless the service is silent for so long.
    """
    connections_per_service: int = Field(100, ge=1)
    """Open connections to one service; more requests wait, so that a slow service does not take all."""
    key_file: Annotated[FilePath, AfterValidator(with_secrets)] | None = None
    """What private keys are wrapped by: one secret a line, the newest first. Without it they stay plain."""
    files_per_service: int = Field(32, ge=1)
    """Open connections to one service for imports and exports, besides the others."""
    previews_per_minute: int = Field(60, ge=1)
    """Previews of agendas that one address gets without a token in a minute; more are answered with 429."""
    token_lifetime: int = Field(3600, ge=60)
    """Seconds for which a token is valid."""

    streams_bootstrap: str | None = None
    """Where Kafka listens for operators, `host:port[,host:port]`; without it no streams can be granted."""
    streams_ca_file: FilePath | None = None
    """The authority that Kafka's certificates are of, in PEM."""
    streams_certificate_file: FilePath | None = None
    """An operator's certificate and private key, in PEM; only the worker has it."""
    streams_address: str | None = None
    """Where regional bodies reach Kafka, `host:port[,host:port]`; shown to whoever gets a grant."""
