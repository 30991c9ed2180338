"""Choose sentences by meaning for a question in a script that the local model does not read.

Each sentence of the best passages is embedded by the multilingual embedder. How similar it must be
to the question was fitted for each embedder (`multilingual.json`, written by
`python -m tests.tools.eval.fit_languages`). Without a fit an embedder is not used, and words decide
alone.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.extracting.answerability import NOTHING_FOUND, Decision
from bot.extracting.by_words import decide_by_words, rank_by_words
from bot.extracting.candidates import Candidate
from bot.extracting.evidence import term_rarities
from retrieval.index.token_vectors import TokenSimilarity
from retrieval.language.question_types import AnswerType, classify_question
from retrieval.language.words import script, terms
from retrieval.models.embed import Vectors
from retrieval.passages import Hit, Sentence
from retrieval.search.searcher import Searcher, SearchResult
from retrieval.text.passage_text import reports_nothing, sentence_text

# Of every twelfth question of XQuAD ar and ru on English paragraphs .865 are answered, .575 with
# the answer in the first quote, .675 in any; in brackets what another value gives, without a fit.
PASSAGES = 6  # whose sentences are compared (3: .820, .560, .645; 12: .890, .605, .695)
SENTENCES = 30  # at most (15: .855, .570, .670; 60: no difference)
# The score of a sentence is its cosine with the question, in standard deviations of the cosines of
# all sentences, plus these weights times
# the same by a second model, if there is one (0: .840, .585, .685; 1.6: .830, .570, .620),
_SECOND_WEIGHT = 0.8
# the share of the question's words that it holds, weighted by rarity (0: .865, .590, .675, so it
# is worth nothing on this set; 3: .865, .580, .675),
_WORDS_WEIGHT = 1.5
# the lead of its passage over the mean of the passages (0: .845, .575, .655; 0.5: .865, .585,
# .670),
_PASSAGE_WEIGHT = 0.25
_NO_EVIDENCE = 4.0  # minus this for an order, a question or markup: as in `candidates`
# It is then brought to the scale of MaxSim, which `select_sentences` expects (0.075: .865, .575,
# .710; 0.3: .865, .580, .630).
_SCORE_SCALE = 0.15
_NO_SIMILARITY = TokenSimilarity(np.zeros((0, 1), np.float32), np.zeros(1, np.float32))


@dataclass(frozen=True, slots=True)
class MultilingualEvidence:
    """What is measured; a higher number speaks for an answer.

    - `top`: the cosine of the question with the best sentence; `lead` and `lead_fifth`: its lead
      over the mean of the sentences and over the fifth.
    - `passage_lead`: the lead of its passage over the mean of the passages.
    - `words`, `passage_words`: the share of the question's words, weighted by rarity, that the best
      sentence and its passage hold.
    - `second_top`, `second_lead`: as `top` and `lead`, by a second model.
    """

    top: float
    lead: float
    lead_fifth: float
    passage_lead: float
    words: float
    passage_words: float
    second_top: float = 0.0
    second_lead: float = 0.0


@dataclass(frozen=True, slots=True)
class MultilingualRule:
    """How much each measurement counts; a score above 0 speaks for an answer.

    Broad questions (lists, positions, reasons) are the more often worth an answer: theirs is a
    choice of sentences, not one value.
    """

    weights: dict[str, float]
    bias: float
    broad_bias: float

    def score(self, evidence: MultilingualEvidence, kind: AnswerType = AnswerType.FACT) -> float:
        """Weigh what was measured."""
        measured = asdict(evidence)
        bias = self.bias if kind is AnswerType.FACT else self.broad_bias
        return bias + sum(w * float(measured[name]) for name, w in self.weights.items())


def judge_multilingual(
    question: str, result: SearchResult, searcher: Searcher
) -> tuple[list[Candidate], Decision]:
    """Rank the sentences of what was found and decide whether they answer."""
    rules = fitted_multilingual().get(embedder_names(searcher))
    if rules is None:
        by_words = rank_by_words(result)
        return by_words, decide_by_words(by_words)
    candidates, evidence = rank_by_meaning(result, searcher)
    if evidence is None:
        return [], NOTHING_FOUND
    kind = "same" if script(candidates[0].text) == script(question) else "cross"
    score = rules[kind].score(evidence, classify_question(question))
    measured = asdict(evidence).items()
    parts = ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in measured)
    reason = f"score {score:+.2f}, more than 0 is needed ({kind} script: {parts})"
    return candidates, Decision(score > 0, reason, 1 / (1 + math.exp(-score)))


def rank_by_meaning(
    result: SearchResult, searcher: Searcher
) -> tuple[list[Candidate], MultilingualEvidence | None]:
    """Return the sentences of the best passages, best first, and what speaks for the best one."""
    pairs = [(hit, s) for hit in result.hits[:PASSAGES] for s in hit.passage.sentences][:SENTENCES]
    if not pairs:
        return [], None
    texts = [sentence_text(hit.document, sentence) for hit, sentence in pairs]
    cosines = searcher.cached_embedder.embed_cached(texts) @ result.query.vector
    second_cosines = np.zeros(len(texts), np.float32)
    if searcher.second_embedder:
        second_cosines = searcher.second_embedder.cosines(result.query.text, texts)
    rarity = _rarity(result)
    whole = max(sum(rarity.values()), 2 * math.log(1 + 2 * result.passages))
    shares = np.array([_share(rarity, whole, text) for text in texts])
    leads = _leads(result, [hit for hit, _ in pairs])
    scores = _standardized(cosines) + _SECOND_WEIGHT * _standardized(second_cosines)
    scores = scores + _WORDS_WEIGHT * shares + _PASSAGE_WEIGHT * leads
    scores -= _NO_EVIDENCE * np.array([_is_not_evidence(hit, sentence) for hit, sentence in pairs])
    order = np.argsort(-scores, kind="stable")
    candidates = [_candidate(*pairs[int(i)], _SCORE_SCALE * float(scores[i])) for i in order]
    best = int(order[0])
    evidence = MultilingualEvidence(
        top=float(cosines[best]),
        lead=float(cosines[best] - cosines.mean()),
        lead_fifth=float(cosines[best] - np.sort(cosines)[::-1][min(4, len(cosines) - 1)]),
        passage_lead=float(leads[best]),
        words=float(shares[best]),
        passage_words=_share(rarity, whole, pairs[best][0].text),
        second_top=float(second_cosines[best]),
        second_lead=float(second_cosines[best] - second_cosines.mean()),
    )
    return candidates, evidence


def english_relation_query(question: str, result: SearchResult) -> str:
    """Return what English articles would say of the relations of two parties that are asked about.

    This is what `to_search_query` makes of such a question in English, with the names as they were
    read from the other script. "" for any other question.
    """
    names = [name.title() for name in result.query.readings.values() if script(name) == "LATIN"]
    if (
        result.query.in_local_script
        or len(names) != 2
        or classify_question(question) is not AnswerType.POSITION
    ):
        return ""
    return f"relations between {names[0]} and {names[1]}"


def reads_other_languages(searcher: Searcher) -> bool:
    """Return whether the embedder reads other languages, and is known to."""
    return embedder_names(searcher) in fitted_multilingual()


def embedder_names(searcher: Searcher) -> str:
    """Return the names of the models that embed questions in other languages."""
    both = (searcher.cached_embedder, searcher.second_embedder)
    return " + ".join(each.name for each in both if each)


@cache
def fitted_multilingual() -> dict[str, dict[str, MultilingualRule]]:
    """Read the fitted rules by the embedder's name, then by whether the script is the same."""
    path = Path(__file__).parent / "multilingual.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: {kind: MultilingualRule(**rule) for kind, rule in rules.items()}
        for name, rules in read.items()
    }


