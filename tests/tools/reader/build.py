"""Build the training pairs of the public sets; the same from the same files and seed."""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.support.places import DATA, ROOT, SEEDS_FOLDER
from tests.tools.reader.leaks import (
    HeldTexts,
    evaluation_questions,
    evaluation_texts,
    read_held,
)
from tests.tools.reader.pairs import TrainingPair
from tests.tools.reader.public_sets import read_set
from tests.tools.reader.set_pairs import ArticlePairs
from tests.tools.reader.sources import Snapshots, Source, read_sources

log = logging.getLogger(__name__)

HELD = Path(__file__).parent / "held_pieces.txt"
OWN_QUESTIONS = ROOT / "tests" / "tools" / "eval" / "own_questions.jsonl"
REPORTED = DATA / "reading"


def build(snapshots: Snapshots, evals: Path, *, seed: int) -> Iterator[TrainingPair]:
    """Yield the pairs of all sets that share nothing with the evaluation."""
    sources = read_sources()
    snapshots.require(sources)
    held = held_back(evals)
    for source in sources:
        pairs = list(set_pairs(source, snapshots, seed))
        left = list(held.left_in(pairs))
        kinds = Counter(str(pair.kind) for pair in left)
        log.info("%s: %d pairs, %d left out: %s", source.name, len(left), len(pairs) - len(left),
                 dict(sorted(kinds.items())))  # fmt: skip
        yield from left


def set_pairs(source: Source, snapshots: Snapshots, seed: int) -> Iterator[TrainingPair]:
    """Yield the pairs of a set, from as many of its questions as its recipe says."""
    random = Random(f"{seed} {source.name}")
    recipe = source.recipe
    articles = list(read_set(source.format, snapshots.read(source)))
    places = [(n, m) for n, each in enumerate(articles) for m in range(len(each.questions))]
    count = min(recipe.limit, round(len(places) * recipe.share))
    chosen: dict[int, list[int]] = {}
    for article, question in sorted(random.sample(places, count)):
        chosen.setdefault(article, []).append(question)
    for number, questions in chosen.items():
        maker = ArticlePairs(source, articles[number], random)
        for question in questions:
            for _ in range(recipe.times):
                yield from maker.pairs(articles[number].questions[question])


def held_back(evals: Path) -> HeldTexts:
    """Return what stays out: the hashes that are kept here, our questions, the evaluation sets."""
    if not evals.exists():
        log.warning("There is no %s: texts are checked by the hashes that are kept only.", evals)
    reported = [*SEEDS_FOLDER.glob("*.txt"), *REPORTED.glob("*/articles/*.txt")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(reported)]
    files = [
        OWN_QUESTIONS,
        *sorted(REPORTED.glob("*/questions.jsonl")),
        *sorted(evals.glob("*/questions.jsonl")),
    ]
    files += evals.glob("seed_questions.jsonl")
    questions = evaluation_questions(files)
    return read_held(HELD).with_texts([*texts, *evaluation_texts(evals)], questions)
