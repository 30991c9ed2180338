"""The five articles of `seeds/` and the spans in them that tests speak of."""

from typing import NamedTuple

SHIFTING = "000_dd31d49a8598b921.txt"  # Iraq's Shifting Alliances …, with the table
TENSIONS = "001_7108a9c1fd449167.txt"  # Iraq's Diplomatic … Regional Tensions
DISTANCING = "002_39b8246a68319257.txt"  # Iraq is quietly distancing itself from Iran …
ALLIES = "003_da1cbd8b7e3524b5.txt"  # Who is iraq allies with
MOSCOW = "004_26d596b02efffc86.txt"  # Moscow Extends Full Cooperation …
EVERY = (SHIFTING, TENSIONS, DISTANCING, ALLIES, MOSCOW)


class SeedSpan(NamedTuple):
    """Characters `start` to `end` of an article; written as its place in an answer."""

    document: str
    start: int
    end: int

    @property
    def range(self) -> tuple[int, int]:
        """The two offsets."""
        return self.start, self.end

    def __str__(self) -> str:
        """Return "DOCUMENT START-END"."""
        return f"{self.document} {self.start}-{self.end}"


WHEAT_SPAN = SeedSpan(DISTANCING, 3291, 3432)  # "In Syria, wheat shipments were sent …"
COMMITMENT_SPAN = SeedSpan(MOSCOW, 123, 332)  # "Moscow has affirmed …"
SOVIET_ERA_SPAN = SeedSpan(MOSCOW, 1716, 1875)  # "The enduring relationship …"
TRADITIONAL_TIES_SPAN = SeedSpan(MOSCOW, 1876, 2067)  # "These traditionally friendly ties …"
FRIENDLY_TIES_SPAN = SeedSpan(MOSCOW, 1882, 1909)  # "traditionally friendly ties"
RUSSIA_ROW_SPAN = SeedSpan(SHIFTING, 3927, 3997)  # the row of the table
COUNTERBALANCE_SPAN = SeedSpan(ALLIES, 8217, 8277)  # "Maliki is eager to counterbalance …"
JORDAN_EXPORTS_SPAN = SeedSpan(ALLIES, 4630, 4732)
STRONG_RELATIONS_SPAN = SeedSpan(ALLIES, 14615, 14853)
# The second quote of the answer to "How is Iraq positioned toward Russia?" and its neighbours.
RUSSIA_STARTS = (1525, SOVIET_ERA_SPAN.start, TRADITIONAL_TIES_SPAN.start, 2068, 2222)
