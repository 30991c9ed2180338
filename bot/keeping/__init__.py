"""What is kept of answers: the log, its commands, and whether quotes still stand."""
