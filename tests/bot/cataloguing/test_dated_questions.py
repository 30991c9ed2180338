"""Questions that name a time or a source, ask for now, or for the articles themselves."""

from tests.tools.eval.dated import run_dated


def test_dated_questions_are_answered_from_the_articles_they_name() -> None:
    results = run_dated("development")
    assert [result.question for result in results if "outside" in result.faults] == []
    assert [result.question for result in results if "first" in result.faults] == []
    assert [result.question for result in results if result.faults] == []
