"""What a question means: its kind, its names, and what it takes from the conversation."""
