"""The Telegram bot: `run` joins it, `talk/answering` answers, `wire` carries, `records` keep."""
