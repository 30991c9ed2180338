"""An answer as HTML and as Markdown, for notebooks. What articles say is only ever text in it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from bot.output import one_line, strip_control_characters
from bot.rendering.citation_place import citation_place
from bot.rendering.text import LEAD, answer_lines, dated_title, web_address

if TYPE_CHECKING:
    from bot.answers import Answer, Citation

_MARKS = re.compile(r"^(.*) ((?:\[\d+\])+)$", re.DOTALL)
_SPECIAL = {ord(sign): f"&#{ord(sign)};" for sign in r"\`*_{}[]<>#|~$&!@^=+"}
_LIST = re.compile(r"^(\d*)([-.)])")  # where a line begins
_LINK = re.compile(r"(https?|ftp|www)([:.])", re.IGNORECASE)


def html(answer: Answer) -> str:
    """Return an answer as HTML; its quotes open on a click, without a script."""
    parts = [_paragraph(kind, text) for kind, text in answer_lines(answer)]
    parts += [_details(citation, answer.language) for citation in answer.citations]
    return "\n".join(['<div class="majlis">', *parts, "</div>"])


def markdown(answer: Answer) -> str:
    """Return an answer as Markdown; a quote stands in a block below its number."""
    parts = []
    for kind, text in answer_lines(answer):
        words = plain_html(f"{LEAD.get(kind, '')}{text}")
        parts.append(words if kind == "statement" else f"*{words}*")
    for citation in answer.citations:
        title = plain_html(f"[{citation.number}] {dated_title(citation)}")
        head = f"**{title}** {plain_html(_place(citation, answer.language))}"
        texts = [quote.text for quote in (*citation.context, citation.quote)]
        parts.append("\n>\n".join(f"> {words}" for words in (head, *map(plain_html, texts))))
    return "\n\n".join(parts)


def plain_html(text: str) -> str:
    """Return a text on one line, no sign of which means anything to Markdown."""
    line = one_line(text)
    plain = _LINK.sub(lambda match: f"{match[1]}&#{ord(match[2])};", line.translate(_SPECIAL))
    return _LIST.sub(lambda match: f"{match[1]}&#{ord(match[2])};", plain)


def _paragraph(kind: str, text: str) -> str:
    words, marks = text, ""
    if kind == "statement" and (match := _MARKS.match(text)):
        words, marks = match[1], f" <sup>{match[2]}</sup>"
    inner = _safe(f"{LEAD.get(kind, '')}{words}")
    if kind != "statement":
        inner = f"<em>{inner}</em>"
    return f'<p dir="auto">{inner}{marks}</p>'


def _details(citation: Citation, language: str) -> str:
    title = _safe(dated_title(citation))
    if url := web_address(citation.address):
        title = f'<a href="{_safe(url)}" rel="noopener noreferrer">{title}</a>'
    place = _safe(_place(citation, language))
    head = f"<b>[{citation.number}]</b> <bdi>{title}</bdi> <code>{place}</code>"
    context = "".join(f'<p dir="auto"><em>{_safe(q.text)}</em></p>' for q in citation.context)
    quote = f'<p dir="auto" style="white-space: pre-wrap">{_safe(citation.quote.text)}</p>'
    return (
        f"<details><summary>{head}</summary>\n<blockquote>{context}{quote}</blockquote></details>"
    )


def _place(citation: Citation, language: str) -> str:
    return f"{citation.quote.document_id} {citation_place(citation, language)}"


def _safe(text: str) -> str:
    return escape(strip_control_characters(text))
