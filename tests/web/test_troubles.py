"""Every kind of trouble in every language, on both sides: 112 first, no cookie, no database, nothing that can fail."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cast import Cast, PublicBrowser, StaffBrowser, post
from trygga.ops.management.commands.troublepages import STATUSES
from trygga.organisations.middleware import URLS
from trygga.web import mending, troubles
from trygga.web.access import Origin

LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
RTL = {"ar", "fa"}
RAISED = [400, 403, 404, 409, 413, 429, 500, 503]
WAIT = {429: "600", 503: "120"}
Visit = Callable[[str, str], Any]


class Page(HTMLParser):
    """What can be followed or pressed, in reading order, and the document's language and direction."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ways: list[str] = []
        self.document: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "html":
            self.document = found
        if tag in ("a", "button", "input"):
            self.ways.append(found.get("href") or tag)


@pytest.fixture
def broken(settings: Settings, client: Client) -> Client:
    """A browser to which errors are pages, on addresses that get into trouble."""
    settings.ROOT_URLCONF = "tests.web.trouble_urls"
    client.raise_request_exception = False
    return client


@pytest.fixture
def mending_sign(tmp_path: Path, settings: Settings) -> Path:
    """The sign in a folder of this test: other tests run beside it."""
    settings.VAR = tmp_path
    sign = tmp_path / mending.SIGN
    sign.touch()
    return sign


def refuse(*_: Any) -> Any:
    raise OperationalError("the database is gone")


@pytest.mark.parametrize("status", RAISED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_trouble_keeps_the_rules(language: str, status: int, cast: Cast, broken: Client) -> None:
    answer = broken.get(f"/{language}/trouble/{status}/", headers={"host": cast.sandby.host, "accept-language": "en"})
    page = Page(answer.content.decode())
    with translation.override(language):
        title = str(troubles.PUBLIC[status].title)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert page.ways[:2] == ["tel:112", "button"]
    assert page.document == {"lang": language, "dir": "rtl" if language in RTL else "ltr"}
    assert (dict(answer.cookies), "Set-Cookie" in answer.headers) == ({}, False)
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers.get("Retry-After") == WAIT.get(status)


@pytest.mark.parametrize("status", RAISED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_trouble_is_calm_and_in_the_language_of_the_browser(
    language: str, status: int, cast: Cast, broken: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"host": django_settings.INBOX_HOST, "accept-language": language}
    monkeypatch.setitem(URLS, Origin.INBOX, "tests.web.trouble_urls")
    answer = broken.get(f"/trouble/{status}/", headers=headers)
    page = Page(answer.content.decode())
    with translation.override(language):
        title = str(troubles.STAFF[status].title)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert page.ways == ["/"]
    assert page.document == {"lang": language, "dir": "rtl" if language in RTL else "ltr"}
    assert dict(answer.cookies) == {}
    assert (answer.headers["Cache-Control"], answer.headers.get("Retry-After")) == ("no-store", WAIT.get(status))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("status", RAISED)
def test_script_is_told_in_json(status: int, cast: Cast, broken: Client) -> None:
    headers = {"host": cast.sandby.host, "sec-fetch-dest": "empty"}
    answer = broken.get(f"/sv/trouble/{status}/", headers=headers)
    with translation.override("sv"):
        told = {"problem": troubles.PUBLIC[status].name, "sentence": str(troubles.PUBLIC[status].sentence)}
    assert (answer.status_code, answer.json()) == (status, told)


def test_too_large_a_body_is_413_in_the_language_of_the_page(cast: Cast, public_browser: PublicBrowser) -> None:
    body = b"x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    client = public_browser(cast.sandby)
    fetched = client.post("/uk/write/send/", body, content_type="application/json")
    page = client.post("/uk/write/send/", body, content_type="text/plain")
    assert (fetched.status_code, fetched.json()["problem"], page.status_code) == (413, "too-large", 413)
    assert "Це завелике" in page.content.decode()


def test_number_of_an_unexpected_error_can_be_said(cast: Cast, broken: Client) -> None:
    found = set()
    for language in LANGUAGES:
        page = broken.get(f"/{language}/trouble/500/", headers={"host": cast.sandby.host}).content.decode()
        found |= set(re.findall(r"<bdi>(\d{4} \d{4})</bdi>", page))
    assert len(found) == len(LANGUAGES)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 503])
