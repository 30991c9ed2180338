"""What a person means: questions, follow-ups, requests about the last answer, suggestions."""
