"""Figures on question sets: `make eval` prints them, `make fit` fits the rule of abstention."""
