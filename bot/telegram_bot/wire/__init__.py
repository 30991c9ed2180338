"""How updates come in and calls go out: nothing is lost, nobody is flooded."""
