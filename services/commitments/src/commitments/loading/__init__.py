"""Loading the reference files that the service ships."""
