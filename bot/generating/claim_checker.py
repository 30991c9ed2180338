"""Compare what a model claims with the sentences that its labels name."""

from collections.abc import Iterable, Mapping, Sequence

from bot.answers import NO_SUCH_SENTENCE, SAID_BEFORE, DroppedStatement, Statement
from bot.extracting.candidates import Candidate
from bot.generating.claim_support import Premise, adds_information, find_unsupported
from bot.generating.claim_words import is_translated
from bot.generating.draft import Draft
from bot.generating.likeness import Likeness
from bot.generating.sentence_labels import Claim, LabelledPassages
from bot.generating.trim_quote import trim_quote
from retrieval.language.aliases import entities_in
from retrieval.language.directives import addresses_reader
from retrieval.language.rules import pattern
from retrieval.language.words import terms
from retrieval.passages import Hit, Sentence, Span
from retrieval.text.passage_text import reports_nothing, sentence_text

_PRONOUN_FIRST = pattern("claims", "pronoun_first")
# A sentence whose score lies this far below the best one, and that names nothing that was asked
# about, has nothing to do with the question.
MAX_DISTANCE = 0.35


def distances_from_best(candidates: Sequence[Candidate]) -> dict[tuple[int, int], float]:
    """Return how far the score of each sentence lies below the best one."""
    return {
        (choice.hit.passage.id, choice.sentence.start): candidates[0].score - choice.score
        for choice in candidates
    }


class Checker:
    """Compares each claim with the sentences that its labels name."""

    def __init__(
        self,
        question: str,
        passages: LabelledPassages,
        distances: Mapping[tuple[int, int], float],
        likeness: Likeness | None = None,
    ) -> None:
        """Compare with what the passages hold; likeness knows claims in other words."""
        self._question = question
        self._passages = passages
        self._distances = distances
        self._likeness = likeness
        self._shown_claims: set[str] = set()
        self._last_things: set[str] = set()  # that the last statement or its quotes name
        self.translated = False

    def check(self, claim: Claim, draft: Draft) -> Statement | None:
        """Return the statement of a claim with its citations; None if the claim is dropped."""
        labelled = self._passages.sentences
        named = [labelled[label] for label in claim.labels if label in labelled]
        sentences = [place for place in named if not _reports_nothing(place)]
        unknown_labels = [label for label in claim.labels if label not in labelled]
        for label in unknown_labels:
            draft.dropped.append(DroppedStatement(f"[{label}]", NO_SUCH_SENTENCE))
        if named and not sentences:
            reason: str | None = "the quote is an order or a question"
        else:
            reason = self._reason_to_drop(claim, sentences, bool(unknown_labels))
        if reason:
            draft.dropped.append(DroppedStatement(claim.text, reason))
            return None
        self._shown_claims.add(claim.text)
        self._last_things = _things(claim.text, [premise_of(*place) for place in sentences])
        spans = [trim_quote(hit, sentence, claim.text) for hit, sentence in sentences]
        if any(spans) and self._reason_against_parts(claim.text, sentences, spans):
            spans = [None] * len(sentences)
        numbers = [
            draft.citations.cite(hit, sentence, span)
            for (hit, sentence), span in zip(sentences, spans, strict=True)
        ]
        return Statement(claim.text, tuple(dict.fromkeys(numbers)))

    def _is_on_subject(self, place: tuple[Hit, Sentence], premise: Premise) -> bool:
        """Return whether a sentence was found near the best one, or names what was asked about."""
        hit, sentence = place
        if self._distances.get((hit.passage.id, sentence.start), 0.0) <= MAX_DISTANCE:
            return True
        subject = entities_in(self._question) or set(terms(self._question))
        return bool(subject & (entities_in(premise.text) | set(terms(premise.text))))

    def _is_on_something_else(self, text: str, premises: Sequence[Premise]) -> bool:
        """Return whether a claim and its quotes name things, and none that were named just before.

        "It trains soldiers" is said of Russia behind a sentence on Russia, whatever it quotes.
        """
        things = _things(text, premises)
        return bool(things and self._last_things) and not things & self._last_things

    def _reason_against_parts(
        self, text: str, sentences: Sequence[tuple[Hit, Sentence]], spans: Sequence[Span | None]
    ) -> str | None:
        """Return why a claim is not supported if only these parts are quoted, None if it is."""
        premises = [
            premise_of(hit, sentence, span)
            for (hit, sentence), span in zip(sentences, spans, strict=True)
        ]
        return find_unsupported(text, premises, self._question, self._passages.text, self._likeness)

    def _reason_to_drop(
        self, claim: Claim, sentences: Sequence[tuple[Hit, Sentence]], has_unknown_label: bool
    ) -> str | None:
        """Return what is wrong with a claim, None if nothing is."""
        if not sentences:
            return "its labels name no sentence" if has_unknown_label else "it has no label"
        if claim.text in self._shown_claims:
            return SAID_BEFORE
        if not adds_information(claim.text, self._question):
            return "it says no more than the question"
        if addresses_reader(claim.text):
            return "it is no report of what the articles say"
        premises = [premise_of(hit, sentence) for hit, sentence in sentences]
        if not any(map(self._is_on_subject, sentences, premises)):
            return "the quote has nothing to do with the question"
        if _PRONOUN_FIRST.match(claim.text) and self._is_on_something_else(claim.text, premises):
            return "the quote is about something else than the sentence before"
        reason = find_unsupported(
            claim.text, premises, self._question, self._passages.text, self._likeness
        )
        if not reason and is_translated(claim.text, premises[0].text):
            self.translated = True
        return reason


def _things(text: str, premises: Iterable[Premise]) -> set[str]:
    """Return what a claim and its quotes name."""
    return entities_in(text).union(*(entities_in(each.text) for each in premises))


def _reports_nothing(place: tuple[Hit, Sentence]) -> bool:
    hit, sentence = place
    return reports_nothing(hit.document, sentence)


def premise_of(hit: Hit, sentence: Sentence, part: Span | None = None) -> Premise:
    """Return what a label names, with what makes it readable and where it is from."""
    document = hit.document
    context = " ".join(span.of(document.text) for span in sentence.context)
    about = " ".join((document.title, *hit.passage.headings))
    passage_text = document.text[hit.passage.start : hit.passage.end]
    words = part.of(document.text) if part else sentence_text(document, sentence)
    return Premise(f"{context} {words}", about, document.published, passage_text)
