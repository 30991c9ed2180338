"""An answer that abstains says what the articles come nearest to."""

import json

import pytest

from bot.answers import NearMiss
from bot.app import App
from bot.extracting.near_miss import find_near_miss
from bot.rendering.text import answer_json, plain


@pytest.mark.parametrize(
    ("question", "subject", "lacks"),
    [
        ("Who commands the PMF?", "PMF", "person"),
        ("What is the cost of the Basra-Aqaba pipeline?", "Basra-Aqaba", "cost"),
        ("On which day did Vershinin fly to Doha?", "Vershinin", "date"),
        ("How many officers work for the NATO Mission Iraq?", "NATO Mission Iraq", "number"),
        ("In which city does Vershinin live?", "Vershinin", "place"),
        ("Why does ExxonMobil sponsor football?", "ExxonMobil", "reason"),
        ("How did Interpol find its director?", "Interpol", "way"),
        ("Does Interpol like cheese?", "Interpol", "other"),
    ],
)
def test_it_names_the_subject_and_what_is_lacking(
    seeded: App, question: str, subject: str, lacks: str
) -> None:
    result = seeded.assistant._searcher.find(question, limit=20)
    assert find_near_miss(question, result) == NearMiss(subject, lacks)


@pytest.mark.parametrize(
    "question", ["What is the capital of Australia?", "how tall is a giraffe", "Draft my CV", "?!"]
)
def test_a_subject_that_no_article_names_is_none(seeded: App, question: str) -> None:
    result = seeded.assistant._searcher.find(question, limit=20)
    assert find_near_miss(question, result) is None


def test_every_front_end_says_it(seeded: App) -> None:
    answer = seeded.assistant.ask("Which hospital was Sergey Vershinin born in?")
    assert answer.abstained, answer.reason
    assert answer.near_miss == NearMiss("Sergey Vershinin", "other")
    assert json.loads(json.dumps(answer_json(answer)))["near_miss"] == {
        "subject": "Sergey Vershinin",
        "lacks": "other",
    }
    assert plain(answer).startswith("The articles name “Sergey Vershinin”, but no sentence")


def test_an_answer_that_is_given_is_no_near_miss(seeded: App) -> None:
    answer = seeded.assistant.ask("Where did Iraq send wheat?")
    assert answer.near_miss is None
    assert answer_json(answer)["near_miss"] is None
