"""What the bot says: answers, buttons, commands, in groups and inline."""
