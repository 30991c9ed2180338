"""What a claim must have in common with its quote, beyond words: units, ranks, order, roles.

Each function of this room gives the reason why they do not agree, or "".
"""
