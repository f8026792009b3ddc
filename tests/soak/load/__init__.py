"""The clients of the soak: the secretariat, States that write, and readers, over the gateway."""
