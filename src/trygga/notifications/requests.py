"""One POST to elsewhere: no redirect is followed, no proxy is asked, little is read, and it ends in time."""

from dataclasses import dataclass
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlsplit

from trygga.notifications.connections import Deadline, MayReach, connected
from trygga.notifications.failures import Undelivered, troubles_named

MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is empty unless it was asked for."""

    status: int
    body: bytes


def post(
    url: str, body: bytes, *, headers: dict[str, str], deadline: Deadline, may_reach: MayReach, reads_answer: bool
) -> Answer:
    """The answer to one POST. Raises Undelivered where there was none, or one of more than MOST_BYTES."""
    try:
        parts = urlsplit(url)
        host, port, has_tls = parts.hostname or "", parts.port, parts.scheme == "https"
    except ValueError:
        raise Undelivered("no address", is_final=True) from None
    port = port or (443 if has_tls else 80)
    with (
        troubles_named(deadline),
        connected(host, port, deadline=deadline, has_tls=has_tls, may_reach=may_reach) as line,
    ):
        connection = HTTPConnection(host, port)
        connection.sock = line  # so that it opens none of its own
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(
            "POST", path, body, {"Host": parts.netloc.rpartition("@")[2], "Connection": "close"} | headers
        )
        answer = connection.getresponse()
        content = answer.read(MOST_BYTES + 1) if reads_answer else b""
        # To http.client a line that was cut, by the other side or by our deadline, may look like a good end.
        deadline.left()
        if reads_answer and answer.length and len(content) <= MOST_BYTES:
            raise IncompleteRead(content)
    if len(content) > MOST_BYTES:
        raise Undelivered("answer too long")
    return Answer(answer.status, content)
