"""What a chat shows of articles: a quote in its place, where it stands, what an article is."""

from collections.abc import Iterator
from pathlib import Path

from bot.answers import Answer, Citation
from bot.chat.session import Session
from bot.rendering.text import dated_title, shortened
from bot.rendering.text import source_rows as source_rows
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.passages import Document, Quote
from retrieval.text.passage_text import surrounding_quotes

_LISTED = 50
_NAMED = 5
_BEGINNING = 500  # characters of an article that are shown
_AROUND = 2  # sentences on each side of a quote


def sources(session: Session, answer: Answer) -> None:
    """Show the articles that an answer quotes, each title in full."""
    shown = set[str]()
    for number, _, document, place in source_rows(answer):
        citation = answer.citations[number - 1]
        session.screen.parts((f"[{number}] ", "bold cyan"), (f"{document} {place}", "dim"))
        if document not in shown:
            session.screen.hang("    ", dated_title(citation), "")
            if citation.url:
                session.screen.hang("    ", citation.url, "dim")
        shown.add(document)


def quote(session: Session, answer: Answer, number: int) -> None:
    """Show a quote with the sentences around it."""
    citation = _cited(answer, number)
    wanted = citation.quote
    session.screen.parts((f"[{number}] ", "bold cyan"), (dated_title(citation), "bold"))
    session.screen.parts((f"{wanted.document_id} {wanted.start}-{wanted.end}", "dim"))
    session.screen.parts()
    catalog = session.app.home.catalog
    document = catalog.document(wanted.document_id)
    passages = [stored.passage for stored in catalog.passages_of(wanted.document_id)]
    near = surrounding_quotes(document, passages, wanted, _AROUND) if document else []
    if document is None or not near:
        session.screen.parts(("» ", "cyan"), (wanted.text, "bold"), (" «", "cyan"))
        session.screen.parts((say("article-gone"), "yellow"))
        return
    session.screen.parts(*_marked(document, near, wanted))


def place(session: Session, answer: Answer, number: int) -> None:
    """Show where the article of a quote lies, and where in it the quote stands."""
    citation = _cited(answer, number)
    wanted = citation.quote
    document = session.app.home.catalog.document(wanted.document_id)
    source = document.source if document else ""
    for where in dict.fromkeys(filter(None, (source, citation.url))):
        session.screen.parts((where, ""))
    if not (source or citation.url):
        session.screen.parts((wanted.document_id, ""))
    session.screen.parts((_position(document, wanted), "dim"))
    if source and "://" not in source and not Path(source).exists():
        session.screen.parts(("The file is no longer there; the article is.", "yellow"))


def listed(session: Session) -> None:
    """List the articles."""
    entries = session.entries
    if not entries:
        raise ExpectedError("There are no articles.", hint="Run `majlis add PATH`.")
    session.screen.rows([("-", _title(entry), entry.id, "") for entry in entries[:_LISTED]])
    if len(entries) > _LISTED:
        rest = f"and {len(entries) - _LISTED:,} more: `majlis list` shows them all"
        session.screen.parts((rest, "dim"))


def about(session: Session, name: str) -> None:
    """Show what an article is, and how it begins."""
    entry = _named(session.entries, name)
    document = session.app.home.catalog.document(entry.id)
    if document is None:
        raise ExpectedError(f"The article {entry.id!r} is gone.", hint=".articles lists them.")
    session.screen.parts((" ".join(document.title.split()), "bold"))
    passages = "1 passage" if entry.passages == 1 else f"{entry.passages:,} passages"
    told = [entry.id, document.published, document.language, f"{entry.characters:,} characters"]
    session.screen.parts((" · ".join(filter(None, (*told, passages))), "dim"))
    for where in filter(None, (document.source, document.url)):
        session.screen.parts((where, "dim"))
    session.screen.parts()
    held = session.app.home.catalog.passages_of(entry.id)
    begun = document.text[held[0].passage.start if held else 0 :].strip()
    cut = begun[:_BEGINNING].rsplit(maxsplit=1)[0] + " …" if len(begun) > _BEGINNING else begun
    session.screen.parts((cut, ""))


def _cited(answer: Answer, number: int) -> Citation:
    if 1 <= number <= len(answer.citations):
        return answer.citations[number - 1]
    if not answer.citations:
        raise ExpectedError(say("nothing-quoted"), hint="Ask in other words.")
    said = say("no-such-quote", number=number, quotes=len(answer.citations))
    raise ExpectedError(said, hint=".sources lists them.")


def _marked(document: Document, near: list[Quote], wanted: Quote) -> Iterator[tuple[str, str]]:
    """Yield the sentences with the quote marked; what was left out between them is "…"."""
    text, end = document.text, near[0].start
    for each in near:
        if text[end : each.start].strip():
            yield " … ", "dim"
        elif end < each.start:
            yield " ", ""
        start, stop = max(each.start, wanted.start), min(each.end, wanted.end)
        if start < stop:
            yield text[each.start : start], "dim"
            yield "» ", "cyan"
            yield text[start:stop], "bold"
            yield " «", "cyan"
            yield text[stop : each.end], "dim"
        else:
            yield each.text, "dim"
        end = each.end


def _position(document: Document | None, wanted: Quote) -> str:
    position = f"characters {wanted.start}-{wanted.end}"
    if document is None or document.text[wanted.start : wanted.end] != wanted.text:
        return f"{position} when it was quoted; the article changed since"
    if document.source.endswith(".jsonl"):
        return f"{position} of the text of {document.id!r}"
    return f"{position}, line {document.text.count(chr(10), 0, wanted.start) + 1}"


def _title(entry: CatalogEntry) -> str:
    date = f" ({entry.published})" if entry.published else ""
    return f"{' '.join(entry.title.split())}{date}"


def _named(entries: list[CatalogEntry], name: str) -> CatalogEntry:
    """Give the article with an id, or the only one whose id or title holds these words."""
    hint = ".articles lists them."
    if not name:
        raise ExpectedError("No article was named.", hint=hint)
    wanted = name.casefold()
    exact = [entry for entry in entries if entry.id == name]
    found = exact or [e for e in entries if wanted in f"{e.id}\n{e.title}".casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ExpectedError(f"There is no article {shortened(name, 60)!r}.", hint=hint)
    named = ", ".join(entry.id for entry in found[:_NAMED]) + (", …" if found[_NAMED:] else "")
    raise ExpectedError(f"{len(found)} articles fit: {named}.", hint="Name one in more words.")
