"""The gap analysis: what the rules of the world lack, computed from what is recorded. Pure decisions.

It informs and invites: what is not recorded here may exist all the same, and what a State chose not to
ratify is its own choice.
"""
