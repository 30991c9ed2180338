"""The Telegram bot. The only module that knows telegram."""
