"""From a question to the best passages: retrieve, fuse, rerank."""
