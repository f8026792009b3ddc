"""Agendas: what a meeting must discuss, assembled by a published *rule set* from the *record* as of a *cut*.

The record is all that was public before the deadline: received facts are kept as versions with their ledger
time. An agenda is *provisional*, then *revised*; every version is kept. Leaves to others: the deadline itself
(schedule), and who has reported (submissions).
"""
