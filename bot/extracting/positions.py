"""What speaks for a sentence where a question asks how one party stands to another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.language.aliases import entities_in, entity_patterns_in_question
from retrieval.language.question_types import AnswerType, classify_question, proper_names
from retrieval.language.rules import pattern
from retrieval.search.searcher import SearchResult

# On our 122 questions (gold .843 to .857): in brackets what another value gives.
_PARTY = 0.3  # for a sentence that names all whom a position is asked of (0: .843)
_HEDGED = 0.12  # for speculation (0: .843)
_BEFORE_TODAY = 0.25  # for a sentence on how a relation came to be
_TAKES_SIDES = 0.1  # for a sentence on what somebody wants or rejects
_CROWD = 0.03  # for each further country that a sentence names, which is about all of them then
_OWN_ROW = 0.35  # for a table's row on the rarer party, whose few words are like no question
_SPECULATION = pattern("answer_sentences", "speculation")
_BACKGROUND = pattern("answer_sentences", "background")
_STANCE = pattern("answer_sentences", "stance")


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a position is asked of: a pattern of each one's names, with its weight; all are 1.

    The rarer ones weigh more: in articles on Iraq a sentence on its relations with Russia need not
    name Iraq.
    """

    weights: Mapping[re.Pattern[str], float]
    names: frozenset[str]

    @classmethod
    def of(cls, question: str, result: SearchResult) -> "Parties":
        """Return the parties that a question names."""
        patterns = entity_patterns_in_question(question)
        weights = {
            names: 1 / (1 + sum(bool(names.search(hit.text)) for hit in result.hits))
            for names in patterns.values()
        }
        whole = sum(weights.values())
        shares = {names: weight / whole for names, weight in weights.items()}
        return cls(shares, frozenset(patterns))

    def bonus(self, words: str, near: str, *, is_row: bool) -> float:
        """Return what speaks for a sentence: its own `words`, and those `near` that it hangs on.

        The first cell of a table's row tells whom the row is about.
        """
        named = sum(w for names, w in self.weights.items() if names.search(near))
        bonus = named * (_PARTY + _TAKES_SIDES * bool(_STANCE.search(words)))
        bonus -= _HEDGED * bool(_SPECULATION.search(words))
        bonus -= _BEFORE_TODAY * bool(_BACKGROUND.search(words))
        bonus -= _CROWD * len([each for each in entities_in(words) if each not in self.names])
        if is_row:
            bonus += _OWN_ROW * sum(w for names, w in self.weights.items() if names.match(near))
        return bonus


def missing_parties(question: str, result: SearchResult) -> list[str]:
    """Return those whose position is asked for, or toward whom, and whom no hit names."""
    if classify_question(question) is not AnswerType.POSITION:
        return []
    patterns = entity_patterns_in_question(question)
    missing = []
    for name in proper_names(question):
        known = [patterns[each] for each in entities_in(name) if each in patterns]
        any_word = "|".join(map(re.escape, name.split()))
        rules = known or [re.compile(rf"\b(?:{any_word})\b", re.IGNORECASE)]
        if not any(rule.search(hit.text) for rule in rules for hit in result.hits):
            missing.append(name)
    return missing
