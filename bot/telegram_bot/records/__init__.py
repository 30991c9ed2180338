"""What the bot stores in HOME/telegram.sqlite3, which is private to one running bot."""
