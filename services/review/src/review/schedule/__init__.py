"""The schedule: milestones, their deadlines, and the extensions and exemptions of single parties.

A *milestone* asks the parties of a *scope* for a report. It *opens*, is *due*, and *locks*. Its deadline is a
timer; what follows when it has passed is a hook that the service wires. Leaves to others: whether a party has
reported (submissions), and the agenda that follows (agendas).
"""
