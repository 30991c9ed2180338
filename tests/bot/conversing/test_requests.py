"""Requests about the last answer: recognised only in so many words, fulfilled with quotes."""

import pytest

from bot.answers import Answer
from bot.app import App
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.conversing.requests import LAST, Request, RequestKind, parse_request
from bot.rendering.text import plain
from tests.bot.test_answers import TEXTS
from tests.support.seed_articles import DISTANCING, RUSSIA_STARTS, SHIFTING

RUSSIA = "How is Iraq positioned toward Russia?"


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("show quote 2", Request(RequestKind.QUOTE, 2)),
        ("Please show me the full quote [2].", Request(RequestKind.QUOTE, 2)),
        ("show the second one", Request(RequestKind.QUOTE, 2)),
        ("show me the last quote", Request(RequestKind.QUOTE, LAST)),
        ("quote 12", Request(RequestKind.QUOTE, 12)),
        ("show me the source of 2", Request(RequestKind.SOURCE, 2)),
        ("What is the source of [3]?", Request(RequestKind.SOURCE, 3)),
        ("Where does quote 1 come from?", Request(RequestKind.SOURCE, 1)),
        ("which article is 2 from?", Request(RequestKind.SOURCE, 2)),
        ("sources?", Request(RequestKind.SOURCE)),
        ("more context for 2", Request(RequestKind.CONTEXT, 2)),
        ("more context please", Request(RequestKind.CONTEXT)),
        ("expand 3", Request(RequestKind.CONTEXT, 3)),
        ("more like this", Request(RequestKind.MORE)),
        ("Show me more like the third", Request(RequestKind.MORE, 3)),
        ("disagree", Request(RequestKind.OTHERS)),
        ("Who disagrees?", Request(RequestKind.OTHERS)),
        ("What do other articles say about this?", Request(RequestKind.OTHERS)),
        ("Which articles say nothing?", Request(RequestKind.SILENT)),
        ("which articles don't mention it?", Request(RequestKind.SILENT)),
        ("tell me more", Request(RequestKind.MORE)),
        ("What else?", Request(RequestKind.MORE)),
        ("shorter", Request(RequestKind.SHORTER)),
        ("OK, make it shorter, please!", Request(RequestKind.SHORTER)),
        ("in Arabic", Request(RequestKind.LANGUAGE)),
        ("translate it into Russian", Request(RequestKind.LANGUAGE)),
    ],
)
def test_a_request_is_recognised(words: str, request_: Request) -> None:
    assert parse_request(words) == request_


@pytest.mark.parametrize(
    "words",
    [
        "What is the source of the conflict?",
        "Where does the oil come from?",
        "Where is he from?",
        "Who disagrees with Maliki?",
        "What do other countries say about Iraq?",
        "Which articles of the constitution say nothing about oil?",
        "What is the context of the war?",
        "Is there more like Maliki?",
        "Why was the war shorter?",
        "What happened in Arabic countries?",
        "How many sources of oil are there?",
        "What was said in 2 speeches?",
        "And the second one?",
        "How is Iraq positioned toward Russia?",
    ],
)
def test_a_question_is_no_request(words: str) -> None:
    assert parse_request(words) is None


@pytest.fixture
def conversation(seeded: App) -> Conversation:
    """Give a conversation in which one question was answered with five quotes."""
    begun = Conversation()
    seeded.assistant.ask(RUSSIA, begun)
    return begun


def asked(app: App, words: str, conversation: Conversation) -> Answer:
    *statements, answer = app.assistant.stream(words, conversation)
    assert isinstance(answer, Answer)
    assert tuple(statements) == answer.statements
    assert answer.standalone_question == words
    for citation in answer.citations:
        quote = citation.quote
        assert TEXTS[quote.document_id][quote.start : quote.end] == quote.text
    return answer


