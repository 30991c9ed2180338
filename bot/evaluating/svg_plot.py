"""Plots as SVG, written by hand so that no plotting library is needed.

Text takes the colour of what surrounds it, so that a plot suits a light and a dark page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 420, 250, 40, 12, 12, 44
_COLOURS = ("#1f77d0", "#d1495b", "#2e8b4f", "#9a6ae0")
_ROW = 20
_NAMED = 130  # width of the names of bars
_FAINT = 'stroke="currentColor" stroke-opacity=".25"'


@dataclass(frozen=True, slots=True)
class Line:
    """A name and points, whose coordinates are both 0 to 1."""

    name: str
    points: Sequence[tuple[float, float]]
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """The ticks below and beside a plot, each with its place (0 to 1), and the label below."""

    across: Sequence[tuple[float, str]]
    up: Sequence[tuple[float, str]]
    label: str


def plot(axes: Axes, lines: Sequence[Line], *, background: str = "") -> str:
    """Return a plot of lines, with their names below; a file of its own needs a background."""
    drawn = [f'<rect width="100%" height="100%" fill="{background}"/>'] if background else []
    drawn += [_tick_across(place, words) for place, words in axes.across]
    drawn += [_tick_up(place, words) for place, words in axes.up]
    drawn.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, axes.label, "middle"))
    for row, (line, colour) in enumerate(zip(lines, _COLOURS, strict=False)):
        drawn += _line(line, colour)
        drawn.append(_text(_LEFT, _HEIGHT + 12 + _ROW * row, line.name, colour=colour))
    return _svg(_HEIGHT + _ROW * len(lines) + 4, axes.label, drawn)


def bars(rows: Sequence[tuple[str, float, float, str]], label: str) -> str:
    """Return a bar chart: each row has a name, a thick bar, a longer thin bar, and a note."""
    longest = max((max(short, long) for _, short, long, _ in rows), default=0) or 1.0
    drawn = []
    scale = (_WIDTH - _NAMED - 110) / longest
    for number, (name, short, long, words) in enumerate(rows):
        top = 6 + number * 30
        drawn += [
            _text(_NAMED - 8, top + 14, name, "end"),
            _bar(top + 7, long * scale, 5, 0.45),
            _bar(top, short * scale, 19, 1.0),
            _text(_NAMED + long * scale + 8, top + 14, words),
        ]
    return _svg(12 + 30 * len(rows), label, drawn)


def _bar(top: float, width: float, height: int, strength: float) -> str:
    size = f'x="{_NAMED}" y="{top:.0f}" width="{width:.1f}" height="{height}"'
    return f'<rect {size} fill="{_COLOURS[0]}" fill-opacity="{strength}"/>'


def _line(line: Line, colour: str) -> list[str]:
    places = [(_across(x), _up(y)) for x, y in line.points]
    style = f'fill="none" stroke="{colour}" stroke-width="2"'
    dashes = ' stroke-dasharray="4 4"' if line.dotted else ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    drawn = [f'<polyline points="{points}" {style}{dashes}/>']
    if not line.dotted and len(places) <= 12:
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    return drawn


def _tick_across(place: float, words: str) -> str:
    x = _across(place)
    rule = f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" {_FAINT}/>'
    anchor = "end" if place == 1 and len(words) > 3 else "middle"  # nothing lies beyond the end
    return rule + _text(x, _HEIGHT - _BOTTOM + 16, words, anchor)


def _tick_up(place: float, words: str) -> str:
    y = _up(place)
    rule = f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" {_FAINT}/>'
    return rule + _text(_LEFT - 6, y + 4, words, "end")


def _across(value: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value


def _up(value: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value


def _text(x: float, y: float, words: str, anchor: str = "start", *, colour: str = "") -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour or "currentColor"}">{escape(words)}</text>'


def _svg(height: int, label: str, drawn: Sequence[str]) -> str:
    view = f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="13"'
    label = f'role="img" aria-label="{escape(label)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {view} {label}>'
    return "\n".join((head, *drawn, "</svg>\n"))
