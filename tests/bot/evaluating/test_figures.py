"""The figures of an evaluation: exact values, properties, and other people's code beside ours."""

import importlib.util
import math
import random
from types import ModuleType
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluating.attribution import alce, is_supported
from bot.evaluating.bootstrap import RESAMPLES, draws, interval, mean, resample
from bot.evaluating.calibration import Bin, refused_at, reliability, risk_area, risk_curve
from bot.evaluating.differences import FigureDifference, differences
from bot.evaluating.figures import compute_figures, table_of
from bot.evaluating.scores import (
    Range,
    cited_scores,
    common,
    contains,
    hit_at,
    merge_ranges,
    ndcg_at,
    normal,
    passage_scores,
    recall_at,
    reciprocal_rank,
    rouge_l,
    token_f1,
)
from tests.support.places import SHARED

LETTERS = "abcdefgh"
WORDS = ("a", "The", "b,", "c!", "d", "é", "25", "%", "x-y")
RANGES = st.lists(
    st.tuples(st.sampled_from("xy"), st.integers(0, 40), st.integers(1, 20)).map(
        lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
    ),
    max_size=6,
)
SHARES = st.floats(0, 1, width=32)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """Give the scorers that the question sets come with."""
    path = SHARED / "evals" / "score.py"
    if not path.exists():
        pytest.skip("there are no question sets, and no scorers with them")
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "answer", "f1", "rouge"),
    [
        pytest.param("The ties are old.", "ties are old", 1.0, 6 / 7, id="articles do not count"),
        pytest.param("Iraq sold oil", "oil sold Iraq", 1.0, 1 / 3, id="order counts for RougeL"),
        pytest.param("nothing", "something", 0.0, 0.0, id="nothing in common"),
        pytest.param("", "something", 0.0, 0.0, id="no answer"),
        pytest.param("a b c d", "c d e f", 4 / 7, 0.5, id="half"),
    ],
)
def test_a_text_is_compared_with_the_answer_wanted(
    text: str, answer: str, f1: float, rouge: float
) -> None:
    assert token_f1(text, [answer]) == pytest.approx(f1)
    assert rouge_l(text, [answer]) == pytest.approx(rouge)


def test_an_answer_is_looked_for_in_whole_words_without_marks() -> None:
    assert contains("It lost (in 1990) — 25 % of all", ["25 %", "nowhere"])
    assert not contains("It lost 1990", ["19"])
    assert normal("The  Café, the “end”") == "café end"


@pytest.mark.parametrize(
    ("found", "gold", "wanted"),
    [
        pytest.param([("a", 0, 10)], [("a", 5, 15)], (0.5, 0.5, 1 / 3), id="half"),
        pytest.param([("a", 0, 10), ("a", 5, 15)], [("a", 5, 10)], (1, 0.25, 0.25), id="twice"),
        pytest.param([("b", 0, 10)], [("a", 0, 10)], (0, 0, 0), id="another article"),
        pytest.param([], [("a", 0, 10)], (0, 0, 0), id="nothing found"),
    ],
)
def test_every_passage_counts_in_full_against_the_gold(
    found: list[Range], gold: list[Range], wanted: tuple[float, float, float]
) -> None:
    assert passage_scores(found, gold) == pytest.approx(wanted)


def test_cited_characters_count_once() -> None:
    assert cited_scores([("a", 0, 10), ("a", 5, 15)], [("a", 0, 5)]) == (1 / 3, 1.0, 0.5)


@given(RANGES, RANGES)
def test_scores_of_ranges_lie_between_0_and_1(found: list[Range], gold: list[Range]) -> None:
    assert all(0 <= score <= 1 for score in passage_scores(found, gold))
    assert all(0 <= score <= 1 for score in cited_scores(found, gold))
    assert common(found, gold) == common(gold, found) == len(_set(found) & _set(gold))


def test_ranges_and_texts_agree_with_the_scorers_of_the_sets(scorer: ModuleType) -> None:
    chance = random.Random(7)
    for _ in range(300):
        gold, found = merge_ranges(_ranges(chance)), _ranges(chance)
        theirs = scorer.chunk_scores(found, gold)
        wanted = (theirs["recall"], theirs["precision"], theirs["iou"])
        assert passage_scores(found, gold) == pytest.approx(wanted)
        theirs = scorer.citation_spans(found, gold)
        wanted = (theirs["precision"], theirs["recall"], theirs["f1"])
        assert cited_scores(found, gold) == pytest.approx(wanted)
        first, second = (" ".join(chance.choices(WORDS, k=9)) for _ in "12")
        assert token_f1(first, [second]) == pytest.approx(scorer.f1(first, [second]))
        assert rouge_l(first, [second]) == pytest.approx(scorer.rouge_l(first, second))
        assert contains(first, [second[:3]]) == bool(scorer.contains(first, [second[:3]]))


