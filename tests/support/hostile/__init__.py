"""Clients that try to keep a server from serving others, for as long as they are let."""

from tests.support.hostile.clients import KINDS, Target, crowd

__all__ = ["KINDS", "Target", "crowd"]
