"""The chat in a terminal: `majlis chat`."""
