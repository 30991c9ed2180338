"""Check that a question can be asked at all."""

from prompts import say
from retrieval.errors import ExpectedError

MAX_CHARACTERS = 4_000


class QuestionError(ExpectedError):
    """A question that cannot be asked.

    `text` and `values` name the message of `prompts.say` that tells a person so in any language.
    """

    def __init__(self, text: str, *, hint: str, **values: int) -> None:
        super().__init__(say(text, "en", **values), hint=hint)
        self.text = text
        self.values = values

    def message_in(self, language: str) -> str:
        """Return in a language what is wrong, without the hint."""
        return say(self.text, language, **self.values)


def validate_question(question: str) -> str:
    """Return a question that can be searched, on one line; what no text may hold is replaced.

    Raises QuestionError for an empty question and for one that is too long.
    """
    return " ".join(validate_text(question, MAX_CHARACTERS).split())


def validate_text(text: str, most: int) -> str:
    """Return a text of at most so many characters; what no text may hold is replaced.

    Raises QuestionError for an empty text and for one that is too long.
    """
    words = text.encode("utf-8", "replace").decode().replace("\0", " ").strip()
    if not words:
        raise QuestionError("question-empty", hint='Ask, for example: majlis ask "How …?"')
    if len(words) > most:
        raise QuestionError(
            "question-too-long",
            hint="Ask in fewer words, or add the text as an article.",
            characters=len(words),
            most=most,
        )
    return words