def test_rankings_agree_with_the_scorers_of_the_sets(scorer: ModuleType) -> None:
    for ranked, gold in _rankings():
        for limit in (1, 5, 10):
            assert recall_at(limit, ranked, gold) == scorer.recall_at(ranked, gold, limit)
            assert hit_at(limit, ranked, gold) == scorer.hit_at(ranked, gold, limit)
            assert reciprocal_rank(limit, ranked, gold) == scorer.mrr(ranked, gold, limit)
            assert ndcg_at(limit, ranked, gold) == pytest.approx(scorer.ndcg(ranked, gold, limit))


def test_rankings_agree_with_ir_measures() -> None:
    names = {"R@5": recall_at, "Success@5": hit_at, "RR@5": reciprocal_rank, "nDCG@5": ndcg_at}
    parsed = [ir_measures.parse_measure(name) for name in names]
    for ranked, gold in _rankings():
        run = {"q": {name: 1.0 / (rank + 1) for rank, name in enumerate(ranked)}}
        theirs = ir_measures.calc_aggregate(parsed, {"q": dict.fromkeys(gold, 1)}, run)
        for measure, own in zip(parsed, names.values(), strict=True):
            assert own(5, ranked, gold) == pytest.approx(theirs[measure]), (measure, ranked, gold)


@pytest.mark.parametrize(
    ("text", "quotes", "wanted"),
    [
        pytest.param("Iraq bought 24 jets.", ["In 2014 Iraq bought 24 jets."], True, id="all held"),
        pytest.param("Iraq bought 25 jets.", ["Iraq bought 24 jets."], False, id="a number is not"),
        pytest.param("It met Lavrov.", ["It met Putin."], False, id="a name is not"),
        pytest.param("Ties are old.", ["The ties are old."], True, id="a first word is no name"),
        pytest.param(
            "Iran — Aim: Peace", ["| Iran | peace |", "| State | Aim |"], True, id="cells"
        ),
    ],
)
def test_numbers_and_names_stand_in_the_quotes(text: str, quotes: list[str], wanted: bool) -> None:
    assert is_supported(text, quotes) is wanted


def test_alce_counts_statements_that_are_borne_out_and_citations_of_use(scorer: ModuleType) -> None:
    said = [("b", ["a b", "c"]), ("z", ["a"]), ("c", ["c"]), ("d", [])]

    def judge(premise: str, claim: str) -> bool:
        return claim in premise

    assert alce(said, judge) == (0.5, 0.5)
    theirs = scorer.alce(said, judge)
    assert alce(said, judge) == (theirs["recall"], theirs["precision"])


CONFIDENCE = np.array([0.9, 0.8, 0.7, 0.6, 0.2, np.nan])
ANSWERABLE = np.array([1.0, 1.0, 0.0, 1.0, 0.0, 1.0])


def test_what_is_refused_at_a_share_answered() -> None:
    assert refused_at(0.9, CONFIDENCE, ANSWERABLE) == 0.5
    assert refused_at(0.6, CONFIDENCE, ANSWERABLE) == 1.0
    assert math.isnan(refused_at(0.9, CONFIDENCE[:2], ANSWERABLE[:2]))


def test_the_risk_grows_with_what_is_answered_in_vain() -> None:
    assert risk_curve(CONFIDENCE, ANSWERABLE).tolist() == [0, 0, 1 / 3, 0.25, 0.4]
    assert risk_area(CONFIDENCE, ANSWERABLE) == pytest.approx((1 / 3 + 0.25 + 0.4) / 5)


def test_equal_confidence_earns_no_order() -> None:
    same = np.full(4, 0.5)
    assert risk_curve(same, np.array([1.0, 1.0, 0.0, 0.0])).tolist() == [0.5] * 4


def test_confidence_is_compared_with_frequency_in_bins() -> None:
    found = reliability(np.array([0.05, 0.95, 1.0]), np.array([0.0, 1.0, 0.0]))
    assert found == [Bin(0.05, 0.0, 1), Bin(0.975, 0.5, 2)]


