"""Hold a text against the articles, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.checking.check_report import CheckReport, SentenceCheck, Verdict
from bot.checking.contradictions import Contradiction, find_contradiction, supports
from bot.extracting.candidates import Candidate, rank_sentences
from bot.extracting.citations import CitationList
from bot.generating.claim_checker import premise_of
from bot.generating.claim_support import LIKE, Premise
from bot.generating.claim_words import word_coverage
from bot.generating.likeness import Likeness
from prompts import say
from retrieval.language.aliases import entities_in
from retrieval.language.directives import addresses_reader
from retrieval.language.rules import pattern
from retrieval.language.words import terms
from retrieval.passages import SentenceKind, Span
from retrieval.pause import give_way
from retrieval.search.searcher import Searcher
from retrieval.text.cut_text import CutText
from retrieval.text.markup import readable
from retrieval.text.passage_text import reports_nothing

LONGEST = 20_000  # characters of a text
SENTENCES = 12  # of a text that are looked up
# The share of a sentence's content words that the quote must hold. CLAP NQ, even half: .813 of the
# claims are supported by one sentence of their article (0.5: .857, 0.8: .783).
SUPPORTED = 0.65
_HITS = 10
_HELD_AGAINST = 8  # sentences of articles, the likest ones
_FEWEST = 3  # content words of a claim
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|@\w+|#\w+")
_OPINION = pattern("contradictions", "opinion")


def check_text(
    text: str, searcher: Searcher, language: str = "en", likeness: Likeness | None = None
) -> CheckReport:
    """Return of each sentence of a text whether the articles support or contradict it.

    With likeness, sentences that say the same in other words are known as well.
    """
    spans = list(_sentences(text))
    citing = CitationList()
    judged = [
        _check_sentence(text, span, searcher, citing, language, likeness)
        for span in spans[:SENTENCES]
    ]
    unread = max(0, len(spans) - SENTENCES)
    return CheckReport(text, tuple(judged), tuple(citing.citations), unread, language)


def _sentences(text: str) -> Iterator[Span]:
    cut = CutText(text)
    for block in cut.blocks:
        yield from cut.sentences(block)


def _check_sentence(  # noqa: PLR0913  # what a sentence is held against, and how
    text: str,
    span: Span,
    searcher: Searcher,
    citing: CitationList,
    language: str,
    likeness: Likeness | None,
) -> SentenceCheck:
    words = span.of(text)

    def verdict_of(verdict: Verdict, why: str = "", *candidates: Candidate) -> SentenceCheck:
        numbers = tuple(citing.cite(candidate.hit, candidate.sentence) for candidate in candidates)
        return SentenceCheck(words, span.start, span.end, verdict, why, numbers)

    claim = _LINK.sub(" ", readable(words)).strip()
    if not states_something(claim):
        return verdict_of(Verdict.NO_CLAIM, say("check-no-claim", language))
    if not searcher.can_read(claim):
        return verdict_of(Verdict.NO_CLAIM, say("check-language", language))
    result = searcher.find(claim, limit=_HITS)
    if (
        not result.query.in_local_script
    ):  # an embedder that reads it finds passages, but cannot compare words
        return verdict_of(Verdict.NO_CLAIM, say("check-language", language))
    near = [
        candidate for candidate in rank_sentences(result, claim) if _speaks_of(candidate, claim)
    ][:_HELD_AGAINST]
    if holding := _supporting_candidate(claim, near, likeness):
        return verdict_of(Verdict.SUPPORTED, "", holding)
    for candidate in near:
        give_way()
        if other := find_contradiction(claim, _premise(candidate), likeness):
            return verdict_of(Verdict.CONTRADICTED, _explain(other, language), candidate)
    return verdict_of(Verdict.UNSUPPORTED)


def states_something(sentence: str) -> bool:
    """Return whether a sentence states something that articles could hold."""
    enough = len(set(terms(sentence))) >= _FEWEST
    return enough and not _OPINION.search(sentence) and not addresses_reader(sentence)


def _supporting_candidate(
    claim: str, near: Sequence[Candidate], likeness: Likeness | None
) -> Candidate | None:
    """Return the sentence that says most of what a claim says, if one says it."""
    best, most = None, SUPPORTED
    for candidate in near:
        give_way()
        held = _premise(candidate)
        share = word_coverage(claim, held.text)
        if likeness is not None and share < SUPPORTED and likeness(claim, held.text) >= LIKE:
            share = SUPPORTED
        if (share > most or (share == most and not best)) and supports(claim, held, likeness):
            best, most = candidate, share
    return best


def _speaks_of(candidate: Candidate, claim: str) -> bool:
    """Return whether a sentence tells anything, and a row something of what the claim speaks of."""
    sentence, text = candidate.sentence, candidate.hit.document.text
    if reports_nothing(candidate.hit.document, sentence):
        return False
    head = text[sentence.start : sentence.end].strip("| ").partition("|")[0]
    named = entities_in(head) & entities_in(claim) or set(terms(head)) & set(terms(claim))
    return sentence.kind is not SentenceKind.ROW or bool(named)


def _premise(candidate: Candidate) -> Premise:
    """Return what a sentence says; what stands above a table names more than a row speaks of."""
    premise = premise_of(candidate.hit, candidate.sentence)
    return (
        replace(premise, text=candidate.text)
        if candidate.sentence.kind is SentenceKind.ROW
        else premise
    )


def _explain(other: Contradiction, language: str) -> str:
    if other.kind in ("number", "name"):
        return say("check-instead", language, said=other.claimed, quoted=other.quoted)
    if other.kind == "roles":
        return say("check-roles", language)
    if other.kind == "otherwise":
        return say("check-otherwise", language)
    return say("check-negation", language)
