"""A checked text as the lines that people read, and as JSON."""

from collections.abc import Iterator
from typing import Any

from bot.checking.check_report import CheckReport, SentenceCheck, Verdict
from bot.output import strip_control_characters
from bot.rendering.text import (
    SCHEMA_VERSION,
    citation_json,
    shortened,
    source_lines,
)
from prompts import say

_SHOWN = 200  # characters of a sentence that is repeated


def check_lines(checked: CheckReport) -> Iterator[tuple[str, str]]:
    """Yield the lines of a checked text, each with its kind, as `answer_lines` does for answers.

    A "note" repeats a sentence and says what the articles say of it, a "statement" is a quote.
    """
    quotes = {citation.number: citation.quote.text for citation in checked.citations}
    for sentence in checked.sentences:
        yield "note", _verdict_line(sentence, checked.language)
        for number in sentence.citations:
            yield "statement", f"{quotes[number]} [{number}]"
    if checked.unchecked:
        yield "note", say("check-unread", checked.language, count=checked.unchecked)


def check_text_plain(checked: CheckReport) -> str:
    """Return a checked text as plain text that ends with its sources."""
    lines = [text for _, text in check_lines(checked)]
    return strip_control_characters("\n".join([*lines, *source_lines(checked)]))


def check_json(checked: CheckReport) -> dict[str, Any]:
    """Return a checked text as the fields that other programs rely on."""
    return {
        "schema_version": SCHEMA_VERSION,
        "sentences": [
            {
                "text": each.text, "start": each.start, "end": each.end,
                "verdict": each.verdict.value, "why": each.why, "citations": list(each.citations),
            }
            for each in checked.sentences
        ],
        "citations": [citation_json(citation) for citation in checked.citations],
        "unread": checked.unchecked,
    }  # fmt: skip


def _verdict_line(sentence: SentenceCheck, language: str) -> str:
    words = shortened(sentence.text, _SHOWN)
    if sentence.verdict is Verdict.SUPPORTED:
        return say("check-supported", language, sentence=words)
    if sentence.verdict is Verdict.CONTRADICTED:
        return say("check-contradicted", language, sentence=words, why=sentence.why)
    if sentence.verdict is Verdict.NO_CLAIM:
        return say("check-passed-over", language, sentence=words, why=sentence.why)
    return say("check-unsupported", language, sentence=words)
