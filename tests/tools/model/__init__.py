"""The real path with a real small model, behind a local OpenAI-compatible server."""
