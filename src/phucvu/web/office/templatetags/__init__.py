"""Template words of the office."""
