"""The log for auditors, dead notices for leads: what is shown, page by page, and what never is."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, browser
from tests.factories.notifications import DeadFactory, NoticeFactory
from tests.factories.organisations import AppointmentFactory, OrganisationFactory
from trygga.audit.models import Entry, Event
from trygga.audit.services import record
from trygga.notifications.models import Notice
from trygga.organisations.models import Organisation, Role

LOG = "/p/sandby/log/socialtjansten/"
OUTBOX = "/p/sandby/outbox/"


def client_as(role: Role, organisation: Organisation) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(AppointmentFactory(organisation=organisation, role=role).user)
    return client


@pytest.fixture
def auditor(cast: Cast) -> Client:
    return client_as(Role.AUDITOR, cast.unit.organisation)


@pytest.fixture
def lead(cast: Cast) -> Client:
    landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD)
    return client_as(Role.PROGRAMME_LEAD, landlord)


def note(cast: Cast, event: Event, *, actor: int | None) -> None:
    record(event, programme=cast.sandby.pk, organisation=cast.unit.organisation_id, actor=actor)


def test_auditor_reads_who_did_what_on_which_day(cast: Cast, auditor: Client) -> None:
    note(cast, Event.REPORT_RECEIVED, actor=None)
    note(cast, Event.CASE_OPENED, actor=cast.social_worker.user_id)
    page = auditor.get(LOG).content.decode()
    assert page.index("casework:case:opened") < page.index("concerns:report:received")
    assert ("Soraya" in page, "nobody on staff" in page) == (True, True)


def test_log_of_another_organisation_stays_closed(cast: Cast, auditor: Client) -> None:
    assert auditor.get("/p/sandby/log/kvinnojouren/").status_code == 404
    assert auditor.get("/p/granby/log/socialtjansten/").status_code == 404


def test_log_is_read_page_by_page_with_as_many_queries(cast: Cast, auditor: Client) -> None:
    counts = []
    for size in (1, 3, 60):
        while Entry.objects.count() < size:
            note(cast, Event.CASE_OPENED, actor=cast.social_worker.user_id)
        with CaptureQueriesContext(connection) as queries:
            page = auditor.get(LOG)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    before = page.context["page"].before
    assert len(auditor.get(LOG, {"before": before}).context["page"].entries) == 10


def test_lead_decides_on_what_could_not_be_delivered(cast: Cast, lead: Client) -> None:
    again, never = (DeadFactory(programme=cast.sandby.pk) for _ in range(2))
    page = lead.get(OUTBOX).content.decode()
    assert (again.address in page, "canary" in page) == (True, False)
    lead.post(f"{OUTBOX}{again.pk}/try-again/")
    lead.post(f"{OUTBOX}{never.pk}/give-up/")
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states == {again.pk: Notice.State.WAITING, never.pk: Notice.State.GIVEN_UP}
    # The second tab.
    assert lead.post(f"{OUTBOX}{never.pk}/try-again/").status_code == 404


def test_outbox_shows_the_own_programme_alone(cast: Cast, lead: Client) -> None:
    own = NoticeFactory(programme=cast.sandby.pk)
    others = [NoticeFactory(programme=cast.granby.pk), NoticeFactory(), DeadFactory(programme=cast.granby.pk)]
    pages = [lead.get(OUTBOX, {"state": state}).content.decode() for state in ("dead", "waiting", "delivered")]
    assert [own.address in page for page in pages] == [False, True, False]
    assert [other.address for other in others if any(other.address in page for page in pages)] == []
    assert lead.post(f"{OUTBOX}{others[2].pk}/give-up/").status_code == 404


def test_outbox_is_listed_with_as_many_queries(cast: Cast, lead: Client) -> None:
    counts = []
    for _ in range(3):
        DeadFactory(programme=cast.sandby.pk)
        with CaptureQueriesContext(connection) as queries:
            lead.get(OUTBOX)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_log_is_open_only_in_the_programme_that_is_worked_in(cast: Cast) -> None:
    user = AppointmentFactory(organisation=cast.unit.organisation, role=Role.AUDITOR).user
    AppointmentFactory(organisation=cast.outsider.unit.organisation, role=Role.AUDITOR, user=user)
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(user)
    client.post("/programme/", {"programme": "granby"})
    found = [client.get(f"/p/{slug}/log/socialtjansten/").status_code for slug in ("sandby", "granby")]
    assert found == [404, 200]
