"""Signing in, and what is not there: nobody signs up, changes an address or connects an account."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast, StaffBrowser
from tests.factories.accounts import PASSWORD
from trygga.accounts.models import User

LOGIN = "/accounts/login/"


def sign_in(client: Client, cast: Cast, password: str = PASSWORD, path: str = LOGIN) -> tuple[int, str | None]:
    answer = client.post(path, {"login": cast.social_worker.user.email, "password": password})
    return answer.status_code, answer.headers.get("Location")


def test_member_signs_in_and_out(cast: Cast, staff_browser: StaffBrowser, settings: Settings) -> None:
    settings.DEMO = True  # where a password is enough
    client = staff_browser(None)
    assert sign_in(client, cast) == (302, "/")
    assert client.get("/data/").json()["name"] == "Soraya"
    client.post("/accounts/logout/")
    assert client.get("/data/").status_code == 302


def test_signing_out_clears_what_the_browser_keeps(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    answers = [client.get("/accounts/logout/"), client.post("/accounts/logout/"), client.get(LOGIN)]
    assert [answer.headers.get("Clear-Site-Data") for answer in answers] == [None, '"cache", "storage"', None]


def test_looking_at_the_way_out_signs_nobody_out(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    assert (client.get("/accounts/logout/").status_code, client.get("/data/").status_code) == (200, 200)


def test_signing_in_changes_the_session(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(None)
    client.cookies["inbox"] = before = "chosen-by-somebody-else-0123456789"
    sign_in(client, cast)
    assert client.cookies["inbox"].value != before


def test_wrong_password_and_unknown_address_look_alike(cast: Cast, staff_browser: StaffBrowser) -> None:
    known, unknown = (
        staff_browser(None).post(LOGIN, {"login": login, "password": "wrong"})
        for login in (cast.social_worker.user.email, "nobody@socialtjansten.example")
    )
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.context["form"].errors == unknown.context["form"].errors
    assert known.context["form"].errors != {}


def test_inactive_person_does_not_get_in(cast: Cast, staff_browser: StaffBrowser) -> None:
    User.objects.filter(pk=cast.social_worker.user.pk).update(is_active=False)
    client = staff_browser(None)
    sign_in(client, cast)
    assert client.get("/data/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(target: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    assert sign_in(staff_browser(None), cast, path=f"{LOGIN}?next={target}") == (302, "/")


def test_nobody_signs_up(cast: Cast, staff_browser: StaffBrowser) -> None:
    before = User.objects.count()
    answer = staff_browser(None).post(
        "/accounts/signup/", {"email": "new@staff.example", "password1": "a long password of mine"}
    )
    assert (answer.status_code, User.objects.count()) == (200, before)
    assert [template.name for template in answer.templates][:1] == ["account/signup_closed.html"]


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/social/connections/"])
def test_address_is_not_changed_and_nothing_connected(path: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    assert staff_browser(None).get(path).status_code == 404
    assert staff_browser(cast.social_worker).get(path).status_code == 404


def test_password_can_be_changed_to_a_long_one_only(
    cast: Cast, staff_browser: StaffBrowser, settings: Settings
) -> None:
    settings.DEMO = True
    client = staff_browser(None)
    sign_in(client, cast)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for new, works in (("short", False), ("password1234", False), ("three quiet owls", True)):
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert User.objects.get(pk=cast.social_worker.user.pk).check_password(new) is works


def test_start_lists_only_the_own_memberships(cast: Cast, staff_browser: StaffBrowser) -> None:
    mine = staff_browser(cast.social_worker).get("/data/").json()["memberships"]
    gone = staff_browser(cast.leaver).get("/data/").json()["memberships"]
    assert (mine, gone) == (
        [
            {
                "member": cast.social_worker.public_id,
                "programme": "sandby",
                "organisation": "socialtjansten",
                "organisation_name": cast.unit.organisation.name,
                "unit": "mottagning",
                "unit_name": cast.unit.name,
            }
        ],
        [],
    )
