"""Secrets that nobody may read: hidden in each error and each line of a log."""

import re
from functools import lru_cache

SHORT = 8  # a shorter secret is hidden as a word of its own only, not inside other words
_secrets: set[str] = set()


def hide(*secrets: str) -> None:
    """Hide these secrets from now on, in this process."""
    _secrets.update(stripped for each in secrets if (stripped := each.strip()))


def redact(text: str) -> str:
    """Return a text with "…" for each secret, however a URL, JSON or Python writes it."""
    return _pattern(frozenset(_secrets)).sub("…", text) if _secrets else text


@lru_cache(maxsize=8)
def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(secrets, key=len, reverse=True)
    return re.compile("|".join(map(_forms_of, longest_first)))


def _forms_of(secret: str) -> str:
    """Return a pattern of a secret, each sign of which may be quoted or escaped or not."""
    pattern = "".join(map(_forms_of_sign, secret))
    return pattern if len(secret) >= SHORT else rf"(?<![^\W_]){pattern}(?![^\W_])"


def _forms_of_sign(sign: str) -> str:
    quoted = "".join(f"%(?:25)*{_any_case(f'{byte:02x}')}" for byte in _utf8(sign))
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    escaped = "".join(rf"\\+u{_any_case(units[i : i + 4])}" for i in range(0, len(units), 4))
    forms = [re.escape(sign), quoted, escaped]
    if sign in "\"'/\\":
        forms.insert(0, rf"\\+{re.escape(sign)}")
    if sign == " ":
        forms.append(r"\+")
    if not sign.isascii():
        forms.append("".join(rf"\\+x{_any_case(f'{byte:02x}')}" for byte in _utf8(sign)))
        forms.append(rf"\\+x{_any_case(f'{ord(sign):02x}')}")
        forms.append(rf"\\+U{_any_case(f'{ord(sign):08x}')}")
    elif not sign.isprintable():
        forms.append(rf"\\+x{_any_case(f'{ord(sign):02x}')}")
        forms.extend(rf"\\+{letter}" for letter in _LETTERS.get(sign, ""))
    return f"(?:{'|'.join(forms)})"


_LETTERS = {"\n": "n", "\t": "t", "\r": "r", "\b": "b", "\f": "f"}


def _utf8(sign: str) -> bytes:
    return sign.encode("utf-8", "surrogatepass")


def _any_case(digits: str) -> str:
    return f"(?i:{digits})"
