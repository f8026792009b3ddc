"""A service with one noun, the note: it publishes what is written, reads it back, and reminds."""
