"""Conversations about the seeds: each follow-up is understood and answered."""

import pytest

from bot.app import App
from bot.conversing.conversation import Conversation
from tests.bot.test_answers import checked

MOSCOW = "Who accepted the Iraqi ambassador's credentials in Moscow?"
SECURITY = "According to the security table, what does Russia contribute?"
PARTNERS = "What are the security contributions of Iraq's partners?"
MALIKI = "What did Maliki do in Moscow?"
RUSSIA = "How is Iraq positioned toward Russia?"
ANSWERED = [
    (["What does Russia contribute to Iraq's security?"], "And China?", "What does China contribute to Iraq's security?", "Belt and Road"),
    ([RUSSIA], "What about China?", "How is Iraq positioned toward China?", "Infrastructure Investment"),
    ([RUSSIA, "What about China?"], "And Jordan?", "How is Iraq positioned toward Jordan?", "Iraqi-Jordanian relations"),
    ([RUSSIA], "and the United States?", "How is Iraq positioned toward the United States?", "important factor in Iraqi foreign relations"),
    ([MOSCOW], "What was discussed there?", "What was discussed in Moscow?", "pivotal meeting in Moscow"),
    ([MOSCOW], "What did he accept?", "What did Deputy Foreign Minister Sergey Vershinin accept?", "copies of credentials"),
    ([MALIKI], "Why did he go there?", "Why did Maliki go to Moscow?", "to convince Russian companies"),
    (["Who is Maliki?"], "What does he want?", "What does Maliki want?", "counterbalance American weapons"),
    (["What is BICES?"], "Who uses it?", "Who uses BICES?", "information-sharing system with NATO"),
    (["What is BICES?"], "Does NATO use it?", "Does NATO use BICES?", "information-sharing system with NATO"),
    (["Where did Iraq send wheat?"], "Why did it do that?", "Why did Iraq send wheat?", "political and humanitarian solidarity"),
    (["What did Iraq do with Interpol?"], "Why?", "Why did Iraq do that with Interpol?", "reactivated its cooperation"),
    ([PARTNERS], "and the third one?", "What about Russia — Security Contribution: Arms sales, training programs?", "Arms sales"),
    (["Does Jordan get oil from Iraq?"], "What does it export there?", "What does Jordan export to Iraq?", "one-fourth of Jordanian"),
    (["What is the Popular Mobilization Forces?"], "Who are they loyal to?", "Who are Popular Mobilization Forces loyal to?", "intertwined with Tehran"),
    (["How does Iraq see Israel?"], "What are its key interests?", "What are Iraq’s key interests?", "Ensure national sovereignty"),
    ([RUSSIA], "Where did Iraq send wheat?", "Where did Iraq send wheat?", "wheat shipments"),
]  # fmt: skip
REFUSED = [
    ([RUSSIA], "And Brazil?", "How is Iraq positioned toward Brazil?"),
    ([MALIKI], "Who was his wife?", "Who was Maliki’s wife?"),
    (["What are Israel's key interests with regard to Iraq?"], "What is its capital?", "What is Israel’s capital?"),
    ([SECURITY], "What is the capital of Australia?", "What is the capital of Australia?"),
    ([MOSCOW], "and the fourth one?", "and the fourth one?"),
]  # fmt: skip


def talk(app: App, earlier: list[str]) -> Conversation:
    conversation = Conversation()
    for question in earlier:
        app.assistant.ask(question, conversation)
    return conversation


@pytest.mark.parametrize(("earlier", "question", "understood", "words"), ANSWERED)
def test_a_follow_up_that_the_articles_answer_quotes_the_answer(
    seeded: App, earlier: list[str], question: str, understood: str, words: str
) -> None:
    answer = checked(seeded.assistant.ask(question, talk(seeded, earlier)))
    assert answer.standalone_question == understood
    assert not answer.abstained, answer.reason
    assert any(words in citation.quote.text for citation in answer.citations)


@pytest.mark.xfail(strict=True, reason="the reader doubts that the articles answer these")
@pytest.mark.parametrize(
    "question",
    [
        "Where did the meeting take place (Moscow)?",
        "According to the security table, what do the countries contribute?",
    ],
)
def test_these_should_be_answered_too(seeded: App, question: str) -> None:
    assert not seeded.assistant.ask(question).abstained


@pytest.mark.parametrize(("earlier", "question", "understood"), REFUSED)
def test_a_follow_up_that_they_do_not_answer_is_refused(
    seeded: App, earlier: list[str], question: str, understood: str
) -> None:
    answer = checked(seeded.assistant.ask(question, talk(seeded, earlier)))
    assert answer.standalone_question == understood
    assert answer.abstained, answer.reason


def test_what_was_asked_last_is_what_a_pronoun_means(seeded: App) -> None:
    asked = [
        "How is Iraq positioned toward Russia?", "And China?", "what about Jordan?",
        "What share of its industrial exports goes to Iraq?",
        "Is it true that Maliki visited Moscow?", "What did he want?",
    ]  # fmt: skip
    conversation = Conversation()
    understood = [seeded.assistant.ask(words, conversation).standalone_question for words in asked]
    assert understood == [
        "How is Iraq positioned toward Russia?", "How is Iraq positioned toward China?",
        "How is Iraq positioned toward Jordan?",
        "What share of Jordan’s industrial exports goes to Iraq?",
        "Is it true that Maliki visited Moscow?", "What did Maliki want?",
    ]  # fmt: skip
