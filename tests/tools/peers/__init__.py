"""Other pipelines over the same model and the same articles, each in an environment of its own."""
