"""Taking lines of the starter set: what a programme lacks, has and has made its own."""

import json
from datetime import date
from importlib import resources
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import ProgrammeFactory
from tests.threads import at_once
from trygga.audit.models import Entry, Event
from trygga.directory import starting
from trygga.directory.models import ContactPoint, PointChange
from trygga.directory.starter import SHARED, lines, read_lines
from trygga.directory.starting import HasItsOwn, State, offer, take, take_all
from trygga.organisations.models import Programme

pytestmark = pytest.mark.django_db
ALL = len(lines())


def state_of(programme: Programme, key: str) -> State:
    return next(one.state for one in offer(programme) if one.line.key == key)


def point_of(programme: Programme, key: str) -> ContactPoint:
    return ContactPoint.objects.get(programme=programme, starter=key)


@pytest.fixture
def bris_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next release of the program: Bris has a second version, with other hours and another date."""
    text = (resources.files("trygga.directory") / "starter.json").read_text("utf-8")
    content = json.loads(text)
    versions = next(line["versions"] for line in content["lines"] if line["key"] == "bris")
    versions.append(versions[0] | {"version": 2, "opening_hours": "Mo-Su 08:00-22:00", "as_of": "2027-01"})
    newer = read_lines(json.dumps(content))
    monkeypatch.setattr(starting, "lines", lambda: newer)
    monkeypatch.setattr(starting, "line_with", lambda key: next(line for line in newer if line.key == key))


# ---- taking ----
def test_empty_programme_lacks_everything(cast: Cast) -> None:
    assert {one.state for one in offer(cast.sandby)} == {State.LACKING}


def test_taken_line_is_there_unverified(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, position=4)
    lead = UserFactory()
    point = take(cast.sandby, "bris", by=lead)
    assert point is not None
    assert {field: getattr(point, field) for field in SHARED} == next(
        line.newest.fields for line in lines() if line.key == "bris"
    )
    assert (point.verified_on, point.best_before, point.never_expires, point.is_national) == (None, None, False, True)
    assert (point.slug, point.starter, point.starter_version, point.position) == ("bris", "bris", 1, 5)
    assert state_of(cast.sandby, "bris") is State.CURRENT
    change, entry = PointChange.objects.get(), Entry.objects.get(event=Event.STARTER_TAKEN)
    assert (change.what, change.by, change.before, change.after["value"]) == ("added", lead, {}, "116 111")
    assert (entry.programme, entry.actor, entry.subject) == (cast.sandby.pk, lead.pk, str(point.pk))


def test_112_alone_is_taken_as_verified(cast: Cast) -> None:
    take_all(cast.sandby, by=None)
    verified = ContactPoint.objects.filter(programme=cast.sandby, verified_on__isnull=False)
    assert list(verified.values_list("value", "verified_on", "never_expires")) == [("112", date(2026, 1, 1), True)]


def test_second_click_changes_nothing(cast: Cast) -> None:
    assert (len(take_all(cast.sandby, by=None)), len(take_all(cast.sandby, by=None))) == (ALL, 0)
    assert take(cast.sandby, "bris", by=None) is None
    told = (ContactPoint.objects.count(), PointChange.objects.count(), Entry.objects.count())
    assert told == (ALL, ALL, ALL)


def test_line_that_is_not_shipped_is_not_taken(cast: Cast) -> None:
    assert (take(cast.sandby, "no-such-line", by=None), ContactPoint.objects.count()) == (None, 0)


def test_lines_of_another_programme_are_left_alone(cast: Cast) -> None:
    take(cast.granby, "bris", by=None)
    take(cast.sandby, "bris", by=None)
    assert (point_of(cast.granby, "bris").version, PointChange.objects.count()) == (0, 2)


# ---- a newer version ----
@pytest.mark.usefixtures("bris_again")
def test_older_version_is_offered_with_what_differs(cast: Cast) -> None:
    ContactPointFactory(programme=cast.sandby, starter="bris", starter_version=1, slug="bris", **_version_1())
    [offered] = [one for one in offer(cast.sandby) if one.line.key == "bris"]
    assert offered.state is State.OLDER
    told = {one.field: (one.here, one.offered) for one in offered.differences}
    assert told == {"opening_hours": ("24/7", "Mo-Su 08:00-22:00"), "as_of": ("2025-08", "2027-01")}


@pytest.mark.usefixtures("bris_again")
def test_newer_version_takes_the_verification_away_and_keeps_what_is_the_programmes(cast: Cast) -> None:
    owner = UserFactory()
    mine = {"owner": owner, "position": 3, "verified_on": date(2026, 11, 1), "best_before": date(2027, 5, 1)}
    made = ContactPointFactory(
        programme=cast.sandby, starter="bris", starter_version=1, slug="bris", is_national=True, **_version_1(), **mine
    )
    take(cast.sandby, "bris", by=None)
    point = point_of(cast.sandby, "bris")
    assert (point.pk, point.owner, point.position, point.version) == (made.pk, owner, 3, 1)
    assert (point.opening_hours, point.verified_on, point.best_before) == ("Mo-Su 08:00-22:00", None, None)
    change = PointChange.objects.get()
    assert change.before == {"opening_hours": "24/7", "as_of": "2025-08", "starter_version": 1}
    assert change.after == {"opening_hours": "Mo-Su 08:00-22:00", "as_of": "2027-01", "starter_version": 2}


def _version_1() -> dict[str, Any]:
    return next(line for line in lines() if line.key == "bris").versions[0].fields


# ---- what somebody changed by hand ----
@pytest.mark.parametrize(("field", "value"), [("value", "116 112"), ("notes", {"sv": "Vår text."}), ("cost", "free")])
def test_change_by_hand_is_never_overwritten_unasked(field: str, value: Any, cast: Cast) -> None:
    take_all(cast.sandby, by=None)
    ContactPoint.objects.filter(programme=cast.sandby, starter="bris").update(**{field: value})
    assert state_of(cast.sandby, "bris") is State.OWN
    with pytest.raises(HasItsOwn):
        take(cast.sandby, "bris", by=None)
    assert take_all(cast.sandby, by=None) == []
    assert getattr(point_of(cast.sandby, "bris"), field) == value


@pytest.mark.usefixtures("bris_again")
def test_change_by_hand_of_an_older_version_is_never_overwritten_unasked(cast: Cast) -> None:
    fields = _version_1() | {"value": "116 112"}
    ContactPointFactory(programme=cast.sandby, starter="bris", starter_version=1, slug="bris", **fields)
    with pytest.raises(HasItsOwn):
        take(cast.sandby, "bris", by=None)
    assert state_of(cast.sandby, "bris") is State.OWN


def test_change_by_hand_is_overwritten_where_somebody_says_so(cast: Cast) -> None:
    take(cast.sandby, "bris", by=None)
    ContactPoint.objects.update(value="116 112", verified_on=date(2026, 11, 1))
    take(cast.sandby, "bris", by=None, overwrites=True)
    point = point_of(cast.sandby, "bris")
    assert (point.value, point.verified_on, state_of(cast.sandby, "bris")) == ("116 111", None, State.CURRENT)


@pytest.mark.parametrize("fields", [{"slug": "bris", "value": "1"}, {"slug": "by-hand", "value": "116111"}], ids=str)
def test_line_that_was_entered_by_hand_is_known_again(fields: dict[str, str], cast: Cast) -> None:
    made = ContactPointFactory(programme=cast.sandby, **fields)
    assert state_of(cast.sandby, "bris") is State.OWN
    assert take(cast.sandby, "bris", by=None, overwrites=True) == made
    assert (point_of(cast.sandby, "bris").slug, ContactPoint.objects.count()) == (fields["slug"], 1)


def test_retired_line_stays_retired_until_somebody_says_so(cast: Cast) -> None:
    take(cast.sandby, "bris", by=None)
    ContactPoint.objects.update(retired_on=date(2026, 11, 1))
    with pytest.raises(HasItsOwn):
        take(cast.sandby, "bris", by=None)
    assert state_of(cast.sandby, "bris") is State.RETIRED
    take(cast.sandby, "bris", by=None, overwrites=True)
    assert (point_of(cast.sandby, "bris").retired_on, PointChange.objects.first().what) == (None, "returned")  # type: ignore[union-attr]


def test_verifying_is_no_change_by_hand(cast: Cast) -> None:
    take(cast.sandby, "bris", by=None)
    ContactPoint.objects.update(verified_on=date(2026, 11, 1), best_before=date(2027, 5, 1), owner=UserFactory())
    assert state_of(cast.sandby, "bris") is State.CURRENT


# ---- cost, and several at once ----
def test_offer_takes_one_query_however_many_points(cast: Cast) -> None:
    counts = []
    for _ in range(3):
        ContactPointFactory(programme=cast.sandby)
        with CaptureQueriesContext(connection) as asked:
            offer(cast.sandby)
        counts.append(len(asked))
    assert counts == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_take_each_line_once() -> None:
    programme = ProgrammeFactory()
    taken = at_once(4, lambda _: len(take_all(programme, by=None)))
    assert (sum(taken), ContactPoint.objects.count(), PointChange.objects.count()) == (ALL, ALL, ALL)
