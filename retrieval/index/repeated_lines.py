"""The short lines of documents: one that several documents have is boilerplate."""

from collections.abc import Iterable

from retrieval.index.database import Database
from retrieval.passages import digest


class RepeatedLines:
    """The table of hashed lines of each document."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, id: str, lines: Iterable[str]) -> None:
        """Store the lines of a document in place of its former ones."""
        self.drop(id)
        rows = ((_hash(line), id) for line in lines)
        self._db.run_many("INSERT OR IGNORE INTO furniture VALUES (?, ?)", rows)

    def documents_with(self, line: str, *, up_to: int) -> int:
        """Count the documents that have a line, but no further than `up_to`."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM furniture WHERE line = ? LIMIT ?)"
        return int(self._db.rows(sql, _hash(line), up_to)[0][0])

    def drop(self, id: str) -> None:
        """Remove the lines of a document."""
        self._db.rows("DELETE FROM furniture WHERE document = ?", id)


def _hash(line: str) -> str:
    return digest(line)[:16]
