"""Formats: how the text of an article is extracted from the bytes of a file or page."""
