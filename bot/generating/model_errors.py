"""Why a model gave no answer, in words for the person who asked."""

import socket
import ssl

from prompts import say


class ModelFailedError(Exception):
    """A model gave no answer; the text continues the sentence "The language model …".

    `why` is a form of the message "model-why", `status` what the server answered, if it did.
    `again`: it was learnt what the server does not take, and another prompt may be taken.
    """

    def __init__(self, why: str, status: int = 0, *, again: bool = False) -> None:
        super().__init__(say("model-why", why=why, status=status))
        self.why = why
        self.status = status
        self.again = again


class ModelDeclinedError(Exception):
    """A model was not willing, or not allowed, to answer."""


_REASON_OF_STATUS = {
    400: "request",
    401: "key",
    403: "forbidden",
    404: "missing",
    413: "too-long",
    429: "too-often",
}


_TEMPORARY = (408, 409, 429, 500, 502, 503, 504, 529)
_PAUSE_S = 0.5


def pause_s(error: BaseException) -> float | None:
    """Return how long to wait before a model is asked again; None if another try is useless."""
    status = getattr(error, "status_code", None)
    if status is None:
        name = type(error).__name__
        return _PAUSE_S if "Connect" in name and "Timeout" not in name else None
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        wait_s = float(headers.get("retry-after", _PAUSE_S))
    except ValueError:
        wait_s = _PAUSE_S
    return max(0.0, wait_s) if status in _TEMPORARY else None


def model_error(error: BaseException) -> ModelFailedError:
    """Return why a model failed, in plain words; the text of the exception goes no further."""
    chain = chain_of(error)
    names = " ".join(type(link).__name__ for link in chain)
    status = next((s for link in chain if (s := getattr(link, "status_code", None))), 0)
    if isinstance(error, ModelDeclinedError):
        return ModelFailedError("declined")
    if status:
        return ModelFailedError(_REASON_OF_STATUS.get(status, "status"), status)
    if any(isinstance(link, socket.gaierror) for link in chain):
        return ModelFailedError("unknown-server")
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return ModelFailedError("certificate")
    if "Timeout" in names:
        return ModelFailedError("timeout")
    if "ProtocolError" in names or "ReadError" in names:
        return ModelFailedError("broken")
    if "Connect" in names:
        return ModelFailedError("unreachable")
    return ModelFailedError("unreadable")


def chain_of(error: BaseException) -> list[BaseException]:
    """Return an error and those that it came of."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return chain
