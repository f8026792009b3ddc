"""How a client of Kafka shows who it is, and knows whom it speaks to."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MECHANISM = "SCRAM-SHA-512"


@dataclass(frozen=True, slots=True)
class Security:
    """Nothing: plain connections, as on one machine. With a `ca_file`: TLS to a broker of that authority.

    A client is known by user and password (SCRAM), or by a certificate of its own, never by both.
    """

    ca_file: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    certificate_file: Path | None = None
    """The client's certificate, with its private key in the same PEM file."""

    @property
    def protocol(self) -> str:
        """Kafka's name for this, such as `SASL_SSL`."""
        transport = "SSL" if self.ca_file else "PLAINTEXT"
        return f"SASL_{transport}" if self.user else transport

    def for_aiokafka(self) -> dict[str, Any]:
        """The same as keyword arguments of aiokafka's clients. Raises `OSError` if a file cannot be read."""
        options: dict[str, Any] = {"security_protocol": self.protocol}
        if self.ca_file:
            options["ssl_context"] = self._tls(self.ca_file)
        if self.user:
            options |= {
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password or "",
            }
        return options

    def for_librdkafka(self) -> dict[str, str]:
        """The same as settings of librdkafka."""
        options = {"security.protocol": self.protocol}
        if self.ca_file:
            options["ssl.ca.location"] = str(self.ca_file)
        if self.certificate_file:
            options["ssl.certificate.location"] = options["ssl.key.location"] = str(self.certificate_file)
        if self.user:
            options["sasl.mechanism"] = MECHANISM
            options["sasl.username"], options["sasl.password"] = self.user, self.password or ""
        return options

    def _tls(self, ca_file: Path) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=ca_file)
        if self.certificate_file:
            context.load_cert_chain(self.certificate_file)
        return context


PLAIN = Security()
