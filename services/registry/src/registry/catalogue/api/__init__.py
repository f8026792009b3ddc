"""Every entry type's operations over HTTP."""
