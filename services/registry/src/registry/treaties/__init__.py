"""Instruments, what States have done on them, what parts of them offer, and the status of each State."""
