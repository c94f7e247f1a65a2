"""Every mail goes by the outbox; a fault of ours stops nobody else; nothing said or kept afterwards holds content."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings as django_settings
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from tests.factories.notifications import NoticeFactory
from tests.loopback import DROP, MailServer
from trygga.notifications import outbox
from trygga.notifications.delivery import deliver_next
from trygga.notifications.models import Channel, Notice
from trygga.notifications.services import queue_mail, send_sms
from trygga.notifications.wording import Wording
from trygga.web.logs import WithoutPeople

CANARY = "the-canary-sings-4711"


def deliver_all(channel: Channel = Channel.MAIL) -> None:
    while deliver_next(channel):
        pass


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.SMTP = {"host": "127.0.0.1", "port": running.port, "security": "none", "user": "", "password": ""}
        settings.MAIL_FROM = "grannar@example.se"
        settings.DELIVERY_SECONDS = 5
        yield running  # type: ignore[misc] # a context of the class below Server


# ---- mail of libraries ----
@pytest.fixture
def backend(settings: Settings) -> None:
    # pytest-django puts one in its place that keeps mail in memory.
    settings.EMAIL_BACKEND = "trygga.notifications.backend.OutboxBackend"


def test_mail_goes_by_the_outbox_in_earnest() -> None:
    source = (Path(django_settings.PACKAGE) / "config" / "settings.py").read_text()
    assert 'EMAIL_BACKEND = "trygga.notifications.backend.OutboxBackend"' in source


@pytest.mark.django_db
@pytest.mark.usefixtures("backend")
def test_mail_of_django_becomes_notices() -> None:
    assert send_mail("Hej", "Hej", None, ["a@example.org", "b@example.org"]) == 1
    assert list(Notice.objects.order_by("pk").values_list("channel", "address")) == [
        ("mail", "a@example.org"),
        ("mail", "b@example.org"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("backend")
def test_mail_of_allauth_becomes_a_notice_and_arrives(server: MailServer) -> None:
    with request_context(RequestFactory().get("/", headers={"host": "inbox.localhost"})):
        get_adapter().send_mail("account/email/unknown_account", "soraya@example.org", {"signup_url": "/"})
    assert server.letters == []
    deliver_all()
    assert [receiver for receiver, _ in server.letters] == ["soraya@example.org"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("backend")
def test_mail_of_libraries_stands_with_their_transaction() -> None:
    with transaction.atomic():
        send_mail("Hej", "Hej", None, ["a@example.org"])
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0


# ---- faults ----
@pytest.mark.django_db
def test_fault_of_ours_holds_up_nobody_and_says_no_content(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEMO, settings.VAR = True, tmp_path
    settings.SMS = {"url": "https://sms.example/", "fields": [("to", "{nonsense}")], "format": "form"}
    NoticeFactory(channel=Channel.SMS, address=CANARY, body=CANARY.encode())
    assert deliver_next(Channel.SMS) is True
    notice = Notice.objects.get()
    assert (notice.state, notice.trouble, notice.attempts) == ("waiting", "fault", 1)
    said = "\n".join(WithoutPeople().format(record) for record in caplog.records)
    assert f"notice {notice.pk} met a fault of ours | KeyError" in said
    assert CANARY not in said


# ---- nothing is left ----
@pytest.mark.django_db(transaction=True)
def test_no_log_and_no_file_holds_what_was_delivered(
    server: MailServer, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = {"RCPT": [DROP, b"450 later soraya@example.org\r\n", b"250 good\r\n"]}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        queue_mail(EmailMessage(CANARY, CANARY * 200, to=[f"{CANARY}@example.org"]))
        for _ in range(3):
            deliver_next(Channel.MAIL)
            clock.shift(timedelta(hours=2))
    assert (len(server.letters), Notice.objects.get().state) == (1, "delivered")
    assert CANARY.encode() in server.letters[0][1]
    # Django's own log of queries is for debugging alone, and is off.
    said = [record for record in caplog.records if record.name != "django.db.backends"]
    assert CANARY not in "\n".join(WithoutPeople().format(record) for record in said)
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for suffix in ("", "-wal"):
            assert CANARY.encode() not in Path(f"{name}{suffix}").read_bytes()


# ---- the demo's post ----
@pytest.mark.django_db
def test_demo_writes_files_for_their_owner_and_calls_nobody(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.VAR, settings.MAIL_FROM = True, tmp_path, "demo@localhost"
    queue_mail(EmailMessage("Hej", "Hej", to=["soraya@example.org"]))
    send_sms(number="+46701234567", wording=Wording.NEW, language="en")
    NoticeFactory(channel=Channel.WEBHOOK, body=b"{}")
    by_channel = dict(Notice.objects.values_list("channel", "public_id"))
    for channel in Channel:
        assert deliver_next(channel) is True
    files = {path.name: path for path in (tmp_path / "mail").iterdir()}
    names = {"mail": "eml", "sms": "sms.txt", "webhook": "webhook.json"}
    assert sorted(files) == sorted(f"{by_channel[channel]}.{ending}" for channel, ending in names.items())
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    letter = files[f"{by_channel['mail']}.eml"].read_bytes()
    assert letter.startswith(b"From: demo@localhost\r\n") and b"To: soraya@example.org\r\n" in letter
    assert files[f"{by_channel['sms']}.sms.txt"].read_text().startswith("+46701234567\nThere is something new")
    assert set(Notice.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.django_db
def test_repeat_in_the_demo_is_the_same_file(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.VAR = True, tmp_path
    NoticeFactory()
    deliver_next(Channel.MAIL)
    Notice.objects.update(state="waiting", due_at=timezone.now(), finished_on=None, body=b"x")
    deliver_next(Channel.MAIL)
    assert len(list((tmp_path / "mail").iterdir())) == 1


# ---- long outages ----
Times = Callable[[], None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 2, 8, tzinfo=UTC),
        datetime(2026, 3, 28, 12, tzinfo=UTC),  # the clocks go forward in the night
        datetime(2026, 10, 24, 12, tzinfo=UTC),  # and back
    ],
    ids=["plain", "spring", "autumn"],
)
def test_server_away_for_a_day_loses_nothing_and_all_arrives_within_the_hour(
    start: datetime, server: MailServer
) -> None:
    server.answers = {"CONNECT": [DROP]}
    with time_machine.travel(start, tick=False) as clock:
        for number in range(10):
            send_mail_to(f"member-{number % 3}@example.org", str(number))
        for _ in range(26 * 4):  # every quarter of an hour
            for _ in range(3):
                deliver_next(Channel.MAIL)
            clock.shift(timedelta(minutes=15))
        assert set(Notice.objects.values_list("state", flat=True)) == {"waiting"}
        server.answers = {}
        clock.shift(timedelta(minutes=45))
        deliver_all()
    assert set(Notice.objects.values_list("state", flat=True)) == {"delivered"}
    assert subjects(server) == [str(number) for number in range(10)]


@pytest.mark.django_db
@pytest.mark.parametrize("late", [timedelta(days=3), timedelta(days=300)], ids=str)
def test_work_that_runs_late_delivers_all_in_order(late: timedelta, server: MailServer) -> None:
    with time_machine.travel(datetime(2026, 3, 27, 12, tzinfo=UTC), tick=False) as clock:
        for number in range(3):
            send_mail_to("soraya@example.org", str(number))
        # A worker took the first and was killed.
        assert outbox.claim(Channel.MAIL, now=timezone.now()) is not None
        clock.shift(late)
        deliver_all()
    assert [letter.partition(b"Subject: ")[2][:1] for _, letter in server.letters] == [b"0", b"1", b"2"]


@pytest.mark.django_db
def test_unreachable_server_costs_one_try_a_round_not_one_for_each_letter(server: MailServer) -> None:
    server.answers = {"CONNECT": [DROP]}
    for number in range(5):
        send_mail_to(f"member-{number}@example.org", str(number))
    deliver_all()
    assert server.lines == 1


def send_mail_to(address: str, subject: str) -> None:
    queue_mail(EmailMessage(subject, "Hej", to=[address]))


def subjects(server: MailServer) -> list[str]:
    return sorted(letter.partition(b"Subject: ")[2][:1].decode() for _, letter in server.letters)
