"""A unit's desk: its points, what each lost, the dossiers behind, what will be late."""
