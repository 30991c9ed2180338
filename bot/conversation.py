"""What was said before, and how a follow-up is made to stand alone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.answers import Answer
from bot.questions import names
from retrieval.words import terms

_BARE = re.compile(
    r"^\s*(?:and|but|what about|how about|and what about|а|и|а как насчёт|و|وماذا عن|ماذا عن)\s+"
    r"(?:for|in|with|about|to|of)?\s*(.{2,60}?)\s*[?؟.!]*\s*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|that one|there|"
    r"он|она|они|его|её|их|этого|هو|هي|هم)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\s*(?:who|whom|what|where|when|why|how|which)\b\s*", re.IGNORECASE)


TURNS = 10  # that a follow-up may refer to


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, how it was understood, and what was answered if we answered it."""

    question: str
    standalone: str
    answer: Answer | None = None


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation, oldest first; the only state a front end keeps.

    `id` is the front end's name for it, under which the log keeps its answers.
    """

    turns: list[Turn] = field(default_factory=list)
    id: str = ""

    @classmethod
    def of(cls, questions: Iterable[str]) -> "Conversation":
        """Take up a conversation of which only the questions are known."""
        return cls([Turn(question, question) for question in questions])

    @property
    def questions(self) -> list[str]:
        """Give the questions as they were understood."""
        return [turn.standalone for turn in self.turns]

    @property
    def last(self) -> Answer | None:
        """Give the last answer."""
        return next((turn.answer for turn in reversed(self.turns) if turn.answer), None)

    def remember(self, answer: Answer) -> None:
        """Note an answer that was given; only the last turns are kept."""
        self.turns.append(Turn(answer.question, answer.standalone_question, answer))
        del self.turns[:-TURNS]


def standalone(
    question: str, earlier: Iterable[str], *, commonness: Callable[[str], float] = lambda _: 0.0
) -> str:
    """Make a follow-up stand alone; a question that stands alone is left as it is.

    "And China?" takes the last question with China in the place of its rarest name; "Why did it do
    that?" asks why of what was asked last; another pronoun without a name beside it takes the last
    question's names along. `commonness` tells how common a name is in the articles: what they are
    all about is what stays.
    """
    last = next((text for text in reversed(list(earlier)) if names(text)), "")
    if not last:
        return question
    known = names(last)
    if match := _BARE.match(question):
        wanted = match[1].strip(" ?؟.!")
        if wanted and len(wanted.split()) <= 5 and wanted not in known:
            replaced = min(known, key=commonness)
            return re.sub(rf"\b{re.escape(replaced)}(?!\w)", lambda _: wanted, last, count=1)
    if (asking := _ASKING.match(question)) and _PRONOUN.search(question) and not terms(question):
        return f"{asking[0].strip()} {_ASKING.sub('', last)}"
    if _PRONOUN.search(question) and not names(question):
        about = ", ".join(dict.fromkeys(known))
        return f"{question.rstrip('?؟ ')} ({about})?"
    return question
