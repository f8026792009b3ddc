"""The programs that make TypeScript clients, installed once for a lock file and checked by their hashes."""

import fcntl
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from tests.support.needs import NODE

CLIENTS = Path(__file__).parents[3] / "contracts" / "clients"
CACHE = Path(__file__).parents[3] / ".cache"
OLDEST = (20, 19)
WITHIN = 180


def programs() -> Path:
    """The folder of the programs. Skips the test where there is no Node, or too old a one."""
    if reason := _why_not():
        NODE.do_without(reason)
    lock = (CLIENTS / "package-lock.json").read_bytes()
    folder = CACHE / f"clients-{hashlib.sha256(lock).hexdigest()[:12]}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "clients.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _install(folder)
    return folder / "node_modules" / ".bin"


def _why_not() -> str | None:
    if shutil.which("npm") is None:
        return "npm is not installed"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    found = tuple(map(int, re.findall(r"\d+", version)[:2]))
    return None if found >= OLDEST else f"Node {version.strip()} is too old"


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=WITHIN)
    (folder / "complete").touch()
