"""Take in the articles of addresses: fetch a page, and again when it may have changed."""

from dataclasses import replace
from urllib.parse import urlsplit

from retrieval.formats.page_address import site_of
from retrieval.ingest.intake import Intake
from retrieval.ingest.read import read_content
from retrieval.ingest.read_document import ReadDocument, RefusedFile
from retrieval.passages import Document
from retrieval.web.addresses import AddressError, page_id
from retrieval.web.fetch import FetchedPage, Fetcher, Validators
from retrieval.web.http_exchange import FetchError

_KEPT = "; its article is kept until you remove it"


class WebArticles:
    """Fetches the pages of one run into an intake."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._fetcher = Fetcher(private=intake.writer.reading.fetch_private)

    def fetch(self, root: str, *, again: bool) -> FetchedPage | RefusedFile | None:
        """Return the page of an address, None if it is unchanged; others may write meanwhile.

        Without `again`, one that its server says is unchanged is not sent again, unless a person
        has named its encoding.
        """
        named = self._intake.catalog.encodings().get(root)
        known = None if again or named else self._known(root)
        self._intake.flush()
        with self._intake.writer.paused():
            try:
                return self._fetcher.fetch(root, known)
            except (AddressError, FetchError) as error:
                return RefusedFile(root, str(error))
            except Exception as error:  # noqa: BLE001  # no answer of a server may stop the others
                return RefusedFile(root, f"it cannot be fetched ({type(error).__name__})")

    def take(self, root: str, page: FetchedPage | RefusedFile | None, *, again: bool) -> set[str]:
        """Take in the page of an address as `fetch` returns it; return the ids that stay.

        Without `again`, an article that a person removed stays out.
        """
        item = self._read(root, page) if isinstance(page, FetchedPage) else page
        if isinstance(page, FetchedPage) and isinstance(item, ReadDocument):
            return self._put(page, item, root, again=again)
        entries = self._intake.catalog.entries("root = ?", root)
        if isinstance(item, RefusedFile):
            self._intake.refuse(root, f"{item.reason}{_KEPT if entries else ''}")
        else:
            for entry in entries:
                self._intake.pass_over_unchanged(entry.id)
        return {entry.id for entry in entries}

    def _read(self, root: str, page: FetchedPage) -> ReadDocument | RefusedFile:
        encoding = self._intake.catalog.encodings().get(root) or _encoding(page)
        return read_content(
            page.content,
            id=root,
            source=page.url,
            name=page.name,
            encoding=encoding,
            url=page.url,
            ocr=self._intake.writer.reading.ocr,
        )

    def _known(self, root: str) -> Validators | None:
        """Return what the server gave along with the page of an address before."""
        entries = self._intake.catalog.entries("root = ?", root)
        if not entries:
            return None
        url = entries[0].source
        return Validators(url, *self._intake.catalog.web_pages.validators(url))

    def _put(self, page: FetchedPage, item: ReadDocument, root: str, *, again: bool) -> set[str]:
        """Index an article, unless another address has brought it or a person removed it."""
        document = _placed(item.document, page)
        catalog = self._intake.catalog
        holder = catalog.entry(document.id)
        if holder and holder.root != root:
            self._intake.pass_over_copy(root, f"the same page as {holder.root}")
            return set()
        if again:
            catalog.forget_removed(document.id)
        elif document.id in catalog.removed():
            return set()
        former = {entry.source for entry in catalog.entries("root = ?", root)}
        self._intake.add(document, root, note=item.note, original=item.original)
        self._intake.flush()  # before its validators are stored: a kill must not make it stale
        for url in former - {page.url}:
            catalog.web_pages.drop(url)
        catalog.web_pages.put(
            page.url,
            etag=page.validators.etag,
            modified=page.validators.modified,
            fetched=page.fetched,
        )
        return {document.id}


def _encoding(page: FetchedPage) -> str:
    """Return the encoding that a server names, unless the page is evidently UTF-8."""
    try:
        page.content.decode("utf-8")
    except UnicodeDecodeError:
        return page.charset
    return ""


def _placed(document: Document, page: FetchedPage) -> Document:
    """Return a document with its address, which is its id as well, and when it was fetched."""
    try:
        own_id = page_id(document.url or page.url)
    except AddressError:  # what the page gives for its own address
        own_id = page_id(page.url)
    publisher, origins = document.publisher, dict(document.origins)
    if not publisher:
        publisher = site_of(urlsplit(page.url).hostname or "")
        origins["publisher"] = "address"
    return replace(
        document,
        id=own_id,
        url=document.url or page.url,
        fetched=page.fetched,
        publisher=publisher,
        origins=tuple(origins.items()),
    )
