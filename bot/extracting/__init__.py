"""Answers in the articles' own words: which sentences, and whether they answer at all."""
