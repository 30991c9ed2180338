"""Find where the words that somebody copied from an article stand in it."""

import re
from collections.abc import Mapping

from bot.evaluating.range_scores import Range
from retrieval.errors import ExpectedError

_ALIKE = (("'’‘`", "['’‘`]"), ('"“”„«»', '["“”„«»]'), ("-–—", "[-–—]"))
_BEGINNING = 8  # words of a quote that are looked for when it is not there


class Articles:
    """The texts of the articles, by id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def named(self, name: str) -> str:
        """Give the id of the article that a person means: its id, or an end of just one."""
        if name in self.texts:
            return name
        found = [each for each in self.texts if each.endswith(name) or each.startswith(name)]
        if len(found) == 1:
            return found[0]
        raise ExpectedError(
            f"there is no article {name!r}." if not found else f"{name!r} may be {found[:3]}.",
            hint="Write an id as `majlis list` shows it.",
        )

    def locate(self, quote: str, document: str = "") -> Range:
        """Give where a quote stands, first, in its article, or in the only one that has it.

        Spaces, line ends, quotation marks and dashes may differ.
        """
        pattern = _pattern(quote)
        names = [self.named(document)] if document else list(self.texts)
        places = ((name, pattern.search(self.texts[name])) for name in names if pattern.pattern)
        found = [(name, *match.span()) for name, match in places if match]
        if len(found) == 1:
            return found[0]
        if found:
            raise ExpectedError(
                f"the quote {_short(quote)!r} stands in {len(found)} articles.",
                hint="Say in the column `document` which one is meant.",
            )
        raise ExpectedError(
            f"the quote {_short(quote)!r} is not in {names[0] if document else 'any article'}.",
            hint=self._nearest(quote, names),
        )

    def _nearest(self, quote: str, names: list[str]) -> str:
        """Say what stands where an article begins as a quote does."""
        words = quote.split()[:_BEGINNING]
        for count in range(len(words), 1, -1):
            pattern = _pattern(" ".join(words[:count]))
            for name in names:
                if match := pattern.search(self.texts[name]):
                    said = self.texts[name][match.start() : match.start() + len(quote) + 20]
                    return f"{name} says {said!r} at {match.start()}: copy it from there."
        return "Copy it from what `majlis show DOC` prints."


def _pattern(quote: str) -> re.Pattern[str]:
    """Give what matches a quote whatever its spaces, quotation marks and dashes."""
    written = r"\s+".join("".join(map(_sign, word)) for word in quote.split())
    return re.compile(written)


def _sign(sign: str) -> str:
    return next((pattern for signs, pattern in _ALIKE if sign in signs), re.escape(sign))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
