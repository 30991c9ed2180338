"""Pictures of what a chat shows, drawn from the fake Bot API."""

from tests.pictures.draw import draw
from tests.pictures.screenshot import screenshot

__all__ = ["draw", "screenshot"]