@given(st.lists(st.tuples(SHARES, st.sampled_from([0.0, 1.0])), min_size=1, max_size=20))
def test_risks_and_refusals_are_shares(rows: list[tuple[float, float]]) -> None:
    confidence, answerable = np.array(rows).T
    for share in (risk_area(confidence, answerable), refused_at(0.9, confidence, answerable)):
        assert math.isnan(share) == (len(set(answerable)) < 2)
        assert math.isnan(share) or 0 <= share <= 1


@given(st.lists(st.one_of(SHARES, st.just(math.nan)), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    column = np.array(values)
    low, high = interval(mean(column), resample(mean, [column], draws(len(values))))
    if not np.isnan(column).all():
        assert low <= mean(column) <= high
        assert np.nanmin(column) <= low + 1e-9 and high <= np.nanmax(column) + 1e-9


def test_the_interval_of_a_share_is_about_as_wide_as_theory_says() -> None:
    column = np.array([1.0, 0.0] * 200)
    low, high = interval(0.5, resample(mean, [column], draws(400)))
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 400), rel=0.1)
    assert draws(400).shape == (RESAMPLES, 400) and (draws(400) == draws(400)).all()


def test_a_figure_counts_the_questions_it_applies_to() -> None:
    table = table_of([{"answered": 1.0, "search ms": 5.0}, {"refused": 0.0}, {"answered": 0.0}])
    found = {each.metric.name: (each.value, each.count) for each in compute_figures(table)}
    assert found == {
        "answered": (0.5, 2), "refused": (0.0, 1), "search p50": (5.0, 1), "search p95": (5.0, 1),
    }  # fmt: skip
    assert [each.metric.name for each in compute_figures(table, ["answered"])] == ["answered"]


IDS = [str(number) for number in range(40)]


def test_a_fall_beyond_its_paired_interval_is_worse() -> None:
    found = _compared([1.0] * 40, [1.0] * 30 + [0.0] * 10)
    assert found.worse and not found.better
    assert (found.value, found.low, found.high) == (-0.25, -0.4, -0.125)


def test_a_rise_is_better_and_chance_is_neither() -> None:
    assert _compared([1.0] * 30 + [0.0] * 10, [1.0] * 40).better
    one_lost_one_won = _compared([1.0] * 39 + [0.0], [0.0] + [1.0] * 39)
    assert not one_lost_one_won.worse and not one_lost_one_won.better
    one_lost = _compared([1.0] * 40, [1.0] * 39 + [0.0])
    assert one_lost.value == pytest.approx(-0.025) and not one_lost.worse
    same = _compared([1 / 3] * 40, [0.3333] * 40)
    assert (same.value, same.low, same.high) == (0, 0, 0)


def test_of_what_should_be_low_a_rise_is_worse_and_time_is_neither() -> None:
    assert _compared([0.0] * 40, [1.0] * 40, "dangling").worse
    assert not _compared([5.0] * 40, [900.0] * 40, "search ms").worse


def test_questions_are_paired_by_id() -> None:
    table = table_of([{"hit@5": 1.0}, {"hit@5": 0.0}, {"hit@5": 1.0}])
    (found,) = differences(["a", "b", "new"], table, ["b", "gone", "a"], {
        "hit@5": np.array([0.0, 1.0, 1.0])
    })  # fmt: skip
    assert (found.value, found.low, found.high) == (0, 0, 0)


def _compared(before: list[float], after: list[float], name: str = "hit@5") -> FigureDifference:
    tables = [table_of([{name: value} for value in values]) for values in (after, before)]
    return differences(IDS, tables[0], IDS, tables[1])[0]


def _set(ranges: list[Range]) -> set[tuple[str, int]]:
    return {(name, place) for name, start, end in ranges for place in range(start, end)}


def _ranges(chance: random.Random) -> list[Range]:
    starts = [(chance.choice("ab"), chance.randrange(50)) for _ in range(chance.randrange(1, 6))]
    return [(name, start, start + chance.randrange(1, 15)) for name, start in starts]


def _rankings() -> list[tuple[list[str], list[str]]]:
    chance = random.Random(5)
    rows: list[tuple[Any, Any]] = [
        (
            chance.sample(LETTERS, chance.randrange(1, 8)),
            chance.sample(LETTERS, chance.randrange(1, 5)),
        )
        for _ in range(200)
    ]
    return rows
