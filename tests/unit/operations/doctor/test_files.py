from datetime import UTC, datetime, timedelta
from pathlib import Path

from operations.doctor import files, things
from operations.secrets import folder

NOW = datetime(2027, 5, 1, tzinfo=UTC)


def test_a_volume_with_too_little_room_is_named(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    [found] = files.volumes(tmp_path, 10**18).findings
    assert found.what.startswith("the volume kafka needs ")
    assert "make room" in found.to_do
    assert files.volumes(tmp_path, 1).fine is not None


def test_where_no_volumes_are_nothing_is_said_of_them(tmp_path: Path) -> None:
    examined = files.volumes(tmp_path / "none", 1)
    assert (examined.findings, examined.fine) == ((), None)


def test_secrets_that_were_just_made_are_fine(tmp_path: Path) -> None:
    folder.make(tmp_path, ("kafka",))
    examined = files.secrets(tmp_path)
    assert examined.findings == ()
    assert f"{datetime.now(UTC).year + 3}" in (examined.fine or "")


def test_a_weak_password_is_told_and_not_shown(tmp_path: Path) -> None:
    folder.make(tmp_path, ("kafka",))
    (tmp_path / "review_bus_password").write_text("tiger")
    [found] = files.secrets(tmp_path).findings
    assert "review_bus_password" in found.what
    assert "tiger" not in found.what + found.to_do


def test_a_certificate_that_ends_within_a_month_is_told() -> None:
    ends = [
        ("kafka_broker.pem", NOW + timedelta(days=29)),
        ("authority.pem", NOW + timedelta(days=31)),
    ]
    [found] = files.ending(ends, NOW)
    assert found.what == "the certificate kafka_broker.pem ends on 2027-05-30"


def test_a_certificate_that_has_ended_explains_why_nobody_is_let_in() -> None:
    [found] = files.ending([("kafka_broker.pem", NOW - timedelta(days=1))], NOW)
    assert found.what == "the certificate kafka_broker.pem ended on 2027-04-30"
    assert found.about == things.SECRETS
