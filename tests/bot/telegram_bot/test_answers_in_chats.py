"""What a person gets in a chat: the answer that the engine gives, in order, whole."""

import re
from itertools import chain
from typing import Any

import pytest

from bot.app import App
from bot.conversing.conversation import Conversation
from bot.conversing.validate_question import QuestionError
from bot.rendering.messages import lines
from bot.rendering.text import plain
from prompts import say
from tests.support.fake_bot_api import NAME, FakeBotApi
from tests.support.telegram import CHINA, RUSSIA, TUNGSTEN, answer_texts, serving

# One answer, said in a chat


def test_an_answer_is_the_one_that_the_engine_gives(people: FakeBotApi, seeded: App) -> None:
    question_id = people.write(1, RUSSIA)
    (sent,) = people.sent(1)
    assert [sent.text] == answer_texts(seeded.assistant.ask(RUSSIA))
    assert (sent.reply_to, sent.thread, sent.preview) == (question_id, None, False)


def test_every_mark_leads_to_a_source_that_is_named_once(people: FakeBotApi, seeded: App) -> None:
    people.write(2, RUSSIA)
    (sent,) = people.sent(2)
    reply, sources = sent.text.rsplit("\n\n", 1)
    rows = [row.partition("] ") for row in sources.split("\n")]
    numbers = [re.findall(r"\d+", marks) for marks, _, _ in rows]
    assert re.findall(r"\[(\d+)\]", reply) == sorted(chain(*numbers))
    assert sent.styled("bold")[-len(rows) :] == [f"{marks}]" for marks, _, _ in rows]
    answer = seeded.assistant.ask(RUSSIA)
    for own, (_, _, title) in zip(numbers, rows, strict=True):
        cited = {answer.citations[int(number) - 1].title for number in own}
        assert cited == {title}
    titles = [title for _, _, title in rows]
    assert len(set(titles)) == len(titles) == 3
    assert any(citation.quote.text in reply for citation in answer.citations)


def test_answers_are_kept_by_user_and_chat(people: FakeBotApi, seeded: App) -> None:
    people.write(7_007, RUSSIA)
    (sent,) = people.sent(7_007)
    (entry,) = seeded.log.find(conversation="telegram:7007")
    assert (entry.user, answer_texts(entry.answer)) == ("42", [sent.text])


def test_a_follow_up_takes_the_question_before_along(people: FakeBotApi) -> None:
    people.write(3, RUSSIA)
    people.sent(3)
    people.write(3, "And China?")
    _, sent = people.sent(3, 2)
    assert sent.text.startswith(f"Understood as: {CHINA}\n")
    assert sent.styled("italic")[0] == f"Understood as: {CHINA}"


def test_a_question_that_the_articles_do_not_answer_is_not_answered(
    people: FakeBotApi, seeded: App
) -> None:
    answer = seeded.assistant.ask(TUNGSTEN)
    assert answer.abstained
    people.write(4, TUNGSTEN)
    (sent,) = people.sent(4)
    assert [sent.text] == answer_texts(answer)
    assert (sent.styled("bold"), sent.styled("code")) == ([], [])


def test_a_question_that_cannot_be_asked_is_told_why(people: FakeBotApi, seeded: App) -> None:
    long = "x" * 4_001
    with pytest.raises(QuestionError) as error:
        seeded.assistant.ask(long)
    people.write(5, long)
    assert people.sent(5)[0].text == error.value.message


def test_a_chat_says_what_a_terminal_says(seeded: App) -> None:
    for question in (RUSSIA, TUNGSTEN):
        answer = seeded.assistant.ask(question)
        reply = "\n".join("".join(piece.text for piece in line) for line in lines(answer))
        assert re.sub(" {2,}", "  ", reply) == re.sub(" {2,}", "  ", plain(answer))


def test_titles_are_links_where_a_chat_can_follow_them(linked: App, api: FakeBotApi) -> None:
    with serving(linked, api):
        api.write(6, "How often does the ferry cross the strait of Zembla?")
        api.write(6, "When does our baker take the rye bread out of the oven?")
        ferry, bread = api.sent(6, 2)
    assert ferry.styled("text_link") == ["Far away"]
    assert "At home" in bread.text
    assert "At home" not in bread.styled("text_link")


@pytest.mark.parametrize("text", ["/start", "/help", "/nonsense"])
def test_commands_are_told_what_the_bot_does(people: FakeBotApi, text: str) -> None:
    chat = 10 + len(text)
    people.write(chat, text)
    assert people.sent(chat)[0].text == say("telegram-help")


@pytest.mark.parametrize(
    ("chat", "content"),
    [
        pytest.param(20, {"dice": {"emoji": "🎲", "value": 3}}, id="dice"),
        pytest.param(21, {"location": {"latitude": 1.0, "longitude": 1.0}}, id="location"),
        pytest.param(22, {"text": "/ask"}, id="nothing asked"),
        pytest.param(23, {"text": f"@{NAME}"}, id="only the name"),
    ],
)  # fmt: skip
def test_what_is_no_question_gets_one_line(
    people: FakeBotApi, chat: int, content: dict[str, Any]
) -> None:
    people.write(chat, **content)
    assert people.sent(chat)[0].text == say("telegram-only-text")


def test_what_telegram_itself_reports_is_not_answered(people: FakeBotApi) -> None:
    people.write(24, new_chat_title="Another title")
    question_id = people.write(24, RUSSIA)
    assert people.sent(24)[0].reply_to == question_id


# Order, memory


def test_answers_of_a_chat_keep_their_order(people: FakeBotApi) -> None:
    people.fail("sendMessage", 429)
    question_ids = [
        people.write(40, text) for text in (RUSSIA, "And China?", CHINA, TUNGSTEN, RUSSIA)
    ]
    assert [sent.reply_to for sent in people.sent(40, 5)] == question_ids


@pytest.mark.parametrize(("chat", "between", "remembered"), [(41, 9, True), (42, 10, False)])
def test_the_last_ten_questions_of_a_chat_are_remembered(
    people: FakeBotApi, chat: int, between: int, remembered: bool
) -> None:
    for text in (RUSSIA, *["thanks a lot"] * between, "And China?"):
        people.write(chat, text)
    last = people.sent(chat, between + 2)[-1]
    assert last.text.startswith(f"Understood as: {CHINA}\n") is remembered


def test_a_long_answer_comes_in_several_messages(people: FakeBotApi, seeded: App) -> None:
    long = f"{RUSSIA} {'🙂 ' * 1_900}".strip()
    people.write(50, long)
    first = people.sent(50)
    people.write(50, "And China?")
    conversation = Conversation()
    seeded.assistant.ask(long, conversation)
    expected = answer_texts(seeded.assistant.ask("And China?", conversation))
    assert len(expected) > 1
    sent = people.sent(50, 1 + len(expected))[1:]
    assert [message.text.split() for message in sent] == [text.split() for text in expected]
    assert [message.reply_to is None for message in sent] == [False] + [True] * (len(sent) - 1)
    assert first[0].text.startswith("Understood") is False
