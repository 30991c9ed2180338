"""Print the share of words that are read in order, by layout: `python -m tests.tools.pdf_order`."""

from retrieval.formats.pdf_text import extract_pdf
from tests.support.pdf_files import order_kept
from tests.support.pdf_layouts import LAYOUTS


def main() -> None:
    """Read each layout."""
    for name, layout in LAYOUTS.items():
        content, words = layout()
        text = extract_pdf(content).text
        print(f"{name:<32}{order_kept(words, text):7.2%} of {len(words.split()):,} words")  # noqa: T201  # a report


if __name__ == "__main__":
    main()
