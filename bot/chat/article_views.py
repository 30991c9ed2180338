"""Show articles in a chat: the sources of an answer, a quote in its article, an article."""

from collections.abc import Iterator
from pathlib import Path

from bot.answers import Answer, Citation
from bot.chat.session import Session
from bot.rendering.citation_place import citation_place
from bot.rendering.text import dated_title, shortened
from bot.rendering.text import source_rows as source_rows
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.passages import Document, Quote
from retrieval.text.passage_text import surrounding_quotes

_MAX_LISTED = 50
_MAX_NAMES = 5  # of articles that a word may mean
_SHOWN_CHARACTERS = 500  # of the beginning of an article
_SENTENCES_AROUND = 2  # on each side of a quote


def show_sources(session: Session, answer: Answer) -> None:
    """Show the articles that an answer quotes, each title in full."""
    shown = set[str]()
    for number, _, document, place in source_rows(answer):
        citation = answer.citations[number - 1]
        session.screen.parts((f"[{number}] ", "bold cyan"), (f"{document} {place}", "dim"))
        if document not in shown:
            session.screen.hang("    ", dated_title(citation), "")
            if citation.url:
                session.screen.hang("    ", citation.address, "dim")
        shown.add(document)


def show_quote(session: Session, answer: Answer, number: int) -> None:
    """Show a quote with the sentences around it."""
    citation = _citation(answer, number)
    quote = citation.quote
    session.screen.parts((f"[{number}] ", "bold cyan"), (dated_title(citation), "bold"))
    place = citation_place(citation, answer.language)
    session.screen.parts((f"{quote.document_id} {place}", "dim"))
    session.screen.parts()
    catalog = session.app.home.catalog
    document = catalog.document(quote.document_id)
    passages = [stored.passage for stored in catalog.passages_of(quote.document_id)]
    near = surrounding_quotes(document, passages, quote, _SENTENCES_AROUND) if document else []
    if document is None or not near:
        session.screen.parts(("» ", "cyan"), (quote.text, "bold"), (" «", "cyan"))
        session.screen.parts((say("article-gone"), "yellow"))
        return
    session.screen.parts(*_marked(document, near, quote))


def show_place(session: Session, answer: Answer, number: int) -> None:
    """Show where the article of a quote lies, and where in it the quote stands."""
    citation = _citation(answer, number)
    quote = citation.quote
    document = session.app.home.catalog.document(quote.document_id)
    source = document.source if document else ""
    for where in dict.fromkeys(filter(None, (source, citation.address))):
        session.screen.parts((where, ""))
    if not (source or citation.url):
        session.screen.parts((quote.document_id, ""))
    session.screen.parts((_position(document, quote), "dim"))
    if source and "://" not in source and not Path(source).exists():
        session.screen.parts((say("chat-file-gone"), "yellow"))


def list_articles(session: Session) -> None:
    """List the articles."""
    entries = session.entries
    if not entries:
        raise ExpectedError(say("chat-no-articles"), hint=say("chat-no-articles-hint"))
    session.screen.rows([("-", _title(entry), entry.id, "") for entry in entries[:_MAX_LISTED]])
    if len(entries) > _MAX_LISTED:
        rest = say("chat-more-articles", count=len(entries) - _MAX_LISTED)
        session.screen.parts((rest, "dim"))


def show_article(session: Session, name: str) -> None:
    """Show what an article is, and how it begins."""
    entry = _find_entry(session.entries, name)
    document = session.app.home.catalog.document(entry.id)
    if document is None:
        raise ExpectedError(
            say("chat-article-gone", id=repr(entry.id)), hint=say("chat-articles-hint")
        )
    session.screen.parts((" ".join(document.title.split()), "bold"))
    size = say("chat-size", characters=entry.characters, passages=entry.passages)
    facts = (entry.id, document.published, document.language, size)
    session.screen.parts((" · ".join(filter(None, facts)), "dim"))
    for where in filter(None, (document.source, document.url)):
        session.screen.parts((where, "dim"))
    session.screen.parts()
    passages = session.app.home.catalog.passages_of(entry.id)
    text = document.text[passages[0].passage.start if passages else 0 :].strip()
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS].rsplit(maxsplit=1)[0] + " …"
    session.screen.parts((text, ""))


def _citation(answer: Answer, number: int) -> Citation:
    if 1 <= number <= len(answer.citations):
        return answer.citations[number - 1]
    if not answer.citations:
        raise ExpectedError(say("nothing-quoted"), hint=say("chat-ask-otherwise"))
    message = say("no-such-quote", number=number, quotes=len(answer.citations))
    raise ExpectedError(message, hint=say("chat-sources-hint"))


def _marked(document: Document, near: list[Quote], quote: Quote) -> Iterator[tuple[str, str]]:
    """Yield text and style of the sentences, the quote marked, "…" for text between them."""
    text, end = document.text, near[0].start
    for each in near:
        if text[end : each.start].strip():
            yield " … ", "dim"
        elif end < each.start:
            yield " ", ""
        start, stop = max(each.start, quote.start), min(each.end, quote.end)
        if start < stop:
            yield text[each.start : start], "dim"
            yield "» ", "cyan"
            yield text[start:stop], "bold"
            yield " «", "cyan"
            yield text[stop : each.end], "dim"
        else:
            yield each.text, "dim"
        end = each.end


def _position(document: Document | None, quote: Quote) -> str:
    span = {"start": str(quote.start), "end": str(quote.end)}
    if document is None or document.text[quote.start : quote.end] != quote.text:
        return say("chat-place-changed", **span)
    if document.source.endswith(".jsonl"):
        return say("chat-place-text", id=repr(document.id), **span)
    line = document.text.count("\n", 0, quote.start) + 1
    return say("chat-place-line", line=str(line), **span)


def _title(entry: CatalogEntry) -> str:
    date = f" ({entry.published})" if entry.published else ""
    return f"{' '.join(entry.title.split())}{date}"


def _find_entry(entries: list[CatalogEntry], name: str) -> CatalogEntry:
    """Return the article with an id, or the only one whose id or title has these words."""
    hint = say("chat-articles-hint")
    if not name:
        raise ExpectedError(say("chat-no-name"), hint=hint)
    words = name.casefold()
    exact = [entry for entry in entries if entry.id == name]
    fitting = exact or [e for e in entries if words in f"{e.id}\n{e.title}".casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise ExpectedError(say("chat-no-article", name=repr(shortened(name, 60))), hint=hint)
    names = [entry.id for entry in fitting[:_MAX_NAMES]] + ["…"] * (len(fitting) > _MAX_NAMES)
    message = say("chat-many-articles", count=len(fitting), names=", ".join(names))
    raise ExpectedError(message, hint=say("chat-many-articles-hint"))
