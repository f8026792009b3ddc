"""Gap analyses: snapshots, and the parts that they are made of."""
