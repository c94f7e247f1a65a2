"""The log: what, whose, who, which day; in the transaction of what it tells of, and never more."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import transaction

from trygga.audit.models import Entry, Event
from trygga.audit.services import record


@pytest.mark.django_db
def test_entry_holds_the_day_where_the_program_is() -> None:
    with time_machine.travel(datetime(2026, 2, 6, 23, 30, tzinfo=UTC), tick=False):
        record(Event.RING_MADE, programme=1, organisation=2, actor=3, subject="4")
    assert list(Entry.objects.values("event", "programme", "organisation", "actor", "subject", "day")) == [
        {
            "event": "organisations:ring:made",
            "programme": 1,
            "organisation": 2,
            "actor": 3,
            "subject": "4",
            "day": date(2026, 2, 7),
        }
    ]


@pytest.mark.django_db
def test_entry_falls_with_its_transaction() -> None:
    def record_and_fail() -> None:
        with transaction.atomic():
            record(Event.RING_MADE, programme=1, organisation=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        record_and_fail()
    assert Entry.objects.count() == 0


def test_log_has_no_column_for_content_or_time() -> None:
    kinds = {field.name: field.get_internal_type() for field in Entry._meta.get_fields()}
    assert kinds == {
        "id": "BigAutoField",
        "event": "CharField",
        "programme": "BigIntegerField",
        "organisation": "BigIntegerField",
        "actor": "BigIntegerField",
        "subject": "CharField",
        "day": "DateField",
    }


def test_events_are_named_app_thing_happening() -> None:
    assert [event for event in Event.values if event.count(":") != 2] == []
    assert len(set(Event.values)) == len(Event.values)
