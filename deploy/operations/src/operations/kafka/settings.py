"""The settings of Kafka's set-up, from the environment."""

from pathlib import Path

from pydantic import Field, FilePath
from pydantic_settings import BaseSettings

from chassis.bus import Security
from chassis.bus.topics import PARTITIONS
from chassis.process.settings import SECRETS


class KafkaSettings(BaseSettings, env_prefix="OPERATIONS_", extra="ignore"):
    """Settings of the set-up of Kafka; all but `secrets` begin with `OPERATIONS_KAFKA_`."""

    kafka_bootstrap: str
    """Where brokers listen for operators, `host:port[,host:port]`."""
    kafka_services_bootstrap: str | None = None
    """Where they listen for services; tried with the password of each, if it is known."""
    kafka_ca_file: FilePath
    """The authority that the brokers' certificates are of, in PEM."""
    kafka_certificate_file: FilePath
    """The operator's certificate and private key, in PEM."""
    kafka_partitions: int = Field(PARTITIONS, ge=1)
    """Of each topic of events: the most readers that one group can use. It may grow, never shrink."""
    kafka_replication_factor: int = Field(1, ge=1)
    """Brokers that keep each event. Topics that exist keep theirs."""
    kafka_min_insync_replicas: int = Field(1, ge=1)
    """Brokers that must have an event before it is acknowledged."""
    kafka_retention_days: int = Field(30, ge=1)
    """How long a subscriber may be away and still read on where it was.

    Whoever was away longer reads from the ledgers, which keep everything; so Kafka need not keep it for ever.
    """
    kafka_patience: float = Field(20, gt=0)
    """Seconds for a broker that has just been started."""
    secrets: Path = SECRETS
    """The folder with each service's password in a file, such as `review_bus_password`."""

    @property
    def security(self) -> Security:
        """How to connect as an operator."""
        return Security(ca_file=self.kafka_ca_file, certificate_file=self.kafka_certificate_file)
