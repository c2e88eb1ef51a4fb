"""The one error a user may see: a sentence in Vietnamese that says what is wrong and what to do."""


class UserError(Exception):
    """Unusable input or wrong use. The doors print the sentence and leave with exit code 2; nothing was written."""