def test_expected_trouble_has_no_number(status: int, cast: Cast, broken: Client) -> None:
    page = broken.get(f"/en/trouble/{status}/", headers={"host": cast.sandby.host}).content.decode()
    assert "say the number" not in page


def test_error_over_the_database_is_mending_too(cast: Cast, broken: Client) -> None:
    assert broken.get("/en/trouble/wrapped/", headers={"host": cast.sandby.host}).status_code == 503


@pytest.mark.parametrize("path", ["", "a/ost/", "write/", "answer/", "nothing/"])
def test_database_that_does_not_answer_shows_mending(path: str, cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.get(f"/ti/{path}")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"], Page(page).ways[0]) == (503, "120", "tel:112")
    assert (Page(page).document["lang"], "Traceback" in page, "OperationalError" in page) == ("ti", False, False)


def test_whoever_wants_to_leave_can_leave_without_a_database(cast: Cast, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.post("/exit")
    assert (answer.status_code, answer.headers["Location"]) == (303, django_settings.EXIT_TARGET)


def test_staff_see_mending_without_a_database(cast: Cast, staff_browser: StaffBrowser) -> None:
    client = staff_browser(cast.social_worker)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        answer = client.get("/data/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")


# ---- we are mending ----
@pytest.mark.parametrize("language", LANGUAGES)
def test_mending_needs_no_database(
    language: str,
    cast: Cast,
    public_browser: PublicBrowser,
    mending_sign: Path,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        answer = public_browser(cast.sandby).get(f"/{language}/")
    page = Page(answer.content.decode())
    assert (answer.status_code, answer.headers["Retry-After"], page.ways[0]) == (503, "120", "tel:112")
    assert page.document["lang"] == language


def test_mending_stops_everything_but_leaving_and_health(
    cast: Cast, public_browser: PublicBrowser, staff_browser: StaffBrowser, mending_sign: Path
) -> None:
    neighbour, member = public_browser(cast.sandby), staff_browser(cast.social_worker)
    send = post(neighbour, "/sv/write/send/", {})
    assert (send.status_code, send.json()["problem"]) == (503, "mending")
    assert (member.get("/").status_code, member.get("/data/").status_code) == (503, 503)
    assert neighbour.post("/exit").status_code == 303
    for client in (neighbour, member):
        assert client.get("/healthz").content == b"alive\n"
        ready = client.get("/readyz")
        assert (ready.status_code, ready.content) == (503, b"mending\n")


def test_start_is_mended_in_the_language_of_the_browser(
    cast: Cast, public_browser: PublicBrowser, mending_sign: Path
) -> None:
    page = public_browser(cast.sandby).get("/", headers={"accept-language": "fa-AF"}).content.decode()
    assert Page(page).document == {"lang": "fa", "dir": "rtl"}


def test_everything_works_again_without_the_sign(cast: Cast, public_browser: PublicBrowser, mending_sign: Path) -> None:
    mending_sign.unlink()
    assert public_browser(cast.sandby).get("/sv/").status_code == 200


# ---- when even the page for trouble breaks ----
def test_last_resort_has_112(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(*_: Any) -> Any:
        raise RuntimeError("no style sheet, no template, nothing")

    monkeypatch.setattr(troubles, "render_to_string", break_it)
    page = troubles.page("ar", 500, is_public=True)
    assert (Page(page).ways, "Traceback" in page) == (["tel:112"], False)


# ---- pages for the proxy ----
def test_pages_for_the_proxy_stand_alone(tmp_path: Path, static_files: None, settings: Settings) -> None:
    folder = tmp_path / "trouble"
    call_command("troublepages", str(folder), verbosity=0)
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{status}-{code}.html" for status in STATUSES for code in LANGUAGES} | {"trygga.css"}
    for path in folder.glob("*.html"):
        page = path.read_text()
        assert Page(page).ways[:2] == ["tel:112", "button"]
        assert Page(page).document["lang"] == path.stem.partition("-")[2]
        assert re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page) == ["/trouble/trygga.css"]
        # The program may be down, so leaving does not lead through it.
        assert f'action="{settings.EXIT_TARGET}"' in page


def test_pages_for_the_proxy_say_where_they_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("troublepages", str(tmp_path / "file"), verbosity=0)
