"""Answers by a language model, each claim held against the sentences that its labels name."""
