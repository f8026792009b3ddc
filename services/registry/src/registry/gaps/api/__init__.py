"""`/v1/gap-analyses`."""
