"""How much memory the processes of a system on this machine hold."""

from contextlib import suppress

import psutil


def memory_of(supervisor: psutil.Process) -> dict[str, int]:
    """Bytes that `supervisor` and all that it started hold, by service.

    Pages that processes share are counted once, each with its part (PSS), as far as the system shows.
    """
    by_name: dict[str, int] = {}
    for process in [supervisor, *supervisor.children(recursive=True)]:
        with suppress(psutil.Error):
            used = process.memory_full_info()
            size = getattr(used, "pss", used.rss)
            name = "supervisor" if process == supervisor else _name(process)
            by_name[name] = by_name.get(name, 0) + size
    return by_name


def _name(process: psutil.Process) -> str:
    parts = process.cmdline()
    return parts[parts.index("-m") + 1] if "-m" in parts else "postgres"
