"""The page that draws the life cycles."""

from contracts.life_cycles import page
from tests.support.chassis.notebook.app import service


def test_a_life_cycle_is_drawn_and_each_step_has_a_row() -> None:
    text = page([service])
    assert "## Notebook" in text
    assert "### Note" in text
    diagram = text.partition("stateDiagram-v2")[2].partition("```")[0]
    assert [line.strip() for line in diagram.strip().splitlines()] == [
        "[*] --> written",
        "written --> archived: archive",
        "archived --> written: restore",
    ]
    row = "| `archive` | Archive a note | written | archived | `notes:write` | required |"
    assert f"{row} `compact.note.archived.v1` |" in text
