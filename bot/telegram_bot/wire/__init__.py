"""How updates reach the bot and calls reach Telegram: none is lost, no chat is flooded."""
