"""What is known of a process while it runs: logs, metrics and traces."""
