"""Why a model gave no answer, in words for the person who asked."""

import socket
import ssl


class ModelFailedError(Exception):
    """A model gave no answer; the text continues the sentence "The language model …"."""


class DeclinedError(Exception):
    """A model was not willing, or not allowed, to answer."""


_MEANING = {
    400: "did not accept the request",
    401: "did not accept the key",
    403: "may not be used with this key",
    404: "does not exist on its server",
    413: "found the articles too long",
    429: "is asked too often at the moment, or has no credit left",
}


_PASSING = (408, 409, 429, 500, 502, 503, 504, 529)
_PAUSE_S = 0.5


def pause_s(error: BaseException) -> float | None:
    """Give how long to wait before a model is asked again; None when that would be in vain."""
    status = getattr(error, "status_code", None)
    if status is None:
        name = type(error).__name__
        return _PAUSE_S if "Connect" in name and "Timeout" not in name else None
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        asked_s = float(headers.get("retry-after", _PAUSE_S))
    except ValueError:
        asked_s = _PAUSE_S
    return max(0.0, asked_s) if status in _PASSING else None


def why(error: BaseException) -> str:
    """Say in plain words why a model failed; the text of the exception stays here."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    names = " ".join(type(link).__name__ for link in chain)
    status = next((s for link in chain if (s := getattr(link, "status_code", None))), 0)
    if isinstance(error, DeclinedError):
        return "declined to answer"
    if status:
        return _MEANING.get(status, f"failed with status {status}")
    if any(isinstance(link, socket.gaierror) for link in chain):
        return "could not be reached: its server's name is not known"
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return "could not be reached safely: its server's certificate is not valid"
    if "Timeout" in names:
        return "did not answer in time"
    if "ProtocolError" in names or "ReadError" in names:
        return "broke off"
    if "Connect" in names:
        return "could not be reached"
    return "answered something that cannot be read"
