"""Small applications that do the same useful work with nothing of ours, to compare ours with."""
