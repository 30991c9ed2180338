"""Inline mode: cited results soon, and the way into the chat."""

import time

from bot.app import App
from prompts import say
from tests.support.fake_bot_api import FakeBotApi
from tests.support.telegram import RUSSIA, TUNGSTEN, answer_texts, serving


def test_an_inline_question_gets_the_answer_and_its_quotes(people: FakeBotApi, seeded: App) -> None:
    answer = seeded.assistant.ask(RUSSIA)
    begun = time.monotonic()
    query = people.inline(501, RUSSIA)
    results = people.inline_results(query)
    assert time.monotonic() - begun < 5
    whole, *quotes = results
    content = whole["input_message_content"]["message_text"]
    assert content.startswith(f"{RUSSIA}\n\n{answer.statements[0].text} [1]")
    assert 1 < len(results) <= 10
    for result in quotes:
        content = result["input_message_content"]
        (block,) = [e for e in content["entities"] if e["type"] == "expandable_blockquote"]
        assert block["offset"] == 0
    texts = [result["input_message_content"]["message_text"] for result in quotes]
    for citation in answer.citations:
        place = f"{citation.quote.document_id} {citation.quote.start}-{citation.quote.end}"
        assert f"{citation.quote.text}\n{citation.title} · {place}" in texts
    fields = people.answered(query)
    assert (fields["cache_time"], fields.get("is_personal")) == ("300", "false")
    assert fields["button"]["text"] == say("telegram-open-chat")


def test_what_is_not_answered_shows_what_is_near_and_says_so(people: FakeBotApi) -> None:
    results = people.inline_results(people.inline(502, TUNGSTEN))
    texts = [result["input_message_content"]["message_text"] for result in results]
    assert len(texts) == 3
    assert all(text.endswith(say("telegram-no-answer")) for text in texts)
    assert results[0]["title"].startswith("Close, but no answer: ")


def test_too_few_letters_are_no_question(people: FakeBotApi) -> None:
    assert people.inline_results(people.inline(503, "Ir")) == []
    assert people.answered(people.inline(503, ""))["results"] == []


def test_inline_questions_are_not_logged(seeded: App, api: FakeBotApi) -> None:
    before = len(seeded.log.find())
    with serving(seeded, api):
        api.inline_results(api.inline(504, RUSSIA))
    assert len(seeded.log.find()) == before


def test_an_inline_question_from_before_a_restart_is_let_go(seeded: App, api: FakeBotApi) -> None:
    query = api.inline(505, RUSSIA)
    api.later(60)
    with serving(seeded, api):
        api.write(505, RUSSIA, user=505)
        assert api.sent(505)[0].text == answer_texts(seeded.assistant.ask(RUSSIA))[0]
    assert api.queries[query].answer is None
