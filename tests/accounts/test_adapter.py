"""Guessing a password is slowed down; nobody elsewhere can keep a person out."""

from django.test import Client
from pytest_django import Settings

from tests.cast import Cast, StaffBrowser
from tests.factories.accounts import PASSWORD

LOGIN = "/accounts/login/"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def sign_in(client: Client, cast: Cast, password: str, address: str, claimed: str = "") -> int:
    """302: in. 200: the form again. 429: the same, too often. `claimed` is what X-Forwarded-For says."""
    credentials = {"login": cast.social_worker.user.email, "password": password}
    headers = {"x-forwarded-for": claimed} if claimed else {}
    status: int = client.post(LOGIN, credentials, headers=headers, REMOTE_ADDR=address).status_code
    return status


def test_tries_from_one_address_are_used_up(cast: Cast, staff_browser: StaffBrowser) -> None:
    wrong = [sign_in(staff_browser(None), cast, "wrong", HERE) for _ in range(5)]
    assert (wrong, sign_in(staff_browser(None), cast, PASSWORD, HERE)) == ([200] * 5, 429)


def test_nobody_elsewhere_keeps_a_person_out(cast: Cast, staff_browser: StaffBrowser) -> None:
    for _ in range(30):
        sign_in(staff_browser(None), cast, "wrong", THERE)
    assert sign_in(staff_browser(None), cast, PASSWORD, HERE) == 302


def test_one_forgetful_person_keeps_no_colleague_out(cast: Cast, staff_browser: StaffBrowser) -> None:
    for _ in range(5):
        sign_in(staff_browser(None), cast, "wrong", HERE)
    credentials = {"login": cast.colleague.user.email, "password": PASSWORD}
    assert staff_browser(None).post(LOGIN, credentials, REMOTE_ADDR=HERE).status_code == 302


def test_address_behind_a_trusted_proxy_counts(cast: Cast, staff_browser: StaffBrowser, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(5):
        sign_in(staff_browser(None), cast, "wrong", "127.0.0.1", claimed=THERE)
    tries = [sign_in(staff_browser(None), cast, PASSWORD, "127.0.0.1", claimed=address) for address in (THERE, HERE)]
    assert tries == [429, 302]


def test_address_that_a_visitor_claims_does_not_count(cast: Cast, staff_browser: StaffBrowser) -> None:
    for number in range(5):
        sign_in(staff_browser(None), cast, "wrong", HERE, claimed=f"203.0.113.{number}")
    assert sign_in(staff_browser(None), cast, PASSWORD, HERE, claimed=THERE) == 429
