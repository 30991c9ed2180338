"""What is stored: the catalog (SQLite), Chroma, the keyword index, token vectors."""
