"""How an agenda follows from the record: pure, without I/O and clock."""
