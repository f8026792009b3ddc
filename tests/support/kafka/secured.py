"""A broker as in production: TLS, passwords, and access lists; nobody may do what was not allowed."""

import socket
import ssl
from pathlib import Path
from typing import Any

from chassis.base.child_process import free_port
from chassis.bus import Security
from operations.secrets.certificates import Authority
from tests.support.kafka.broker import KafkaBroker

_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class SecuredKafkaBroker(KafkaBroker):
    """Users with passwords are let in at `bootstrap`, operators with their certificate at another port.

    At a third port everybody may do everything, for tests that are about something else.
    """

    def __init__(self, data_dir: Path, **options: Any) -> None:
        super().__init__(data_dir, **options)
        self._operators_port, self._open_port = free_port(), free_port()
        self._secrets = data_dir / "secrets"
        self._make_secrets()

    @property
    def operators_bootstrap(self) -> str:
        """Where operators find it: `host:port`."""
        return f"127.0.0.1:{self._operators_port}"

    @property
    def open_bootstrap(self) -> str:
        """Where nobody is asked who he is: `host:port`."""
        return f"127.0.0.1:{self._open_port}"

    @property
    def ca_file(self) -> Path:
        """The authority that its certificate is of."""
        return self._secrets / "authority.pem"

    @property
    def certificate_file(self) -> Path:
        """The operators' certificate and key."""
        return self._secrets / "operator.pem"

    def as_operator(self) -> Security:
        """How an operator connects."""
        return Security(ca_file=self.ca_file, certificate_file=self.certificate_file)

    def as_user(self, user: str, password: str) -> Security:
        """How somebody with a password connects."""
        return Security(ca_file=self.ca_file, user=user, password=password)

    def _make_secrets(self) -> None:
        self._secrets.mkdir(parents=True, exist_ok=True)
        authority = Authority.create()
        broker, operator = authority.issue("kafka", ("127.0.0.1",)), authority.issue("operator")
        self.ca_file.write_text(authority.certificate_pem())
        self.certificate_file.write_text(operator.key_pem() + operator.certificate_pem())
        whole = broker.key_pem() + broker.certificate_pem() + authority.certificate_pem()
        (self._secrets / "broker.pem").write_text(whole)

    def _settings(self) -> dict[str, str | int]:
        plain = super()._settings()
        controller = str(plain["controller.quorum.voters"]).partition("@")[2]
        clients = (
            f"CLIENT://{self.bootstrap},BROKER://{self.operators_bootstrap},OPEN://{self.open_bootstrap}"
        )
        return plain | {
            "listeners": f"{clients},CONTROLLER://{controller}",
            "advertised.listeners": clients,
            "listener.security.protocol.map": "CLIENT:SASL_SSL,BROKER:SSL,CONTROLLER:SSL,OPEN:PLAINTEXT",
            "inter.broker.listener.name": "BROKER",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.client.scram-sha-512.sasl.jaas.config": _SCRAM,
            "listener.name.broker.ssl.client.auth": "required",
            "listener.name.controller.ssl.client.auth": "required",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._secrets / "broker.pem"),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.ca_file),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:CN=kafka;User:CN=operator;User:ANONYMOUS",
        }

    def _connection(self) -> socket.socket:
        context = ssl.create_default_context(cafile=self.ca_file)
        return context.wrap_socket(super()._connection(), server_hostname="127.0.0.1")
