"""Bringing data in: uploads, imports, checks, undecided units, the official reading."""
