"""The guide: each area with its own numbers, whoever asked before."""

import pytest

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import ContactPointFactory
from tests.factories.places import AreaFactory

pytestmark = pytest.mark.django_db


def test_two_areas_asked_for_in_turn_show_their_own_numbers(cast: Cast, public_browser: PublicBrowser) -> None:
    numbers = {}
    for slug, number in (("north", "08-465 004 10"), ("south", "08-465 004 20")):
        area = AreaFactory(programme=cast.sandby, slug=slug)
        purposes = ["exposed_support", "crime_not_acute", "neighbour_advice"]
        ContactPointFactory(programme=cast.sandby, value=number, purposes=purposes).areas.add(area)
        numbers[slug] = number
    client = public_browser(cast.sandby)
    for slug in ("north", "south", "north", "south"):
        page = client.get(f"/en/a/{slug}/").content.decode()
        assert {place for place, number in numbers.items() if number in page} == {slug}


def test_a_changed_number_shows_at_once(cast: Cast, public_browser: PublicBrowser) -> None:
    point = ContactPointFactory(programme=cast.sandby, value="08-465 004 30", purposes=["exposed_support"])
    client = public_browser(cast.sandby)
    assert "08-465 004 30" in client.get("/en/").content.decode()

    point.value = "08-465 004 31"
    point.save()

    page = client.get("/en/").content.decode()
    assert ("08-465 004 30" in page, "08-465 004 31" in page) == (False, True)
