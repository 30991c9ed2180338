"""Rules about language as data with examples, and the functions that apply them."""
