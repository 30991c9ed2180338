"""The language of a text. The only module that knows py3langid."""

from functools import cache
from typing import Any

from retrieval.errors import ExpectedError

_LANGUAGES = [
    "ar", "de", "en", "es", "fa", "fr", "he", "it", "ku", "pt", "ru", "tr", "uk", "ur", "zh", "ja",
    "el", "ko", "th",
]  # fmt: skip
_SAMPLE = 2_000


def language(text: str) -> str:
    """Return the language of an article as a two-letter code."""
    shares = language_shares(text)
    return max(_LANGUAGES, key=lambda code: shares[code])


def language_shares(text: str) -> dict[str, float]:
    """Return how likely each of about 140 languages is by the beginning of a text, by its code."""
    return dict(_identifier().rank(text[:_SAMPLE]))


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it unpacks its model into a temporary file
        raise ExpectedError(
            f"The language detector cannot be unpacked: {error.strerror}.",
            hint="Free some space in the directory for temporary files.",
        ) from error
