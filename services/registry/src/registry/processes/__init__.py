"""Consultative processes: standing consultations among States.

A process has a programme of work of *programme items*, regional reviews among them, and reaches *agreements*.
Leaves who chairs and belongs to a process on a day to `roles`.
"""
