"""The Telegram bot: `serve` starts it, `talk` answers, `wire` sends, `records` stores."""
