"""Messages to units, and the review before the letter."""
