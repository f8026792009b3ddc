"""The decisions of the review service, pure: no I/O, no clock. Everything they need is handed to them."""
