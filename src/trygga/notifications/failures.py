"""Why a notice did not arrive: a word of ours, never what a server said, which may repeat an address."""

import contextlib
from collections.abc import Iterator
from http.client import HTTPException
from smtplib import SMTPException, SMTPNotSupportedError, SMTPServerDisconnected
from socket import gaierror
from ssl import SSLError

from trygga.notifications.connections import Deadline, Forbidden

# The first that fits; the last ones fit everything that `troubles_named` catches.
_NAMES: dict[type[Exception], str] = {
    Forbidden: "forbidden address",
    SSLError: "certificate or TLS",
    gaierror: "no such name",
    ConnectionRefusedError: "refused",
    SMTPNotSupportedError: "no TLS or sign-in",
    ConnectionError: "dropped",
    SMTPServerDisconnected: "dropped",
    HTTPException: "no answer",
    SMTPException: "no answer",
    OSError: "no connection",
}


class Undelivered(Exception):
    """`is_final`: no later try can help. `is_away`: it is the server's trouble, so the next notice would fail alike."""

    def __init__(self, trouble: str, *, is_final: bool = False, is_away: bool = False) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.is_final = is_final
        self.is_away = is_away


@contextlib.contextmanager
def troubles_named(deadline: Deadline) -> Iterator[None]:
    """Whatever goes wrong on the line becomes Undelivered with `is_away`."""
    try:
        yield
    except (OSError, HTTPException, SMTPException, Forbidden) as error:
        raise Undelivered(_trouble(error, deadline), is_away=True) from None


def _trouble(error: Exception, deadline: Deadline) -> str:
    # The line is cut when the time is over, and the cut looks like any other end.
    if deadline.is_past or isinstance(error, TimeoutError):
        return "timeout"
    return next(name for kind, name in _NAMES.items() if isinstance(error, kind))
