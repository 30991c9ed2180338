"""Answers by a language model, each claim checked against the sentences that its labels name."""
