"""Loading the product's own reference files into the catalogue."""

from pathlib import Path

import pytest
import pytest_asyncio

from chassis.process.runtime import Runtime
from chassis.testing.plugin import OpenService
from registry.app import service
from registry.entry_types import ENTRY_TYPES
from registry.reference_data.files import BrokenReferenceError
from registry.reference_data.loading import load
from tests.integration.registry.ledger import told
from tests.support.references import REGISTRY_ROWS


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    """A registry that knows nothing yet."""
    return await open_service(service)


async def test_all_that_the_product_ships_is_loaded_and_loading_it_again_changes_nothing(
    runtime: Runtime,
) -> None:
    first = await load(runtime.database, REGISTRY_ROWS)
    assert all(
        first[noun.plural] > 0 for noun in ENTRY_TYPES if (REGISTRY_ROWS / f"{noun.plural}.csv").exists()
    )
    events = len(await told(runtime))
    assert set((await load(runtime.database, REGISTRY_ROWS)).values()) == {0}
    assert len(await told(runtime)) == events


async def test_a_broken_row_is_told_with_its_file_and_line(runtime: Runtime, tmp_path: Path) -> None:
    for name in ("states", "groupings", "memberships", "actors", "actor_aliases"):
        rows = (REGISTRY_ROWS / f"{name}.csv").read_text(encoding="utf-8")
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "themes.csv").write_text(
        "code,name,parent,source,as_of\na,A,,test,2026-01-01\nb,B,nowhere,test,2026-01-01\n"
    )
    with pytest.raises(
        BrokenReferenceError, match=r"themes\.csv, line 3: /parent: there is no theme nowhere"
    ):
        await load(runtime.database, tmp_path)
