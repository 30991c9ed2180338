"""How well the main text of pages is extracted: token F1 of ours and of plain trafilatura.

    python -m tests.tools.formats.score_pages FOLDER

FOLDER holds pages NN.html, each with the text that a person took from it, NN.gold.txt.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from click import echo
from trafilatura import extract as plain_trafilatura

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.html_text import extract_html

_WORD = re.compile(r"\w+")
_RULE = re.compile(r"^\|(?: --- \|)+$|^#+ |^ *\d+\. ", re.MULTILINE)


def token_f1(text: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall of words, 1 for two empty texts."""
    own, right = (Counter(_WORD.findall(each.casefold())) for each in (text, gold))
    return 2 * (own & right).total() / total if (total := own.total() + right.total()) else 1.0


def ours(content: bytes) -> tuple[str, str]:
    """Return the text of a page without Markdown's own numbers, and why there is none."""
    try:
        return _RULE.sub("", extract_html(content).text), ""
    except UnreadableError as error:
        return "", str(error)


def main(folder: Path) -> None:
    """Print a line for each page, and the means."""
    scores = []
    for page in sorted(folder.glob("*.html")):
        gold = page.with_name(f"{page.stem}.gold.txt").read_text("utf-8")
        content = page.read_bytes()
        text, refusal = ours(content)
        theirs = plain_trafilatura(content, include_comments=False) or ""
        scores.append((token_f1(text, gold), token_f1(theirs, gold)))
        echo(f"{page.name}  {scores[-1][0]:.3f}  {scores[-1][1]:.3f}  {refusal}")
    for name, column in zip(("ours", "trafilatura"), zip(*scores, strict=True), strict=True):
        echo(f"{name}: {sum(column) / len(column):.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
