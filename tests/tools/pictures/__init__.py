"""Pictures of what a chat shows, drawn from the fake Bot API."""

from tests.tools.pictures.draw import draw
from tests.tools.pictures.screenshot import screenshot

__all__ = ["draw", "screenshot"]
