"""The gap analysis: computed from the registry, versioned, and published when its inputs have changed."""

from registry.gaps.marking import note_commitments, note_states

__all__ = ["note_commitments", "note_states"]
