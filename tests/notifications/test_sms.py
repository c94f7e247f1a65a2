"""Text messages through a gateway on a real socket: one that lies, says junk, never answers, or answers without end."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tests.loopback import DROP, HANG, TRICKLE, Says, WebServer, closed_port, http
from trygga.notifications.delivery import deliver_next
from trygga.notifications.models import Channel, Notice
from trygga.notifications.requests import MOST_BYTES
from trygga.notifications.services import send_sms
from trygga.notifications.wording import Wording

SOON = 0.4
GOOD = http("200 OK", b'{"status": "created"}')
Use = Callable[..., WebServer]


@pytest.fixture
def use(settings: Settings) -> Iterator[Use]:
    """Start a gateway that gives these answers, and have the program use it."""
    running: list[WebServer] = []

    def start(*answers: list[Says], **changes: Any) -> WebServer:
        server = WebServer(answers=list(answers))
        server.__enter__()
        running.append(server)
        point_to(settings, server.port, **changes)
        return server

    yield start
    for server in running:
        server.__exit__()


def point_to(settings: Settings, port: int, **changes: Any) -> None:
    settings.DELIVERY_SECONDS = SOON
    settings.SMS = {
        "url": f"http://127.0.0.1:{port}/send?v=1",
        "authorization": "Bearer secret",
        "format": "form",
        "fields": [("from", "Grannar"), ("to", "{to}"), ("message", "{text}"), ("reference", "{id}")],
        "accepted": {"path": ["status"], "values": ["created", "sent"]},
    } | changes


def queue() -> Notice:
    send_sms(number="+46701234567", wording=Wording.NEW, language="en")
    return Notice.objects.get()


def deliver() -> bool:
    return deliver_next(Channel.SMS)


def row() -> tuple[str, str, int]:
    return Notice.objects.values_list("state", "trouble", "attempts").get()


@pytest.mark.django_db
def test_gateway_gets_number_text_and_id(use: Use) -> None:
    gateway = use([GOOD])
    notice = queue()
    assert deliver() is True
    (request,) = gateway.requests
    text = "There is something new for you. Sign in to see it: http://inbox.localhost:8000/"
    assert parse_qs(request.body.decode()) == {
        "from": ["Grannar"],
        "to": ["+46701234567"],
        "message": [text],
        "reference": [notice.public_id],
    }
    assert request.path == "/send?v=1"
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["idempotency-key"] == notice.public_id
    assert request.headers["host"] == f"127.0.0.1:{gateway.port}"
    assert row() == ("delivered", "", 0)


@pytest.mark.django_db
def test_gateway_may_want_json_and_answer_deep_inside(use: Use) -> None:
    gateway = use(
        [http("202 Accepted", b'{"messages": [{"status": 0}]}')],
        format="json",
        accepted={"path": ["messages", "0", "status"], "values": ["0"]},
    )
    notice = queue()
    assert deliver() is True
    assert json.loads(gateway.requests[0].body)["reference"] == notice.public_id
    assert row()[0] == "delivered"


LIES: dict[str, list[Says]] = {
    "error_with_200": [http("200 OK", b'{"status": "failed", "error": "no credit"}')],
    "junk": [http("200 OK", b"\xff\xfe<html>created</html>")],
    "nothing": [http("200 OK")],
    "number": [http("200 OK", b"1")],
    "list": [http("200 OK", b'["created"]')],
    "deep": [http("200 OK", b"[" * 60_000)],
    "null": [http("200 OK", b'{"status": null}')],
}


@pytest.mark.django_db
@pytest.mark.parametrize("lie", LIES)
def test_answer_that_does_not_say_accepted_is_no_yes(lie: str, use: Use) -> None:
    gateway = use(LIES[lie], [GOOD])
    queue()
    assert deliver() is True
    assert row() == ("waiting", "not accepted", 1)
    Notice.objects.update(due_at=Notice.objects.get().made_at)
    assert deliver() is True
    assert row()[0] == "delivered"
    assert len({request.headers["idempotency-key"] for request in gateway.requests}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("says", "trouble", "goes_on"),
    [
        ([http("500 Oh", b'{"status": "created"}')], "http 500", False),
        ([http("302 Found", b"", "Location: http://127.0.0.1:1/")], "http 302", True),
        ([http("401 No")], "http 401", True),
        ([http("200 OK", b" " * (MOST_BYTES + 1))], "answer too long", True),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b'{"status": "created"}', DROP], "no answer", False),
        ([b"nonsense\r\n\r\n"], "no answer", False),
        ([DROP], "dropped", False),
    ],
    ids=["500", "redirect", "401", "huge", "cut", "no_http", "drop"],
)
def test_trouble_is_named_and_tried_again(says: list[Says], trouble: str, goes_on: bool, use: Use) -> None:
    use(says)
    queue()
    assert deliver() is goes_on
    assert row() == ("waiting", trouble, 1)


ENDLESS: dict[str, list[Says]] = {
    "silent": [HANG],
    "slow_status": [TRICKLE],
    "slow_header": [b"HTTP/1.1 200 OK\r\nX: ", TRICKLE],
    "slow_body": [b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", TRICKLE],
    "slow_until_closed": [b"HTTP/1.1 200 OK\r\n\r\n", TRICKLE],
    "silent_chunk": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", HANG],
}


@pytest.mark.django_db
@pytest.mark.parametrize("manner", ENDLESS)
def test_gateway_that_never_comes_to_an_end_is_left_in_time(manner: str, use: Use) -> None:
    use(ENDLESS[manner])
    queue()
    began = time.monotonic()
    assert deliver() is False
    assert SOON <= time.monotonic() - began < SOON + 1
    assert row() == ("waiting", "timeout", 1)


@pytest.mark.django_db
def test_nobody_at_the_port_is_tried_again(settings: Settings) -> None:
    queue()
    with closed_port() as port:
        point_to(settings, port)
        assert deliver() is False
    assert row() == ("waiting", "refused", 1)


@pytest.mark.django_db
def test_text_without_a_gateway_waits_and_complains(settings: Settings) -> None:
    queue()
    with pytest.raises(ImproperlyConfigured, match="TRYGGA_SMS_URL"):
        deliver()
    assert row() == ("waiting", "", 0)