def test_a_quote_is_shown_word_for_word(seeded: App, conversation: Conversation) -> None:
    before = conversation.last
    assert before is not None
    for words in ("show quote 2", "show me the source of 2"):
        answer = asked(seeded, words, conversation)
        assert [c.quote for c in answer.citations] == [before.citations[1].quote]
        assert [s.text for s in answer.statements] == [before.citations[1].quote.text]
    everything = asked(seeded, "sources?", conversation)
    assert everything.citations == before.citations
    assert conversation.last is before


def test_the_context_of_a_quote_shows_it_marked_among_its_neighbours(
    seeded: App, conversation: Conversation
) -> None:
    before = conversation.last
    assert before is not None
    answer = asked(seeded, "more context for 2", conversation)
    quote = before.citations[1].quote
    assert [s.text for s in answer.statements].index(f"» {quote.text} «") == 2
    assert [c.quote.start for c in answer.citations] == list(RUSSIA_STARTS)


def test_more_like_a_quote_repeats_none_of_the_answer(
    seeded: App, conversation: Conversation
) -> None:
    before = conversation.last
    assert before is not None
    answer = asked(seeded, "more like 2", conversation)
    assert len(answer.statements) == 3
    assert not {c.quote for c in answer.citations} & {c.quote for c in before.citations}
    assert conversation.last is answer
    assert conversation.questions == [RUSSIA, RUSSIA]


def test_other_articles_are_asked_the_same_question(seeded: App) -> None:
    conversation = Conversation()
    first = seeded.assistant.ask(RUSSIA, conversation, AskOptions(limit=1))
    quoted = {citation.quote.document_id for citation in first.citations}
    answer = asked(seeded, "What do other articles say?", conversation)
    others = {citation.quote.document_id for citation in answer.citations}
    assert SHIFTING in others
    assert not others & quoted


def test_the_articles_that_say_nothing_are_named(seeded: App, conversation: Conversation) -> None:
    answer = asked(seeded, "Which articles say nothing?", conversation)
    assert answer.abstained
    assert answer.remark.startswith("2 of 5 articles say nothing about this: “Iraq’s Diplomatic")
    assert f"({DISTANCING})" in answer.remark


def test_shorter_is_the_first_half_of_the_statements_until_one_is_left(
    seeded: App, conversation: Conversation
) -> None:
    before = conversation.last
    assert before is not None
    short = asked(seeded, "shorter", conversation)
    assert short.statements == before.statements[:2]
    assert short.citations == before.citations[:2]
    assert asked(seeded, "shorter", conversation).statements == before.statements[:1]
    assert plain(asked(seeded, "shorter", conversation)) == "This is as short as it gets."


def test_a_follow_up_after_a_request_is_about_the_same_subject(
    seeded: App, conversation: Conversation
) -> None:
    asked(seeded, "shorter", conversation)
    answer = seeded.assistant.ask("And China?", conversation)
    assert answer.standalone_question == "How is Iraq positioned toward China?"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show quote 9", "There is no quote 9; the last answer has 5 quotes."),
        ("more context for 6", "There is no quote 6; the last answer has 5 quotes."),
        ("in Arabic", "Quotes are shown in the article's own words; nothing is translated."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    seeded: App, conversation: Conversation, words: str, said: str
) -> None:
    answer = asked(seeded, words, conversation)
    assert answer.abstained
    assert plain(answer) == said


def test_an_answer_that_quoted_nothing_has_nothing_to_show(seeded: App) -> None:
    conversation = Conversation()
    seeded.assistant.ask("What is the capital of Australia?", conversation)
    assert plain(asked(seeded, "show quote 1", conversation)) == "The last answer quoted nothing."
    others = asked(seeded, "Who disagrees?", conversation)
    assert plain(others) == "No other article says anything about this."


def test_without_an_answer_the_same_words_are_a_question(seeded: App) -> None:
    answer = seeded.assistant.ask("show quote 2", Conversation())
    assert answer.searched > 0
