"""What a backup refuses to be, and what a restore refuses to take."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from operations.compose import Compose, ComposeError, reason
from operations.recovery import databases, manifest, schemas
from operations.recovery.backup import back_up
from operations.recovery.manifest import BackupError, Manifest, Saved

EPOCH = UUID("01a20f1b-d104-7247-bb91-36c777f44fa0")


def saved(folder: Path, content: bytes, **more: object) -> Saved:
    """A dump in `folder` as a backup leaves it."""
    (folder / "review.dump").write_bytes(content)
    facts = {
        "file": "review.dump",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "epoch": EPOCH,
        "position": 3,
        "sequence": 2,
        "hash": "51787e",
        "schemas": {"chassis": "0001"},
    }
    return Saved.model_validate({**facts, **more})


def whole(folder: Path) -> Manifest:
    """A backup of one database, in `folder`."""
    made = Manifest(release="dev", time=datetime.now(UTC), databases={"review": saved(folder, b"a dump")})
    manifest.write(folder, made)
    return made


def test_a_backup_reads_back_as_it_was_written(tmp_path: Path) -> None:
    made = whole(tmp_path)
    assert manifest.read(tmp_path) == made
    manifest.check(tmp_path, made, ["review"])


def test_a_dump_that_was_changed_is_refused(tmp_path: Path) -> None:
    made = whole(tmp_path)
    (tmp_path / "review.dump").write_bytes(b"a dumq")
    with pytest.raises(BackupError, match=r"review\.dump was changed or cut off"):
        manifest.check(tmp_path, made, ["review"])


def test_a_dump_that_is_missing_is_refused(tmp_path: Path) -> None:
    made = whole(tmp_path)
    (tmp_path / "review.dump").unlink()
    with pytest.raises(BackupError, match=r"review\.dump cannot be read"):
        manifest.check(tmp_path, made, ["review"])


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="is no backup"):
        manifest.read(tmp_path)


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    whole(tmp_path)
    text = (tmp_path / manifest.NAME).read_text()
    (tmp_path / manifest.NAME).write_text(text[: len(text) // 2])
    with pytest.raises(BackupError, match="is damaged"):
        manifest.read(tmp_path)


def test_a_database_that_was_not_saved_cannot_be_restored(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="has no database registry"):
        manifest.check(tmp_path, whole(tmp_path), ["registry"])


def test_a_schema_of_this_release_or_an_earlier_one_is_taken(tmp_path: Path) -> None:
    schemas.refuse_later("review", saved(tmp_path, b"", schemas={"chassis": "0001", "review": "0001"}))


def test_a_schema_of_a_later_release_is_refused(tmp_path: Path) -> None:
    later = saved(tmp_path, b"", schemas={"chassis": "0001", "review": "9999"})
    with pytest.raises(BackupError, match="schema review of review stands at 9999"):
        schemas.refuse_later("review", later)


def test_a_backup_that_fails_leaves_nothing_and_says_why_in_one_line(tmp_path: Path) -> None:
    program = ("sh", "-c", "echo half a dump; echo; echo the server is away >&2; exit 1")
    with pytest.raises(ComposeError, match="the server is away") as failure:
        back_up(Compose(program=program), tmp_path, lambda _: None)
    assert "\n" not in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def test_a_machine_without_docker_is_told_so() -> None:
    with pytest.raises(ComposeError, match="no-such-program is not installed"):
        Compose(program=("no-such-program",)).run("ps")


def test_a_stack_that_does_not_run_is_named_with_what_brings_it_up(tmp_path: Path) -> None:
    refusing = Compose(program=("sh", "-c", """echo 'service "postgres" is not running' >&2; exit 1"""))
    with pytest.raises(ComposeError, match=r"^postgres does not run; bring the stack up"):
        back_up(refusing, tmp_path, print)


def test_the_reason_is_the_line_that_speaks_of_an_error() -> None:
    said = "time=now level=warning msg=obsolete\npg_restore: error: out of memory\nCommand was: COPY\n"
    assert reason(said) == "pg_restore: error: out of memory"
    assert reason("something\nno such container\n") == "no such container"
    assert reason("") == "it failed and does not say why"


def test_the_rows_of_a_dump_are_found_by_table_and_column() -> None:
    script = (
        "--\nCOPY chassis.alembic_version (version_num) FROM stdin;\n0005\n\\.\n\n"
        'COPY chassis.ledger_head (id, "position", "time", hash) FROM stdin;\n'
        "1\t42\t2026-11-24 19:50:05+00\t\\\\x5178\n\\.\n"
    )
    assert databases.rows(script) == {
        "chassis.alembic_version": {"version_num": "0005"},
        "chassis.ledger_head": {
            "id": "1",
            "position": "42",
            "time": "2026-11-24 19:50:05+00",
            "hash": r"\\x5178",
        },
    }
