"""Names, messages and documentation name the thing, and not the act of speaking."""

from pathlib import Path

import pytest

from tests.unit.documents.pages import ROOT
from tests.unit.documents.wording import ACTS_OF_SPEAKING, WORDS, lines_with

TEXTS = ["README.md", "CHANGELOG.md", "docs/*.md", "contracts/README.md"]
PACKAGES = ["chassis/src", "services/*/src", "gateway/src", "contracts", "deploy/*", "bench"]
"""Whose Python files are looked at."""
MEANT = [
    "docs/names.md",
    "docs/performance.md",
    "bench/figures/registry.py",
    "services/registry/src/registry/actors/store/names.py",
    "services/registry/src/registry/catalogue/entry_types.py",
    "services/registry/src/registry/catalogue/rows.py",
    "services/registry/src/registry/catalogue/rules/names.py",
    "services/registry/src/registry/search/api.py",
    "services/registry/src/registry/search/store.py",
    "services/registry/src/registry/search/tables.py",
    "services/registry/src/registry/treaties/store/instruments.py",
]
"""Files about words: those that somebody looks for, or by which a row names an entry."""


def read_files() -> dict[str, Path]:
    files = [
        *(file for pattern in TEXTS for file in ROOT.glob(pattern)),
        *(file for pattern in PACKAGES for folder in ROOT.glob(pattern) for file in folder.rglob("*.py")),
    ]
    return {file.relative_to(ROOT).as_posix(): file for file in files}


@pytest.mark.parametrize(
    "line",
    [
        'told = "yes"',
        "def what_is_said(): ...",
        "class ToldEvent: ...",
        "x = 1  # as just said",
        'raise ValueError("the source tells nothing")',
        'f"{x} goes for {y}"',
        '"""A docstring\n\nTelling more."""',
    ],
)
def test_a_name_a_string_and_a_comment_are_read(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"{line}\n", encoding="utf-8")
    assert len(list(lines_with(ACTS_OF_SPEAKING, tmp_path / "module.py"))) == 1


@pytest.mark.parametrize("line", ['password = "keyword"', "retold = wordy", "# a saying"])
def test_a_part_of_a_longer_word_is_not_meant(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"{line}\n", encoding="utf-8")
    assert list(lines_with(ACTS_OF_SPEAKING, tmp_path / "module.py")) == []


def test_nothing_names_the_act_of_speaking() -> None:
    files = read_files()
    assert len(files) > 500
    found = [
        f"{name}:{line}: {text}" for name in files for line, text in lines_with(ACTS_OF_SPEAKING, files[name])
    ]
    assert not found, "\n".join(found)


def test_only_files_about_words_name_words() -> None:
    files = read_files()
    found = {name: list(lines_with(WORDS, file)) for name, file in files.items()}
    wrong = [f"{name}:{line}: {text}" for name in found if name not in MEANT for line, text in found[name]]
    assert not wrong, "\n".join(wrong)
    assert [name for name in MEANT if not found[name]] == []
