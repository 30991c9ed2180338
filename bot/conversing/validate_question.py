"""Check that a question can be asked at all."""

from prompts import say
from retrieval.errors import ExpectedError

MAX_CHARACTERS = 4_000


class QuestionError(ExpectedError):
    """A question that cannot be asked, or a text that cannot be checked.

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
    words = _clean(question)
    if not words:
        raise QuestionError("question-empty", hint='Ask, for example: majlis ask "How …?"')
    if len(words) > MAX_CHARACTERS:
        raise QuestionError(
            "question-too-long",
            hint="Ask in fewer words, or add the text as an article.",
            characters=len(words),
            most=MAX_CHARACTERS,
        )
    return " ".join(words.split())


def validate_text(text: str, most: int) -> str:
    """Return a text of at most so many characters; what no text may hold is replaced.

    Raises QuestionError for an empty text and for one that is too long.
    """
    words = _clean(text)
    if not words:
        raise QuestionError("text-empty", hint='Write it, for example: majlis check "It costs …"')
    if len(words) > most:
        raise QuestionError(
            "text-too-long", hint="Check it in parts.", characters=len(words), most=most
        )
    return words


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", " ").strip()
