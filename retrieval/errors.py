"""Errors that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from retrieval.redaction import redact

_NOT_WRITABLE = ("disk is full", "readonly", "disk I/O error", "No space", "Read-only")


class ExpectedError(Exception):
    """An error to show to people: `message` says what is wrong, `hint` what to do about it.

    No secret is in it, even if the error of a library that it quotes holds one.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = redact(message)
        self.hint = redact(hint)
        super().__init__(self.message)


class IndexDamagedError(ExpectedError):
    """The search index cannot be read; the catalog can rebuild it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The search index cannot be read ({what}).",
            hint="Nothing is lost: `majlis rebuild` makes it anew from the catalog.",
        )


class IndexUnwritableError(ExpectedError):
    """The search index cannot be written now."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The search index cannot be written ({what}).",
            hint="Free some space or mend the permissions of the home, then run the command again;"
            " if that does not help, run `majlis rebuild`. Nothing is lost.",
        )


@contextmanager
def index_failures(library: str, *, writing: bool = False) -> Iterator[None]:
    """Turn every exception of a library in the block into ExpectedError or IndexDamagedError.

    Which exceptions a damaged file causes is not documented, so all of them count, and so does the
    panic of a library in Rust, which is not an Exception. An error that tells of a full disk or of
    missing permissions is one of writing even without `writing`: Chroma writes when it is opened.
    """
    try:
        yield
    except ExpectedError:
        raise
    except BaseException as error:
        if not (isinstance(error, Exception) or type(error).__name__ == "PanicException"):
            raise
        what = f"{library}: {type(error).__name__}"
        if writing or any(words in str(error) for words in _NOT_WRITABLE):
            raise IndexUnwritableError(f"{what}: {error}") from error
        raise IndexDamagedError(what) from error
