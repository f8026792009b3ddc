"""Names, messages and documentation name the thing, and not the act of speaking."""

from pathlib import Path

import pytest

from tests.unit.documents.pages import ROOT
from tests.unit.documents.wording import acts_of_speaking

TEXTS = ["README.md", "CHANGELOG.md", "docs/*.md", "contracts/README.md"]
PACKAGES = ["contracts", "deploy/*", "services/commitments/src"]
"""Whose Python files are looked at."""
WORDS_OF_A_LANGUAGE = {
    "docs/performance.md": ["**Search compares words", "different words that they consist of"],
}
"""Lines, by what is in them, that mean words and nothing else."""


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
        "x = 1  # in other words",
        'raise ValueError("the source tells nothing")',
        'f"{x} goes for {y}"',
        '"""A docstring\n\nin two Words."""',
    ],
)
def test_a_name_a_string_and_a_comment_are_read(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"{line}\n", encoding="utf-8")
    assert len(list(acts_of_speaking(tmp_path / "module.py"))) == 1


@pytest.mark.parametrize("line", ['password = "keyword"', "retold = wordy", "# a saying"])
def test_a_part_of_a_longer_word_is_not_meant(line: str, tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(f"{line}\n", encoding="utf-8")
    assert list(acts_of_speaking(tmp_path / "module.py")) == []


def test_nothing_names_the_act_of_speaking() -> None:
    files = read_files()
    assert len(files) > 100
    found = [
        f"{name}:{line}: {text}"
        for name, file in files.items()
        for line, text in acts_of_speaking(file)
        if not any(known in text for known in WORDS_OF_A_LANGUAGE.get(name, ()))
    ]
    assert not found, "\n".join(found)


def test_every_exception_is_still_needed() -> None:
    files = read_files()
    for name, known in WORDS_OF_A_LANGUAGE.items():
        lines = [text for _, text in acts_of_speaking(files[name])]
        assert all(any(part in line for line in lines) for part in known), name
