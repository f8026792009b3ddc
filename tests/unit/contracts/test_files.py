"""Writing, checking and releasing the contracts."""

import json
from pathlib import Path

import pytest

from contracts import generate
from contracts.__main__ import main
from contracts.release import breaks, release

TYPE = "compact.note.taken.v1"
RETYPED = f"{TYPE}/text may be integer, which subscribers do not expect"


def contracts(**fields: str) -> dict[str, str]:
    """The files of one event with `fields`, each with its JSON type; and of a service without operations."""
    schema = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in fields.items()},
        "required": sorted(fields),
        "additionalProperties": False,
    }
    return {f"events/{TYPE}.json": json.dumps(schema), "openapi/notebook.json": json.dumps({"paths": {}})}


def test_the_same_code_gives_the_same_bytes() -> None:
    assert generate.files() == generate.files()


def test_what_was_just_written_is_not_stale(tmp_path: Path) -> None:
    files = generate.files()
    assert generate.write(files, tmp_path) == sorted(files)
    assert generate.stale(files, tmp_path) == []
    assert generate.write(files, tmp_path) == []


def test_a_changed_and_a_missing_and_a_stray_file_are_stale_until_they_are_written_anew(
    tmp_path: Path,
) -> None:
    files = {"events/a.json": "{}\n", "events/b.json": "{}\n", "heartbeat.json": "{}\n"}
    folder = tmp_path / "contracts"
    generate.write(files, folder)
    (folder / "events/a.json").write_text('{"edited": true}\n', encoding="utf-8")
    (folder / "heartbeat.json").unlink()
    (folder / "events/gone.json").write_text("{}\n", encoding="utf-8")
    names = ["events/a.json", "events/gone.json", "heartbeat.json"]
    assert generate.stale(files, folder) == [
        f"contracts/{name}: stale, run `./compact contracts`" for name in names
    ]
    assert generate.write(files, folder) == names
    assert generate.stale(files, folder) == []


def test_nothing_breaks_before_the_first_release(tmp_path: Path) -> None:
    assert breaks(contracts(text="string"), tmp_path) == []


def test_a_release_is_what_later_contracts_are_compared_with(tmp_path: Path) -> None:
    assert release("0.1.0", contracts(text="string"), tmp_path, "") == []
    assert breaks(contracts(text="string"), tmp_path) == []
    assert breaks(contracts(text="integer"), tmp_path) == [(TYPE, RETYPED)]
    assert breaks({}, tmp_path) == [
        (TYPE, f"{TYPE} is no longer published"),
        ("notebook", "notebook: the service is gone"),
    ]


def test_a_release_replaces_the_one_before(tmp_path: Path) -> None:
    release("0.9.0", contracts(text="string"), tmp_path, "")
    assert release("0.10.0", contracts(text="string") | {f"events/{TYPE}x.json": "{}"}, tmp_path, "") == []
    assert (tmp_path / "released/VERSION").read_text() == "0.10.0\n"
    assert sorted(path.name for path in (tmp_path / "released/events").iterdir()) == [
        f"{TYPE}.json",
        f"{TYPE}x.json",
    ]


def test_a_break_before_1_0_0_is_released_where_the_changelog_names_it_below_that_version(
    tmp_path: Path,
) -> None:
    release("0.1.0", contracts(text="string"), tmp_path, "")
    changed = contracts(text="integer")
    unnamed = [f"{RETYPED} (not named below 0.2.0 in CHANGELOG.md)"]
    for changelog in ["", f"## 0.2.0\n\n- Nothing.\n\n## 0.1.0\n\n- `{TYPE}` is new.\n", f"- `{TYPE}`\n"]:
        assert release("0.2.0", changed, tmp_path, changelog) == unnamed
        assert breaks(contracts(text="string"), tmp_path) == []
    assert release("0.2.0", changed, tmp_path, f"## 0.2.0 (unreleased)\n\n- Breaks: `{TYPE}`.\n") == []
    assert breaks(changed, tmp_path) == []


def test_nothing_breaks_from_1_0_0_on_whatever_the_changelog_names(tmp_path: Path) -> None:
    release("0.9.0", contracts(text="string"), tmp_path, "")
    assert release("1.0.0", contracts(text="integer"), tmp_path, f"## 1.0.0\n\n`{TYPE}`\n") == [RETYPED]


@pytest.mark.parametrize("version", ["0.2.0", "0.1.9", "1", "next", "1.0.0-beta"])
def test_a_version_must_be_one_and_come_after_the_last(version: str, tmp_path: Path) -> None:
    release("0.2.0", contracts(text="string"), tmp_path, "")
    assert len(release(version, contracts(text="string", note="string"), tmp_path, "")) == 1
    assert breaks(contracts(text="string"), tmp_path) == []


def test_the_check_lists_each_stale_file_and_each_break_on_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "CHANGELOG.md").touch()
    assert main([], tmp_path) == 0
    assert main(["--release", "1.0.0"], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "contracts/asyncapi.json").unlink()
    (tmp_path / "docs/life-cycles.md").write_text("edited", encoding="utf-8")
    (tmp_path / f"contracts/released/events/{TYPE}.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "contracts/asyncapi.json: stale, run `./compact contracts`",
        "docs/life-cycles.md: stale, run `./compact contracts`",
        f"{TYPE} is no longer published",
    ]


def test_nothing_is_released_while_a_file_is_stale(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").touch()
    assert main(["--release", "1.0.0"], tmp_path) == 1
    assert not (tmp_path / "contracts/released").exists()
