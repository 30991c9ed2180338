"""Other languages than the local model reads: embedders, passages and names across scripts."""
