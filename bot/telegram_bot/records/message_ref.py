"""A reference to one message, by which everything else finds the chat and the person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message, who acted on it, and the update in which Telegram reported that.

    `thread` is the topic of a forum group, or 0. `user` wrote the message or pressed a button under
    it. What is sent in reply is recorded under `update`, unless that is 0.
    """

    update: int
    chat: int
    thread: int
    user: int
    message: int

    @property
    def is_private(self) -> bool:
        """Return whether only the person and the bot are in the chat."""
        return self.chat > 0

    @property
    def conversation(self) -> str:
        """Return the name of the conversation under which the log stores its answers."""
        return f"telegram:{self.chat}" + (f"/{self.thread}" if self.thread else "")
