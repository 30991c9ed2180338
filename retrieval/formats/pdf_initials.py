"""Large initials, which reach down beside several lines, put back to their words."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.formats.pdf_segments import Segment

_SIZE = 1.8  # of the size of the line that it begins
_REACH = 1.5  # ems from an initial to the rest of its word
_TOP = 0.6  # ems between the tops of both


def with_initials(parts: Sequence[Segment]) -> list[Segment]:
    """Return segments with large initials joined to the lines that they begin."""
    initials = [part for part in parts if len(part.text) == 1 and part.text.isalpha()]
    joined: dict[Segment, Segment] = {}
    for initial in initials:
        lines = [part for part in parts if _begins(initial, part) and part not in joined]
        if lines:
            line = max(lines, key=lambda part: part.top)
            text, boxes = initial.text + line.text, (*initial.boxes, *line.boxes)
            joined[initial] = line
            joined[line] = replace(line, text=text, boxes=boxes, left=initial.left)
    return [joined.get(part, part) for part in parts if part not in initials or part not in joined]


def _begins(initial: Segment, line: Segment) -> bool:
    return (
        initial.size > _SIZE * line.size
        and 0 <= line.left - initial.right + line.size < _REACH * line.size
        and abs(line.top - initial.top) < _TOP * line.size
    )
