"""The decisions of the commitments service, pure: no I/O, no clock. Everything they need is handed to them."""
