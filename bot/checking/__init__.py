"""Whether the articles say what a text says that somebody brings along."""
