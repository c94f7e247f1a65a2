"""What goes to the log: kinds and places in our code, never what somebody sent or asked for."""

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from tests.cast import Browser, Cast, PublicBrowser, StaffBrowser, browser
from tests.factories.concerns import CANARY
from trygga.web.languages import language_of_path
from trygga.web.logs import WithoutPeople


def handlers() -> set[logging.StreamHandler]:
    names = ("", "django", "django.request", "django.server")
    found = {handler for name in names for handler in logging.getLogger(name).handlers}
    return {
        handler
        for handler in found
        if isinstance(handler, logging.StreamHandler) and isinstance(handler.formatter, WithoutPeople)
    }


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program's own handlers write, as it would stand in the journal."""
    written = io.StringIO()
    before = [(handler, handler.setStream(written)) for handler in handlers()]
    assert len(before) == 1
    yield written
    for handler, stream in before:
        handler.setStream(stream)


def record(name: str, message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, None)


def test_every_log_goes_through_the_formatter() -> None:
    formatters = {handler["formatter"] for handler in django_settings.LOGGING["handlers"].values()}
    assert formatters == {"without_people"}
    assert django_settings.LOGGING["disable_existing_loggers"] is False


def test_message_of_django_is_dropped() -> None:
    found = record("django.request", "Internal Server Error: %s", f"/sv/{CANARY}")
    found.status_code = 500
    line = WithoutPeople().format(found)
    assert re.fullmatch(r"[\d-]+ [\d:,]+ \| ERROR \| django\.request \| status 500", line)


def test_message_of_our_own_stays() -> None:
    line = WithoutPeople().format(record("trygga.ops", "outbox is %s hours old", 3))
    assert line.endswith(" | ERROR | trygga.ops | outbox is 3 hours old")


def test_value_of_an_exception_is_dropped() -> None:
    found = record("trygga.ops", "failed")
    try:
        raise ValueError(CANARY)
    except ValueError:
        found.exc_info = sys.exc_info()
    line = WithoutPeople().format(found)
    here = r"test_logs\.py:\d+ test_value_of_an_exception_is_dropped"
    assert re.search(rf"\| failed \| ValueError \| \S+{here}$", line)


def test_broken_view_leaves_nothing_of_what_was_sent(
    cast: Cast, log: io.StringIO, settings: Settings, client: Client
) -> None:
    settings.ROOT_URLCONF = "tests.web.broken_urls"
    client.raise_request_exception = False
    answer = client.post(
        f"/broken/{CANARY}?{CANARY}",
        CANARY,
        content_type="text/plain",
        headers={"host": cast.sandby.host, "user-agent": CANARY, "referer": f"https://{cast.sandby.host}/{CANARY}"},
        REMOTE_ADDR="192.0.2.77",
    )
    (line,) = log.getvalue().splitlines()
    assert answer.status_code == 500
    assert re.search(
        r" \| ERROR \| django\.request \| status 500 \| number \d{4} \d{4} \| Broke \| web/broken_urls\.py:\d+ broken$",
        line,
    )
    said = re.sub(r"number \d{4} \d{4}", "", line)
    assert [word for word in (*CANARY.split(), "192.0.2.77", "/broken/") if f" {word}" in said] == []


def test_number_on_the_page_is_the_one_in_the_log(
    cast: Cast, log: io.StringIO, settings: Settings, client: Client
) -> None:
    settings.ROOT_URLCONF = "tests.web.broken_urls"
    client.raise_request_exception = False
    pages = [client.get("/broken/x", headers={"host": cast.sandby.host}).content.decode() for _ in range(2)]
    shown = [number for page in pages for number in re.findall(r"<bdi>(\d{4} \d{4})</bdi>", page)]
    assert shown == re.findall(r" \| number (\d{4} \d{4}) \| ", log.getvalue())
    assert len(set(shown)) == 2


def test_message_of_somebody_elses_logger_is_dropped() -> None:
    line = WithoutPeople().format(record("granian", f"GET /sv/{CANARY}"))
    assert re.fullmatch(r"[\d-]+ [\d:,]+ \| ERROR \| granian", line)


def test_places_are_those_in_our_code_alone() -> None:
    found = record("django.request", "failed")
    try:
        language_of_path(None)  # type: ignore[arg-type] # to break in our own code
    except AttributeError:
        found.exc_info = sys.exc_info()
    places = WithoutPeople().format(found).partition("AttributeError | ")[2]
    assert re.fullmatch(r"trygga/web/languages\.py:\d+ language_of_path", places)


def test_broken_view_answers_with_112_and_the_language_of_the_path(
    cast: Cast, log: io.StringIO, settings: Settings, client: Client
) -> None:
    settings.ROOT_URLCONF = "tests.web.broken_urls"
    client.raise_request_exception = False
    page = client.get("/broken/x", headers={"host": cast.sandby.host}).content.decode()
    assert ('lang="sv"' in page, 'href="tel:112"' in page) == (True, True)


def test_public_visits_leave_no_line(cast: Cast, log: io.StringIO, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    statuses = [
        client.get(f"/sv/{CANARY}").status_code,
        client.get("/sv/a/nowhere/").status_code,
        client.get("/sv/").status_code,
        client.post("/sv/write/send/", "{", content_type="application/json").status_code,
        client.post("/sv/write/send/", headers={"sec-fetch-site": "cross-site"}).status_code,
        client.get("/sv/write/send/").status_code,
        browser("elsewhere.example").get("/sv/").status_code,
        browser("a b").get("/sv/").status_code,
    ]
    assert statuses == [404, 404, 200, 400, 403, 405, 404, 404]
    assert log.getvalue() == ""


def test_too_large_a_body_leaves_a_line_without_its_path(
    cast: Cast, log: io.StringIO, public_browser: PublicBrowser
) -> None:
    body = CANARY * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE // len(CANARY) + 1)
    public_browser(cast.sandby).post("/sv/answer/open/", body, content_type="application/json")
    (line,) = log.getvalue().splitlines()
    assert re.search(r" \| ERROR \| django\.security\.RequestDataTooBig \| status 413 \| RequestDataTooBig \| ", line)
    assert ("answer/open" in line, CANARY in line) == (False, False)


def test_refused_staff_requests_leave_no_path(cast: Cast, log: io.StringIO, staff_browser: StaffBrowser) -> None:
    client = Browser(enforce_csrf_checks=True, headers={"host": "inbox.localhost"})
    client.force_login(cast.social_worker.user)
    client.get(f"/data/{cast.social_worker.public_id}/{cast.stranger_report.pk}/")
    client.post(f"/data/{cast.social_worker.public_id}/{cast.report.pk}/open/")
    assert (cast.report.pk in log.getvalue(), cast.stranger_report.pk in log.getvalue()) == (False, False)
