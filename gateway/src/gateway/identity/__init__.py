"""Identity: API clients, their roles, the tokens they get, and the keys that sign these.

Leaves to others: verifying a token, which every service does by itself (`chassis.identity`).
"""
