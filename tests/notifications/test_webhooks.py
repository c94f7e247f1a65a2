"""Webhooks: signed so that the standard's own library takes them, and never to an address inside."""

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from tests.factories.notifications import EndpointFactory
from tests.loopback import DROP, HANG, TRICKLE, Says, WebServer, certificate_for, http
from trygga.notifications.connections import outside
from trygga.notifications.delivery import deliver_next
from trygga.notifications.models import Channel, Endpoint, Notice
from trygga.notifications.services import (
    add_endpoint,
    close_endpoint,
    forget_former_secret,
    renew_secret,
    send_webhook,
)
from trygga.notifications.wording import Wording

SOON = 1.0
NAME = "hooks.example"
Use = Callable[..., WebServer]
Found = list[tuple[Any, ...]]


def deliver() -> bool:
    return deliver_next(Channel.WEBHOOK)


def row() -> tuple[str, str, int]:
    return Notice.objects.values_list("state", "trouble", "attempts").get()


class Names:
    """A name server: gives for each look-up the next of its answers, and counts what was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.answers: list[list[str]] = [["127.0.0.1"]]
        monkeypatch.setattr("trygga.notifications.connections.getaddrinfo", self.look_up)

    def look_up(self, host: str, port: int, *, type: int) -> Found:  # noqa: A002 - the name that the system gives it
        self.asked.append(host)
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                type,
                6,
                "",
                (one, port, *((0, 0) if ":" in one else ())),
            )
            for one in addresses
        ]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    context, trusted = certificate_for(tmp_path, NAME, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


@pytest.fixture
def use(tls: ssl.SSLContext, names: Names, settings: Settings) -> Iterator[Use]:
    """Start a receiver under NAME that gives these answers; loopback is allowed, as an operator may allow a network."""
    running: list[WebServer] = []
    settings.DELIVERY_SECONDS = SOON
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]

    def start(*answers: list[Says]) -> WebServer:
        server = WebServer(tls=tls, answers=list(answers))
        server.__enter__()
        running.append(server)
        return server

    yield start
    for server in running:
        server.__exit__()


def queue(server: WebServer, path: str = "/hook") -> Endpoint:
    endpoint = add_endpoint(url=f"https://{NAME}:{server.port}{path}", programme=None)
    send_webhook(endpoint=endpoint, wording=Wording.DUE)
    return endpoint


# ---- what arrives ----
@pytest.mark.django_db
def test_call_is_one_that_the_standards_own_library_takes(use: Use) -> None:
    server = use([http("204 No Content")])
    endpoint = queue(server, "/hook?to=us")
    public_id = Notice.objects.get().public_id
    assert deliver() is True
    (request,) = server.requests
    said = Webhook(endpoint.secret).verify(request.body, request.headers)
    assert sorted(said) == ["data", "timestamp", "type"]
    assert (said["type"], said["data"]) == ("trygga.due", {"notice": public_id})
    assert (request.path, request.headers["host"]) == ("/hook?to=us", f"{NAME}:{server.port}")
    assert request.headers["webhook-id"] == public_id
    assert abs(int(request.headers["webhook-timestamp"]) - time.time()) < 60
    assert row() == ("delivered", "", 0)


@pytest.mark.django_db
def test_changed_body_does_not_verify(use: Use) -> None:
    server = use([http("200 OK")])
    endpoint = queue(server)
    deliver()
    (request,) = server.requests
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(request.body.replace(b"due", b"new"), request.headers)


@pytest.mark.django_db
def test_repeat_has_the_same_id_and_a_time_of_its_own(use: Use) -> None:
    server = use([http("503 Later")], [http("200 OK")])
    endpoint = queue(server)
    assert deliver() is True
    Notice.objects.update(due_at=datetime.now(UTC) - timedelta(minutes=1))
    assert deliver() is True
    first, second = server.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    Webhook(endpoint.secret).verify(second.body, second.headers)


@pytest.mark.django_db
def test_both_secrets_sign_until_the_former_is_forgotten(use: Use) -> None:
    server = use([http("200 OK")])
    endpoint = queue(server)
    former = endpoint.secret
    renew_secret(endpoint)
    assert endpoint.secret != former
    deliver()
    forget_former_secret(endpoint)
    send_webhook(endpoint=endpoint, wording=Wording.NEW)
    deliver()
    both, one = server.requests
    for secret in (former, endpoint.secret):
        Webhook(secret).verify(both.body, both.headers)
    Webhook(endpoint.secret).verify(one.body, one.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(one.body, one.headers)


@pytest.mark.django_db
def test_closed_endpoint_is_called_no_more(use: Use) -> None:
    server = use([http("200 OK")])
    close_endpoint(queue(server))
    assert deliver() is True
    assert row() == ("dead", "endpoint closed", 1)
    assert server.lines == 0


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://hooks.example/", "ftp://hooks.example/", "//hooks.example", ""])
def test_endpoint_without_tls_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        add_endpoint(url=url, programme=None)


# ---- answers ----
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("says", "state", "trouble"),
    [
        ([http("410 Gone")], "dead", "http 410"),
        ([http("404 Not Found")], "waiting", "http 404"),
        ([http("500 Oh")], "waiting", "http 500"),
        ([DROP], "waiting", "dropped"),
        ([HANG], "waiting", "timeout"),
        ([b"HTTP/1.1 200 OK\r\nX: ", TRICKLE], "waiting", "timeout"),
    ],
    ids=["gone", "404", "500", "drop", "hang", "trickle"],
)
def test_no_is_tried_again_unless_it_is_the_last(says: list[Says], state: str, trouble: str, use: Use) -> None:
    queue(use(says))
    deliver()
    assert row() == (state, trouble, 1)


@pytest.mark.django_db
def test_yes_with_an_endless_body_is_a_yes(use: Use) -> None:
    queue(use([b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000, TRICKLE]))
    began = time.monotonic()
    assert deliver() is True
    assert (row()[0], time.monotonic() - began < SOON) == ("delivered", True)


# ---- where it may not lead ----
INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("beside", [[], ["93.184.216.34"]], ids=["alone", "beside_a_public_one"])
def test_name_that_leads_inside_is_never_connected_to(
    address: str, beside: list[str], names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr("trygga.notifications.connections._connect", connect)
    names.answers = [[*beside, address]]
    send_webhook(endpoint=EndpointFactory(), wording=Wording.NEW)
    deliver()
    assert row() == ("waiting", "forbidden address", 1)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_may_be_reached(address: str) -> None:
    assert outside(ip_address(address)) is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_spellings_of_loopback_reach_nobody(host: str, tls: ssl.SSLContext) -> None:
    with WebServer(tls=tls, answers=[[http("200 OK")]]) as server:
        endpoint = EndpointFactory(url=f"https://{host}:{server.port}/")
        send_webhook(endpoint=endpoint, wording=Wording.NEW)
        deliver()
        assert server.lines == 0
    assert row() == ("waiting", "forbidden address", 1)


@pytest.mark.django_db
def test_redirect_inside_is_not_followed(use: Use) -> None:
    target = use([http("200 OK")])
    server = use([http("307 Temporary Redirect", b"", f"Location: https://{NAME}:{target.port}/")])
    queue(server)
    deliver()
    assert row() == ("waiting", "http 307", 1)
    assert (server.lines, target.lines) == (1, 0)


@pytest.mark.django_db
def test_name_that_changes_after_the_look_is_reached_where_it_was_looked_up(
    use: Use, names: Names, settings: Settings
) -> None:
    """The first answer is allowed, every later one would lead where nobody may go: nobody asks again."""
    allowed = use([http("200 OK")])
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.1/32")]
    names.answers = [["127.0.0.1"], ["127.0.0.2"]]
    queue(allowed)
    assert deliver() is True
    assert (row()[0], names.asked, allowed.lines) == ("delivered", [NAME], 1)


@pytest.mark.django_db
def test_certificate_must_be_for_the_name_and_not_the_address(
    use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, trusted = certificate_for(tmp_path, "elsewhere.example", "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = use([http("200 OK")])
    server.tls = other
    queue(server)
    deliver()
    assert row() == ("waiting", "certificate or TLS", 1)
    assert server.requests == []


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://", "https://[::1/", "https://x:99999/", f"https://{'a' * 70}.example/"])
def test_address_that_cannot_be_read_holds_up_nobody(url: str, use: Use) -> None:
    send_webhook(endpoint=EndpointFactory(url=url), wording=Wording.NEW)
    queue(use([http("200 OK")]))
    for _ in range(3):
        deliver()
    assert sorted(Notice.objects.values_list("state", flat=True))[0] in ("dead", "delivered")
    assert Notice.objects.filter(state=Notice.State.DELIVERED).count() == 1


@pytest.mark.django_db
def test_body_of_a_call_says_nothing_of_what_it_is_about(use: Use) -> None:
    server = use([http("200 OK")])
    queue(server)
    deliver()
    assert sorted(json.loads(server.requests[0].body)["data"]) == ["notice"]
