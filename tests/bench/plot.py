"""A line plot as SVG, written by hand so that no plotting library is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 360, 20, 250, 20, 40
_COLOURS = ("#1f6feb", "#d1495b", "#2e8540", "#8250df")


@dataclass(frozen=True, slots=True)
class Line:
    """A name and the values of its points."""

    name: str
    values: list[float]


def plot(sizes: Sequence[int], lines: Sequence[Line]) -> str:
    """Draw lines over sizes, each scaled to its own highest value; both ends are written out."""
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    across = [_LEFT + (right - _LEFT) * size / sizes[-1] for size in sizes]
    drawn = ['<rect width="100%" height="100%" fill="#fff"/>']
    drawn += [f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="#888"/>']
    drawn += [_text(x, bottom + 20, f"{s:,}", "end") for x, s in zip(across, sizes, strict=True)]
    drawn.append(_text(right + 12, bottom + 20, "passages"))
    for row, (line, colour) in enumerate(zip(lines, _COLOURS, strict=False)):
        heights = [bottom - (bottom - _TOP) * value / max(line.values) for value in line.values]
        points = " ".join(f"{x:.0f},{y:.0f}" for x, y in zip(across, heights, strict=True))
        style = f'fill="none" stroke="{colour}" stroke-width="2"'
        drawn.append(f'<polyline points="{points}" {style}/>')
        ends = f"{line.values[0]:,.0f} → {line.values[-1]:,.0f}"
        drawn.append(
            _text(right + 12, _TOP + 20 * (row + 1), f"{line.name}: {ends}", colour=colour)
        )
    view = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12"'
    return "\n".join((f'<svg xmlns="http://www.w3.org/2000/svg" {view}>', *drawn, "</svg>\n"))


def _text(x: float, y: float, words: str, anchor: str = "start", *, colour: str = "#444") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
