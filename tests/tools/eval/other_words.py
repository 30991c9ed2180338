"""Questions in other words than their articles: on the seeds, and on twenty articles of our own.

They were written by people who had seen the articles and nothing else. The even half was open while
rules were chosen, the odd half was opened for the report.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.answers import Answer, Citation
from bot.assistant import Assistant
from retrieval.index.home_folder import Home, seeds_folder
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.search.searcher import Searcher
from tests.support.places import DATA
from tests.tools.eval.sets import Row, half, models, reader, rows

FOLDER = DATA / "reading"
SETS = {"seeds, roundabout": "seeds", "seeds, natural": "natural", "ferries": "ferries"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a question was answered, and whether gold was quoted, and quoted first."""

    question: Row
    answered: bool
    quoted: bool
    first: bool


def other_words(work: Path) -> Iterable[str]:
    """Yield a line for each set and half, and for each kind of question in the odd half."""
    for label, name in SETS.items():
        outcomes = list(ask(work, name))
        for part, said in ((0, "open half"), (1, "sealed half")):
            own = [each for each in outcomes if half(each.question) == part]
            yield f"{label} ({said}): {figures(own)}"
            for kind in sorted({each.question["kind"] for each in own}) if part else ():
                some = [each for each in own if each.question["kind"] == kind]
                yield f"{label} ({said}), {kind}: {figures(some)}"


def ask(work: Path, name: str) -> Iterable[Outcome]:
    """Ask the questions of a set about its articles."""
    articles = FOLDER / name / "articles"
    home = Home(work / f"words-{name}")
    with Writer(home, models()) as writer:
        add(writer, [str(articles if articles.exists() else seeds_folder())])
    texts = {}
    for entry in home.catalog.entries():
        document = home.catalog.document(entry.id)
        assert document is not None
        texts[entry.id.removesuffix(".txt")] = document.text
    assistant = Assistant(Searcher(home, models()), reader=reader())
    for question in rows(FOLDER / name / "questions.jsonl"):
        answer = assistant.ask(question["question"])
        is_gold = gold_test(question, texts)
        yield Outcome(
            question,
            not answer.abstained,
            any(map(is_gold, answer.citations)),
            any(is_gold(citation) for citation in first_citations(answer)),
        )
    assistant.close()


def gold_test(question: Row, texts: dict[str, str]) -> Callable[[Citation], bool]:
    """Return what tells whether a citation quotes some of a question's gold."""
    places = []
    for gold in question["gold"]:
        name = gold["document"].removesuffix(".txt")
        start = texts[name].index(gold["quote"])
        places.append((name, start, start + len(gold["quote"])))

    def quotes_gold(citation: Citation) -> bool:
        quote = citation.quote
        return any(
            quote.document_id.removesuffix(".txt") == name
            and max(quote.start, start) < min(quote.end, end)
            for name, start, end in places
        )

    return quotes_gold


def first_citations(answer: Answer) -> list[Citation]:
    """Return the citations of the first statement."""
    numbers = answer.statements[0].citations if answer.statements else ()
    return [citation for citation in answer.citations if citation.number in numbers]


def figures(outcomes: list[Outcome]) -> str:
    """Return the shares of questions that were answered, quoted and refused as they should be."""
    yes = [each for each in outcomes if each.question["gold"]]
    no = [each for each in outcomes if not each.question["gold"]]
    parts = []
    if yes:
        count = len(yes)
        parts.append(
            f"of {count} answerable answered {sum(e.answered for e in yes) / count:.2f}, gold"
            f" quoted {sum(e.quoted for e in yes) / count:.2f}, first"
            f" {sum(e.first for e in yes) / count:.2f}"
        )
    if no:
        parts.append(f"of {len(no)} others refused {sum(not e.answered for e in no) / len(no):.2f}")
    return "; ".join(parts)
