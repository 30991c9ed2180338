"""Failures that a person can act on."""


class ExpectedError(Exception):
    """Something a person can mend: `message` says what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class IndexDamagedError(ExpectedError):
    """The search index cannot be read; the catalog can rebuild it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The search index cannot be read ({what}).",
            hint="Nothing is lost: `majlis rebuild` makes it anew from the catalog.",
        )
