"""The parts of files that are ZIP archives (DOCX, EPUB), read without trusting their sizes."""

import io
import zipfile
import zlib
from types import TracebackType

from lxml import etree

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.recognize import DAMAGED_ZIP, ZIP_ERRORS

_MEGABYTE = 1_000_000
_MOST_BYTES = 200 * _MEGABYTE  # of all parts together, unpacked
_MOST_PARTS = 20_000
_BOMB = f"it unpacks to more than {_MOST_BYTES // _MEGABYTE} MB"


class OfficeZip:
    """The parts of an archive by name, as a context manager; raises UnreadableError for all."""

    def __init__(self, content: bytes) -> None:
        """Open an archive."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except ZIP_ERRORS as error:
            raise UnreadableError(DAMAGED_ZIP) from error
        self._left = _MOST_BYTES
        if len(self._archive.infolist()) > _MOST_PARTS:
            raise UnreadableError("it has too many parts")
        self.names = frozenset(self._archive.namelist())

    def __enter__(self) -> "OfficeZip":
        """Return the archive."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self._archive.close()

    def read(self, name: str) -> bytes:
        """Return the bytes of a part, b"" if there is none; a bomb is refused while it unpacks."""
        if name not in self.names:
            return b""
        try:
            with self._archive.open(name) as part:
                content = part.read(self._left + 1)
        except RuntimeError as error:
            raise UnreadableError("it is locked by a password") from error
        except (*ZIP_ERRORS, zlib.error, EOFError) as error:
            raise UnreadableError(DAMAGED_ZIP) from error
        if len(content) > self._left:
            raise UnreadableError(_BOMB)
        self._left -= len(content)
        return content

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of a part that is XML, None if there is none; entities are not read."""
        content = self.read(name)
        if not content:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableError(f"it is damaged ({name} is no XML)") from error
