"""Each public host shows the hours and times of its own place; tests/config says which hosts are there at all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from tests.cast import Cast, PublicBrowser, post
from tests.factories.concerns import Neighbour
from tests.factories.directory import ContactPointFactory
from trygga.concerns.models import SealedReport
from trygga.organisations.models import Programme

FRIDAY_EVENING = datetime(2026, 2, 6, 22, 30, tzinfo=UTC)
PLACES = {"sandby": ("Europe/Stockholm", "23:30"), "granby": ("Europe/Helsinki", "00:30")}


@pytest.fixture
def places(cast: Cast) -> list[Programme]:
    """Two programmes an hour apart, each with a point that opens at the same instant."""
    programmes = [cast.sandby, cast.granby]
    for programme in programmes:
        programme.timezone = PLACES[programme.slug][0]
        programme.save()
    ContactPointFactory(programme=cast.sandby, slug="point", opening_hours="Su 09:00-12:00")
    ContactPointFactory(programme=cast.granby, slug="point", opening_hours="Su 10:00-13:00")
    return programmes


def test_page_tells_the_time_of_its_place(places: list[Programme], public_browser: PublicBrowser) -> None:
    with time_machine.travel(FRIDAY_EVENING, tick=False):
        sandby, granby = (public_browser(programme).get("/en/").content.decode() for programme in places)
    assert ("as of Friday 23:30" in sandby, "opens Sunday 09:00" in sandby) == (True, True)
    assert ("as of Saturday 00:30" in granby, "opens Sunday 10:00" in granby) == (True, True)


def test_zone_of_one_request_does_not_stay(places: list[Programme], public_browser: PublicBrowser) -> None:
    public_browser(places[1]).get("/en/")
    assert timezone.get_current_timezone() == ZoneInfo("Europe/Stockholm")


def test_report_arrives_on_the_day_of_its_place(
    places: list[Programme], cast: Cast, neighbour: Neighbour, public_browser: PublicBrowser
) -> None:
    cast.sandby.timezone = "Europe/Helsinki"
    cast.sandby.save()
    with time_machine.travel(FRIDAY_EVENING, tick=False):
        cast.mailbox.last_unlocked_at = FRIDAY_EVENING
        cast.mailbox.save()
        sealed = neighbour.seal(cast.epoch)
        post(public_browser(cast.sandby), "/en/write/send/", neighbour.parcel(sealed, cast.epoch))
    assert SealedReport.objects.get(pk=sealed.report).arrived_on.isoformat() == "2026-02-07"
