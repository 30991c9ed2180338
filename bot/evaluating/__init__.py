"""How good the answers are: question sets, figures, a report. Only `cli_eval` imports this."""
