"""Confirming, contradicting, settling, closing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.directory.points import NOON, TODAY, Kept, history, kept
from trygga.audit.models import Entry
from trygga.directory.models import Alarm, Closing, ContactPoint, OtherSource, PointChange
from trygga.directory.services import (
    ChangedMeanwhile,
    NotPossible,
    close_point,
    contradict,
    open_again,
    retire_point,
    settle,
    verify_point,
)

pytestmark = pytest.mark.django_db
OTHER: dict[str, Any] = {"source": "other.example", "as_of": "2026-10"}


@pytest.fixture
def there() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield kept()


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def now(point: ContactPoint) -> ContactPoint:
    return ContactPoint.objects.get(pk=point.pk)


# ---- confirming ----
def test_confirmed_point_is_fresh_for_half_a_year_with_the_note(there: Kept) -> None:
    verify_point(there.point, by=there.owner, how=" Called them. ", on=TODAY, seen=1)
    point = now(there.point)
    assert (point.verified_on, point.best_before, point.version) == (TODAY, TODAY + timedelta(days=182), 2)
    change = PointChange.objects.get()
    assert (change.what, change.by, change.note) == ("verified", there.owner, "Called them.")
    assert change.before == {"verified_on": "2026-09-03", "best_before": "2027-03-04"}
    assert events() == ["directory:point:verified"]


def test_second_click_confirms_nothing_more(there: Kept) -> None:
    for _ in range(2):
        verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1)
    assert (now(there.point).version, events()) == (2, ["directory:point:verified"])


def test_somebody_else_s_confirming_is_no_second_click(there: Kept) -> None:
    verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1)
    with pytest.raises(ChangedMeanwhile):
        verify_point(there.point, by=there.lead, how="Called.", on=TODAY, seen=1)


def test_what_was_not_seen_is_not_confirmed(there: Kept) -> None:
    contradict(there.point, by=there.editor, value="036-10 50 09", **OTHER)
    with pytest.raises(ChangedMeanwhile):
        verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1)
    assert now(there.point).verified_on == there.point.verified_on


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"how": "  "}, "how"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=183)}, "on"),
        ({"best_before": TODAY - timedelta(days=1)}, "on"),
    ],
)
def test_what_says_too_little_confirms_nothing(there: Kept, said: dict[str, Any], field: str) -> None:
    everything: dict[str, Any] = {"by": there.owner, "how": "Called.", "on": TODAY, "seen": 1}
    with pytest.raises(NotPossible) as refused:
        verify_point(there.point, **(everything | said))
    assert (refused.value.field, now(there.point).version, events()) == (field, 1, [])


def test_other_best_before_is_kept(there: Kept) -> None:
    until = TODAY + timedelta(days=10)
    verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1, best_before=until)
    assert now(there.point).best_before == until


def test_point_without_a_number_and_a_retired_one_are_not_confirmed(there: Kept) -> None:
    ContactPoint.objects.filter(pk=there.point.pk).update(value="")
    with pytest.raises(NotPossible):
        verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1)
    retire_point(there.point, by=there.lead)
    with pytest.raises(NotPossible, match="retired"):
        verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=2)


# ---- other sources ----
def test_contradiction_stands_beside_the_point(there: Kept) -> None:
    other = contradict(there.point, by=there.editor, value="036105009", note="on the poster", **OTHER)
    assert (other.value, other.noted_by, other.noted_at, other.settled_at) == ("036-10 50 09", there.editor, NOON, None)
    point = now(there.point)
    assert (point.version, point.verified_on) == (2, there.point.verified_on)
    told = {"source": "other.example", "as_of": "2026-10", "value": "036-10 50 09", "note": "on the poster"}
    assert (history(point), events()) == ([("contradicted", {}, told)], ["directory:point:contradicted"])


def test_second_click_contradicts_nothing_more(there: Kept) -> None:
    first = contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER)
    assert contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER) == first
    assert (OtherSource.objects.count(), len(events())) == (1, 1)


@pytest.mark.parametrize(
    "says",
    [{}, {"value": "+46 36 105000"}, {"opening_hours": "Mo-Fr 08:00-16:30"}, {"note": "something"}],
)
def test_source_that_says_the_same_contradicts_nothing(there: Kept, says: dict[str, str]) -> None:
    with pytest.raises(NotPossible):
        contradict(there.point, by=there.editor, **OTHER, **says)
    assert (OtherSource.objects.count(), now(there.point).version) == (0, 1)


def test_other_number_must_be_one_and_other_hours_may_be_anything(there: Kept) -> None:
    with pytest.raises(NotPossible) as refused:
        contradict(there.point, by=there.editor, value="ask", **OTHER)
    assert refused.value.field == "value"
    assert (
        contradict(there.point, by=there.editor, opening_hours="vardagar 8-17", **OTHER).opening_hours
        == "vardagar 8-17"
    )


def test_settled_once_by_somebody(there: Kept) -> None:
    other = contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER)
    Alarm.objects.create(programme=there.programme, point=there.point, kind=Alarm.Kind.DUE, version=2, on=TODAY)
    for _ in range(2):
        settle(other, by=there.owner)
    other.refresh_from_db()
    assert (other.settled_at, other.settled_by, now(there.point).version) == (NOON, there.owner, 3)
    assert events() == ["directory:point:contradicted", "directory:point:settled"]
    assert Alarm.objects.count() == 0


def test_how_it_was_settled_stands_in_the_history(there: Kept) -> None:
    for how in ("", " Called them. "):
        settle(contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER), by=there.owner, how=how)
    told = PointChange.objects.filter(point=there.point, what=PointChange.What.SETTLED).order_by("pk")
    assert [(change.note, change.before["opening_hours"]) for change in told] == [
        ("", "24/7"),
        ("Called them.", "24/7"),
    ]


def test_alarm_stays_while_another_source_is_open(there: Kept) -> None:
    first = contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER)
    contradict(there.point, by=there.editor, value="036-10 50 09", **OTHER)
    Alarm.objects.create(programme=there.programme, point=there.point, kind=Alarm.Kind.DUE, version=2, on=TODAY)
    settle(first, by=there.owner)
    assert Alarm.objects.count() == 1


def test_confirming_settles_what_was_seen(there: Kept) -> None:
    contradict(there.point, by=there.editor, opening_hours="24/7", **OTHER)
    contradict(there.point, by=there.editor, value="036-10 50 09", **OTHER)
    verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=3)
    assert OtherSource.objects.filter(settled_at=None).count() == 0
    assert [what for what, _, _ in history(there.point)][2:] == ["settled", "settled", "verified"]
    assert {change.note for change in PointChange.objects.order_by("-pk")[:3]} == {"Called."}


# ---- closings ----
def test_closing_is_added_once_and_taken_back_once(there: Kept) -> None:
    when = {"begins_at": NOON + timedelta(days=1), "ends_at": NOON + timedelta(days=2)}
    closing = close_point(there.point, by=there.owner, **when)
    assert close_point(there.point, by=there.owner, **when) == closing
    for _ in range(2):
        open_again(closing, by=there.owner)
    assert (Closing.objects.count(), now(there.point).version) == (0, 1)
    assert events() == ["directory:point:closed", "directory:point:opened-again"]


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1)])
def test_closing_ends_after_it_begins(there: Kept, length: timedelta) -> None:
    with pytest.raises(NotPossible) as refused:
        close_point(there.point, begins_at=NOON, ends_at=NOON + length, by=there.owner)
    assert (refused.value.field, Closing.objects.count()) == ("ends_at", 0)


def test_confirming_is_not_disturbed_by_a_closing(there: Kept) -> None:
    close_point(there.point, begins_at=NOON, ends_at=datetime(2027, 1, 1).astimezone(), by=there.lead)
    verify_point(there.point, by=there.owner, how="Called.", on=TODAY, seen=1)
    assert now(there.point).verified_on == TODAY
