"""Find where a quote that somebody copied from an article stands in it."""

import re
from collections.abc import Mapping

from bot.evaluating.scores import Range
from retrieval.errors import ExpectedError

_INTERCHANGEABLE = (("'’‘`", "['’‘`]"), ('"“”„«»', '["“”„«»]'), ("-–—", "[-–—]"))
_MAX_BEGINNING = 8  # words of a quote that are looked for when the whole is not there


class Articles:
    """The texts of the articles, by id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_id(self, name: str) -> str:
        """Return the id that a name means: the name itself, or the only id that begins or ends so.

        Raises ExpectedError if there is no such article, or several.
        """
        if name in self.texts:
            return name
        ids = [each for each in self.texts if each.endswith(name) or each.startswith(name)]
        if len(ids) == 1:
            return ids[0]
        raise ExpectedError(
            f"there is no article {name!r}." if not ids else f"{name!r} may be {ids[:3]}.",
            hint="Write an id as `majlis list` shows it.",
        )

    def locate(self, quote: str, document: str = "") -> Range:
        """Return where a quote first stands, in `document` or else in the only article that has it.

        Spaces, line ends, quotation marks and dashes may differ. Raises ExpectedError if no article
        has it, or several.
        """
        pattern = _pattern(quote)
        names = [self.find_id(document)] if document else list(self.texts)
        places = ((name, pattern.search(self.texts[name])) for name in names if pattern.pattern)
        ranges = [(name, *match.span()) for name, match in places if match]
        if len(ranges) == 1:
            return ranges[0]
        if ranges:
            raise ExpectedError(
                f"the quote {_short(quote)!r} stands in {len(ranges)} articles.",
                hint="Say in the column `document` which one is meant.",
            )
        raise ExpectedError(
            f"the quote {_short(quote)!r} is not in {names[0] if document else 'any article'}.",
            hint=self._nearest(quote, names),
        )

    def _nearest(self, quote: str, names: list[str]) -> str:
        """Return a hint that shows what an article says after the beginning of the quote."""
        words = quote.split()[:_MAX_BEGINNING]
        for count in range(len(words), 1, -1):
            pattern = _pattern(" ".join(words[:count]))
            for name in names:
                if match := pattern.search(self.texts[name]):
                    text = self.texts[name][match.start() : match.start() + len(quote) + 20]
                    return f"{name} says {text!r} at {match.start()}: copy it from there."
        return "Copy it from what `majlis show DOC` prints."


def _pattern(quote: str) -> re.Pattern[str]:
    """Return a pattern that matches a quote whatever its spaces, quotation marks and dashes."""
    written = r"\s+".join("".join(map(_sign, word)) for word in quote.split())
    return re.compile(written)


def _sign(sign: str) -> str:
    return next((pattern for signs, pattern in _INTERCHANGEABLE if sign in signs), re.escape(sign))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
