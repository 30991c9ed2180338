"""How good the answers are: question sets, metrics, a report. Only the eval command imports it."""
