"""What queues stands exactly when its transaction does; dead notices are decided on once; old rows go."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories.notifications import DeadFactory, DeliveredFactory, EndpointFactory, NoticeFactory
from trygga.audit.models import Entry
from trygga.notifications import services
from trygga.notifications.models import Notice
from trygga.notifications.services import (
    KEPT_FOR,
    NotDead,
    forget_finished,
    give_up,
    queue_mail,
    send_mail,
    send_sms,
    send_webhook,
    try_again,
)
from trygga.notifications.wording import Wording


def queue_each() -> None:
    send_mail(address="soraya@example.org", wording=Wording.NEW, language="en", programme=7)
    send_sms(number="+46701234567", wording=Wording.NEW, language="en", programme=7)
    send_webhook(endpoint=EndpointFactory(programme=7), wording=Wording.NEW)


# ---- queueing ----
@pytest.mark.django_db(transaction=True)
def test_notice_stands_only_with_what_it_tells_of() -> None:
    with transaction.atomic():
        queue_each()
        transaction.set_rollback(True)
    assert Notice.objects.count() == 0
    with transaction.atomic():
        queue_each()
    assert list(Notice.objects.order_by("pk").values_list("channel", "programme", "state")) == [
        ("mail", 7, "waiting"),
        ("sms", 7, "waiting"),
        ("webhook", 7, "waiting"),
    ]


@pytest.mark.django_db
def test_notice_is_due_at_once_and_knows_its_local_day() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), tick=False):
        send_mail(address="soraya@example.org", wording=Wording.NEW, language="en")
        now = timezone.now()
    assert Notice.objects.values_list("made_at", "due_at", "made_on").get() == (now, now, datetime(2026, 3, 2).date())


@pytest.mark.django_db
def test_every_notice_has_an_id_of_its_own() -> None:
    for _ in range(20):
        send_sms(number="+46701234567", wording=Wording.NEW, language="en")
    assert len(set(Notice.objects.values_list("public_id", flat=True))) == 20


@pytest.mark.django_db
def test_one_receiver_is_one_line_however_it_is_written() -> None:
    for address in ("Soraya <soraya@EXAMPLE.org>", "soraya@example.org", '"S, O" <soraya@Example.Org>'):
        queue_mail(EmailMessage("Hej", "Hej", to=[address]))
    queue_mail(EmailMessage("Hej", "Hej", to=["soraya@exämple.org"]))
    assert list(Notice.objects.order_by("pk").values_list("address", flat=True)) == [
        *["soraya@example.org"] * 3,
        "soraya@xn--exmple-cua.org",
    ]


@pytest.mark.django_db
def test_address_that_no_server_takes_is_refused_before_anything_is_stored() -> None:
    with pytest.raises(ValueError, match="320"):
        send_sms(number="+" + "4" * 320, wording=Wording.NEW, language="en")
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_queueing_one_text_message_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        send_sms(number="+46701234567", wording=Wording.NEW, language="en")


# ---- dead ones ----
@pytest.mark.django_db
def test_dead_notice_is_tried_again_under_its_old_id_and_noted() -> None:
    notice = DeadFactory(programme=7, attempts=126)
    try_again(notice, by=3)
    after = Notice.objects.get()
    assert (after.state, after.attempts, after.public_id) == ("waiting", 0, notice.public_id)
    assert after.due_at is not None
    assert list(Entry.objects.values_list("event", "programme", "actor", "subject")) == [
        ("notifications:notice:tried-again", 7, 3, str(notice.pk))
    ]


@pytest.mark.django_db
def test_given_up_notice_is_erased_and_noted() -> None:
    notice = DeadFactory()
    give_up(notice, by=3)
    after = Notice.objects.get()
    assert (after.state, after.address, after.body, after.made_at) == ("given_up", "", None, None)
    assert after.finished_on == timezone.localdate()
    assert list(Entry.objects.values_list("event", "programme", "subject")) == [
        ("notifications:notice:given-up", None, str(notice.pk))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [try_again, give_up])
def test_second_decision_on_a_notice_does_nothing(decide: object) -> None:
    assert callable(decide)
    notice = DeadFactory()
    give_up(notice, by=3)
    with pytest.raises(NotDead):
        decide(notice, by=4)
    assert (Notice.objects.get().state, Entry.objects.count()) == ("given_up", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [try_again, give_up])
def test_waiting_notice_is_left_to_the_worker(decide: object) -> None:
    assert callable(decide)
    with pytest.raises(NotDead):
        decide(NoticeFactory(), by=3)
    assert (Notice.objects.get().state, Entry.objects.count()) == ("waiting", 0)


# ---- old rows ----
@pytest.mark.django_db
def test_finished_rows_go_after_ninety_days_and_others_never() -> None:
    long_ago = timezone.localdate() - KEPT_FOR
    kept = [DeliveredFactory(finished_on=long_ago), DeadFactory(), NoticeFactory()]
    DeliveredFactory(finished_on=long_ago - timedelta(days=1))
    assert forget_finished() is False
    assert list(Notice.objects.order_by("pk")) == kept


@pytest.mark.django_db
def test_old_rows_go_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_AT_ONCE", 2)
    DeliveredFactory.create_batch(3, finished_on=timezone.localdate() - KEPT_FOR - timedelta(days=1))
    assert [forget_finished(), Notice.objects.count()] == [True, 1]
    assert [forget_finished(), Notice.objects.count()] == [False, 0]
