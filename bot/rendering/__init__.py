"""What people see: an answer as text, JSON, HTML, chat messages and in a terminal."""
