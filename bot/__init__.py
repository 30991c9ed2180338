"""The bot: questions in, cited answers out, in whatever front end. Start reading in `assistant`."""
