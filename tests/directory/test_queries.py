"""Who answers here and now: 112 first and always, then what is open; nothing stale or unconfirmed outside a demo."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import CONFIRMED, ContactPointFactory, MailboxRuleFactory
from tests.factories.places import AreaFactory
from trygga.directory.models import Pathway
from trygga.directory.queries import ContactPointNow, by_purpose, contact_points

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY_NOON = datetime(2026, 2, 6, 12, 0, tzinfo=STOCKHOLM)
EMERGENCY: dict[str, Any] = {"slug": "sos", "value": "112", "purposes": ["acute"], "position": 99}


def point(cast: Cast, slug: str, **fields: Any) -> Any:
    return ContactPointFactory(**{"programme": cast.sandby, "slug": slug} | fields)


def shown(cast: Cast, at: datetime = FRIDAY_NOON, area: Any = None) -> list[str]:
    return [one.point.slug for one in contact_points(cast.sandby, area, at)]


# ---- order ----
def test_112_comes_first_then_what_is_open(cast: Cast) -> None:
    point(cast, "unknown", opening_hours="", position=1)
    point(cast, "closed", opening_hours="Mo 08:00-12:00", position=2)
    point(cast, "open-late", opening_hours="Fr 08:00-16:00", position=5)
    point(cast, "open-early", position=4)
    point(cast, **EMERGENCY)
    assert shown(cast) == ["sos", "open-early", "open-late", "closed", "unknown"]


def test_112_comes_first_even_where_its_hours_are_unknown(cast: Cast) -> None:
    point(cast, "open")
    point(cast, **EMERGENCY, opening_hours="")
    assert shown(cast) == ["sos", "open"]


# ---- freshness ----
STALE: dict[str, Any] = {"never_expires": False, "best_before": date(2026, 2, 5)}


def test_stale_and_unconfirmed_numbers_are_hidden(cast: Cast) -> None:
    point(cast, "fresh", never_expires=False, best_before=date(2026, 2, 6))
    point(cast, "confirmed")
    point(cast, "stale", **STALE)
    point(cast, "unconfirmed", verified_on=None)
    point(cast, "without-end", never_expires=False)
    assert shown(cast) == ["fresh", "confirmed"]


def test_demo_shows_them_marked(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    point(cast, "confirmed")
    point(cast, "stale", **STALE)
    point(cast, "unconfirmed", verified_on=None)
    found = {one.point.slug: one.is_checked for one in contact_points(cast.sandby, None, FRIDAY_NOON)}
    assert found == {"confirmed": True, "stale": False, "unconfirmed": False}


@pytest.mark.parametrize("why", [{"verified_on": None}, STALE], ids=["unconfirmed", "stale"])
def test_112_never_falls_off(why: dict[str, Any], cast: Cast) -> None:
    point(cast, **EMERGENCY, **why)
    assert shown(cast) == ["sos"]


def test_best_before_ends_at_midnight_where_the_programme_is(cast: Cast) -> None:
    point(cast, "point", never_expires=False, best_before=date(2026, 2, 6))
    before, after = (
        datetime(2026, 2, 6, 22, 59, tzinfo=ZoneInfo("UTC")),
        datetime(2026, 2, 6, 23, tzinfo=ZoneInfo("UTC")),
    )
    assert (shown(cast, before), shown(cast, after)) == (["point"], [])


# ---- places ----
def test_points_of_an_area_show_there_and_those_of_none_everywhere(cast: Cast) -> None:
    other = AreaFactory(programme=cast.sandby)
    point(cast, "everywhere")
    point(cast, "here").areas.add(cast.area, other)
    point(cast, "there").areas.add(other)
    ContactPointFactory(programme=cast.granby, slug="granby")
    assert shown(cast) == ["everywhere"]
    assert shown(cast, area=cast.area) == ["everywhere", "here"]
    assert shown(cast, area=other) == ["everywhere", "here", "there"]


# ---- one point ----
def at_noon(**fields: Any) -> ContactPointNow:
    return ContactPointNow(
        ContactPointFactory.build(**{"programme__timezone": "Europe/Stockholm"} | fields), FRIDAY_NOON
    )


def test_point_says_when_it_opens_and_closes() -> None:
    opened, closed, unknown = (at_noon(opening_hours=hours) for hours in ("Fr 08:00-16:00", "Sa 09:00-10:00", ""))
    assert (opened.is_open, opened.closes_at, opened.opens_next) == (True, FRIDAY_NOON.replace(hour=16), None)
    assert (closed.is_open, closed.closes_at, closed.opens_next) == (False, None, FRIDAY_NOON.replace(day=7, hour=9))
    assert (unknown.is_open, unknown.opens_next, unknown.closes_at) == (None, None, None)


def test_point_dials_digits_and_only_phones() -> None:
    assert at_noon(value="020-50 50 50").tel == "020505050"
    assert at_noon(value="example.se/chat", kind="chat").tel == ""


def test_note_is_in_the_language_of_the_page_or_in_english() -> None:
    noted = at_noon(notes={"en": "Free.", "sv": "Gratis."})
    with translation.override("sv"):
        assert (noted.note, at_noon(notes={"en": "Free."}).note, at_noon().note) == ("Gratis.", "Free.", "")
    with translation.override("ar"):
        assert noted.note == "Free."


def test_points_are_found_by_what_they_are_for(cast: Cast) -> None:
    point(cast, "both", purposes=["a", "b"], value="1")
    point(cast, "one", purposes=["b"], value="2")
    found = by_purpose(contact_points(cast.sandby, None, FRIDAY_NOON))
    assert {purpose: [one.value for one in of] for purpose, of in found.items()} == {
        "a": ["1"],
        "b": ["1", "2"],
    }


def test_point_is_checked_from_the_day_it_was_confirmed() -> None:
    made = ContactPointFactory.build(never_expires=False, best_before=date(2026, 2, 6), verified_on=CONFIRMED)
    assert (made.is_checked(date(2026, 2, 6)), made.is_checked(date(2026, 2, 7))) == (True, False)


# ---- the guide's budget ----
@pytest.mark.parametrize("address", ["/en/", "/en/a/ost/"])
def test_guide_asks_the_database_as_often_for_many_rows(
    address: str, cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = public_browser(cast.sandby)
    # Programme, areas, contact points, mailboxes: the budget is six.
    for rows in (1, 3, 20):
        for number in range(rows):
            point(cast, f"point-of-{rows}-{number}", purposes=["acute" if number == 0 else "neighbour_advice"])
            MailboxRuleFactory(mailbox=cast.mailbox, pathway=Pathway.CHILD, area=AreaFactory(programme=cast.sandby))
        with django_assert_num_queries(4):
            assert client.get(address).status_code == 200
