"""Sentences with labels: how passages are shown to a model, and how its labels are read back.

"[3.2]" is the second sentence of the third passage: a label names an exact span.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.generating.label_writing import (
    GAP,
    GROUP,
    labels_in,
    normalize_labels,
    remove_label_marks,
    without_labels,
)
from retrieval.language.rules import pattern
from retrieval.passages import Hit, Sentence
from retrieval.text.markup import readable
from retrieval.text.passage_text import sentence_text
from retrieval.text.sentences import sentences as sentences_of

NO_ANSWER = "NO ANSWER"  # what a model writes when the passages do not answer
_GROUPS = rf"{GROUP}(?:{GAP}*+(?:[,;]{GAP}*+)?{GROUP})*+"
_FIRST = r"(?<![\]】])(?<![\]】]\s)"  # of a row of labels: no need to try each
# What follows a claim: nothing that could become one more of its labels.
_NEXT = r"\s++(?:[^\s\[［【〔(（^⁰¹²³⁴-⁹a-zа-яё]|[(（][^\s\d])"
_END = r"(?<![.!?؟…])[.!?؟…]++[\"”’»)*]*+"
# A claim ends with its labels, before or behind its full stop, or with its line.
_CLAIM = re.compile(
    rf"{_END}{GAP}*+{_GROUPS}(?={_NEXT})|{_FIRST}{_GROUPS}{GAP}*+{_END}(?=\s)"
    rf"|{_FIRST}{_GROUPS}(?=\s++[\"“«(*-]*(?:[A-ZА-ЯЁ]|[\u0600-\u06ff]))|\n",
)
_FRAME = pattern("claims", "passage_frame")
_BULLET = re.compile(r"^\s*(?:[-*•‣–]|\d{1,2}[.)]|#{1,6})\s+")
_MARKUP = re.compile(r"\*\*|__|`|\(\s*\)|\[\s*\]")
_TAGS = str.maketrans("<>＜＞［］", "‹›‹›()")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class LabelledPassages:
    """Passages as a model sees them, and the sentence that each label names."""

    text: str
    sentences: Mapping[str, tuple[Hit, Sentence]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model wrote, without its labels, and the labels."""

    text: str
    labels: tuple[str, ...]


def label_passages(
    hits: Sequence[Hit], count: Callable[[str], int], *, limit: int
) -> LabelledPassages:
    """Show the best passages, as many as fit into `limit` tokens; at least one."""
    texts: list[str] = []
    sentences: dict[str, tuple[Hit, Sentence]] = {}
    left = limit
    for hit in hits:
        number = len(texts) + 1
        text = _passage(number, hit)
        left -= count(text)
        if left < 0 and texts:
            break
        texts.append(text)
        sentences |= {
            f"{number}.{place}": (hit, sentence)
            for place, sentence in enumerate(hit.passage.sentences, 1)
        }
    return LabelledPassages("\n\n".join(texts), sentences)


def disarm(text: str) -> str:
    """Return a text on one line that can neither close a tag nor look like a label."""
    line = " ".join(_CONTROLS.sub(" ", text).split()).translate(_TAGS)
    return remove_label_marks(line)


def read_claims(pieces: Iterable[str], shown: Collection[str] = ()) -> Iterator[Claim]:
    """Read what a model writes, as it arrives; yield each sentence as soon as it is complete.

    `shown` are the labels that the model may have written in another way than it was asked to.
    """
    known = frozenset(shown)
    rest = ""
    for piece in pieces:
        rest = normalize_labels(rest + piece, known)
        while match := _CLAIM.search(rest):
            yield from claims_of(rest[: match.end()])
            rest = rest[match.end() :]
    yield from claims_of(normalize_labels(f"{rest}\n", known))


def _passage(number: int, hit: Hit) -> str:
    """Show a passage: where it is from, then its sentences, each behind its label."""
    document, passage = hit.document, hit.passage
    about = {"article": document.title or document.id, "published": document.published}
    about["section"] = " / ".join(h for h in passage.headings if h != document.title)
    within = " ".join(f'{k}="{disarm(v).replace(chr(34), "”")}"' for k, v in about.items() if v)
    lines = [f'<passage number="{number}" {within}>']
    spans = {(sentence.start, sentence.end) for sentence in passage.sentences}
    for place, sentence in enumerate(passage.sentences, 1):
        for span in sentence.context_apart:
            if (span.start, span.end) not in spans:
                lines.append(f"({disarm(readable(span.of(document.text)))})")
                spans.add((span.start, span.end))
        lines.append(f"[{number}.{place}] {disarm(sentence_text(document, sentence))}")
    return "\n".join([*lines, "</passage>"])


def claims_of(written: str) -> Iterator[Claim]:
    """Yield the sentences of a piece that ends with labels or with its line.

    The labels belong to the last sentence; those before it have none, and will be dropped.
    """
    labels = labels_in(written)
    text = _MARKUP.sub("", _BULLET.sub("", without_labels(written)))
    text = re.sub(r"\s+(?=[.,;:!?؟…](?:\s|$))", "", " ".join(_CONTROLS.sub(" ", text).split()))
    if not any(c.isalnum() for c in text):
        return
    *earlier, last = [span.of(text) for span in sentences_of(text, 0, len(text))] or [text]
    for sentence in earlier:
        yield Claim(_without_frame(sentence), ())
    yield Claim(_without_frame(last), labels)


def _without_frame(sentence: str) -> str:
    """Return what is said of a passage without the mention of that passage: "Trade grew."."""
    frame = _FRAME.match(sentence)
    if not frame:
        return sentence
    rest = sentence[frame.end() :]
    return rest[:1].upper() + rest[1:]
