"""The office's desk: the month, data in, the official reading, the letter and its way to being issued."""
