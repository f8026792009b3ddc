"""`docker compose` as an operator calls it: which project it is, the environment and `.env` say."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_PIECE = 1 << 20
_NOT_RUNNING = re.compile(r'service "([\w-]+)" is not running')
_UP = "docker compose up --detach --wait"


class ComposeError(Exception):
    """A command failed; the message says which and why, in one line."""


@dataclass(frozen=True, slots=True)
class Compose:
    """Calls `docker compose` in `environment`."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    program: Sequence[str] = ("docker", "compose")

    def run(self, *arguments: str, given: Path | None = None) -> str:
        """What a command says on standard output; it is given a file to read. Raises `ComposeError`."""
        return b"".join(self.pieces(*arguments, given=given)).decode()

    def pieces(self, *arguments: str, given: Path | None = None) -> Iterator[bytes]:
        """The same as it comes, for what may be large. That it failed is known at the end."""
        with TemporaryFile() as complaints, (given or Path(os.devnull)).open("rb") as source:
            yield from self._output(arguments, source, complaints)

    def _output(self, arguments: Sequence[str], source: IO[bytes], complaints: IO[bytes]) -> Iterator[bytes]:
        command = [*self.program, *arguments]
        try:
            process = subprocess.Popen(
                command, stdin=source, stdout=subprocess.PIPE, stderr=complaints, env=self.environment
            )
        except FileNotFoundError as error:
            raise ComposeError(f"{self.program[0]} is not installed") from error
        with process:
            try:
                assert process.stdout
                while piece := process.stdout.read(_PIECE):
                    yield piece
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            complaints.seek(0)
            complaint = complaints.read().decode(errors="replace")
            if away := _NOT_RUNNING.search(complaint):
                raise ComposeError(f"{away[1]} does not run; bring the stack up: {_UP}")
            raise ComposeError(f"{_name(arguments)}: {reason(complaint)}")


def reason(complaints: str) -> str:
    """The line that says why: the first that speaks of an error, else the last."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (errors or lines[-1:] or ["it failed and does not say why"])[0]


def _name(arguments: Sequence[str]) -> str:
    """A command in short: what it does, and to what."""
    plain = [argument for argument in arguments if not argument.startswith("-")]
    return " ".join(plain[1:3] if plain[:1] in (["exec"], ["run"]) else plain[:2])
