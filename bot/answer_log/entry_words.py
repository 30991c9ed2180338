"""What lists of the log say about an entry, in the command line and in a chat."""

from bot.answer_log.entries import LogEntry
from prompts import say


def entry_minute(entry: LogEntry) -> str:
    """Return the minute in which an answer was given."""
    return f"{entry.time[:16].replace('T', ' ')} UTC"


def entry_outcome(entry: LogEntry) -> str:
    """Return how many quotes an answer has, or that it abstained."""
    if entry.answer.abstained:
        return say("log-abstained")
    return say("log-quotes", count=len(entry.answer.citations))


def why_no_entries(*, is_filtered: bool, log_is_on: bool) -> str:
    """Return why a list is empty; `is_filtered` if only some of the entries were looked for."""
    if is_filtered:
        return say("log-none-fits")
    return say("log-empty") if log_is_on else say("log-off")
