"""Reports: what a party reports for a milestone; completed, signed off, submitted, accepted or returned."""
