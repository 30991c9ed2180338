"""Print the list of the articles, and what is known of one."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from bot.json_text import json_line
from bot.output import one_line, write, write_row
from retrieval.index.catalog import Catalog
from retrieval.index.rows import CatalogEntry
from retrieval.pages import without_text
from retrieval.passages import Document
from retrieval.search.article_filter import ArticleFilter, source_name

SORTS: dict[str, Callable[[Sequence[CatalogEntry]], list[CatalogEntry]]] = {
    "id": list,
    "date": lambda entries: sorted(entries, key=lambda entry: entry.published, reverse=True),
    "title": lambda entries: sorted(entries, key=lambda entry: entry.title.casefold()),
    "source": lambda entries: sorted(entries, key=lambda entry: source_name(entry).casefold()),
}


def list_articles(catalog: Catalog, articles: ArticleFilter, sort: str, *, as_json: bool) -> int:
    """List the articles that a filter lets through; by date the newest stand first."""
    entries = catalog.entries()
    first: dict[str, str] = {}
    for entry in entries:
        first.setdefault(entry.reprint_group or entry.id, entry.id)
    for entry in SORTS[sort]([each for each in entries if articles.admits(each)]):
        reprinted = first[entry.reprint_group or entry.id]
        reprinted = "" if reprinted == entry.id else reprinted
        if as_json:
            write(json_line(_fields(entry, reprinted)))
        else:
            _write_entry(entry, reprinted)
    return 0


def show_meta(document: Document, *, as_json: bool) -> int:
    """Print what is known of an article, and where each value was found."""
    origins = dict(document.origins)
    names = ("title", "author", "publisher", "published", "language", "url", "fetched", "source")
    values = {name: str(getattr(document, name)) for name in names}
    if as_json:
        fields = {
            name: {"value": value, "origin": origins.get(name, "")}
            for name, value in values.items()
        }
        write(json_line({"document": document.id, **fields, "pages": asdict(document.pages)}))
        return 0
    for name, value in values.items():
        origin = f"  ({origins[name]})" if value and name in origins else ""
        write(f"{name + ':':<11} {one_line(value) or '-'}{origin}")
    if document.pages.starts:
        write(f"{'pages:':<11} {len(document.pages.starts)}")
    return 0


def _fields(entry: CatalogEntry, reprinted: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "document": entry.id, "title": entry.title, "published": entry.published,
        "author": entry.author, "publisher": entry.publisher, "url": entry.url,
        "fetched": entry.fetched, "language": entry.language, "characters": entry.characters,
        "passages": entry.passages, "state": entry.state, "source": entry.source,
        "reprints": reprinted,
    }  # fmt: skip
    if not entry.pages.starts:
        return fields
    pages, blank = len(entry.pages.starts), len(entry.pages.pictures)
    return fields | {"pages": pages, "pages_without_text": blank}


def _write_entry(entry: CatalogEntry, reprinted: str) -> None:
    known = ", ".join(filter(None, map(one_line, (entry.published, source_name(entry)))))
    remarks = [
        f"({known})" if known else "",
        "" if entry.state == "indexed" else f"[{entry.state}]",
        f"[nearly the same as {one_line(reprinted)}]" if reprinted else "",
        f"[{without_text(entry.pages)}]" if entry.pages.pictures else "",
    ]
    tail = "".join(f" {remark}" for remark in remarks if remark)
    write_row(f"{one_line(entry.id)}  ", one_line(entry.title), tail)
