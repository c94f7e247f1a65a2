"""Notices in every state, without going through a delivery."""

from datetime import UTC, date, datetime

from factory import LazyAttribute, LazyFunction, Sequence
from factory.django import DjangoModelFactory

from trygga.notifications.models import Channel, Endpoint, Notice
from trygga.notifications.services import fresh_id

MADE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class NoticeFactory(DjangoModelFactory):
    """A mail that has waited since MADE."""

    class Meta:
        model = Notice

    public_id = LazyFunction(fresh_id)
    channel = Channel.MAIL
    address = Sequence(lambda number: f"member-{number}@example.org")
    body = b"Subject: canary\r\n\r\ncanary\r\n"
    made_at = MADE
    made_on = MADE.date()
    due_at = MADE


class DeadFactory(NoticeFactory):
    """One that is no longer tried."""

    state = Notice.State.DEAD
    due_at = LazyFunction(lambda: None)
    trouble = "timeout"


class DeliveredFactory(NoticeFactory):
    """One that has arrived."""

    state = Notice.State.DELIVERED
    address = ""
    body = LazyFunction(lambda: None)
    made_at = LazyFunction(lambda: None)
    due_at = LazyFunction(lambda: None)
    finished_on = date(2026, 3, 2)


class EndpointFactory(DjangoModelFactory):
    class Meta:
        model = Endpoint

    public_id = LazyFunction(fresh_id)
    programme = None
    url = LazyAttribute(lambda endpoint: f"https://{endpoint.public_id}.example.org/hook")
    secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
