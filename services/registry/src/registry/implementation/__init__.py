"""What the commitments service publishes about implementation, kept as versions.

Its hooks refuse the removal of what commitments use. Leaves what follows from worse progress to
`findings`, and what follows for uptake to `gaps`.
"""
