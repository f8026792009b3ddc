"""Parties: who may commit and report, received from the registry."""
