"""The turns of a conversation: the only state of a front end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.answers import Answer
from bot.conversing.topics import Utterance, looks_like_question

TURNS = 10  # a follow-up may refer to so many turns
_UTTERED_TURNS = 30  # whose words may name what is meant: a given history has one per speaker


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, the same made to stand alone, and its answer, if it was ours.

    `answer_text` holds an answer of which only the words are known.
    """

    question: str
    standalone: str
    answer: Answer | None = None
    answer_text: str = ""

    @property
    def utterances(self) -> list[Utterance]:
        """Return what was said in this turn, in order; a person may state something as well."""
        question, answer_text = self.standalone, self.answer_text
        if self.answer:
            answer_text = " ".join(statement.text for statement in self.answer.statements)
        utterances = [
            Utterance(question, looks_like_question(question)),
            Utterance(answer_text, is_question=False),
        ]
        return [each for each in utterances if each.words]


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation, oldest first; the only state a front end keeps.

    `id` is the front end's name for it, under which the log keeps its answers.
    """

    turns: list[Turn] = field(default_factory=list)
    id: str = ""

    @classmethod
    def from_questions(cls, questions: Iterable[str]) -> "Conversation":
        """Return a conversation of which only the questions are known."""
        return cls([Turn(question, question) for question in questions])

    @property
    def questions(self) -> list[str]:
        """Return the questions as they were understood."""
        return [turn.standalone for turn in self.turns[-TURNS:] if turn.standalone]

    @property
    def utterances(self) -> list[Utterance]:
        """Return all that was said, oldest words first."""
        return [utterance for turn in self.turns[-_UTTERED_TURNS:] for utterance in turn.utterances]

    @property
    def last(self) -> Answer | None:
        """Return the last answer."""
        return next((turn.answer for turn in reversed(self.turns) if turn.answer), None)

    def remember(self, answer: Answer, standalone: str = "") -> None:
        """Add the turn of an answer; only the last `TURNS` are kept.

        `standalone` is the question it belongs to, if not its own: "shorter" asks nothing itself.
        """
        self.turns.append(Turn(answer.question, standalone or answer.standalone_question, answer))
        del self.turns[:-TURNS]
