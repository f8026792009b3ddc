"""Findings about norms under pressure, and the replies to them."""
