"""What needs nothing else of ours: tables, the clock, identifiers, and how faults are described."""
