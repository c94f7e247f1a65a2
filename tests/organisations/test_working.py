"""Which programme a person works in, and what follows from it."""

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client

from tests.cast import Cast, browser
from tests.factories.organisations import AppointmentFactory
from tests.factories.pages import new_text
from trygga.accounts.models import User
from trygga.organisations.models import Organisation, Role
from trygga.organisations.scope import EVERYWHERE, programme_in_scope, scoped, within
from trygga.pages.models import TextPage


@pytest.fixture
def both(cast: Cast) -> User:
    """An editor of Sandby who leads Granby."""
    granby = Organisation.objects.filter(programme=cast.granby).first()
    user: User = AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR).user
    AppointmentFactory(organisation=granby, role=Role.PROGRAMME_LEAD, user=user)
    return user


@pytest.fixture
def office(both: User) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(both)
    return client


def test_person_of_several_programmes_chooses_first(office: Client) -> None:
    assert "Which programme" in office.get("/").content.decode()
    assert office.get("/texts/").headers["Location"] == "/"


def test_role_counts_only_in_the_programme_that_is_worked_in(office: Client) -> None:
    office.post("/programme/", {"programme": "sandby"})
    assert office.get("/texts/").status_code == 302
    office.post("/programme/", {"programme": "granby"})
    assert office.get("/texts/").status_code == 404


def test_programme_of_others_cannot_be_chosen(cast: Cast) -> None:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(cast.social_worker.user)
    assert client.post("/programme/", {"programme": "granby"}).status_code == 404
    assert str(cast.sandby) in client.get("/").content.decode()


def test_choice_in_the_session_is_not_believed(cast: Cast) -> None:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR).user)
    session = client.session
    session["programme"] = cast.granby.pk
    session.save()
    foreign = new_text(cast.granby, "Morkulla")
    assert client.get(f"/editing/pages/{foreign.pk}/edit/").status_code == 404
    assert str(cast.granby) not in client.get("/").content.decode()


def test_what_was_said_in_one_programme_is_not_said_in_the_next(cast: Cast, office: Client, both: User) -> None:
    office.post("/programme/", {"programme": "sandby"})
    text = new_text(cast.sandby, "Kvitterfink", owner=both)
    said = office.post(f"/editing/pages/{text.pk}/delete/")
    assert "Kvitterfink" in str([str(one) for one in get_messages(said.wsgi_request)])
    office.post("/programme/", {"programme": "granby"})
    assert "Kvitterfink" not in office.get("/").content.decode()


def test_menu_shows_only_what_the_table_allows(office: Client) -> None:
    office.post("/programme/", {"programme": "granby"})
    as_lead = office.get("/").content.decode()
    office.post("/programme/", {"programme": "sandby"})
    as_editor = office.get("/").content.decode()
    assert ("/editing/images/" in as_lead, "/editing/images/" in as_editor) == (False, True)


def test_scope_narrows_what_is_read(cast: Cast) -> None:
    new_text(cast.sandby)
    new_text(cast.granby)
    rows = TextPage.objects.model._base_manager.all()

    def count(programme: object) -> int:
        with within(programme):  # type: ignore[arg-type] # every kind of value is tried
            return scoped(rows).count()

    assert [count(where) for where in (cast.sandby.pk, cast.granby.pk, None, EVERYWHERE)] == [1, 1, 0, 2]
    assert programme_in_scope() is None
