"""Queues: work that waits in a table. What fails is tried again later, and set aside after some tries.

A service declares its queues; working them off, listing, retrying, metrics and health come with that.
"""

from chassis.queues.queue import Claimed, Queue, Work
from chassis.queues.rules import MOST_ATTEMPTS

__all__ = ["MOST_ATTEMPTS", "Claimed", "Queue", "Work"]
