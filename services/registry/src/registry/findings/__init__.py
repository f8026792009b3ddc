"""Findings about norms under pressure: raised, reviewed, published, replied to, closed."""
