"""Roles: who leads, coordinates, chairs or is the contact in which body, and for which term.

From this follows, with memberships, who belongs to a process on a day.
"""
