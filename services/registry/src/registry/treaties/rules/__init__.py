"""The law of treaties, as far as it decides what can be recorded: pure."""
