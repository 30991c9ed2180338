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
