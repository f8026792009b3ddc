"""Instruments, and where States stand on them.

An *instrument* is a treaty, protocol, declaration, resolution or guideline; a *participation* is one
action of one State on it, such as a ratification; a *provision* is a part that many can accept on its
own. The *status* of a State (none, signatory, party, withdrawn) follows from its actions. Leaves
national law to `measures`.
"""
