"""The HTTP resources of the review service, one module each."""
