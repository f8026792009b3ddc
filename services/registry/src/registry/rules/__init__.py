"""Pure decisions of the registry: no await, no I/O, no clock."""
