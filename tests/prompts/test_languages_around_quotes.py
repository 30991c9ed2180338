"""What majlis says around the quotes comes in the language of the person; quotes never change."""

from dataclasses import replace

import pytest

from bot.answer_log.entries import LogEntry, entry_from_json, entry_to_json
from bot.app import App
from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.conversing.validate_question import QuestionError, validate_question, validate_text
from bot.output import strip_control_characters
from bot.rendering.text import answer_json, plain

RUSSIAN, ARABIC = AskOptions(language="ru"), AskOptions(language="ar")
FOLLOWED = "Understood as: How is Iraq positioned toward China?"


def lines(seeded: App, question: str, options: AskOptions, *earlier: str) -> list[str]:
    conversation = Conversation.from_questions(earlier)
    return plain(seeded.assistant.ask(question, conversation, options)).splitlines()


def test_the_frame_is_said_in_the_language_and_the_quotes_stay(seeded: App) -> None:
    before = "How is Iraq positioned toward Russia?"
    english = lines(seeded, "And China?", AskOptions(), before)
    russian = lines(seeded, "And China?", RUSSIAN, before)
    arabic = lines(seeded, "And China?", ARABIC, before)
    assert english[0] == FOLLOWED
    assert russian[0] == "Понято так: How is Iraq positioned toward China?"
    assert arabic[0] == "فُهم السؤال هكذا: \u2068How is Iraq positioned toward China?\u2069"
    sources = english.index("")
    assert english[1:sources] == russian[1:sources] == arabic[1:sources]
    same = next(n for n, line in enumerate(english) if "] the same " in line)
    assert "] там же " in russian[same] and "] المقال نفسه " in arabic[same]


def test_an_abstention_is_said_in_the_language(seeded: App) -> None:
    said = lines(seeded, "What is the capital of Australia?", RUSSIAN)[0]
    assert said == (
        "В статьях нет ответа на этот вопрос. Просмотрено 92 отрывка; "
        "вот самые близкие, хотя ответа нет и в них:"
    )


def test_a_request_that_cannot_be_fulfilled_is_answered_in_the_language(seeded: App) -> None:
    conversation = Conversation()
    seeded.assistant.ask("Where did Iraq send wheat?", conversation, RUSSIAN)
    answer = seeded.assistant.ask("show quote 5", conversation, RUSSIAN)
    assert answer.remark == "Цитаты 5 нет; в последнем ответе 1 цитата."
    silent = seeded.assistant.ask("Which articles say nothing?", conversation, ARABIC)
    assert silent.remark.startswith("\u2068\u20684\u2069 مقالات لا تقول شيئًا عن هذا\u2069 (من أصل")


def test_the_log_keeps_the_language_and_an_old_row_is_english(seeded: App) -> None:
    answer = replace(seeded.assistant.ask("Where did Iraq send wheat?", None, RUSSIAN), hits=())
    row = entry_to_json(LogEntry(answer, "2026-01-02T03:04:05.000000Z"))
    assert row["language"] == "ru" and entry_from_json(row).answer.language == "ru"
    del row["language"]
    assert entry_from_json(row).answer.language == "en"
    assert "language" not in answer_json(answer)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a \u2068b\u2069", "a \u2068b\u2069", id="closed"),
        pytest.param("\u2068a \u20681\u2069\u2069", "\u2068a \u20681\u2069\u2069", id="nested"),
        pytest.param("a \u2068b", "a �b", id="never closed"),
        pytest.param("a \u2068b\n\u2069", "a �b\n�", id="closed on another line"),
        pytest.param("a\u2069 \u2068b\u2069\u2069", "a� \u2068b\u2069�", id="closed too often"),
        pytest.param("\u2068\u202ea\u2069", "\u2068�a\u2069", id="an override within"),
        pytest.param("\u2067a\u2069", "�a�", id="another kind"),
    ],
)
def test_an_isolate_that_is_closed_on_its_line_may_stay(text: str, shown: str) -> None:
    assert strip_control_characters(text) == shown


@pytest.mark.parametrize(
    ("words", "english", "russian"),
    [
        (" \n", "The question is empty.", "Вопрос пуст."),
        (
            "x" * 5_000,
            "The question has 5,000 characters; 4,000 is the most.",
            "В вопросе 5\xa0000 знаков; можно не больше 4\xa0000.",
        ),
    ],
)
def test_what_is_wrong_with_a_question_can_be_said_in_any_language(
    words: str, english: str, russian: str
) -> None:
    with pytest.raises(QuestionError) as raised:
        validate_question(words)
    assert (raised.value.message, raised.value.message_in("ru")) == (english, russian)


def test_a_text_to_check_is_no_question() -> None:
    with pytest.raises(QuestionError) as raised:
        validate_text("x" * 21_000, 20_000)
    assert raised.value.message == "The text has 21,000 characters; 20,000 is the most."
    assert "В тексте 21\xa0000 знаков" in raised.value.message_in("ru")
    assert "في النص" in raised.value.message_in("ar")