def _standardized(cosines: Vectors) -> Vectors:
    """Return numbers in standard deviations from their mean."""
    scaled: Vectors = (cosines - cosines.mean()) / (float(cosines.std()) or 1.0)
    return scaled


def _candidate(hit: Hit, sentence: Sentence, score: float) -> Candidate:
    return Candidate(hit, sentence, score, _NO_SIMILARITY.best[:, 0], _NO_SIMILARITY)


def _rarity(result: SearchResult) -> dict[str, float]:
    """Return the inverse document frequency of the question's terms.

    Where the articles are in another language, only what was read as their terms counts.
    """
    frequencies, own_script = result.frequencies, script(result.query.text)
    own = [term for term in result.query.terms if script(term) == own_script]
    left_out = set() if any(frequencies.get(term) for term in own) else set(own)
    return {term: rarity for term, rarity in term_rarities(result).items() if term not in left_out}


def _share(rarity: dict[str, float], whole: float, text: str) -> float:
    """Return what a text holds of the question's words; a word that is everywhere gives little."""
    terms_held = set(terms(text))
    return sum(w for term, w in rarity.items() if term in terms_held) / whole


def _leads(result: SearchResult, hits: Sequence[Hit]) -> Vectors:
    """Return how far the passages of some hits lead the mean of all that were found."""
    scores = np.array([hit.score for hit in result.hits])
    leads: Vectors = np.array([hit.score for hit in hits], np.float32) - np.float32(scores.mean())
    return leads


def _is_not_evidence(hit: Hit, sentence: Sentence) -> float:
    return float(reports_nothing(hit.document, sentence)) + 0.25 * sentence.broken
