"""Articles in, passages out: reads, cleans, splits, embeds, stores and searches. Knows nothing of `bot`."""
