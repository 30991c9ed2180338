"""What the bot does with a message, a button or a command, and what it says."""
