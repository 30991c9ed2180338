"""Embedding models: the built-in one, an OpenAI-compatible server, multilingual ones."""
