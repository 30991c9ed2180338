"""What one answer is worth, and which cases are the worst."""

from dataclasses import replace
from typing import Any

import pytest

from bot.answers import Answer, Citation, Statement, Usage
from bot.evaluating.question_sets import Question
from bot.evaluating.score_case import Case, score_case
from bot.evaluating.worst_cases import (
    NOT_FOUND,
    NOT_QUOTED,
    REFUSED,
    UNSUPPORTED,
    VAIN,
    worst_cases,
)
from retrieval.passages import Document, Hit, Match, Passage

TEXT = "The ferry crosses the strait. It carries grain to Onhava. It sails at night."
DOCUMENT = Document("ferry", TEXT, "Ferry")
OTHER = Document("bread", "Bread is baked at five.", "Bread")
QUESTION = Question("q", "What does it carry?", ("grain",), ("ferry",), (("ferry", 30, 57),), True)


def hit(document: Document, start: int, end: int) -> Hit:
    """Give a hit on a span."""
    return Hit(Passage(document.id, start, end, (), ()), document, 1.0, Match())


def answer(text: str, *spans: tuple[int, int], **fields: Any) -> Answer:
    """Give an answer of one statement that rests on spans of the ferry's article."""
    cited = tuple(Citation(n, DOCUMENT.quote(*s), "Ferry") for n, s in enumerate(spans, 1))
    said = (Statement(text, tuple(range(1, len(spans) + 1))),)
    return Answer("?", "?", said, cited, confidence=0.75, **fields)


ABSTAINED = Answer("?", "?", abstained=True, confidence=0.25)
TEXTS = {"ferry": TEXT, "bread": OTHER.text}


def test_an_answer_is_measured_in_every_respect() -> None:
    given = answer(
        "It carries grain to Onhava.", (30, 57),
        hits=(hit(OTHER, 0, 10), hit(DOCUMENT, 30, 57), hit(OTHER, 10, 23)),
        timing_ms=(("search", 4.0),), elapsed_ms=6.0, usage=Usage("m", "1", 100, 20, 0.5),
    )  # fmt: skip
    values = score_case(QUESTION, given, TEXTS).values
    wanted = {
        "recall@1": 0, "recall@3": 1, "hit@1": 0, "hit@5": 1, "MRR@10": 0.5,
        "nDCG@10": 0.6309, "range recall@1": 0, "range recall@3": 1, "range recall@5": 1,
        "range precision@5": 0.54, "IoU@5": 0.54, "answerable": 1, "answered": 1,
        "confidence": 0.75, "Brier score": 0.0625, "verbatim": 1, "dangling": 0, "supported": 1,
        "cited recall": 1, "cited precision": 1, "cited F1": 1, "gold quoted": 1,
        "answer in first quote": 1, "answer in a quote": 1, "RougeL": 1 / 3, "token F1": 1 / 3,
        "search ms": 4, "total ms": 6, "length": 27, "tokens": 120, "cost": 0.5,
    }  # fmt: skip
    assert {name: values[name] for name in wanted} == pytest.approx(wanted, abs=1e-4)
    assert set(values) - set(wanted) == {f"recall@{k}" for k in (5, 10, 20)} | {
        f"range recall@{k}" for k in (10, 20)
    }


def test_what_an_abstaining_answer_should_have_quoted_is_missed() -> None:
    values = score_case(QUESTION, ABSTAINED, TEXTS).values
    missed = (
        "answered",
        "abstention precision",
        "cited recall",
        "cited F1",
        "gold quoted",
        "RougeL",
    )
    assert all(values[name] == 0 for name in missed)
    assert not {"cited precision", "verbatim", "supported", "length"} & set(values)


def test_for_what_the_articles_do_not_say_nothing_could_be_found() -> None:
    values = score_case(replace(QUESTION, answerable=False), ABSTAINED, TEXTS).values
    assert (values["refused"], values["abstention precision"], values["Brier score"]) == (
        1,
        1,
        0.0625,
    )
    assert not {"recall@5", "cited recall", "RougeL", "answered"} & set(values)


def test_a_quote_that_is_not_what_stands_there_is_seen() -> None:
    given = answer("It carries grain.", (30, 57))
    assert (
        score_case(QUESTION, given, {"ferry": f"{TEXT[:40]}!{TEXT[41:]}"}).values["verbatim"] == 0
    )
    assert score_case(QUESTION, given, {}).values["verbatim"] == 0


def test_a_question_of_which_nothing_is_known_is_only_timed() -> None:
    assert set(score_case(Question("q", "?"), ABSTAINED, TEXTS).values) == {"total ms"}


def test_a_long_answer_is_not_looked_for_in_a_quote() -> None:
    long = replace(QUESTION, answers=("one two three four five six seven eight nine ten eleven",))
    assert "answer in a quote" not in score_case(long, ABSTAINED, TEXTS).values


def test_the_worst_cases_come_from_each_kind_in_turn() -> None:
    found = (hit(DOCUMENT, 30, 57),)
    cases = [
        measured("right", answer("It carries grain.", (30, 57), hits=found)),
        measured("vain", answer("It carries grain.", (30, 57), hits=found), answerable=False),
        measured("surer", replace(answer("It sails.", (58, 76)), confidence=0.9), answerable=False),
        measured("refused", replace(ABSTAINED, hits=found)),
        measured("elsewhere", answer("The ferry crosses.", (0, 29), hits=(hit(OTHER, 0, 5),))),
        measured("beside", answer("The ferry crosses.", (0, 29), hits=found)),
        measured("strange", answer("It carries 40 sheep.", (30, 57), hits=found)),
    ]
    assert [(f.case.question.id, f.kind) for f in worst_cases(cases)] == [
        ("strange", UNSUPPORTED), ("surer", VAIN), ("refused", REFUSED),
        ("elsewhere", NOT_FOUND), ("beside", NOT_QUOTED), ("vain", VAIN),
    ]  # fmt: skip
    assert [f.case.question.id for f in worst_cases(cases, 2)] == ["strange", "surer"]


def measured(name: str, given: Answer, *, answerable: bool = True) -> Case:
    """Measure an answer to a question of this id."""
    return score_case(replace(QUESTION, id=name, answerable=answerable), given, TEXTS)
