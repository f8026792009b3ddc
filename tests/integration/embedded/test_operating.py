"""Every verb that the page for operators documents works in one line on the system of this machine."""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from chassis.local_postgres.server import PostgresServer
from chassis.queues import Queue
from embedded.errors import CannotStart
from embedded.layout import SERVICES, Layout
from embedded.operating import operate
from embedded.postgres import provide_databases
from tests.unit.documents.pages import ROOT

PAGE = ROOT / "docs/operators.md"
NONE = "01890000-0000-7000-8000-000000000000"
"""An id that nothing has."""
VALUES = {"ID": NONE, "TEXT": "test", "N": "0", "SUBJECT": "none"}
REFUSED = {
    "ledger redact ID --reason TEXT": 1,
    "queues retry QUEUE SUBJECT": 1,
    "streams list": 2,
}
"""Exit codes of what finds nothing to do here: no such event, no such work, no Kafka."""
OF_PROCESSES = {"serve", "work", "run", "openapi"}


class Verb(NamedTuple):
    """A verb as it is documented, and the services that have it."""

    text: str
    services: tuple[str, ...]


def documented() -> Iterator[Verb]:
    """The rows of the table of verbs: in the first column the verbs, in the second the services."""
    table = PAGE.read_text(encoding="utf-8").partition("| verb | services | what it does |\n")[2]
    for row in table.partition("\n\n")[0].splitlines()[1:]:
        verbs, services, _ = (cell.strip() for cell in row.strip("|").split(" | "))
        named = SERVICES if services == "all" else tuple(re.findall(r"`(\w+)`", services))
        for text in re.findall(r"`([^`]+)`", verbs):
            yield Verb(text, named)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Of a system of which PostgreSQL runs, with a database for each service."""
    place = tmp_path_factory.mktemp("system")
    with Layout.reserve(place, 0) as layout, PostgresServer(layout.postgres_dir, durable=False) as server:
        provide_databases(server, SERVICES)
        yield place


def arguments(verb: str, service: str) -> list[str]:
    """With values in the places of the capitals."""
    queues: Sequence[Queue] = import_module(f"{service}.app").service.all_queues
    values = VALUES | {"QUEUE": queues[0].name if queues else ""}
    return [values.get(part, part) for part in verb.split()]


@pytest.mark.parametrize("service", SERVICES)
def test_each_documented_verb_works_on_each_service_that_is_named(
    folder: Path, capfd: pytest.CaptureFixture[str], service: str
) -> None:
    for verb in documented():
        if service in verb.services:
            code = operate(folder, service, arguments(verb.text, service))
            complaint = capfd.readouterr().err
            assert code == REFUSED.get(verb.text, 0), (verb.text, complaint)
            assert "usage:" not in complaint, (verb.text, complaint)
            assert "Traceback" not in complaint, (verb.text, complaint)


@pytest.mark.parametrize("service", SERVICES)
def test_each_verb_of_a_service_is_documented(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], service: str
) -> None:
    assert operate(tmp_path, service, ["-h"]) == 0  # though no system is there
    verbs = set(re.findall(r"^    ([a-z][a-z-]+)(?: |$)", capfd.readouterr().out, re.MULTILINE))
    assert verbs - OF_PROCESSES == {verb.text.split()[0] for verb in documented() if service in verb.services}


def test_a_verb_that_is_none_is_refused_with_those_that_are(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert operate(folder, "gateway", ["replay"]) == 2
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith("python -m gateway: error: there is no verb replay; the verbs are serve, work,")


def test_without_a_system_the_verb_that_makes_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"\./compact up makes one"):
        operate(tmp_path, "registry", ["migrate"])
