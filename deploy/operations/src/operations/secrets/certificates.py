"""An authority of our own, and certificates by which Kafka, its operators and its clients know each other."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR = timedelta(days=3 * 365)
AUTHORITY_VALID_FOR = timedelta(days=10 * 365)
_ALREADY_VALID = timedelta(hours=1)
"""Clocks differ: what was made just now is to be valid everywhere."""


class Certified(NamedTuple):
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def certificate_pem(self) -> str:
        """The certificate, for whoever trusts it."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def key_pem(self) -> str:
        """The private key, not encrypted: the file's rights protect it."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def pem(self) -> str:
        """Both, as one file of whoever shows the certificate."""
        return self.key_pem() + self.certificate_pem()


class Authority(Certified):
    """A certificate authority of one stack."""

    @classmethod
    def create(cls) -> Self:
        """A new authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("Compact authority")
        made = _begin(name, name, key, AUTHORITY_VALID_FOR)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_may_sign(), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        return cls(made.sign(key, hashes.SHA256()), key)

    @classmethod
    def load(cls, certificate_pem: bytes, key_pem: bytes) -> Self:
        """The authority that was made before. Raises `ValueError` if this is no such pair."""
        certificate = x509.load_pem_x509_certificate(certificate_pem)
        key = load_pem_private_key(key_pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise ValueError("the key is not the certificate's")
        return cls(certificate, key)

    def issue(self, name: str, hosts: Collection[str] = ()) -> Certified:
        """A certificate for `CN=name`: of a server at `hosts`, or without any of a client."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _begin(_name(name), self.certificate.subject, key, VALID_FOR)
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH]
        if hosts:
            uses.append(ExtendedKeyUsageOID.SERVER_AUTH)
            made = made.add_extension(x509.SubjectAlternativeName(list(map(_host, hosts))), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        made = made.add_extension(issuer, critical=False)
        return Certified(made.sign(self.key, hashes.SHA256()), key)


def hosts_of(certificate_pem: bytes) -> frozenset[str]:
    """The hosts that a server's certificate is for. Raises `ValueError` if it cannot be read."""
    extensions = x509.load_pem_x509_certificates(certificate_pem)[0].extensions
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(str(name.value) for name in names)


def is_issued_by(certificate_pem: bytes, authority_pem: bytes) -> bool:
    """Whether the first certificate is of that authority. Raises `ValueError` if one cannot be read."""
    authority = x509.load_pem_x509_certificates(authority_pem)[0]
    try:
        x509.load_pem_x509_certificates(certificate_pem)[0].verify_directly_issued_by(authority)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, valid_for: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _ALREADY_VALID)
        .not_valid_after(now + valid_for)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _may_sign() -> x509.KeyUsage:
    others = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment")
    more = ("key_agreement", "encipher_only", "decipher_only")
    return x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys((*others, *more), False))
