"""Sentences that people read, in their language. The only module that knows fluent."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES = ("en", "ar", "ru")
_RIGHT_TO_LEFT = ("ar",)
_LONG = 500  # characters of a value


def say(name: str, language: str = "en", **values: object) -> str:
    """Fill in a message of `prompts/words/LANGUAGE.ftl`; of a region, "ar-EG", the language counts.

    A language without a catalog is answered in English. An unknown message, and a missing or
    superfluous value, raise KeyError or ValueError.
    """
    known = language.lower().partition("-")[0]
    if known not in LANGUAGES:
        known = "en"
    return (not values and _plain(known, name)) or _filled(known, name, values)


def text(language: str) -> str:
    """Give the catalog of a language as it is written."""
    path = Path(__file__).parent / "words" / f"{language}.ftl"
    return path.read_text(encoding="utf-8")


@cache
def _plain(language: str, name: str) -> str:
    """Give a message that stands on one line and has no braces: it needs no library; else ""."""
    found = re.search(
        rf"^{re.escape(name)} = ([^{{}}\n]*[^{{}}\s])$(?!\n+ )", text(language), re.MULTILINE
    )
    return found[1] if found else ""


def _filled(language: str, name: str, values: dict[str, object]) -> str:
    bundle = _bundle(language)
    pattern = bundle.get_message(name).value
    if pattern is None:
        raise ValueError(f"{name} in {language}.ftl says nothing")
    if superfluous := set(values) - _places(language, name):
        raise ValueError(f"{name} in {language}.ftl has no place for {sorted(superfluous)}")
    given = {key: each if isinstance(each, int) else str(each) for key, each in values.items()}
    long = {key: str(each) for key, each in given.items() if len(str(each)) > _LONG}
    said, errors = bundle.format_pattern(pattern, given | {key: _held(key) for key in long})
    if errors:
        raise ValueError(f"{name} in {language}.ftl: {errors[0]}")
    return re.sub(_held("(\\w+)"), lambda match: long.get(match[1], match[0]), str(said))


def _held(key: str) -> str:
    """Give what stands in the place of a long value, which the library would refuse."""
    return f"\ue000{key}\ue000"


@cache
def _bundle(language: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    bundle = FluentBundle([language], use_isolating=language in _RIGHT_TO_LEFT)
    bundle.add_resource(FluentResource(text(language)))
    return bundle


@cache
def _places(language: str, name: str) -> set[str]:
    """Give the names of the values that a message takes, also in the messages it refers to."""
    own = re.search(rf"^{re.escape(name)} =.*(?:\n+ .*)*", text(language), re.MULTILINE)
    assert own is not None
    found = set(re.findall(r"\$([a-z]+)", own[0]))
    for other in re.findall(r"\{ ([a-z][a-z-]*) \}", own[0]):
        found |= _places(language, other)
    return found
