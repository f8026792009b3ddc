"""What the doctor says of a stack, and doing what it advises."""

import re
import shlex
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.compose.stack import Stack

WITHIN = 240.0
ONCE = ("run", "--rm", "--no-deps", "--no-TTY")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The doctor's exit code, and all that it printed."""

    code: int
    said: str

    @property
    def causes(self) -> list[str]:
        """The lines that tell what is wrong."""
        return [line for line in self.said.splitlines() if line.startswith("WRONG")]

    @property
    def consequences(self) -> list[str]:
        """The lines that tell what follows from it."""
        return [line for line in self.said.splitlines() if line.startswith("  then")]


def diagnosis(stack: Stack, *options: str) -> Diagnosis:
    """What the doctor says now."""
    command = shlex.join(["python", "-m", "operations", "doctor", *options])
    shell = ("--entrypoint", "sh", "operations", "-c", f"{command}; echo $?")
    said, _, code = stack.compose(*ONCE, *shell).rstrip().rpartition("\n")
    for secret in filter(Path.is_file, stack.secrets.iterdir()):
        assert secret.read_text().strip() not in said
    return Diagnosis(int(code), said)


def of_causes(stack: Stack, *wanted: str) -> Diagnosis:
    """What the doctor says as soon as the causes are these, in any order, each known by some of its words."""
    deadline = time.monotonic() + WITHIN
    while True:
        found = diagnosis(stack)
        if len(found.causes) == len(wanted) and all(
            any(words in cause for cause in found.causes) for words in wanted
        ):
            assert found.code == (1 if wanted else 0)
            return found
        assert time.monotonic() < deadline, found.said


def assert_healthy(stack: Stack) -> None:
    """Wait until the doctor has nothing to say."""
    stack.wait_until_healthy()
    assert of_causes(stack).consequences == []


def follow_advice(stack: Stack, found: Diagnosis) -> None:
    """Do what each cause says last, each command once."""
    advice = [cause.partition(" -> ")[2] for cause in found.causes]
    commands = [re.findall(r"docker compose ((?:up|run) [^;]+?)(?:;| lets|$)", one)[-1] for one in advice]
    for command in dict.fromkeys(commands):
        stack.compose(*shlex.split(command.replace("run ", "run --no-TTY ")))
