"""What the system achieves, each figure beside a floor from the same run on the same two cores."""
