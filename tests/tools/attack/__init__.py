"""Attacks on a running majlis, and what held: `make attack`."""
