"""`python -m bot` is `majlis`."""

from bot.cli.main import main

main()
