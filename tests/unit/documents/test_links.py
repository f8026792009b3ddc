"""What the pages of documentation name is there: files, functions, event types, and verbs of `./compact`."""

import re
from pathlib import Path

import pytest

from tests.unit.documents.pages import ROOT, faults, mentions

GENERATED = {"life-cycles.md"}
"""Made from the code, which knows internal events, too."""
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "contracts/README.md",
    *(page for page in sorted(ROOT.glob("docs/**/*.md")) if page.name not in GENERATED),
]
VERB = re.compile(r"\./compact ([a-z]+)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "contracts/events").mkdir(parents=True)
    (tmp_path / "contracts/events/compact.note.taken.v1.json").touch()
    (tmp_path / "notes.py").write_text("class Note:\n    def take(self): ...\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "page",
    [
        "[notes](notes.py) has `Note()`, and `take()`, of `due_at`",
        "See [notes].\n\n[notes]: notes.py",
        "[`contracts/events/`](contracts/events), [x](https://example.org/none), [x](#below)",
        "`compact.note.taken.v1` in `contracts/events/*.json`, as `text/csv`",
    ],
)
def test_a_page_that_names_what_is_there_has_no_fault(page: str, repository: Path) -> None:
    assert faults(page, repository, repository) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("[notes](gone.py)", "gone.py is not there"),
        ("[events/x.py](notes.py)", "the link events/x.py leads to notes.py"),
        ("[notes](notes.py): `drop()`", "drop() is not defined in notes.py"),
        ("[x]: gone.py", "gone.py is not there"),
        ("`take()`", "take() follows no link to its file"),
        ("[notes](contracts): `take()`", "take() follows no link to its file"),
        ("`compact.note.lost.v1`", "compact.note.lost.v1 is not published"),
        ("`contracts/schemas/`", "contracts/schemas/ is not there"),
        ("`rules/notes.py`", "rules/notes.py is not there"),
    ],
)
def test_what_is_not_there_is_reported_with_its_line(page: str, fault: str, repository: Path) -> None:
    assert faults(f"# A page\n\n{page}\n", repository, repository) == [f"line 3: {fault}"]


def test_everything_that_a_page_names_is_there() -> None:
    found = [
        f"{page.relative_to(ROOT)}, {fault}" for page in PAGES for fault in faults(text_of(page), page.parent)
    ]
    assert not found, "\n".join(found)
    named = [mention for page in PAGES for mention in mentions(text_of(page)) if mention.target]
    assert len(named) > 50


def test_every_verb_that_a_page_names_is_one_of_the_entry_script() -> None:
    script = text_of(ROOT / "compact")
    verbs = set(re.findall(r"^  ([a-z]+)  ", script, flags=re.MULTILINE))
    named = {(page.name, verb) for page in PAGES for verb in VERB.findall(text_of(page))}
    assert {(page, verb) for page, verb in named if verb not in verbs} == set()
    assert {verb for _, verb in named} >= {"up", "demo", "test", "check", "backup", "restore"}
