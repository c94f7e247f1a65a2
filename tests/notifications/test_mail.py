"""Mail over real sockets: servers that hang, refuse, drop, trickle or change their mind, and what the row then says."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from pytest_django import Settings

from tests.loopback import DROP, HANG, TRICKLE, MailServer, Says, certificate_for, closed_port
from tests.threads import at_once
from trygga.notifications import outbox
from trygga.notifications.delivery import deliver_next
from trygga.notifications.models import Channel, Notice
from trygga.notifications.services import queue_mail

SOON = 0.4
Use = Callable[..., MailServer]


@pytest.fixture
def use(settings: Settings) -> Iterator[Use]:
    """Start a mail server that says `answers`, and have the program use it."""
    running: list[MailServer] = []

    def start(**answers: list[Says]) -> MailServer:
        server = MailServer(answers=answers)
        server.__enter__()
        running.append(server)
        point_to(settings, server.port)
        return server

    yield start
    for server in running:
        server.__exit__()


def point_to(settings: Settings, port: int, **changes: str) -> None:
    settings.SMTP = {"host": "127.0.0.1", "port": port, "security": "none", "user": "", "password": ""} | changes
    settings.MAIL_FROM = "grannar@example.se"
    settings.DELIVERY_SECONDS = SOON


def queue(*receivers: str) -> None:
    queue_mail(EmailMessage("Something new for you", "Räksmörgås\n.\nSign in.", to=list(receivers)))


def deliver() -> bool:
    return deliver_next(Channel.MAIL)


def row() -> tuple[str, str, int]:
    return Notice.objects.values_list("state", "trouble", "attempts").get()


def make_due() -> None:
    Notice.objects.filter(state=Notice.State.WAITING).update(due_at=Notice.objects.earliest("pk").made_at)


# ---- what arrives ----
@pytest.mark.django_db
def test_letter_arrives_whole_and_says_who_it_is(use: Use) -> None:
    server = use()
    message = EmailMultiAlternatives("Hej", "Räksmörgås\n.\n..\n", "x@elsewhere", ["Soraya <soraya@example.org>"])
    message.attach_alternative("<p>Räksmörgås</p>", "text/html")
    queue_mail(message)
    public_id = Notice.objects.get().public_id
    assert deliver() is True
    ((receiver, letter),) = server.letters
    found = message_from_bytes(letter, policy=default)
    body = found.get_body(("plain",))
    assert body is not None
    assert (receiver, found["From"], found["To"]) == (
        "soraya@example.org",
        "grannar@example.se",
        "Soraya <soraya@example.org>",
    )
    assert (found["Message-ID"], found["Trygga-Notice"]) == (f"<{public_id}@inbox.localhost>", public_id)
    assert found["Auto-Submitted"] == "auto-generated"
    assert body.get_content().splitlines() == ["Räksmörgås", ".", ".."]
    assert row() == ("delivered", "", 0)
    assert server.heard[0] == "ehlo inbox.localhost"


@pytest.mark.django_db
def test_each_receiver_gets_a_letter_with_an_id_of_its_own_and_sees_no_hidden_ones(use: Use) -> None:
    server = use()
    queue_mail(EmailMessage("Hej", "Hej", to=["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]))
    while deliver():
        pass
    assert sorted(receiver for receiver, _ in server.letters) == ["a@example.org", "b@example.org", "c@example.org"]
    ids = {re.search(rb"Trygga-Notice: (\w+)", letter).group(1) for _, letter in server.letters}  # type: ignore[union-attr]
    assert len(ids) == 3
    assert not any(b"c@example.org" in letter for _, letter in server.letters)


# ---- servers that do not behave ----
@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
@pytest.mark.parametrize("manner", [HANG, TRICKLE], ids=str)
def test_server_that_never_comes_to_an_end_is_left_in_time(verb: str, manner: Says, use: Use) -> None:
    server = use(**{verb: [manner]})
    queue("soraya@example.org")
    began = time.monotonic()
    assert deliver() is False
    assert SOON <= time.monotonic() - began < SOON + 1
    assert row() == ("waiting", "timeout", 1)
    server.answers.clear()
    make_due()
    assert deliver() is True
    assert row()[0] == "delivered"


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_server_that_drops_the_line_is_tried_again_under_the_same_id(verb: str, use: Use) -> None:
    server = use(**{verb: [DROP, {"CONNECT": b"220 ready\r\n", "DATA": b"354 go on\r\n"}.get(verb, b"250 good\r\n")]})
    queue("soraya@example.org")
    assert deliver() is False
    assert row() == ("waiting", "dropped", 1)
    make_due()
    assert deliver() is True
    # A letter whose answer was lost goes twice; the id tells.
    assert len(server.letters) == (2 if verb == "BODY" else 1)
    assert len({letter for _, letter in server.letters}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("half", [b"250 go", b"550 no"], ids=["yes", "no"])
def test_half_an_answer_is_none(half: bytes, use: Use) -> None:
    server = use()
    server.halves = {"BODY": half}
    queue("soraya@example.org")
    assert deliver() is False
    assert row() == ("waiting", "dropped", 1)


@pytest.mark.django_db
def test_answer_to_the_goodbye_changes_nothing(use: Use) -> None:
    server = use(QUIT=[DROP])
    queue("soraya@example.org")
    assert deliver() is True
    assert (row()[0], len(server.letters)) == ("delivered", 1)


@pytest.mark.django_db
def test_nobody_at_the_port_is_tried_again(settings: Settings) -> None:
    queue("soraya@example.org")
    with closed_port() as port:
        point_to(settings, port)
        assert deliver() is False
    assert row() == ("waiting", "refused", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
def test_letter_refused_for_now_is_tried_again_and_holds_up_nobody(verb: str, use: Use) -> None:
    server = use(**{verb: [b"450 later\r\n", {"DATA": b"354 go on\r\n"}.get(verb, b"250 good\r\n")]})
    queue("soraya@example.org")
    assert deliver() is True
    assert row() == ("waiting", "smtp 450", 1)
    make_due()
    assert deliver() is True
    assert (row()[0], len(server.letters)) == ("delivered", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
def test_letter_refused_for_good_is_dead_and_kept(verb: str, use: Use, caplog: pytest.LogCaptureFixture) -> None:
    server = use(**{verb: [b"550 soraya@example.org is unknown\r\n"]})
    queue("soraya@example.org")
    assert deliver() is True
    notice = Notice.objects.get()
    assert (*row(), notice.address, notice.body is None) == ("dead", "smtp 550", 1, "soraya@example.org", False)
    assert server.letters == []
    assert caplog.messages == [f"notice {notice.pk} is dead: smtp 550"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "trouble"),
    [("CONNECT", "smtp 554 at the greeting"), ("MAIL", "smtp 554 at the sender")],
    ids=["greeting", "sender"],
)
def test_refusal_of_our_set_up_kills_no_letter(verb: str, trouble: str, use: Use) -> None:
    use(**{verb: [b"554 not you\r\n"]})
    queue("soraya@example.org")
    assert deliver() is False
    assert row() == ("waiting", trouble, 1)


@pytest.mark.django_db
def test_wrong_password_kills_no_letter(use: Use, settings: Settings) -> None:
    server = use(EHLO=[b"250-here\r\n250 AUTH PLAIN\r\n"], AUTH=[b"535 no\r\n"])
    point_to(settings, server.port, user="grannar", password="secret")
    queue("soraya@example.org")
    assert deliver() is False
    assert row() == ("waiting", "smtp 535 at the sign-in", 1)


@pytest.mark.django_db
def test_address_that_is_none_dies_alone(use: Use) -> None:
    server = use()
    queue("sörayä@example.org")
    queue("kim@example.org")
    while deliver():
        pass
    assert list(Notice.objects.order_by("pk").values_list("state", "trouble")) == [
        ("dead", "no mail address"),
        ("delivered", ""),
    ]
    assert [receiver for receiver, _ in server.letters] == ["kim@example.org"]


# ---- TLS ----
@pytest.mark.django_db
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_sign_in_goes_through_tls_with_a_certificate_for_the_name(
    security: str, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate_for(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = MailServer(
        tls=context if security == "tls" else None,
        sealed=context,
        answers={"EHLO": [b"250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"]},
    )
    with server:
        point_to(settings, server.port, host="localhost", security=security, user="grannar", password="secret")
        settings.DELIVERY_SECONDS = 5
        queue("soraya@example.org")
        assert deliver() is True
    assert (row()[0], len(server.letters)) == ("delivered", 1)
    assert any(said.startswith("AUTH PLAIN") for said in server.heard)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "security", "offer", "trouble"),
    [
        ("elsewhere.example", "tls", b"250 here\r\n", "certificate or TLS"),
        ("elsewhere.example", "starttls", b"250-here\r\n250 STARTTLS\r\n", "certificate or TLS"),
        ("localhost", "starttls", b"250 here\r\n", "no TLS or sign-in"),
    ],
    ids=["another_name", "another_name_later", "no_tls_offered"],
)
def test_no_letter_and_no_password_without_the_right_tls(
    name: str,
    security: str,
    offer: bytes,
    trouble: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, trusted = certificate_for(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = MailServer(tls=context if security == "tls" else None, sealed=context, answers={"EHLO": [offer]})
    with server:
        point_to(settings, server.port, host="localhost", security=security, user="grannar", password="secret")
        settings.DELIVERY_SECONDS = 5
        queue("soraya@example.org")
        assert deliver() is False
    assert row() == ("waiting", trouble, 1)
    assert not any("AUTH" in said for said in server.heard)


# ---- set-up ----
@pytest.mark.django_db
def test_mail_without_a_server_waits_and_complains_without_using_up_a_try(settings: Settings) -> None:
    assert (settings.SMTP, settings.DEMO, deliver()) == (None, False, False)
    queue("soraya@example.org")
    with pytest.raises(ImproperlyConfigured, match="TRYGGA_SMTP"):
        deliver()
    assert row() == ("waiting", "", 0)


# ---- many at once ----
@pytest.mark.django_db(transaction=True)
def test_several_workers_and_a_server_that_keeps_failing_lose_and_double_nothing(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELAYS", (timedelta(0),) * 1000)
    good = b"250 good\r\n"
    server = use(
        CONNECT=[b"220 ready\r\n", DROP] * 8 + [b"220 ready\r\n"],
        BODY=[DROP, good, b"451 later\r\n"] * 5 + [good],
        RCPT=[good, good, b"450 later\r\n"] * 5 + [good],
    )
    receivers = [f"member-{number}@example.org" for number in range(3)]
    for number in range(5):
        for receiver in receivers:
            queue_mail(EmailMessage(f"{number}", "Hej", to=[receiver]))

    def work(_: int) -> None:
        while Notice.objects.filter(state=Notice.State.WAITING).exists():
            deliver()

    at_once(3, work)
    for receiver in receivers:
        letters = [letter for to, letter in server.letters if to == receiver]
        subjects = [re.search(rb"Subject: (\d)", letter).group(1) for letter in letters]  # type: ignore[union-attr]
        assert list(dict.fromkeys(subjects)) == [b"0", b"1", b"2", b"3", b"4"]
        assert len(set(letters)) == 5
