"""The log of answers: kept, found again, compared with today's articles, forgotten."""
