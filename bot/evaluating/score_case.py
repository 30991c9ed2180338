"""Score the answer to one question; the figures of a set are made from these values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers import Answer, Citation
from bot.evaluating.attribution import Judge, alce, is_supported
from bot.evaluating.figures import DEPTHS, PASSAGES
from bot.evaluating.question_sets import Question
from bot.evaluating.scores import (
    Range,
    cited_scores,
    common,
    contains,
    hit_at,
    ndcg_at,
    passage_scores,
    recall_at,
    reciprocal_rank,
    rouge_l,
    token_f1,
)

_MAX_SHORT_ANSWER = 10  # words, up to which an answer is looked for inside the quotes


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its answer, and the values that were measured, by name.

    `gold` holds the ranges, and `documents` the ids of the articles, that should have been found.
    `texts` holds the texts of all articles, by id.
    """

    question: Question
    answer: Answer
    gold: tuple[Range, ...]
    documents: tuple[str, ...]
    values: Mapping[str, float]
    texts: Mapping[str, str] = field(repr=False)

    @property
    def lost(self) -> bool:
        """Return whether the articles that the question is about are all missing."""
        named = self.question.documents
        return bool(named) and not any(each in self.texts for each in named)


def score_case(
    question: Question, answer: Answer, texts: Mapping[str, str], judge: Judge | None = None
) -> Case:
    """Return the case of a question and its answer; `texts` holds those of the articles, by id.

    A question that is not answerable has nothing that should have been found. An answer that
    abstains from an answerable question has missed all that should have been quoted.
    """
    may_answer = question.answerable is not False
    gold = tuple(span for span in question.spans if may_answer and span[0] in texts)
    documents = tuple(each for each in question.documents if may_answer and each in texts)
    values = _retrieval_values(answer, gold, documents)
    values |= _abstention_values(question, answer)
    values |= _citation_values(answer, texts, judge)
    if may_answer:
        values |= _gold_values(question, answer, gold)
    values |= _cost_values(answer)
    return Case(question, answer, gold, documents, values, texts)


def cited_ranges(answer: Answer) -> list[Range]:
    """Return the ranges that an answer quotes."""
    quotes = (citation.quote for citation in answer.citations)
    return [(quote.document_id, quote.start, quote.end) for quote in quotes]


def _retrieval_values(
    answer: Answer, gold: tuple[Range, ...], documents: tuple[str, ...]
) -> dict[str, float]:
    """Score the ranking of the articles, each at its first passage, and that of the passages."""
    ranked = list(dict.fromkeys(hit.document.id for hit in answer.hits))
    passages = [(h.document.id, h.passage.start, h.passage.end) for h in answer.hits]
    values: dict[str, float] = {}
    if documents:
        values = {f"recall@{limit}": recall_at(limit, ranked, documents) for limit in DEPTHS}
        values |= {f"hit@{limit}": hit_at(limit, ranked, documents) for limit in (1, 5)}
        values["MRR@10"] = reciprocal_rank(10, ranked, documents)
        values["nDCG@10"] = ndcg_at(10, ranked, documents)
    if gold:
        values |= {
            f"range recall@{limit}": passage_scores(passages[:limit], gold)[0] for limit in DEPTHS
        }
        _, precision, iou = passage_scores(passages[:PASSAGES], gold)
        values |= {f"range precision@{PASSAGES}": precision, f"IoU@{PASSAGES}": iou}
    return values


def _abstention_values(question: Question, answer: Answer) -> dict[str, float]:
    """Score the decision to answer or to abstain, if it is known whether the articles answer."""
    if question.answerable is None:
        return {}
    values = {"answerable": float(question.answerable)}
    if question.answerable:
        values["answered"] = float(not answer.abstained)
    else:
        values["refused"] = float(answer.abstained)
    if answer.abstained:
        values["abstention precision"] = float(not question.answerable)
    if answer.confidence is not None:
        values["confidence"] = answer.confidence
        values["Brier score"] = (answer.confidence - question.answerable) ** 2
    return values


def _citation_values(
    answer: Answer, texts: Mapping[str, str], judge: Judge | None
) -> dict[str, float]:
    """Score the citations: whether quotes are verbatim, marks point somewhere, quotes support."""
    if answer.abstained or not answer.statements:
        return {}
    by_number = {citation.number: citation for citation in answer.citations}
    quotes = [citation.quote for citation in answer.citations]
    verbatim = [texts.get(q.document_id, "")[q.start : q.end] == q.text for q in quotes]
    marks = [number for statement in answer.statements for number in statement.citations]
    statements = [
        (each.text, [_readable_quote(by_number[n]) for n in each.citations if n in by_number])
        for each in answer.statements
    ]
    values = {
        "verbatim": sum(verbatim) / len(verbatim) if verbatim else 1.0,
        "dangling": sum(number not in by_number for number in marks) / max(1, len(marks)),
        "supported": sum(is_supported(text, cited) for text, cited in statements) / len(statements),
    }
    if judge:
        values["ALCE recall"], values["ALCE precision"] = alce(statements, judge)
    return values


def _readable_quote(citation: Citation) -> str:
    """Return a quote with its title and its context (the lead-in of a list, a table's header)."""
    parts = [*(quote.text for quote in citation.context), citation.quote.text]
    return "\n".join([citation.title, *parts])


def _gold_values(question: Question, answer: Answer, gold: tuple[Range, ...]) -> dict[str, float]:
    """Score an answer against the quotes, answers and mentions that are wanted."""
    quotes = [citation.quote.text for citation in answer.citations]
    values: dict[str, float] = {}
    if gold:
        cited = cited_ranges(answer)
        precision, recall, f1 = cited_scores(cited, gold)
        values |= {"cited recall": recall, "cited F1": f1}
        values |= {"cited precision": precision} if cited else {}
        values["gold quoted"] = float(common(cited, gold) > 0)
    if question.answers:
        text = " ".join(statement.text for statement in answer.statements)
        values["RougeL"] = rouge_l(text, question.answers)
        values["token F1"] = token_f1(text, question.answers)
    if short := [each for each in question.answers if len(each.split()) <= _MAX_SHORT_ANSWER]:
        values["answer in first quote"] = float(contains(" ".join(quotes[:1]), short))
        values["answer in a quote"] = float(any(contains(quote, short) for quote in quotes))
    if question.mentions:
        quoted = " ".join(quotes)
        values["mentions"] = float(all(re.search(words, quoted) for words in question.mentions))
    return values


def _cost_values(answer: Answer) -> dict[str, float]:
    """Return time, length and cost."""
    values = {f"{stage} ms": ms for stage, ms in answer.timing_ms}
    values["total ms"] = answer.elapsed_ms
    if answer.statements:
        values["length"] = float(len(" ".join(each.text for each in answer.statements)))
    if usage := answer.usage:
        values["tokens"] = float(usage.input_tokens + usage.output_tokens)
        if usage.cost is not None:
            values["cost"] = usage.cost
    return values
