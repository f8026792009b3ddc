"""What days and hierarchies are: pure."""
