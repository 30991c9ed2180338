"""Ask the articles that a question means: of some time, of some source, or all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.ask_options import AskOptions
from bot.conversing.conversation import Conversation
from bot.conversing.exchange_name import other_name
from bot.conversing.exchange_thing import other_thing
from bot.conversing.rewrite_followup import history_weight
from bot.conversing.standalone_question import StandaloneQuestion
from bot.extracting.answerability import nothing_of_thing
from bot.extracting.extraction import Extraction, join_parts
from bot.extracting.extractor import Extractor
from bot.extracting.missing_thing import is_named
from bot.selecting.read_selection import read_selection
from retrieval.language.time_kinds import kind_of_time
from retrieval.language.time_words import TimeMention


@dataclass(frozen=True, slots=True)
class ArticleEnquiry:
    """A question to the articles, and all that is the same for each of its parts.

    "In 2019" may mean when articles were published or when something happened: where no article of
    that time answers, those that tell something of it are asked.
    """

    extractor: Extractor
    question: StandaloneQuestion
    conversation: Conversation | None
    options: AskOptions
    today: date

    def ask(self, parts: Sequence[str]) -> Extraction:
        """Return what answers parts of the question: in the articles that each names, or in all."""
        return join_parts(self.question.text, [self._ask(part) for part in parts])

    def _ask(self, part: str) -> Extraction:
        articles = self.extractor.searcher.articles()
        selection = read_selection(part, self.options.articles, articles, self.today)
        extraction = self._extract(selection.text, selection.within)
        if selection.time and not extraction.decision.answerable:
            otherwise = self._extract(selection.whole_text, selection.otherwise, selection.time)
            if otherwise.decision.answerable:
                return otherwise
        return replace(extraction, selection=selection)

    def _extract(
        self, text: str, within: Collection[str] | None, time: TimeMention | None = None
    ) -> Extraction:
        extraction = self.extractor.extract(
            text,
            earlier=self.conversation.questions if self.conversation else [],
            weight=history_weight(self.question.words, self.question.text),
            is_followup=self.question.is_rewritten,
            at_once=self.options.at_once,
            within=within,
            time=time,
        )
        thing = self._other_thing()
        if thing and not is_named(thing, extraction.result):
            return replace(extraction, decision=nothing_of_thing(thing))
        return extraction

    def _other_thing(self) -> str:
        """Return what the question asks of in the place of what the last one did, or ""."""
        if not self.question.is_rewritten:
            return ""
        thing = other_name(self.question.words) or other_thing(self.question.words)
        return "" if kind_of_time(thing) else thing
