"""What each kind of item says of the record: one module a kind, each with one pure `item`."""
