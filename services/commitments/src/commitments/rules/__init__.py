"""The decisions of the commitments service, pure: no I/O, no clock; what they need is handed to them."""
