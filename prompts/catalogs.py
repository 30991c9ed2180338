"""Sentences that people read, in their language. The only module that knows fluent."""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "ar", "ru")
_RIGHT_TO_LEFT = ("ar",)
_parsing = threading.Lock()  # a message that two threads parse at once is in one bundle of two
_MAX_VALUE = 500  # characters of a value that the library is given; it refuses much longer ones


def say(name: str, language: str = "en", /, **values: object) -> str:
    """Return a message of `prompts/words/LANGUAGE.ftl` with its values filled in.

    Of a regional language such as "ar-EG" the language counts; one without a catalog becomes
    English. A whole number chooses the plural form. Raises KeyError for an unknown message,
    ValueError for a missing or superfluous value.
    """
    known = language.lower().partition("-")[0]
    if known not in LANGUAGES:
        known = "en"
    return (not values and _plain(known, name)) or _filled(known, name, values)


def text(language: str) -> str:
    """Return the source of the catalog of a language."""
    path = Path(__file__).parent / "words" / f"{language}.ftl"
    return path.read_text(encoding="utf-8")


@cache
def _plain(language: str, name: str) -> str:
    """Return a message that is one line without braces, which needs no library; else ""."""
    match = re.fullmatch(r"[^=]* = ([^{}\n]*[^{}\s])", _source(language, name))
    return match[1] if match else ""


@cache
def _source(language: str, name: str) -> str:
    """Return the lines of the catalog that define a message; raises KeyError without any."""
    lines = re.search(rf"^{re.escape(name)} =.*(?:\n+ .*)*", text(language), re.MULTILINE)
    if not lines:
        raise KeyError(name)
    return lines[0]


def _filled(language: str, name: str, values: dict[str, object]) -> str:
    with _parsing:
        bundle = _bundle(language)
        value_names = _parse(language, name)
    pattern = bundle.get_message(name).value
    if pattern is None:
        raise ValueError(f"{name} in {language}.ftl says nothing")
    if superfluous := set(values) - value_names:
        raise ValueError(f"{name} in {language}.ftl has no place for {sorted(superfluous)}")
    short = {key: each if isinstance(each, int) else str(each) for key, each in values.items()}
    long = {key: str(each) for key, each in short.items() if len(str(each)) > _MAX_VALUE}
    filled, errors = bundle.format_pattern(
        pattern, short | {key: _placeholder(key) for key in long}
    )
    if errors:
        raise ValueError(f"{name} in {language}.ftl: {errors[0]}")
    return re.sub(_placeholder("(\\w+)"), lambda match: long.get(match[1], match[0]), str(filled))


def _placeholder(key: str) -> str:
    """Return what stands in for a long value while the library fills in the message."""
    return f"\ue000{key}\ue000"


@cache
def _bundle(language: str) -> FluentBundle:
    """Return the parsed messages of a language, to which `_parse` adds."""
    from fluent.runtime import FluentBundle

    return FluentBundle([language], use_isolating=language in _RIGHT_TO_LEFT)


@cache
def _parse(language: str, name: str) -> set[str]:
    """Parse a message and those it refers to; return the names of the values that it takes.

    Parsing a whole catalog would take 40 ms.
    """
    from fluent.runtime import FluentResource

    source = _source(language, name)
    _bundle(language).add_resource(FluentResource(source))
    value_names = set(re.findall(r"\$([a-z]+)", source))
    for other in re.findall(r"\{ ([a-z][a-z-]*) \}", source):
        value_names |= _parse(language, other)
    return value_names
