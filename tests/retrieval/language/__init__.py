"""Tests of the room of the rules about language."""
