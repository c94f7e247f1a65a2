"""Calendars of those who keep contact points right: whose, what stands in them, and that they tell nothing."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, browser
from tests.factories.accounts import UserFactory
from tests.factories.directory import CalendarAddressFactory, ContactPointFactory
from tests.factories.organisations import AppointmentFactory
from tests.places.people import office_of
from trygga.accounts.models import User
from trygga.audit.models import Entry, Event
from trygga.directory.calendar import address_with, calendar_of, close_calendar, open_calendar
from trygga.directory.models import CalendarAddress, ContactPoint
from trygga.organisations.models import Appointment, Role

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = NOON.date()


@pytest.fixture
def owner(cast: Cast) -> User:
    user: User = AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR).user
    return user


def lead_of(cast: Cast) -> User:
    user: User = AppointmentFactory(organisation=cast.unit.organisation, role=Role.PROGRAMME_LEAD).user
    return user


def point(cast: Cast, owner: User | None, **fields: Any) -> ContactPoint:
    made: ContactPoint = ContactPointFactory(
        programme=cast.sandby,
        owner=owner,
        **{"never_expires": False, "best_before": TODAY + timedelta(days=9)} | fields,
    )
    return made


def days(cast: Cast, user: User) -> dict[int, date]:
    """By the number of a contact point, the day on which it stands in this person's calendar."""
    address = CalendarAddressFactory(programme=cast.sandby, user=user)
    calendar: Any = icalendar.Calendar.from_ical(calendar_of(address, NOON))
    address.delete()
    return {
        int(str(event["summary"]).rpartition(" ")[2]): event.decoded("dtstart") for event in calendar.walk("vevent")
    }


def nobodys() -> Client:
    return browser(f"{settings.OFFICE_HOST}:8000")


# ---- what stands in it ----
def test_owner_sees_the_best_before_days_of_the_own_points(cast: Cast, owner: User) -> None:
    fresh = point(cast, owner)
    stale = point(cast, owner, best_before=TODAY - timedelta(days=3))
    unverified = point(cast, owner, verified_on=None, best_before=None)
    point(cast, owner, never_expires=True)
    point(cast, owner, retired_on=TODAY)
    point(cast, UserFactory())
    assert days(cast, owner) == {
        fresh.pk: TODAY + timedelta(days=9),
        stale.pk: TODAY - timedelta(days=3),
        unverified.pk: TODAY,
    }


def test_lead_stands_in_for_owners_who_are_not_there(cast: Cast, owner: User) -> None:
    lead = lead_of(cast)
    without, left = point(cast, None), point(cast, cast.leaver.user)
    closed = point(cast, AppointmentFactory(organisation=cast.unit.organisation, user__is_active=False).user)
    elsewhere = point(cast, cast.outsider.user)
    theirs = point(cast, owner)
    assert set(days(cast, lead)) == {without.pk, left.pk, closed.pk, elsewhere.pk}
    assert set(days(cast, owner)) == {theirs.pk}


def test_points_of_another_programme_stand_in_no_calendar_of_this_one(cast: Cast, owner: User) -> None:
    ContactPointFactory(programme=cast.granby, owner=owner, never_expires=False, best_before=TODAY)
    assert days(cast, owner) == {}


def test_calendar_tells_nothing_but_numbers_and_days(cast: Cast, owner: User) -> None:
    made = point(cast, owner, name="Kvinnofridslinjen", value="020-50 50 50", organisation_name="NCK")
    text = calendar_of(CalendarAddressFactory(programme=cast.sandby, user=owner), NOON).decode()
    assert [word for word in ("vinnofrid", "020", "NCK", "Sandby", owner.email) if word in text] == []
    lines = text.replace("\r\n ", "").splitlines()
    assert f"SUMMARY:Check no. {made.pk}" in lines
    assert f"URL:{settings.OFFICE_ORIGIN}/" in lines


def test_calendar_is_one_that_others_read(cast: Cast, owner: User) -> None:
    point(cast, owner)
    content = calendar_of(CalendarAddressFactory(programme=cast.sandby, user=owner), NOON)
    calendar: Any = icalendar.Calendar.from_ical(content)
    [event] = calendar.walk("vevent")
    assert {"prodid", "version"} <= {name.casefold() for name in calendar}
    assert {"uid", "dtstamp", "dtstart"} <= {name.casefold() for name in event}
    assert (event.decoded("dtend") - event.decoded("dtstart"), calendar.errors + event.errors) == (
        timedelta(days=1),
        [],
    )
    assert [line for line in content.split(b"\r\n") if len(line) > 75 or b"\n" in line] == []
    assert b"DTSTART;VALUE=DATE:20261203" in content


