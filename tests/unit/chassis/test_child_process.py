"""A command that fails complains in its own way, or is said to have ended in the way that it did."""

import sys

import pytest

from chassis.base.child_process import CommandFailed, lines_of

KILLS_ITSELF = "import os, signal; print('one', flush=True); os.kill(os.getpid(), signal.SIGKILL)"


async def lines(program: str) -> list[str]:
    """What a program of Python prints."""
    return [line async for line in lines_of((sys.executable, "-c", program), {})]


async def test_lines_are_those_that_it_prints() -> None:
    assert await lines("print('one\\ntwo')") == ["one", "two"]


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("import sys; sys.exit('no such thing')", "^no such thing$"),
        ("import sys; sys.exit(3)", "ended with exit code 3$"),
        (KILLS_ITSELF, "was ended by signal 9$"),
    ],
)
async def test_its_end_is_named(program: str, complaint: str) -> None:
    with pytest.raises(CommandFailed, match=complaint):
        await lines(program)
