"""Cataloguing: questions about the articles themselves, answered from the catalog."""
