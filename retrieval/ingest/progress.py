"""How far an add or a rebuild is."""


class Progress:
    """Hears how far it is; this one keeps silent."""

    def begin(self, total: int) -> None:
        """Learn how many characters, about, are to come."""

    def advance(self, characters: int) -> None:
        """Learn that so many more are done."""

    def end(self) -> None:
        """Learn that all is done, or has failed."""


SILENT = Progress()
