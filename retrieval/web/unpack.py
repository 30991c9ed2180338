"""Unpack the body of an answer while it comes, piece by piece."""

import zlib
from collections.abc import Iterable, Iterator

PACKINGS = ("gzip", "x-gzip", "deflate")
_PIECE = 65_536  # bytes
_HEADER = 2  # bytes that tell how a stream begins
_GZIP = b"\x1f\x8b"
_ANY_HEADER, _NO_HEADER = 32 + zlib.MAX_WBITS, -zlib.MAX_WBITS  # gzip or zlib; neither


class PackingError(ValueError):
    """What cannot be unpacked; `is_cut` if it only breaks off."""

    def __init__(self, *, is_cut: bool) -> None:
        super().__init__("it breaks off" if is_cut else "it cannot be unpacked")
        self.is_cut = is_cut


def unpack(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield a body in small pieces, unpacked, all streams of a gzip body; raises PackingError.

    What stands behind the last stream is dropped. A body of no bytes is empty.
    """
    stream, left = None, b""
    for packed in pieces:
        left += packed
        while left or (stream and not stream.eof):
            if stream is None or stream.eof:
                if len(left) < _HEADER:
                    break
                if stream is not None and not left.startswith(_GZIP):
                    return
                stream = zlib.decompressobj(_window(left, coding))
            try:
                piece = stream.decompress(left, _PIECE)
            except zlib.error as error:
                raise PackingError(is_cut=False) from error
            left = stream.unused_data if stream.eof else stream.unconsumed_tail
            yield piece
            if not left and len(piece) < _PIECE:
                break
    if stream is None and left:
        raise PackingError(is_cut=False)
    if stream is not None and not stream.eof:
        raise PackingError(is_cut=True)


def _window(begin: bytes, coding: str) -> int:
    """Return which header zlib is to expect; servers send deflate with one and without."""
    is_zlib = begin[0] & 0x0F == zlib.DEFLATED and int.from_bytes(begin[:_HEADER]) % 31 == 0
    plain = coding == "deflate" and not is_zlib and not begin.startswith(_GZIP)
    return _NO_HEADER if plain else _ANY_HEADER
