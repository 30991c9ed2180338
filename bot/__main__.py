"""`python -m bot` is `majlis`."""

from bot.cli import main

main()
