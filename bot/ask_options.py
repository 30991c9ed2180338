"""How a question is to be answered."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from retrieval.search.article_filter import ALL_ARTICLES, ArticleFilter

STATEMENTS = 5
SEARCHING = "searching the articles"
STOPPED = "it was stopped"


def _ignore(_: str) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is to be answered: at most `limit` statements, by what, for whom.

    `articles` tells which articles count. `mode` is "auto", "extractive" or "model"; `language`
    that of the sentences around the quotes. `on_progress` is called with what is being done,
    `on_rewrite` with a follow-up that was made to stand alone. `stop`, once set, ends the answer
    with the statements checked by then. `at_once` is how many questions are being answered or wait
    for it, this one included: the more, the less is read.
    """

    limit: int = STATEMENTS
    articles: ArticleFilter = ALL_ARTICLES
    mode: str = "auto"
    user: str = ""
    language: str = "en"
    keep_in_log: bool = True
    at_once: int = 1
    on_progress: Callable[[str], None] = _ignore
    on_rewrite: Callable[[str], None] = _ignore
    stop: threading.Event = field(default_factory=threading.Event)


DEFAULT_OPTIONS = AskOptions()
