"""Observations: values of indicators, recorded as revisions."""
