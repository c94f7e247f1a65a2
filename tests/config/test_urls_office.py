"""Headers and cookies of the office, Wagtail's pages among them."""

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast, browser
from tests.config.test_urls_public import POLICY, policy_of
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import AppointmentFactory
from tests.factories.pages import new_picture, new_text
from trygga.organisations.models import Role

STRICT = POLICY | {"form-action": {"'self'"}}
EDITING = {key: value for key, value in STRICT.items() if "trusted-types" not in key} | {
    "style-src": {"'self'", "'unsafe-inline'"},
    "img-src": {"'self'", "data:", "blob:"},
    "frame-src": {"'self'"},
    "font-src": {"'self'"},
}


@pytest.fixture
def office(cast: Cast) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    user = AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR).user
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_own_pages_keep_the_strict_policy(office: Client) -> None:
    assert [policy_of(office.get(place)) for place in ("/", "/accounts/password/change/", "/nowhere/")] == [STRICT] * 3


def test_pages_of_wagtail_run_no_inline_script_and_load_nothing_from_elsewhere(office: Client, cast: Cast) -> None:
    text = new_text(cast.sandby)
    answer = office.get(f"/editing/pages/{text.pk}/edit/")
    assert (policy_of(answer), answer.headers["X-Frame-Options"]) == (EDITING, "DENY")
    assert "gravatar" not in answer.content.decode()


def test_only_a_preview_may_be_framed_and_only_by_the_office(office: Client, cast: Cast) -> None:
    text = new_text(cast.sandby)
    answer = office.get(f"/editing/pages/{text.pk}/edit/preview/")
    assert policy_of(answer) == EDITING | {"frame-ancestors": {"'self'"}}
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_cookies_are_the_session_and_the_token(office: Client, cast: Cast) -> None:
    office.get("/texts/")
    office.get("/editing/images/")
    assert sorted(office.cookies) == ["office", "office-csrf"]


def test_picture_comes_from_a_view_that_asks_whose_it_is(office: Client, cast: Cast) -> None:
    own, foreign = new_picture(cast.sandby), new_picture(cast.granby)
    answers = [office.get(f"/media/{one.file.name}") for one in (own, foreign)]
    assert [(one.status_code, one.headers["Content-Type"].split(";")[0]) for one in answers] == [
        (200, "image/png"),
        (404, "text/html"),
    ]
    public = browser(cast.sandby.host)
    assert public.get(f"/media/{own.file.name}").status_code == 404
