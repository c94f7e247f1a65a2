"""The wall between public pages and staff pages, and what staff pages carry."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.addresses import INBOX
from tests.cast import Browser, Cast, PublicBrowser, StaffBrowser, post
from tests.config.test_urls_public import HEADERS, POLICY, policy_of
from tests.factories.accounts import PASSWORD
from trygga.accounts.models import StaffSession

LOGIN = reverse("account_login", urlconf=INBOX)
WITH_PASSKEYS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


@pytest.mark.parametrize("path", ["/", LOGIN, "/healthz", "/nowhere", "/data/"])
def test_staff_answer_carries_every_header(path: str, cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker) if path in {"/", "/data/"} else staff_browser(None)
    answer = client.get(path)
    expected = HEADERS | ({"Permissions-Policy": WITH_PASSKEYS} if path.startswith("/accounts/") else {})
    found = {key: answer.headers[key] for key in expected if key != "Cache-Control"}
    assert found == {key: value for key, value in expected.items() if key != "Cache-Control"}
    assert policy_of(answer) == POLICY | {"form-action": {"'self'"}}
    assert "no-store" in answer.headers["Cache-Control"]


def test_public_request_with_cookies_touches_no_session(
    cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: Any
) -> None:
    client = public_browser(cast.sandby)
    client.force_login(cast.social_worker.user)
    client.cookies["csrftoken"] = "x" * 32
    with django_assert_num_queries(4):
        answer = client.get("/en/")
    assert (dict(answer.cookies), answer.headers.get("Vary")) == ({}, "Accept-Encoding")
    assert str(cast.social_worker.user).encode() not in answer.content


def test_cookies_of_the_inbox_are_for_its_host_and_script_cannot_read_them(
    cast: Cast, staff_browser: StaffBrowser
) -> None:
    client = staff_browser(None)
    client.get(LOGIN)
    client.post(LOGIN, {"login": cast.social_worker.user.email, "password": PASSWORD})
    found = {
        name: {key: value for key, value in cookie.items() if value != ""} for name, cookie in client.cookies.items()
    }
    kept = {"httponly": True, "path": "/", "samesite": "Lax"}
    assert found == {"inbox": kept, "inbox-csrf": kept}


def test_look_at_the_sign_in_page_stores_nothing(
    cast: Cast, staff_browser: StaffBrowser, django_assert_num_queries: Any
) -> None:
    client = staff_browser(None)
    with django_assert_num_queries(0):
        answers = [client.get(LOGIN), client.get(LOGIN), client.get("/")]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert (list(client.cookies), StaffSession.objects.count()) == (["inbox-csrf"], 0)


def test_session_ends_with_the_browser_and_within_half_a_day() -> None:
    assert (settings.SESSION_EXPIRE_AT_BROWSER_CLOSE, settings.SESSION_COOKIE_AGE) == (True, 12 * 60 * 60)


# ---- CSRF on the inbox ----
def strict_browser(cast: Cast) -> Client:
    client = Browser(enforce_csrf_checks=True, headers={"host": settings.INBOX_HOST})
    client.force_login(cast.social_worker.user)
    return client


def test_write_in_the_inbox_wants_its_token(cast: Cast) -> None:
    client, address = strict_browser(cast), f"/data/{cast.social_worker.public_id}/unlocked/"
    before = cast.mailbox.last_unlocked_at
    token = client.get("/data/").json()["token"]
    refused = [post(client, address, {}), post(client, address, {}, headers={"x-csrftoken": token[::-1]})]
    cast.mailbox.refresh_from_db()
    unchanged = cast.mailbox.last_unlocked_at
    taken = post(client, address, {}, headers={"x-csrftoken": token})
    assert ([answer.status_code for answer in refused], unchanged, taken.status_code) == ([403, 403], before, 200)


def test_write_from_another_origin_is_refused_even_with_the_token(cast: Cast) -> None:
    client, address = strict_browser(cast), f"/data/{cast.social_worker.public_id}/unlocked/"
    token = client.get("/data/").json()["token"]
    headers = {"x-csrftoken": token, "origin": "http://sandby.example"}
    assert post(client, address, {}, headers=headers).status_code == 403


def test_signing_in_wants_the_token_of_its_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": settings.INBOX_HOST})
    credentials = {"login": cast.social_worker.user.email, "password": PASSWORD}
    token = client.get(LOGIN).context["csrf_token"]
    assert client.post(LOGIN, credentials).status_code == 403
    signed_in = client.post(LOGIN, credentials | {"csrfmiddlewaretoken": str(token)})
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, "/")
