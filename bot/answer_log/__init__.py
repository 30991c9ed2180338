"""The log of answers: written, searched, compared with today's articles, removed."""
