"""The end of the log goes to the members once a day, and the inbox shows the same line."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.cast import Cast, StaffBrowser, post
from tests.factories.organisations import AppointmentFactory
from tests.letters import letters
from trygga.audit.models import Event, NotedHead
from trygga.audit.protection import missing_triggers
from trygga.audit.services import extend_chains, record
from trygga.organisations.log_heads import mail_heads
from trygga.organisations.models import Role

MORNING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # six in Sweden


@pytest.fixture(autouse=True)
def log(cast: Cast) -> None:
    """Something of two organisations in two programmes to tell of."""
    for unit in (cast.unit, cast.outsider.unit):
        record(Event.CASE_OPENED, programme=unit.programme_id, organisation=unit.organisation_id, actor=1)
    extend_chains()


def told() -> dict[str, list[str]]:
    return {letter.to: letter.text.splitlines()[2:] for letter in letters()}


def test_members_and_auditors_get_the_end_of_their_own_log(cast: Cast) -> None:
    auditor = AppointmentFactory(organisation=cast.unit.organisation, role=Role.AUDITOR)
    AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR)
    mail_heads(at=MORNING)
    head = NotedHead.objects.get(chain=cast.unit.organisation_id)
    here = {cast.social_worker.user.email, cast.colleague.user.email, auditor.user.email}
    assert set(told()) == here | {cast.outsider.user.email}
    assert {told()[address][0] for address in here} == {told()[auditor.user.email][0]}
    assert told()[auditor.user.email][0].startswith(f"{head.number} · 2026-11-24 · ")
    assert f"doctor --head {cast.unit.organisation_id}:{head.number}:" in letters()[0].text
    assert told()[cast.outsider.user.email] != told()[auditor.user.email]


def test_it_is_sent_once_a_day_however_often_or_late_the_loop_runs(cast: Cast) -> None:
    sizes = []
    for later in (timedelta(0), timedelta(minutes=1), timedelta(hours=23), timedelta(days=3), timedelta(days=3)):
        mail_heads(at=MORNING + later)
        sizes.append(len(letters()))
    assert sizes == [3, 3, 3, 6, 6]


def test_before_six_it_is_still_yesterday(cast: Cast) -> None:
    mail_heads(at=MORNING - timedelta(minutes=1))
    assert {str(head.day) for head in NotedHead.objects.all()} == {"2026-11-23"}


def test_inbox_shows_the_line_of_the_mail_at_every_unlock(cast: Cast, staff_browser: StaffBrowser) -> None:
    client, address = staff_browser(cast.social_worker), f"/data/{cast.social_worker.public_id}/unlocked/"
    assert post(client, address, {}).json() == {"line": "", "holds": True}
    mail_heads(at=MORNING)
    line = told()[cast.social_worker.user.email][0]
    assert post(client, address, {}).json() == {"line": line, "holds": True}


def test_inbox_says_when_the_log_was_written_anew(cast: Cast, staff_browser: StaffBrowser) -> None:
    mail_heads(at=MORNING)
    with connection.cursor() as cursor:
        drop = "DROP TRIGGER {} ON audit_link" if connection.vendor == "postgresql" else "DROP TRIGGER {}"
        for name in triggers_of_links():
            cursor.execute(drop.format(name))
        cursor.execute("UPDATE audit_link SET hash = %s", ["0" * 64])
    assert missing_triggers() != []
    client, address = staff_browser(cast.social_worker), f"/data/{cast.social_worker.public_id}/unlocked/"
    assert post(client, address, {}).json()["holds"] is False


def triggers_of_links() -> list[str]:
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_link'::regclass AND NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_link'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [name for (name,) in cursor.fetchall()]
