"""Findings: norms under pressure.

A finding is *raised* by detection (a withdrawal, a late reservation, a repeal, worsening progress) or
*reported*; after review it is published or dismissed; the State concerned replies; it is closed.
"""
