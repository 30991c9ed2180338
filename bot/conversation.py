"""What was said before, and how a follow-up is made to stand alone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Conversation:
    """The questions of one conversation, oldest first."""

    questions: list[str] = field(default_factory=list)

    def remember(self, question: str) -> None:
        """Note a question that was asked."""
        self.questions.append(question)


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
