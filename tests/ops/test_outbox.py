"""`trygga outbox`: what the installation itself could not deliver, and what the operator decides on it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.notifications import DeadFactory, NoticeFactory
from trygga.audit.models import Entry, Event
from trygga.notifications.models import Notice
from trygga.ops.doctor import check_outbox

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("outbox", *arguments, stdout=output)
    return output.getvalue().splitlines()


def test_list_holds_the_installations_own_dead_ones() -> None:
    dead = DeadFactory()
    DeadFactory(programme=7)
    NoticeFactory()
    assert run() == [f"{dead.pk}  2026-03-02  mail  {dead.address}  timeout"]


def test_operator_decides() -> None:
    again, never = DeadFactory(), DeadFactory()
    assert len(run(f"--try-again={again.pk}")) == 1
    assert run(f"--give-up={never.pk}") == []
    assert list(Entry.objects.values_list("event", "actor")) == [
        (Event.NOTICE_TRIED_AGAIN, None),
        (Event.NOTICE_GIVEN_UP, None),
    ]


def test_programmes_notice_is_not_the_operators() -> None:
    notice = DeadFactory(programme=7)
    with pytest.raises(CommandError, match="No dead notice of the installation has the id"):
        run(f"--give-up={notice.pk}")
    assert Notice.objects.get().state == Notice.State.DEAD


def test_doctor_names_what_died_and_what_waits_too_long() -> None:
    assert check_outbox().problems == ()
    NoticeFactory()
    DeadFactory(programme=7)
    assert check_outbox().problems == ("something has waited since 2026-03-02", "1 could not be delivered")
