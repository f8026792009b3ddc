"""Every process is replaced by one of this release, one after the other, under traffic.

Schemas come first: they change so that the running release goes on. Then the processes, workers before APIs
before the gateway, and readers before those whose events they read, so that whatever is published finds
readers that know it. A new process must be well before its predecessor goes; only where both would need the
same port of the host does the old one go first. See docs/upgrade.md.
"""
