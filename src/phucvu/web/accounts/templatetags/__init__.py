"""Template words of this app."""
