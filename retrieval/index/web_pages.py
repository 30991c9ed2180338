"""What servers gave along with pages, to ask them later whether a page has changed."""

from retrieval.index.database import Database


class WebPages:
    """The validators of pages by the address each was fetched from, in the catalog's file."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def validators(self, url: str) -> tuple[str, str]:
        """Return the ETag and the Last-Modified of a page, "" for each that is unknown."""
        rows = self._db.rows("SELECT etag, modified FROM pages WHERE url = ?", url)
        return (str(rows[0][0]), str(rows[0][1])) if rows else ("", "")

    def put(self, url: str, *, etag: str, modified: str, fetched: str) -> None:
        """Store what a server gave, and when (ISO 8601, UTC)."""
        sql = "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)"
        self._db.rows(sql, url, etag, modified, fetched)

    def drop(self, url: str) -> None:
        """Forget a page."""
        self._db.rows("DELETE FROM pages WHERE url = ?", url)

    def drop_page_of(self, id: str) -> None:
        """Forget the page that a document was read from."""
        sql = "DELETE FROM pages WHERE url = (SELECT source FROM documents WHERE id = ?)"
        self._db.rows(sql, id)
