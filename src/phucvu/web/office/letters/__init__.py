"""The month, the letter on its way to being issued, archive, switches and targets."""
