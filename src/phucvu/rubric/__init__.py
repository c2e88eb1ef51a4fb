"""The law of the index as dated data."""
