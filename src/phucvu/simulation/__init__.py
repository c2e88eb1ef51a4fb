"""Seeded example input: the files a province would have sent. Everything made here is called simulated."""
