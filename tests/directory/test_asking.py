"""Who answers here and now: 112 first and always, then what is open; nothing that may be wrong outside a demo."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cast import Cast, PublicBrowser
from tests.factories.directory import (
    CONFIRMED,
    ClosingFactory,
    ContactPointFactory,
    MailboxRuleFactory,
    OtherSourceFactory,
)
from tests.factories.places import AreaFactory
from trygga.directory.asking import PointNow, answering_points, by_purpose
from trygga.directory.models import ContactPoint, Pathway

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY_NOON = datetime(2026, 2, 6, 12, 0, tzinfo=STOCKHOLM)
HOUR = timedelta(hours=1)
EMERGENCY: dict[str, Any] = {"slug": "sos", "value": "112", "purposes": ["acute"], "position": 99}


def point(cast: Cast, slug: str, **fields: Any) -> Any:
    return ContactPointFactory(**{"programme": cast.sandby, "slug": slug} | fields)


def answers(cast: Cast, at: datetime = FRIDAY_NOON, area: Any = None, **asked: Any) -> list[PointNow]:
    return answering_points(cast.sandby, area, at=at, **{"language": "sv"} | asked)


def shown(cast: Cast, at: datetime = FRIDAY_NOON, area: Any = None, **asked: Any) -> list[str]:
    """The slugs of what is shown, in order, but for 112."""
    found = answers(cast, at, area, **asked)
    assert found[0].is_emergency
    return [one.point.slug for one in found[1:]]


# ---- order ----
def test_what_is_open_comes_first_then_what_opens_sooner(cast: Cast) -> None:
    point(cast, "unknown", opening_hours="", position=1)
    point(cast, "never", opening_hours="2025 Mo-Fr 08:00-16:00", position=1)
    point(cast, "monday", opening_hours="Mo 08:00-12:00", position=2)
    point(cast, "tonight", opening_hours="Fr 18:00-20:00", position=3)
    point(cast, "open-late", opening_hours="Fr 08:00-16:00", position=5)
    point(cast, "open-early", position=4)
    assert shown(cast) == ["open-early", "open-late", "tonight", "monday", "never", "unknown"]


def test_among_equals_the_nearest_comes_first(cast: Cast) -> None:
    point(cast, "country", is_national=True, position=1)
    point(cast, "programme", position=2)
    point(cast, "area", position=3).areas.add(cast.area)
    point(cast, "area-closed", position=0, opening_hours="Mo 08:00-12:00").areas.add(cast.area)
    point(cast, "country-closed", position=0, opening_hours="Mo 08:00-12:00", is_national=True)
    assert shown(cast, area=cast.area) == ["area", "programme", "country", "area-closed", "country-closed"]


@pytest.mark.parametrize(
    ("language", "first"),
    [("sv", "swedish"), ("sv-simple", "swedish"), ("so", "somali"), ("uk", "somali")],
)
def test_among_equally_near_the_one_who_speaks_the_language_comes_first(language: str, first: str, cast: Cast) -> None:
    point(cast, "swedish", position=1)
    point(cast, "somali", languages=["so"], position=2, stays_unknown=True)
    point(cast, "near", languages=[], position=3).areas.add(cast.area)
    assert shown(cast, area=cast.area, language=language)[:2] == ["near", first]


def test_then_the_one_to_whom_one_can_stay_unknown_then_the_position(cast: Cast) -> None:
    point(cast, "login", needs_login=True, position=1)
    point(cast, "not-unknown", stays_unknown=False, position=2)
    point(cast, "nobody-knows", position=3)
    point(cast, "unknown-late", stays_unknown=True, position=5)
    point(cast, "unknown-early", stays_unknown=True, position=4)
    assert shown(cast) == ["unknown-early", "unknown-late", "nobody-knows", "login", "not-unknown"]


# ---- 112 ----
@pytest.mark.parametrize("asked", [{}, {"purposes": ["tenancy_advice"]}], ids=str)
def test_112_is_there_even_where_nobody_wrote_it_down(asked: dict[str, Any], cast: Cast) -> None:
    only = answers(cast, **asked)[0].shown
    assert (only.value, only.tel, only.is_open, only.is_checked) == ("112", "112", True, True)
    assert only.purposes == {"acute"}


@pytest.mark.parametrize(
    "why",
    [
        {"verified_on": None},
        {"never_expires": False, "best_before": date(2026, 2, 5)},
        {"opening_hours": ""},
        {"opening_hours": "Mo 08:00-09:00"},
        {"purposes": []},
        {"retired_on": CONFIRMED},
    ],
    ids=str,
)
def test_112_is_first_and_open_whatever_is_written_of_it(why: dict[str, Any], cast: Cast) -> None:
    emergency = point(cast, **EMERGENCY | why)
    ClosingFactory(point=emergency, begins_at=FRIDAY_NOON - HOUR, ends_at=FRIDAY_NOON + HOUR)
    OtherSourceFactory(point=emergency)
    point(cast, "open")
    first, second = answers(cast)
    assert (first.shown.value, first.shown.is_open, first.shown.is_checked) == ("112", True, True)
    assert "acute" in first.shown.purposes
    assert second.point.slug == "open"


# ---- freshness ----
STALE: dict[str, Any] = {"never_expires": False, "best_before": date(2026, 2, 5)}


def not_to_be_shown(cast: Cast) -> None:
    point(cast, "confirmed", opening_hours="Mo 08:00-09:00")
    point(cast, "stale", **STALE)
    point(cast, "unconfirmed", verified_on=None)
    point(cast, "without-end", never_expires=False)
    point(cast, "retired", retired_on=CONFIRMED)
    OtherSourceFactory(point=point(cast, "contradicted"))


def test_what_may_be_wrong_is_hidden(cast: Cast) -> None:
    not_to_be_shown(cast)
    point(cast, "without-number", value="")
    point(cast, "fresh", never_expires=False, best_before=date(2026, 2, 6))
    OtherSourceFactory(point=point(cast, "settled"), settled_at=FRIDAY_NOON)
    assert shown(cast) == ["fresh", "settled", "confirmed"]


def test_demo_shows_it_marked_but_for_what_is_retired(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    not_to_be_shown(cast)
    found = {one.point.slug: one.shown.is_checked for one in answers(cast)[1:]}
    assert found == {
        "confirmed": True,
        "stale": False,
        "unconfirmed": False,
        "without-end": False,
        "contradicted": False,
    }


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
    ContactPointFactory(programme=cast.granby, slug="granby-too").areas.add(AreaFactory(programme=cast.granby))
    assert shown(cast) == ["everywhere"]
    assert shown(cast, area=cast.area) == ["here", "everywhere"]
    assert shown(cast, area=other) == ["here", "there", "everywhere"]


def test_point_of_another_programme_stays_there_whatever_area_it_is_said_to_serve(cast: Cast) -> None:
    ContactPointFactory(programme=cast.granby).areas.add(cast.area)
    assert shown(cast, area=cast.area) == []


def test_wrong_mark_never_shows_the_number_of_one_area_in_another(cast: Cast) -> None:
    point(cast, "here").areas.add(cast.area)
    ContactPoint.objects.update(is_local=False)
    assert (shown(cast), shown(cast, area=cast.area)) == ([], ["here"])


# ---- closings ----
def test_closing_closes_whatever_the_hours_say(cast: Cast) -> None:
    until = FRIDAY_NOON + 24 * HOUR
    for slug, hours in (("always", "24/7"), ("office", "Mo-Fr 08:00-16:30"), ("unknown", "")):
        closed = point(cast, slug, opening_hours=hours)
        ClosingFactory(point=closed, begins_at=FRIDAY_NOON, ends_at=until)
        ClosingFactory(point=closed, begins_at=FRIDAY_NOON - 9 * HOUR, ends_at=FRIDAY_NOON)
    point(cast, "another")
    found = {one.point.slug: one.now for one in answers(cast)[1:]}
    assert list(found) == ["another", "always", "office", "unknown"]
    assert found["another"] == (True, None, None, None)
    assert found["always"] == (False, until, None, until)
    monday = FRIDAY_NOON.replace(day=9, hour=8)
    assert found["office"] == (False, monday, None, monday)
    assert found["unknown"] == (False, None, None, until)


def test_closings_to_come_end_what_is_open_and_those_that_are_over_do_not(cast: Cast) -> None:
    always = point(cast, "always")
    ClosingFactory(point=always, begins_at=FRIDAY_NOON + HOUR, ends_at=FRIDAY_NOON + 2 * HOUR)
    ClosingFactory(point=always, begins_at=FRIDAY_NOON - HOUR, ends_at=FRIDAY_NOON)
    assert answers(cast)[1].now == (True, None, FRIDAY_NOON + HOUR, None)


# ---- purposes ----
def test_only_what_serves_one_of_the_purposes_is_an_answer(cast: Cast) -> None:
    point(cast, "tenancy", purposes=["tenancy_advice"])
    point(cast, "both", purposes=["fire_risk", "child_concern"])
    point(cast, "none", purposes=[])
    assert shown(cast, purposes=["fire_risk"]) == ["both"]
    assert shown(cast, purposes=["fire_risk", "tenancy_advice"]) == ["tenancy", "both"]
    assert shown(cast, purposes=["knock_instead"]) == []
    assert shown(cast) == ["tenancy", "both", "none"]


def test_points_are_found_by_what_they_are_for_alone_and_together(cast: Cast) -> None:
    point(cast, "both", purposes=["adult_concern", "child_concern"], value="1")
    point(cast, "one", purposes=["adult_concern"], value="2")
    point(cast, "older", purposes=["older_or_ill"], value="3")
    found = by_purpose(answers(cast))
    assert {purpose: [one.value for one in of] for purpose, of in found.items()} == {
        "acute": ["112"],
        "child_concern": ["1"],
        "adult_concern": ["1", "2"],
        "older_or_ill": ["3"],
        "concern": ["1", "2", "3"],
    }


# ---- one point ----
def at_noon(language: str = "sv", **fields: Any) -> PointNow:
    made = ContactPointFactory.build(**{"programme__timezone": "Europe/Stockholm"} | fields)
    return PointNow(point=made, at=FRIDAY_NOON, language=language)


@pytest.mark.parametrize("hours", ["", "when we have time"])
def test_hours_that_nobody_can_keep_to_are_unknown(hours: str) -> None:
    assert at_noon(opening_hours=hours).now == (None, None, None, None)


def test_point_says_when_it_opens_and_closes() -> None:
    opened, closed = (at_noon(opening_hours=hours) for hours in ("Fr 08:00-16:00", "Sa 09:00-10:00"))
    assert opened.now == (True, None, FRIDAY_NOON.replace(hour=16), None)
    assert closed.now == (False, FRIDAY_NOON.replace(day=7, hour=9), None, None)


def test_point_dials_digits_and_only_phones() -> None:
    assert at_noon(value="020-50 50 50").tel == "020505050"
    assert at_noon(value="+47 800 57 000").tel == "+4780057000"
    assert at_noon(value="example.se/chat", kind="chat").tel == ""


@pytest.mark.parametrize("kind", ["sms", "chat", "visit"])
def test_a_message_to_112_is_not_112(kind: str) -> None:
    assert at_noon(value="112", kind=kind).is_emergency is False


def test_login_tells_who_one_is() -> None:
    asks, silent = at_noon(needs_login=True), at_noon(needs_login=False)
    assert (asks.shown.stays_unknown, silent.shown.stays_unknown) == (False, None)


def test_note_is_in_the_language_of_the_page_or_in_english() -> None:
    both = {"en": "Free.", "sv": "Gratis."}
    assert [at_noon(language, notes=both).note for language in ("sv", "ar")] == ["Gratis.", "Free."]
    assert [at_noon(notes=notes).note for notes in ({"en": "Free."}, {})] == ["Free.", ""]


def test_point_is_checked_from_the_day_it_was_confirmed() -> None:
    made = ContactPointFactory.build(never_expires=False, best_before=date(2026, 2, 6), verified_on=CONFIRMED)
    assert (made.is_checked(date(2026, 2, 6)), made.is_checked(date(2026, 2, 7))) == (True, False)


# ---- budgets ----
def test_one_query_answers_however_many_there_are(cast: Cast) -> None:
    for rows in (1, 3, 20):
        for number in range(rows):
            made = point(cast, f"point-of-{rows}-{number}")
            ClosingFactory.create_batch(2, point=made)
            OtherSourceFactory(point=point(cast, f"contradicted-of-{rows}-{number}"))
            point(cast, f"local-of-{rows}-{number}").areas.add(cast.area)
        with CaptureQueriesContext(connection) as asked:
            found = answers(cast, area=cast.area)
        assert len(asked) == 1
    assert len(found) == 1 + 2 * (1 + 3 + 20)


@pytest.mark.parametrize("address", ["/en/", "/en/a/ost/"])
def test_guide_asks_the_database_as_often_for_many_rows(
    address: str, cast: Cast, public_browser: PublicBrowser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = public_browser(cast.sandby)
    # Programme, areas, contact points, mailboxes: the budget is six.
    for rows in (1, 3, 20):
        for number in range(rows):
            made = point(cast, f"point-of-{rows}-{number}", purposes=["acute" if number == 0 else "neighbour_advice"])
            ClosingFactory(point=made)
            MailboxRuleFactory(mailbox=cast.mailbox, pathway=Pathway.CHILD, area=AreaFactory(programme=cast.sandby))
        with django_assert_num_queries(4):
            assert client.get(address).status_code == 200
