"""Articles in, passages out: read, clean, split, embed, store, search. Knows nothing of `bot`."""
