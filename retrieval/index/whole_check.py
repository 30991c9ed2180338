"""Whether the files that answers come from are as they were written."""

import threading

from retrieval.errors import ExpectedError
from retrieval.index.folder_seals import check_folder, check_sizes
from retrieval.index.home_folder import Home
from retrieval.index.seals import AT_ONCE_BYTES


class WholeCheck:
    """A check of the catalog, the index and the token vectors of one generation.

    A small home is checked at once. A large one is checked by a thread, and what is wrong is said
    from the next question on.
    """

    def __init__(self, home: Home) -> None:
        """Begin; raise ExpectedError for what is found at once."""
        self._home = home
        self._index, self._tokens = home.index, home.tokens
        self._error: ExpectedError | None = None
        size = check_sizes(self._index)
        if self._tokens.path.exists():
            size += self._tokens.path.stat().st_size
        if size <= AT_ONCE_BYTES:
            check_folder(self._index)
            self._tokens.check()
        else:
            threading.Thread(target=self._run, daemon=True).start()

    def raise_if_damaged(self) -> None:
        """Raise ExpectedError for what was found since."""
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            check_folder(self._index)
            self._tokens.check()
            self._home.catalog.check_seal()
        except ExpectedError as error:
            if self._index.exists():  # a writer may have replaced it meanwhile
                self._error = error
