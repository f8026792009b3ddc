"""Meetings: where the record is discussed. A meeting has *working time*, which its agenda divides.

Leaves to others: what is due by when (schedule), and what is on the agenda (agendas).
"""
