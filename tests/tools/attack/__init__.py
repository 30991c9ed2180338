"""Attacks on the bot, with figures of what they did to it."""
