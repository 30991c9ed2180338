"""Whether the articles support a text that a person brings along."""
