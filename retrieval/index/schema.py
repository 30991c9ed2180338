"""The tables of the catalog."""

# Migration n brings a catalog from version n to n + 1; they are only ever appended to.
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE roots (path TEXT PRIMARY KEY, finished INTEGER NOT NULL);
    CREATE TABLE removed (id TEXT PRIMARY KEY);
    CREATE TABLE furniture (line TEXT, document TEXT, PRIMARY KEY (line, document)) WITHOUT ROWID;
    CREATE INDEX furniture_document ON furniture (document);
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, root TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL,
        title TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
        hash TEXT NOT NULL, text_hash TEXT NOT NULL, marks TEXT NOT NULL, state TEXT NOT NULL
            CHECK (state IN ('pending', 'indexed', 'duplicate'))
    );
    CREATE INDEX documents_text ON documents (text_hash);
    CREATE INDEX documents_source ON documents (source);
    CREATE INDEX documents_unfinished ON documents (state) WHERE state = 'pending';
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id),
        start INTEGER NOT NULL, end INTEGER NOT NULL, headings TEXT NOT NULL,
        sentences TEXT NOT NULL, text_hash TEXT NOT NULL, first INTEGER NOT NULL,
        count INTEGER NOT NULL, starts TEXT NOT NULL, vector BLOB NOT NULL,
        staged INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX passages_document ON passages (document);
    CREATE INDEX passages_tokens ON passages (staged, first, count);
    CREATE TABLE stale (passage INTEGER PRIMARY KEY);
    """,
    """
    ALTER TABLE documents ADD COLUMN voice TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN signature BLOB NOT NULL DEFAULT x'';
    CREATE TABLE bands (band INTEGER, document TEXT, PRIMARY KEY (band, document)) WITHOUT ROWID;
    CREATE INDEX bands_document ON bands (document);
    """,
    """
    ALTER TABLE roots ADD COLUMN encoding TEXT NOT NULL DEFAULT '';
    """,
    """
    ALTER TABLE passages ADD COLUMN vector_id INTEGER NOT NULL DEFAULT 0;
    UPDATE passages SET vector_id = id;
    CREATE INDEX passages_vector_id ON passages (vector_id);
    CREATE INDEX passages_vector ON passages (substr(vector, 1, 16));
    ALTER TABLE stale ADD COLUMN vector_id INTEGER NOT NULL DEFAULT 0;
    UPDATE stale SET vector_id = passage;
    """,
    """
    ALTER TABLE documents ADD COLUMN author TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN publisher TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN fetched TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN origins TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE documents ADD COLUMN layout TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE documents ADD COLUMN original TEXT NOT NULL DEFAULT '';
    """,
    """
    CREATE TABLE pages (
        url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, fetched TEXT NOT NULL
    );
    """,
    """
    ALTER TABLE documents ADD COLUMN extractor TEXT NOT NULL DEFAULT '';
    """,
)
