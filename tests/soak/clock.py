"""A clock of PostgreSQL that can be stepped while the server runs, by libfaketime."""

from pathlib import Path

from chassis.local_postgres.server import PostgresServer

_PLACES = ("lib/*/faketime", "lib/faketime", "lib64/faketime", "local/lib/faketime")


def library() -> Path | None:
    """Where libfaketime is."""
    found = (file for place in _PLACES for file in Path("/usr").glob(f"{place}/libfaketime.so.1"))
    return next(found, None)


class Clock:
    """The clock of one server: the machine's, or off by some seconds.

    Time that only goes on, which measures durations, stays true.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        fake = library()
        assert fake is not None, "who wants a clock has looked for it"
        self._fake = fake
        self._offset = folder / "offset"
        self._programs = folder / "programs"
        self.step_to(0)

    def step_to(self, offset: float) -> None:
        """Let the server's clock be off by `offset` seconds from now on."""
        new = self._offset.with_suffix(".new")
        new.write_text(f"{offset:+.3f}\n")
        new.chmod(0o644)  # the server has a user of its own
        new.rename(self._offset)

    def make_server(self, data_dir: Path) -> PostgresServer:
        """A server with its files in `data_dir` that goes by this clock."""
        return _ClockedServer(data_dir, self)

    def wrap(self, binaries: Path) -> Path:
        """A folder with the programs `initdb` and `postgres` of `binaries`, the latter under this clock."""
        self._programs.mkdir(exist_ok=True)
        settings = {
            "LD_PRELOAD": self._fake,
            "FAKETIME_TIMESTAMP_FILE": self._offset,
            "FAKETIME_NO_CACHE": 1,
            "FAKETIME_DONT_FAKE_MONOTONIC": 1,
            "FAKETIME_DISABLE_SHM": 1,
            "NO_FAKE_STAT": 1,
        }
        exports = "export " + " ".join(f"{name}={value}" for name, value in settings.items())
        for name, first in (("initdb", ""), ("postgres", f"{exports}\n")):
            program = self._programs / name
            program.write_text(f'#!/bin/sh\n{first}exec {binaries / name} "$@"\n')
            program.chmod(0o755)
        return self._programs


class _ClockedServer(PostgresServer):
    def __init__(self, data_dir: Path, clock: Clock) -> None:
        super().__init__(data_dir)
        self._cluster.binaries = clock.wrap(self._cluster.binaries)
