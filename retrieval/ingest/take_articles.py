"""Take in the articles of what was added: a file, a folder, an address."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.index.home_folder import SEEDS, seeds_folder
from retrieval.ingest.find_articles import find_articles, is_taken
from retrieval.ingest.intake import Intake
from retrieval.ingest.read_document import RefusedFile
from retrieval.ingest.walk import SkippedFile
from retrieval.web.addresses import is_address

if TYPE_CHECKING:
    from retrieval.ingest.web_articles import WebArticles


def folder_of(root: str) -> Path:
    """Return the folder or file of a root that is no address."""
    return seeds_folder() if root == SEEDS else Path(root)


class ArticleTaker:
    """Takes in the articles of roots; what fetches pages is made for the first address."""

    def __init__(self, intake: Intake) -> None:
        """Take articles into an intake."""
        self._intake = intake

    @cached_property
    def _pages(self) -> "WebArticles":
        from retrieval.ingest.web_articles import WebArticles

        return WebArticles(self._intake)

    def take(self, root: str, *, again: bool) -> set[str]:
        """Take in all articles of a root; return their ids, and the sources that were refused.

        Without `again`, articles that a person removed stay out, and an id that another file has
        taken meanwhile stays with that file. Others may write while a page is fetched; a root that
        they remove stays out.
        """
        intake = self._intake
        page = self._pages.fetch(root, again=again) if is_address(root) else None
        if root not in intake.catalog.roots():
            intake.skip(root, "another process removed it meanwhile")
            return set()
        if is_address(root):
            return self._pages.take(root, page, again=again)
        removed = set() if again else intake.catalog.removed()
        ids: set[str] = set()
        for item in find_articles(intake, folder_of(root)):
            if isinstance(item, SkippedFile):
                intake.skip(item.source, item.reason)
            elif isinstance(item, RefusedFile):
                intake.refuse(item.source, item.reason)
                ids.add(item.source.rsplit(":", 1)[0] if ".jsonl:" in item.source else item.source)
            elif item.document.id in ids:
                intake.refuse(f"{item.document.source} ({item.document.id})", "the id occurs twice")
            elif again or not (item.document.id in removed or is_taken(intake, item.document)):
                ids.add(item.document.id)
                if again:
                    intake.catalog.forget_removed(item.document.id)
                intake.add(item.document, root, note=item.note, original=item.original)
        return ids
