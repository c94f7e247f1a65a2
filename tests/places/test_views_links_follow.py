"""From a poster to the guide: what a code gives away, and what it does not."""

import threading
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, PublicBrowser, browser
from tests.factories.places import AreaFactory, BatchFactory, LinkFactory
from tests.servers import wait_until
from trygga.lib.stairwell_codes import grouped_code, new_code
from trygga.organisations.models import Programme
from trygga.places.links import scans
from trygga.places.models import ScanCount, StairwellLink

PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"}


@pytest.fixture(autouse=True)
def counter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A counter of this test alone, whose thread writes nothing by itself."""
    monkeypatch.setattr(scans, "_counter", scans.ScanCounter(seconds=3600))


@pytest.fixture
def link(cast: Cast) -> StairwellLink:
    found: StairwellLink = LinkFactory(batch__programme=cast.sandby, stairwell__building__estate__area=cast.area)
    return found


def scan(cast: Cast, code: str, **headers: str) -> Any:
    """What the poster's reader gets on Sandby's host."""
    return browser(cast.sandby.host, **(PHONE | headers)).get(f"/s/{code}")


def location(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers["Location"]


def counted() -> list[tuple[int, date, int]]:
    """What stands in the database once everything is written."""
    scans.write_down()
    return list(ScanCount.objects.order_by("batch", "day").values_list("batch", "day", "count"))


# ---- where it leads ----
@pytest.mark.parametrize(
    ("accepted", "language"), [("ar", "ar"), ("sv-SE, en;q=0.5", "sv"), ("pl, uk;q=0.7", "uk"), ("", "sv"), ("*", "sv")]
)
def test_code_leads_to_the_guide_of_its_area_in_the_readers_language(
    accepted: str, language: str, cast: Cast, link: StairwellLink
) -> None:
    answer = scan(cast, link.code, **{"accept-language": accepted})
    assert location(answer) == (302, f"/{language}/a/ost/")
    assert (answer.content, answer.headers["Cache-Control"], dict(answer.cookies)) == (b"", "no-store", {})


def test_code_is_read_as_people_type_it(cast: Cast, link: StairwellLink) -> None:
    typed = [link.code.lower(), grouped_code(link.code), f"{link.code}/", f"%20{link.code[:2]}%20{link.code[2:]}"]
    assert {location(scan(cast, one)) for one in typed} == {(302, "/sv/a/ost/")}


def test_code_goes_with_its_estate_to_another_area(cast: Cast, link: StairwellLink) -> None:
    estate = link.stairwell.building.estate
    estate.area = AreaFactory(programme=cast.sandby, slug="vast")
    estate.save()
    assert location(scan(cast, link.code)) == (302, "/sv/a/vast/")


def what_leads_nowhere(cast: Cast, link: StairwellLink) -> dict[str, str]:
    retired = LinkFactory(batch=link.batch, ended_on="2026-11-01", ending="retired")
    replaced = LinkFactory(batch=link.batch, ended_on="2026-11-01", ending="replaced")
    return {
        "retired": retired.code,
        "replaced": replaced.code,
        "mistyped": link.code[1:] + link.code[0],
        "unknown": new_code(),
        "another programme's": LinkFactory(batch__programme=cast.granby).code,
        "nothing": "",
        "too long": "2" * 5_000,
        "a path": "../../admin/",
        "a line": "%0A%00",
        "no utf-8": "%ff%fe",
    }


def test_what_leads_nowhere_leads_to_the_plain_guide_and_is_not_counted(cast: Cast, link: StairwellLink) -> None:
    found = {what: location(scan(cast, code)) for what, code in what_leads_nowhere(cast, link).items()}
    assert set(found.values()) == {(302, "/sv/")}
    assert counted() == []


def test_every_answer_takes_the_same_two_queries(
    cast: Cast, link: StairwellLink, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in [link.code, *what_leads_nowhere(cast, link).values()]:
        with django_assert_num_queries(2):
            scan(cast, code)


def test_answer_says_nothing_of_code_or_building(cast: Cast, link: StairwellLink) -> None:
    answer = scan(cast, link.code)
    said = f"{answer.headers}{answer.content!r}".lower()
    words = [link.code, grouped_code(link.code), link.stairwell.street, link.stairwell.key, link.batch.name]
    assert [word for word in words if word.lower() in said] == []


def test_trouble_is_told_in_the_readers_language(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = browser(cast.sandby.host, **PHONE, **{"accept-language": "ar"}).post("/s/x")
    assert (answer.status_code, answer.headers["Content-Language"]) == (405, "ar")


# ---- counting ----
def test_scans_are_counted_by_batch_and_day_and_nothing_else(cast: Cast, link: StairwellLink) -> None:
    other = LinkFactory(batch=BatchFactory(programme=cast.sandby), stairwell__building__estate__area=cast.area)
    beside = LinkFactory(batch=link.batch, stairwell__building__estate__area=cast.area)
    # A quarter past midnight in Sandby is still the day before elsewhere.
    with time_machine.travel("2026-11-09T22:50:00Z", tick=False):
        scan(cast, link.code)
        scan(cast, beside.code)
    with time_machine.travel("2026-11-09T23:15:00Z", tick=False):
        scan(cast, link.code)
        scan(cast, other.code)
    first = [(link.batch_id, date(2026, 11, 9), 2), (link.batch_id, date(2026, 11, 10), 1)]
    assert counted() == [*first, (other.batch_id, date(2026, 11, 10), 1)]
    with time_machine.travel("2026-11-10T10:00:00Z", tick=False):
        scan(cast, link.code)
    assert counted()[1] == (link.batch_id, date(2026, 11, 10), 2)
    fields = {field.name for field in ScanCount._meta.get_fields()}
    assert fields == {"id", "programme", "batch", "day", "count"}


def test_day_is_that_of_the_programme(cast: Cast, link: StairwellLink) -> None:
    Programme.objects.filter(pk=cast.sandby.pk).update(timezone="Pacific/Auckland")
    with time_machine.travel("2026-11-09T12:00:00Z", tick=False):
        scan(cast, link.code)
    assert counted() == [(link.batch_id, date(2026, 11, 10), 1)]


NOT_BY_HAND = {
    "chrome fetches ahead": {"sec-purpose": "prefetch;prerender"},
    "an older chrome": {"purpose": "prefetch"},
    "safari": {"x-purpose": "preview"},
    "firefox": {"x-moz": "prefetch"},
    "a picture on a page": {"sec-fetch-dest": "image"},
    "a script": {"sec-fetch-dest": "empty"},
    "nobody": {"user-agent": ""},
    "facebook": {"user-agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"},
    "whatsapp": {"user-agent": "WhatsApp/2.23.20.0 A"},
    "slack": {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    "telegram": {"user-agent": "TelegramBot (like TwitterBot)"},
    "skype": {"user-agent": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5"},
    "snapchat": {"user-agent": "Mozilla/5.0 (compatible; Snap URL Preview Service; bot; snapchat)"},
    "google": {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    "curl": {"user-agent": "curl/8.5.0"},
    "python": {"user-agent": "python-requests/2.32"},
}


@pytest.mark.parametrize("who", NOT_BY_HAND)
def test_preview_is_led_on_and_not_counted(who: str, cast: Cast, link: StairwellLink) -> None:
    assert location(scan(cast, link.code, **NOT_BY_HAND[who])) == (302, "/sv/a/ost/")
    assert counted() == []


def test_head_is_led_on_and_not_counted(cast: Cast, link: StairwellLink) -> None:
    assert location(browser(cast.sandby.host, **PHONE).head(f"/s/{link.code}")) == (302, "/sv/a/ost/")
    assert counted() == []


@pytest.mark.parametrize(
    "agent",
    [
        PHONE["user-agent"],
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X18) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605.1.15 Mobile/15E148 Snapchat/12.90 (like Safari)",
    ],
)
def test_phone_is_counted(agent: str, cast: Cast, link: StairwellLink) -> None:
    scan(cast, link.code, **{"user-agent": agent, "sec-fetch-dest": "document"})
    assert [one[2] for one in counted()] == [1]


# ---- while the database does not take anything ----
def set_read_only(on: bool) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA query_only = {'ON' if on else 'OFF'}")
        else:
            cursor.execute(f"SET default_transaction_read_only = {'on' if on else 'off'}")


@pytest.mark.django_db(transaction=True)
def test_database_that_takes_no_writes_stops_no_redirect_and_loses_no_scan(
    cast: Cast, link: StairwellLink, caplog: pytest.LogCaptureFixture
) -> None:
    set_read_only(True)
    try:
        for _ in range(3):
            assert location(scan(cast, link.code)) == (302, "/sv/a/ost/")
            scans.write_down()
        assert [record.getMessage() for record in caplog.records] == [
            "Scans cannot be counted at the moment; they wait."
        ]
    finally:
        set_read_only(False)
    assert [one[2] for one in counted()] == [3]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_another_holds_the_database(cast: Cast, link: StairwellLink) -> None:
    """A long import, say. Three scans go through within the time of the test's patience, and are counted after it."""
    holds, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ScanCount.objects.create(programme=cast.sandby, batch=link.batch, day="2026-11-01", count=1)
            holds.set()
            let_go.wait(60)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(60)
    try:
        assert {location(scan(cast, link.code)) for _ in range(3)} == {(302, "/sv/a/ost/")}
        assert not let_go.is_set()
    finally:
        let_go.set()
        holder.join()
    assert [one[2] for one in counted()] == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_thread_writes_by_itself(cast: Cast, link: StairwellLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "_counter", scans.ScanCounter(seconds=0.01))
    scan(cast, link.code)
    wait_until(lambda: ScanCount.objects.exists(), seconds=20, what="the thread to write")
    scan(cast, link.code)
    wait_until(lambda: ScanCount.objects.get().count == 2, seconds=20, what="the thread to write again")


@pytest.mark.django_db(transaction=True)
def test_scans_of_many_at_once_are_all_counted(cast: Cast, link: StairwellLink) -> None:
    def visit() -> None:
        for _ in range(10):
            scans.count(scans.Scans(link.batch_id, date(2026, 11, 9)))
        scans.write_down()
        connections.close_all()

    together = [threading.Thread(target=visit) for _ in range(8)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert counted() == [(link.batch_id, date(2026, 11, 9), 80)]


def test_batch_that_is_gone_is_left_out(cast: Cast, link: StairwellLink) -> None:
    scans.count(scans.Scans(link.batch_id + 1, date(2026, 11, 9)))
    scans.count(scans.Scans(link.batch_id, date(2026, 11, 9)))
    assert counted() == [(link.batch_id, date(2026, 11, 9), 1)]


def test_public_browser_keeps_nothing(cast: Cast, link: StairwellLink, public_browser: PublicBrowser) -> None:
    client = public_browser(cast.sandby)
    arrived = client.get(f"/s/{link.code}", follow=True)
    assert (arrived.status_code, list(client.cookies)) == (200, [])
    assert link.code.encode() not in arrived.content
