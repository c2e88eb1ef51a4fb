"""What judges: points, groups, totals, places, classes, and the trace of each score."""
