"""Leaving, choosing a language, health, and pages for when something is wrong."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from tests.cast import Cast, PublicBrowser, StaffBrowser, browser

LANGUAGE_LINK = r'<a href="([^"]+)"\s+lang="([^"]+)"\s+hreflang="([^"]+)"\s+dir="([^"]+)">([^<]+)</a>'


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5,sv;q=0.4", "en"),
        ("sv-FI", "sv"),
        ("de", "sv"),
        ("*", "sv"),
        ("so", "so"),
        ("ar", "ar"),
        ("sv-simple", "sv-simple"),
        ("sv-SE,sv-simple;q=0.9", "sv"),
        ("fa-AF", "fa"),
        ("uk-UA", "uk"),
        ("ti-ER,en;q=0.5", "ti"),
        ("zh", "sv"),
        ("zh-Hant-TW,so;q=0.1", "so"),
        (";;;q=,,", "sv"),
        ("x" * 5000, "sv"),
    ],
)
def test_start_goes_to_the_first_language_that_is_there(
    accepted: str, language: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    answer = public_browser(cast.sandby).get("/", headers={"accept-language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
def test_path_alone_decides_the_language(language: str, cast: Cast, public_browser: PublicBrowser) -> None:
    answer = public_browser(cast.sandby).get(f"/{language}/", headers={"accept-language": "sv;q=0.1, en"})
    direction = "rtl" if language in {"ar", "fa"} else "ltr"
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


@pytest.mark.parametrize("path", ["", "a/ost/", "write/", "answer/"])
def test_page_leads_to_itself_in_every_other_language(path: str, cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    found = re.findall(LANGUAGE_LINK, client.get(f"/uk/{path}").content.decode())
    assert found == [
        (f"/{code}/{path}", code, code, "rtl" if code in {"ar", "fa"} else "ltr", name)
        for code, name in settings.LANGUAGES
        if code != "uk"
    ]
    assert [client.get(address).status_code for address, *_ in found] == [200] * 7


@pytest.mark.parametrize(
    "path", ["/de/", "/SV/", "/svx/", "/sv", "/de/write/", "/sv-easy/", "/sv/a/nowhere/", "/sv/a//"]
)
def test_page_that_is_not_there_has_112_and_a_way_back(path: str, cast: Cast, public_browser: PublicBrowser) -> None:
    answer = public_browser(cast.sandby).get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert ('href="tel:112"' in page, 'href="/sv/"' in page, 'lang="sv"' in page) == (True, True, True)


@pytest.mark.parametrize(("path", "allowed"), [("/sv/", "GET, HEAD"), ("/sv/write/send/", "POST")])
def test_page_asked_for_in_another_way_has_112_and_a_way_back(
    path: str, allowed: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    answer = public_browser(cast.sandby).put(path)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert ('href="tel:112"' in page, 'href="/sv/"' in page, 'lang="sv"' in page) == (True, True, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_clears_and_goes_elsewhere(method: str, cast: Cast) -> None:
    answer = getattr(browser(cast.sandby.host), method)("/exit")
    assert (answer.status_code, answer.headers["Location"]) == (303, settings.EXIT_TARGET)
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_health_says_alive_and_ready(cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    found = [(answer.status_code, answer.content) for answer in (client.get("/healthz"), client.get("/readyz"))]
    assert found == [(200, b"alive\n"), (200, b"ready\n")]


def test_readiness_fails_with_the_database(client: Client, cast: Cast) -> None:
    def refuse(*_: Any) -> Any:
        raise OperationalError

    with connection.execute_wrapper(refuse):
        alive, ready = client.get("/healthz"), client.get("/readyz")
    assert (alive.status_code, ready.status_code, ready.content) == (200, 503, b"the database does not answer\n")


def test_demo_mark_stands_on_every_page_of_a_demo_alone(
    cast: Cast, public_browser: PublicBrowser, staff_browser: StaffBrowser, settings: Any
) -> None:
    pages = [
        *((public_browser(cast.sandby), path) for path in ("/en/", "/en/a/ost/", "/en/write/", "/en/answer/", "/en/x")),
        *((staff_browser(None), path) for path in ("/accounts/login/", "/x")),
        (staff_browser(cast.social_worker), "/"),
    ]

    def marked() -> set[bool]:
        return {b"This is a demo for practice" in client.get(path).content for client, path in pages}

    settings.DEMO = False
    assert marked() == {False}
    settings.DEMO = True
    assert marked() == {True}


def test_demo_is_not_to_be_found(cast: Cast, public_browser: PublicBrowser, settings: Any) -> None:
    settings.DEMO = True
    assert public_browser(cast.sandby).get("/en/").headers["X-Robots-Tag"] == "noindex"


def test_staff_pages_are_not_compressed(cast: Cast, public_browser: PublicBrowser, staff_browser: StaffBrowser) -> None:
    accepting = {"accept-encoding": "gzip"}
    public = public_browser(cast.sandby).get("/en/", headers=accepting)
    staff = staff_browser(cast.social_worker).get("/", headers=accepting)
    assert (public.headers.get("Content-Encoding"), staff.headers.get("Content-Encoding")) == ("gzip", None)
