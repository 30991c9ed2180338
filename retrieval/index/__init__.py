"""The files of a home: the catalog (SQLite), Chroma, the keyword index, token vectors."""
