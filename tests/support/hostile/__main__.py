"""Hostile clients in a process of their own: `python -m tests.support.hostile URL WRITTEN READ SIZE`."""

import asyncio
import sys

from tests.support.hostile import Target, crowd

if __name__ == "__main__":
    asyncio.run(crowd(Target(*sys.argv[1:4]), int(sys.argv[4])))
