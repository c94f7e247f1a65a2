"""Mail to the operator's mail server by SMTP."""

import contextlib
import smtplib
import ssl
from io import BufferedReader
from socket import socket
from typing import Any

from django.conf import settings

from trygga.notifications.connections import Deadline, anywhere, connected
from trygga.notifications.failures import Undelivered, troubles_named
from trygga.notifications.models import Notice

_GOODBYE_SECONDS = 2


class _OverLine(smtplib.SMTP):
    """SMTP over a line that is there already, guarded by a deadline and, where so set, inside TLS."""

    def __init__(self, line: socket, host: str, seconds: float) -> None:
        self._line = line
        # Without a name of our own, smtplib asks the name server what this machine is called.
        super().__init__(host, local_hostname=settings.INBOX_HOST, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        return self._line

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            assert self.sock is not None
            self.file = _WholeLines(self.sock.makefile("rb"))
        return super().getreply()


class _WholeLines:
    """What a server says, line by line. Half a line at the end is no answer: a cut "250" would pass for one."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream

    def readline(self, most: int) -> bytes:
        line = self._stream.readline(most)
        return line if line.endswith(b"\n") or len(line) == most else b""

    def close(self) -> None:
        self._stream.close()


def carry(notice: Notice) -> None:
    """Hand the letter to the mail server. Returns once the server has said that it has it; raises Undelivered."""
    server = settings.SMTP
    assert server is not None  # else nothing is carried here
    deadline = Deadline(settings.DELIVERY_SECONDS)
    with (
        troubles_named(deadline),
        connected(
            server["host"],
            server["port"],
            deadline=deadline,
            has_tls=server["security"] == "tls",
            may_reach=anywhere,
        ) as line,
        contextlib.closing(_greeted(line, server["host"], deadline)) as smtp,
    ):
        _introduce(smtp, server)
        _send(smtp, notice)
        # It has the letter: what happens to the goodbye changes nothing.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            assert smtp.sock is not None
            smtp.sock.settimeout(_GOODBYE_SECONDS)
            smtp.quit()


# What is refused in these two is our set-up: it mends without the letter.
def _greeted(line: socket, host: str, deadline: Deadline) -> smtplib.SMTP:
    try:
        return _OverLine(line, host, deadline.left())
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"smtp {error.smtp_code} at the greeting", is_away=True) from None


def _introduce(smtp: smtplib.SMTP, server: dict[str, Any]) -> None:
    try:
        smtp.ehlo_or_helo_if_needed()
        if server["security"] == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server["user"]:
            smtp.login(server["user"], server["password"])
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"smtp {error.smtp_code} at the sign-in", is_away=True) from None


def _send(smtp: smtplib.SMTP, notice: Notice) -> None:
    letter = f"From: {settings.MAIL_FROM}\r\n".encode() + bytes(notice.body or b"")
    try:
        smtp.sendmail(settings.MAIL_FROM, [notice.address], letter)
    except smtplib.SMTPSenderRefused as error:
        raise Undelivered(f"smtp {error.smtp_code} at the sender", is_away=True) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(next(code for code, _ in error.recipients.values())) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from None
    except ValueError:
        raise Undelivered("no mail address", is_final=True) from None


def _refused(code: int) -> Undelivered:
    """An answer to this letter. 421: the server is closing (RFC 5321, 3.8); 5yz would be said again (4.2.1)."""
    return Undelivered(f"smtp {code}", is_final=code >= 500, is_away=code == 421)
