"""The directory for other programs: what it shows and hides, its ids, its form, and that it stays cheap."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pytest_django import Settings

from tests.cast import Cast, PublicBrowser
from tests.directory.hsds.files import page_of, points_of_every_sort, service_of
from tests.factories.directory import ClosingFactory, ContactPointFactory, OtherSourceFactory
from trygga.directory.hsds import queries
from trygga.directory.hsds.queries import directory_page
from trygga.directory.models import ContactPoint

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


def names(cast: Cast, at: datetime = NOON) -> list[str]:
    page = directory_page(cast.sandby, at)
    assert page is not None
    return [service["name"] for service in page["contents"]]


def codes(service: dict[str, Any], taxonomy: str) -> list[str]:
    terms = (one["taxonomy_term"] for one in service["attributes"])
    return [term["code"] for term in terms if term["taxonomy"] == taxonomy]


@pytest.fixture
def _earnest(settings: Settings) -> None:
    settings.DEMO = False


# ---- what it shows ----
@pytest.mark.usefixtures("_earnest")
def test_only_what_public_pages_show_is_there(cast: Cast) -> None:
    fresh = {"programme": cast.sandby, "never_expires": False, "best_before": TODAY}
    ContactPointFactory(name="fresh to the last day", position=1, **fresh)
    ContactPointFactory(name="stale", position=2, **fresh | {"best_before": TODAY - timedelta(days=1)})
    ContactPointFactory(name="never verified", programme=cast.sandby, verified_on=None)
    ContactPointFactory(name="retired", programme=cast.sandby, retired_on=TODAY)
    OtherSourceFactory(point=ContactPointFactory(name="contradicted", programme=cast.sandby))
    OtherSourceFactory(point__name="settled", point__programme=cast.sandby, point__position=3, settled_at=NOON)
    ContactPointFactory(name="another town's", programme=cast.granby)
    ContactPointFactory(name="112", value="1 12", programme=cast.sandby, verified_on=None, position=4)
    assert names(cast) == ["fresh to the last day", "settled", "112"]


@pytest.mark.usefixtures("_earnest")
def test_112_is_as_on_pages_checked_and_open_and_what_has_no_number_is_not_there(cast: Cast) -> None:
    emergency = ContactPointFactory(name="112", value="112", programme=cast.sandby, verified_on=None)
    ClosingFactory(point=emergency, begins_at=NOON - timedelta(days=1), ends_at=NOON + timedelta(days=1))
    ContactPointFactory(name="number to come", value="", programme=cast.sandby)
    told = [(one["name"], one["status"], codes(one, "trygga:state")) for one in page_of(cast.sandby)["contents"]]
    assert told == [("112", "active", [])]


@pytest.mark.usefixtures("_earnest")
def test_best_before_ends_with_the_day_of_the_programme(cast: Cast) -> None:
    ContactPointFactory(name="point", programme=cast.sandby, never_expires=False, best_before=TODAY)
    midnight = datetime(2026, 11, 25, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert (names(cast, midnight - timedelta(minutes=1)), names(cast, midnight)) == (["point"], [])


def test_demo_shows_the_others_as_not_checked(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    ContactPointFactory(programme=cast.sandby, slug="checked", name="checked")
    ContactPointFactory(programme=cast.sandby, slug="open", name="open", verified_on=None)
    ContactPointFactory(programme=cast.sandby, retired_on=TODAY)
    services = page_of(cast.sandby)["contents"]
    states = {service["name"]: codes(service, "trygga:state") for service in services}
    assert states == {"checked": [], "open": ["not-checked"]}


def test_closed_for_a_time_says_so(cast: Cast) -> None:
    ClosingFactory(point__programme=cast.sandby, point__slug="shut", point__name="Shut")
    assert service_of(cast.sandby, "shut")["status"] == "temporarily closed"


# ---- its form ----
def test_everything_fits_our_schema(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    points_of_every_sort(cast.sandby, cast.area)
    page = page_of(cast.sandby)
    assert (page["total_items"], page["total_pages"], page["empty"]) == (6, 1, False)


def test_empty_directory_is_a_page_too(cast: Cast) -> None:
    page = page_of(cast.sandby)
    assert (page["total_pages"], page["size"], page["empty"], page["contents"]) == (1, 0, True, [])


def test_weekly_hours_are_rows_and_others_a_text(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    points_of_every_sort(cast.sandby, cast.area)
    rows = [
        (one["byday"], one["opens_at"], one["closes_at"]) for one in service_of(cast.sandby, "a-service")["schedules"]
    ]
    weekdays = "MO,TU,WE,TH,FR"
    assert rows == [(weekdays, "08:00", "12:00"), (weekdays, "13:00", "16:30"), ("SA", "10:00", "14:00")]
    [with_holidays] = service_of(cast.sandby, "a-text")["schedules"]
    assert with_holidays["description"] == "Mo-Fr 08:00-16:30; PH off (Europe/Stockholm)"
    assert service_of(cast.sandby, "a-number-to-come")["schedules"] == []


def test_areas_say_where_it_serves(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    slugs = ("a-phone", "a-service", "a-door")
    served = {slug: [one["name"] for one in service_of(cast.sandby, slug)["service_areas"]] for slug in slugs}
    assert served == {"a-phone": ["Sverige"], "a-service": ["Östra Sandby"], "a-door": ["Sandby"]}


def test_what_nobody_knows_is_not_said(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    door = service_of(cast.sandby, "a-door")
    asked = [codes(door, f"trygga:{name}") for name in ("cost", "shows-on-bill", "needs-login", "stays-unknown")]
    assert (asked, "phones" in door, "url" in door, "fees_description" in door) == (
        [[], [], [], []],
        False,
        False,
        False,
    )
    assert codes(service_of(cast.sandby, "a-phone"), "trygga:shows-on-bill") == ["no"]


# ---- ids and words ----
def test_ids_stay_and_are_each_there_once(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    first = page_of(cast.sandby)
    ContactPoint.objects.filter(slug="a-phone").update(name="Renamed", value="020-1", position=9)
    again = page_of(cast.sandby)
    assert {one["id"] for one in first["contents"]} == {one["id"] for one in again["contents"]}
    every = [one["id"] for service in again["contents"] for one in service["attributes"] + service["schedules"]]
    assert len(set(every)) == len(every)


def test_same_slug_in_another_programme_has_another_id(cast: Cast) -> None:
    for programme in (cast.sandby, cast.granby):
        ContactPointFactory(programme=programme, slug="bris", name="Bris")
    assert service_of(cast.sandby, "bris")["id"] != service_of(cast.granby, "bris")["id"]


def test_words_are_english_whatever_is_asked_for(cast: Cast) -> None:
    points_of_every_sort(cast.sandby, cast.area)
    with translation.override("ar"):
        arabic = page_of(cast.sandby)
    assert arabic == page_of(cast.sandby)


# ---- pages and cost ----
def test_directory_comes_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for position in range(3):
        ContactPointFactory(programme=cast.sandby, name=str(position), position=position)
    pages = [directory_page(cast.sandby, NOON, number=number) for number in (1, 2, 3)]
    told = [
        page and (page["first_page"], page["last_page"], [one["name"] for one in page["contents"]]) for page in pages
    ]
    assert told == [(True, False, ["0", "1"]), (False, True, ["2"]), None]


def test_directory_takes_as_many_queries_for_one_and_for_three(cast: Cast) -> None:
    counts = []
    for _ in range(3):
        ContactPointFactory(programme=cast.sandby, organisation=cast.unit.organisation).areas.add(cast.area)
        with CaptureQueriesContext(connection) as asked:
            directory_page(cast.sandby, timezone.now())
        counts.append(len(asked))
    assert counts == [3, 3, 3]


def test_address_gives_the_directory_of_its_host(cast: Cast, public_browser: PublicBrowser) -> None:
    ContactPointFactory(programme=cast.sandby, name="Sandbys")
    ContactPointFactory(programme=cast.granby, name="Granbys")
    answer = public_browser(cast.granby).get("/directory.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert [service["name"] for service in json.loads(answer.content)["contents"]] == ["Granbys"]


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "٣", "1" * 400, ""])
def test_page_that_is_not_there_is_absent(page: str, cast: Cast, public_browser: PublicBrowser) -> None:
    assert public_browser(cast.sandby).get("/directory.json", {"page": page}).status_code == 404
