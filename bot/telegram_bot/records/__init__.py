"""What the Telegram bot keeps in the home: its inbox, its answers, its people."""
