from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from operations.preflight import ended
from operations.secrets import folder
from operations.secrets.certificates import hosts_of
from operations.secrets.faults import faults
from operations.secrets.folder import ACME, AUTHORITY, AUTHORITY_KEY, BROKER, EDGE, OPERATOR, SecretsError

HOSTS = ("kafka", "127.0.0.1")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with all secrets."""
    place = tmp_path / "secrets"
    folder.make(place, HOSTS)
    return place


def contents(place: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in place.iterdir() if file.is_file()}


def is_signed(place: Path, name: str) -> bool:
    """Whether a certificate is of the authority in the folder."""
    authority = x509.load_pem_x509_certificate((place / AUTHORITY).read_bytes())
    certificate = x509.load_pem_x509_certificates((place / name).read_bytes())[0]
    try:
        certificate.verify_directly_issued_by(authority)
    except InvalidSignature:
        return False
    return True


def test_what_is_made_is_without_fault_and_only_its_owner_gets_to_it(made: Path) -> None:
    assert list(faults(made, HOSTS)) == []
    assert made.stat().st_mode & 0o777 == 0o700
    assert is_signed(made, BROKER)
    assert is_signed(made, OPERATOR)
    assert is_signed(made, EDGE)
    assert hosts_of((made / BROKER).read_bytes()) == set(HOSTS)
    assert hosts_of((made / EDGE).read_bytes()) == set(folder.EDGE_HOSTS)
    assert (made / ACME).stat().st_mode & 0o777 == 0o777


def test_made_again_nothing_changes(made: Path) -> None:
    before = contents(made)
    assert folder.make(made, HOSTS) == []
    assert contents(made) == before


def test_what_was_removed_is_made_again_and_the_rest_stays(made: Path) -> None:
    before = contents(made)
    for name in ("review_bus_password", OPERATOR):
        (made / name).unlink()
    assert folder.make(made, HOSTS) == ["review_bus_password", OPERATOR]
    assert {name for name, content in contents(made).items() if content != before[name]} == {
        "review_bus_password",
        OPERATOR,
    }
    assert is_signed(made, OPERATOR)


def test_a_new_host_gets_into_the_brokers_certificate_beside_those_it_has(made: Path) -> None:
    authority = (made / AUTHORITY).read_text()
    assert folder.make(made, (*HOSTS, "kafka.example.org")) == [BROKER]
    assert hosts_of((made / BROKER).read_bytes()) == {*HOSTS, "kafka.example.org"}
    assert (made / AUTHORITY).read_text() == authority
    assert is_signed(made, BROKER)
    assert folder.make(made, HOSTS) == []


def test_a_new_host_gets_into_the_edges_certificate_unless_somebody_else_has_issued_it(
    made: Path, tmp_path: Path
) -> None:
    hosts = (*folder.EDGE_HOSTS, "compact.example.org")
    assert folder.make(made, HOSTS, hosts) == [EDGE]
    assert hosts_of((made / EDGE).read_bytes()) == set(hosts)
    folder.make(tmp_path / "other", HOSTS)
    foreign = (tmp_path / "other" / EDGE).read_text()
    (made / EDGE).write_text(foreign)
    assert folder.make(made, HOSTS, hosts) == []
    assert (made / EDGE).read_text() == foreign
    assert list(faults(made, HOSTS)) == []


def test_without_the_authoritys_key_nothing_is_wanting_until_something_must_be_signed(made: Path) -> None:
    (made / AUTHORITY_KEY).unlink()
    assert folder.make(made, HOSTS) == []
    before = contents(made)
    (made / "grafana_password").unlink()
    with pytest.raises(SecretsError, match=f"{AUTHORITY_KEY} are needed to sign"):
        folder.make(made, (*HOSTS, "kafka.example.org"))
    assert contents(made) == {name: text for name, text in before.items() if name != "grafana_password"}


def test_a_key_of_another_authority_signs_nothing(made: Path, tmp_path: Path) -> None:
    folder.make(tmp_path / "other", HOSTS)
    (made / AUTHORITY_KEY).write_text((tmp_path / "other" / AUTHORITY_KEY).read_text())
    (made / BROKER).unlink()
    with pytest.raises(SecretsError, match="begin with a new authority"):
        folder.make(made, HOSTS)


def test_with_all_of_an_authority_removed_there_is_a_new_one(made: Path) -> None:
    authority = (made / AUTHORITY).read_text()
    for name in (AUTHORITY, AUTHORITY_KEY, BROKER, OPERATOR, EDGE):
        (made / name).unlink()
    assert set(folder.make(made, HOSTS)) == {AUTHORITY, AUTHORITY_KEY, BROKER, OPERATOR, EDGE}
    assert (made / AUTHORITY).read_text() != authority
    assert is_signed(made, BROKER)
    assert is_signed(made, OPERATOR)


def test_what_is_no_certificate_is_named(made: Path) -> None:
    (made / BROKER).write_text("")
    with pytest.raises(SecretsError, match=f"{BROKER} is no certificate: remove it"):
        folder.make(made, HOSTS)


def test_a_secret_that_is_missing_or_weak_is_named_with_what_to_do(made: Path) -> None:
    (made / "review_bus_password").unlink()
    (made / "postgres_password").write_text("change-me-change-me")
    (made / "grafana_password").write_text("tiger")
    told = {what.split()[2]: (what, to_do) for what, to_do in faults(made, HOSTS)}
    another = "remove it, and ./compact secrets makes another"
    what, to_do = told.pop("postgres_password")
    assert ("contains what everybody tries first" in what, to_do) == (True, another)
    what, to_do = told.pop("grafana_password")
    assert ("has 5 letters" in what, to_do) == (True, another)
    what, to_do = told.pop("review_bus_password")
    assert ("cannot be read" in what, to_do) == (True, "./compact secrets makes it")
    assert told == {}


def test_a_name_that_the_brokers_certificate_lacks_is_told_with_the_command(made: Path) -> None:
    [(what, to_do)] = faults(made, (*HOSTS, "kafka.example.org"))
    assert what == "the certificate kafka_broker.pem is not for kafka.example.org"
    assert to_do == "./compact secrets --kafka-host kafka.example.org"


@pytest.mark.parametrize("name", [BROKER, OPERATOR])
@pytest.mark.parametrize("foreign", [True, False])
def test_a_certificate_that_does_not_fit_the_authority_is_told(
    made: Path, tmp_path: Path, name: str, foreign: bool
) -> None:
    folder.make(tmp_path / "other", HOSTS)
    (made / name).write_text((tmp_path / "other" / name).read_text() if foreign else "garbage")
    assert f"the certificate {name} is not of the authority in authority.pem" in [
        what for what, _ in faults(made, HOSTS)
    ]


def test_with_brokers_elsewhere_certificates_are_not_compared(made: Path, tmp_path: Path) -> None:
    folder.make(tmp_path / "other", HOSTS)
    (made / AUTHORITY).write_text((tmp_path / "other" / AUTHORITY).read_text())
    assert list(faults(made)) == []


def test_certificates_that_have_ended_keep_the_system_from_starting(made: Path) -> None:
    now = datetime.now(UTC)
    assert list(ended(made, now)) == []
    told = list(ended(made, now + timedelta(days=3 * 365 + 1)))
    assert [fault.what.split()[2] for fault in told] == [BROKER, OPERATOR, EDGE]
    assert len(list(ended(made, now + timedelta(days=3651)))) == 4
