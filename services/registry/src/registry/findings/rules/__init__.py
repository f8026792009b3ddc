"""What puts a norm under pressure, and what a finding is: pure decisions."""
