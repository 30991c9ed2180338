"""The Telegram bot: `talk` decides what to say, `wire` makes the calls, `records` remembers."""
