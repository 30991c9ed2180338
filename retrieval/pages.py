"""The pages of a document that has some: where each begins in its text, and how it was read."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """`starts[n - 1]` is the offset at which page n begins; () for a document without pages.

    `pictures` are the numbers of pages that hold no text, only pictures; `recognized` those whose
    text was recognised in a picture. A page without text begins where the next one does.
    """

    starts: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    recognized: tuple[int, ...] = ()

    def number_at(self, offset: int) -> int | None:
        """Return the number of the page on which a character stands, None without pages.

        >>> Pages((0, 900, 900, 1500)).number_at(950)
        3
        """
        return max(1, bisect_right(self.starts, offset)) if self.starts else None

    def is_recognized(self, offset: int) -> bool:
        """Return whether the text at an offset was recognised in a picture."""
        return self.number_at(offset) in self.recognized


NO_PAGES = Pages()


def without_text(pages: Pages) -> str:
    """Return how many pages hold no text, as words.

    >>> without_text(Pages((0, 0, 0), pictures=(2, 3)))
    '2 of 3 pages hold no text, only pictures'
    """
    of_all = f"of {len(pages.starts):,} page{'s' * (len(pages.starts) != 1)}"
    verb = "holds" if len(pages.pictures) == 1 else "hold"
    return f"{len(pages.pictures):,} {of_all} {verb} no text, only pictures"
