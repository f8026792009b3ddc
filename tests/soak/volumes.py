"""Small volumes that can be filled up, in a mount namespace of our own: they end with us, however we end."""

import ctypes
import errno
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

_CLONE_NEWNS = 0x00020000
_CHUNK = bytes(1024 * 1024)


@cache
def obstacle() -> str | None:
    """Why there can be no volumes here; None when there can. Call it first before any thread is started."""
    if os.geteuid() != 0:
        return "only root may mount a small volume"
    if not shutil.which("mount"):
        return "there is no program `mount`"
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS) != 0:
        return f"no mount namespace can be made here ({os.strerror(ctypes.get_errno())})"
    private = subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True, text=True, check=False)
    return f"mounts cannot be made private ({private.stderr.strip()})" if private.returncode else None


class Volume:
    """A volume of `megabytes` at `folder`, in memory."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._filler = folder / "filler"
        folder.mkdir(parents=True)
        options = f"size={megabytes}m,mode=0755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "compact-soak", folder], check=True)

    def fill(self) -> None:
        """Take all the room that is left."""
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while filler.write(_CHUNK):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def clear(self) -> None:
        """Give back the room that `fill` took."""
        self._filler.unlink(missing_ok=True)

    def close(self, *, keep: bool) -> None:
        """Unmount it; with `keep`, its files stay at the same place, on the disk."""
        self.clear()
        copy = self.folder.with_suffix(".copy")
        if keep:
            shutil.copytree(self.folder, copy, symlinks=True)
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        if keep:
            self.folder.rmdir()
            copy.rename(self.folder)
