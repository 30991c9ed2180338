"""The text of HTML files."""

from retrieval.formats.clutter import drop_silent, unfold_layout
from retrieval.formats.extracted import Extracted, UnreadableError
from retrieval.formats.html_blocks import html_blocks, join_blocks
from retrieval.formats.html_tree import parse_html
from retrieval.formats.main_text import main_blocks, title_before
from retrieval.formats.page_facts import page_facts
from retrieval.formats.page_signs import page_signs
from retrieval.formats.structured_data import json_ld
from retrieval.language.identify import language_shares

_LEAST_SHARE = 0.05  # of the language that a page says it is in


def extract_html(content: bytes, *, encoding: str = "", url: str = "") -> Extracted:
    """Return the main text of a page; raises UnreadableError.

    `encoding` is what its server or a person says, `url` the address it was fetched from.
    """
    root, notes = parse_html(content, encoding)
    articles = json_ld(root)
    has_program = root.find(".//script[@src]") is not None
    drop_silent(root)
    unfold_layout(root)
    shown = list(html_blocks(root))
    facts = page_facts(root, shown, articles, url)
    if "title" not in facts:
        facts = page_facts(root, shown, articles, url, title=title_before(root))
    title = facts["title"].value if "title" in facts else ""
    signs = page_signs(root, shown, title, has_program=has_program)
    blocks = main_blocks(root, title)
    if reason := signs.problem(blocks, articles):
        raise UnreadableError(reason)
    text = "\n\n".join(filter(None, (f"# {title}" if title else "", join_blocks(blocks))))
    if "language" in facts and language_shares(text).get(facts["language"].value, 0) < _LEAST_SHARE:
        del facts["language"]
    return Extracted(text, facts=facts, notes=notes)
