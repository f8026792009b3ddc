"""Search over the names of actors, processes, instruments and practices in all languages."""
