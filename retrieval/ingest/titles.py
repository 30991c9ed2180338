"""Find the title of an article that does not tell it: its first heading, or else its first line."""

import re

from retrieval.text.blocks import BlockKind
from retrieval.text.boilerplate import mark_boilerplate
from retrieval.text.cut_text import CutText
from retrieval.text.headings import looks_like_heading
from retrieval.text.markup import readable

_MAIL = re.compile(r"\s*(?:From|To|Date|Subject|Von|An|De|À|Para|От|Кому):[ \t]+\S")
_SUBJECT = re.compile(r"^(?:Subject|Betreff|Objet|Asunto|Тема):[ \t]*(\S.*?)\s*$", re.MULTILINE)
_SAMPLE = 2_000
_BEGINNING = 100_000  # characters in which a title is looked for


def find_title(text: str) -> str:
    """Return the first heading, or else the first line that looks like one; no boilerplate.

    A mail has its subject.
    """
    if _MAIL.match(text) and (subject := _SUBJECT.search(text[:_SAMPLE])):
        return str(subject[1])
    cut = CutText(text[:_BEGINNING])
    marked = {mark.span.start for mark in mark_boilerplate(cut)}
    rows = [block for block in cut.blocks if block.span.start not in marked]
    headings = (block.title for block in rows if block.kind is BlockKind.HEADING)
    words = (readable(block.span.of(text)) for block in rows if block.table is None)
    return next(headings, "") or next(filter(looks_like_heading, words), "")
