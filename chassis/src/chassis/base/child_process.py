"""What a process that starts others needs: children that never outlive it, free ports, what they say."""

import asyncio
import ctypes
import os
import random
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

PORTS = range(20_000, 32_000)
"""Below the ports that Linux gives to outgoing connections: one of those could hold ours while we restart."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(order: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn` with which a child gets `order` when its parent ends, however that ends (Linux only).

    Linux looks at the thread that made the child: it must live as long as the child should.
    """
    parent = os.getpid()

    def ask_kernel() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(order))
            if os.getppid() != parent:  # it ended before we could ask
                os._exit(1)

    return ask_kernel


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port on loopback that nobody uses at the moment."""
    candidates = random.sample(PORTS, 100)
    port = next((port for port in candidates if is_free(port)), None)
    if port is None:
        raise OSError("no free port on loopback")
    return port


class CommandFailed(Exception):
    """A command ended badly; the message is its complaint."""


async def lines_of(command: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[str]:
    """What `command` prints, with `environment` besides our own. Raises CommandFailed at its end."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env={**os.environ, **environment}
    )
    assert process.stdout is not None, "it was asked for"
    assert process.stderr is not None, "it was asked for"
    complaint = asyncio.create_task(process.stderr.read())
    try:
        async for line in process.stdout:
            yield line.decode().rstrip()
        if code := await process.wait():
            complained = (await complaint).decode().strip()
            raise CommandFailed(complained or f"{' '.join(command)} {_ending(code)}")
    finally:
        complaint.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


def _ending(code: int) -> str:
    """How a process ended: one that is short of memory is killed, and complains of nothing."""
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
