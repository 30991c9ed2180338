"""Add articles to an index and remove them: read, prepare, write, publish, rebuild, check."""