def test_events_keep_their_ids(cast: Cast, owner: User) -> None:
    point(cast, owner)
    address = CalendarAddressFactory(programme=cast.sandby, user=owner)
    found = [icalendar.Calendar.from_ical(calendar_of(address, NOON + timedelta(hours=n))) for n in (0, 30)]
    first, second = ([str(event["uid"]) for event in one.walk("vevent")] for one in found)
    assert first == second


def test_calendar_takes_as_many_queries_for_one_and_for_three(cast: Cast) -> None:
    lead, counts = lead_of(cast), []
    address = CalendarAddressFactory(programme=cast.sandby, user=lead)
    for _ in range(3):
        point(cast, None)
        with CaptureQueriesContext(connection) as asked:
            calendar_of(CalendarAddress.objects.select_related("user", "programme").get(pk=address.pk), NOON)
        counts.append(len(asked))
    assert counts == [3, 3, 3]


# ---- the address ----
def test_address_opens_without_a_sign_in_and_sets_no_cookie(cast: Cast, owner: User) -> None:
    made = point(cast, owner)
    token = open_calendar(cast.sandby, by=owner)
    with time_machine.travel(NOON):
        answer = nobodys().get(f"/calendar/{token}/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (f"no. {made.pk}" in answer.content.decode(), dict(answer.cookies)) == (True, {})
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_hash_of_the_secret_is_kept(cast: Cast, owner: User) -> None:
    token = open_calendar(cast.sandby, by=owner)
    kept = CalendarAddress.objects.get()
    assert (len(token) >= 43, token in str(vars(kept)), len(kept.token_hash)) == (True, False, 64)


@pytest.mark.parametrize("secret", ["x", "a" * 43, "%00", "ä", "..", "a" * 5_000])
def test_wrong_secret_is_absent(secret: str, cast: Cast, owner: User) -> None:
    open_calendar(cast.sandby, by=owner)
    assert nobodys().get(f"/calendar/{secret}/").status_code == 404


def test_hash_is_no_secret(cast: Cast, owner: User) -> None:
    open_calendar(cast.sandby, by=owner)
    assert nobodys().get(f"/calendar/{CalendarAddress.objects.get().token_hash}/").status_code == 404


def test_new_address_ends_the_old_one(cast: Cast, owner: User) -> None:
    old, new = open_calendar(cast.sandby, by=owner), open_calendar(cast.sandby, by=owner)
    statuses = [nobodys().get(f"/calendar/{token}/").status_code for token in (old, new)]
    assert (statuses, CalendarAddress.objects.count()) == ([404, 200], 1)


def test_address_ends_when_the_person_leaves_or_is_locked(cast: Cast, owner: User) -> None:
    token, other = open_calendar(cast.sandby, by=owner), open_calendar(cast.sandby, by=cast.colleague.user)
    Appointment.objects.filter(user=owner).update(left_on=date(2026, 1, 31))
    User.objects.filter(pk=cast.colleague.user_id).update(is_active=False)
    for secret in (token, other):
        with pytest.raises(Http404):
            address_with(secret)


def test_closed_address_is_absent_and_closing_twice_is_closing_once(cast: Cast, owner: User) -> None:
    token = open_calendar(cast.sandby, by=owner)
    close_calendar(cast.sandby, by=owner)
    close_calendar(cast.sandby, by=owner)
    with pytest.raises(Http404):
        address_with(token)
    told = list(Entry.objects.filter(actor=owner.pk).values_list("event", flat=True))
    assert told == [Event.CALENDAR_OPENED, Event.CALENDAR_CLOSED]


# ---- its page ----
def test_page_shows_the_address_once(cast: Cast, owner: User) -> None:
    client = office_of(owner)
    made = client.post("/p/sandby/directory/calendar/")
    address = made.context["made"]
    assert (address.startswith(f"{settings.OFFICE_ORIGIN}/calendar/"), address in made.content.decode()) == (True, True)
    assert nobodys().get(address.removeprefix(settings.OFFICE_ORIGIN)).status_code == 200
    again = client.get("/p/sandby/directory/calendar/").content.decode()
    assert (address.rpartition("/calendar/")[2] in again, "It cannot be shown again" in again) == (False, True)


def test_page_ends_only_the_own_address(cast: Cast, owner: User) -> None:
    mine, theirs = open_calendar(cast.sandby, by=owner), open_calendar(cast.sandby, by=cast.colleague.user)
    office_of(owner).post("/p/sandby/directory/calendar/close/")
    assert [nobodys().get(f"/calendar/{token}/").status_code for token in (mine, theirs)] == [404, 200]


@pytest.mark.parametrize("path", ["calendar/", "calendar/close/"])
def test_page_of_another_programme_is_absent(path: str, cast: Cast, owner: User) -> None:
    token = open_calendar(cast.sandby, by=owner)
    assert office_of(owner).post(f"/p/granby/directory/{path}").status_code == 404
    assert (CalendarAddress.objects.count(), nobodys().get(f"/calendar/{token}/").status_code) == (1, 200)
