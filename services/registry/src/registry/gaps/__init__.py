"""The gap analysis: computed from the registry, versioned, and published when its inputs have changed."""
