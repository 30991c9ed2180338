"""Report the progress of an add or a rebuild."""


class Progress:
    """Is told how far something is; this one ignores it."""

    def begin(self, total: int) -> None:
        """Begin; about `total` characters are to come."""

    def advance(self, characters: int) -> None:
        """Take note that so many more characters are done."""

    def end(self) -> None:
        """End, since everything is done or has failed."""


SILENT = Progress()
