"""The settings of the operators' commands, from the environment."""

from pathlib import Path

from pydantic import ByteSize
from pydantic_settings import BaseSettings

from chassis.process.settings import SECRETS
from operations.kafka.settings import KafkaSettings


class PreflightSettings(BaseSettings, env_prefix="OPERATIONS_", extra="ignore"):
    """Settings of the checks before a start."""

    secrets: Path = SECRETS
    volumes: Path = Path("/volumes")
    """A folder in which each volume is mounted."""
    free_space: ByteSize = ByteSize(1_000_000_000)
    """What each volume must have free, such as `1G`."""
    brokers: str = ""
    """Where the stack's own brokers are reached, `host[:port]` with spaces between; empty if it has none."""

    @property
    def broker_names(self) -> list[str]:
        """The hosts in `brokers`, which the brokers' certificate must be for."""
        return list(dict.fromkeys(address.partition(":")[0] for address in self.brokers.split()))


class DoctorSettings(PreflightSettings, KafkaSettings, env_prefix="OPERATIONS_", extra="ignore"):
    """Settings of the look at a running system."""

    postgres_address: str = "postgres:5432"
    """Where PostgreSQL is, `host:port`."""
    edge: str = "edge:8443"
    """Where the edge is, `host:port`; empty where another proxy stands in its place."""

    def password(self, secret: str) -> str:
        """The password in a secret; empty where it cannot be read, which `secrets.faults` reports."""
        try:
            return (self.secrets / secret).read_text().strip()
        except OSError:
            return ""
