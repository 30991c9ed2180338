"""Selecting: which articles a question is asked of, by their dates and sources."""
