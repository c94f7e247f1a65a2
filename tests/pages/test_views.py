"""The guide: each area with its own numbers, whoever asked before."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import ClosingFactory, ContactPointFactory
from tests.factories.places import AreaFactory
from trygga.directory.models import Mailbox

pytestmark = pytest.mark.django_db

FRIDAY_NOON = datetime(2026, 2, 6, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


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


# ---- who answers ----
def section(client: Client, name: str, address: str = "/en/") -> str:
    """What stands in one section of the guide, in single spaces."""
    page = client.get(address).content.decode()
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return " ".join(found[0].split())


def test_what_serves_two_purposes_of_one_list_stands_in_it_once(cast: Cast, public_browser: PublicBrowser) -> None:
    purposes = ["advice_without_names", "neighbour_advice", "witness_support", "neighbour_acted"]
    ContactPointFactory(programme=cast.sandby, value="08-465 004 50", purposes=purposes)
    client = public_browser(cast.sandby)
    assert [section(client, where).count(">08-465 004 50<") for where in ("ways", "after")] == [1, 1]


@pytest.mark.parametrize(
    ("purpose", "where", "said"),
    [
        ("knock_instead", "ways", "They can go and knock in your place:"),
        ("fire_risk", "ways", "If you are afraid that a fire may start there:"),
        ("tenancy_advice", "own", ""),
        ("neighbour_acted", "after", "You may call for your own sake too."),
        ("witness_support", "after", "You may call for your own sake too."),
    ],
)
def test_each_purpose_stands_where_it_is_asked_for_only_where_somebody_answers_for_it(
    purpose: str, where: str, said: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    client = public_browser(cast.sandby)
    before = section(client, where)
    ContactPointFactory(programme=cast.sandby, value="08-465 004 40", purposes=[purpose])
    after = section(client, where)
    assert ("08-465 004 40" in before, "08-465 004 40" in after) == (False, True)
    assert (said in before, said in after) == (not said, True)


def test_older_or_ill_stands_with_the_concerns_where_no_mailbox_is_open(
    cast: Cast, public_browser: PublicBrowser
) -> None:
    purposes = ["older_or_ill", "adult_concern", "child_concern"]
    ContactPointFactory(programme=cast.sandby, value="08-465 004 40", purposes=purposes)
    ContactPointFactory(programme=cast.sandby, value="08-465 004 41", purposes=["older_or_ill"])
    Mailbox.objects.update(is_switched_on=False)
    written = section(public_browser(cast.sandby), "write")
    assert [written.count(f"<bdi>08-465 004 4{end}</bdi>") for end in "01"] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opening_hours": "Fr 08:00-16:00"}, "open now, until 16:00"),
        ({"opening_hours": "Fr 08:00-30:00"}, "open now, until 06:00"),
        ({"opening_hours": "Fr-Sa 00:00-24:00"}, "open now, until Sunday 00:00"),
        ({"opening_hours": "24/7"}, "open now </span>"),
        ({"opening_hours": "Sa 10:00-12:00"}, "opens Saturday 10:00"),
        ({"opening_hours": "Fr 10:00-11:00"}, "opens Friday 13 February 10:00"),
        ({"opening_hours": "Jan 4 10:00-12:00"}, "opens Monday 4 January 2027 10:00"),
        ({"opening_hours": "Mo 10:00-12:00", "kind": "e_service"}, "next read Monday 10:00"),
        ({"opening_hours": ""}, "hours not known"),
        ({"needs_login": True}, "asks for a login"),
        ({"needs_login": True}, "You have to say who you are."),
        ({"cost": "free", "shows_on_bill": False}, "free of charge · does not show on the phone bill"),
        ({"cost": "as_a_call"}, "costs as an ordinary call or message </p>"),
        ({"cost": "premium", "shows_on_bill": True}, "costs more than an ordinary call or message · shows on the"),
        ({"shows_on_bill": False}, "<p> does not show on the phone bill"),
    ],
    ids=str,
)
def test_guide_says_of_a_point_what_is_known(
    fields: dict[str, Any], words: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    ContactPointFactory(programme=cast.sandby, **fields)
    with time_machine.travel(FRIDAY_NOON, tick=False):
        assert words in section(public_browser(cast.sandby), "who")


@pytest.mark.parametrize(
    ("hours", "until", "words"),
    [
        ("24/7", "2026-02-06 14:00", "closed until Friday 14:00"),
        ("Mo-Fr 08:00-16:30", "2026-02-07 00:00", "closed until Monday 08:00"),
        ("", "2026-03-02 00:00", "closed until Monday 2 March 00:00"),
        ("2026 Feb 6 10:00-14:00", "2026-02-07 00:00", "closed now"),
    ],
)
def test_guide_says_until_when_something_is_closed(
    hours: str, until: str, words: str, cast: Cast, public_browser: PublicBrowser
) -> None:
    ends_at = datetime.fromisoformat(until).replace(tzinfo=FRIDAY_NOON.tzinfo)
    ClosingFactory(
        point=ContactPointFactory(programme=cast.sandby, opening_hours=hours), begins_at=FRIDAY_NOON, ends_at=ends_at
    )
    with time_machine.travel(FRIDAY_NOON, tick=False):
        assert words in section(public_browser(cast.sandby), "who")


def test_guide_knows_112_where_nobody_wrote_it_down(cast: Cast, public_browser: PublicBrowser) -> None:
    assert 'href="tel:112"' in section(public_browser(cast.sandby), "who")


def test_guide_shows_first_who_speaks_its_language(cast: Cast, public_browser: PublicBrowser) -> None:
    for position, code in enumerate(("sv", "en")):
        ContactPointFactory(programme=cast.sandby, name=f"Speaks {code}", languages=[code], position=position)
    client = public_browser(cast.sandby)
    order = {language: section(client, "who", f"/{language}/").split("Speaks ")[1][:2] for language in ("sv", "en")}
    assert order == {"sv": "sv", "en": "en"}
