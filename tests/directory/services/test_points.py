"""Contact points are added, changed, given, retired: with history, log, and nothing lost between two people."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.directory.points import NOON, SAID, TODAY, Kept, added, history, kept
from tests.factories.directory import OtherSourceFactory
from tests.factories.organisations import AppointmentFactory, OrganisationFactory, ProgrammeFactory
from tests.factories.places import AreaFactory
from trygga.audit.models import Entry
from trygga.directory.models import ContactPoint, OtherSource, PointChange
from trygga.directory.services import (
    ChangedMeanwhile,
    NotPossible,
    change_point,
    give_to,
    retire_point,
    return_point,
)
from trygga.organisations.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield kept()


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


def now(point: ContactPoint) -> ContactPoint:
    return ContactPoint.objects.get(pk=point.pk)


# ---- adding ----
def test_added_point_is_kept_in_one_form_and_not_confirmed(there: Kept) -> None:
    point = now(added(there, areas=[there.area], owner=there.owner))
    assert (point.slug, point.value, point.verified_on, point.version) == (
        "socialtjansten-dagtid",
        "036-10 50 50",
        None,
        1,
    )
    assert (list(point.areas.all()), point.owner, point.position) == ([there.area], there.owner, 1)
    (what, before, after) = history(point)[0]
    assert (what, before, after["value"], after["areas"]) == ("added", {}, "036-10 50 50", ["Väst"])


def test_acts_stand_in_the_log_with_ids_alone(there: Kept) -> None:
    point = added(there, organisation=there.organisation)
    entry = Entry.objects.values("event", "programme", "organisation", "actor", "subject", "day").get()
    assert entry == {
        "event": "directory:point:added",
        "programme": there.programme.pk,
        "organisation": there.organisation.pk,
        "actor": there.editor.pk,
        "subject": str(point.pk),
        "day": TODAY,
    }


def test_second_click_adds_nothing(there: Kept) -> None:
    first = added(there, areas=[there.area])
    assert added(there, areas=[there.area]) == first
    assert (ContactPoint.objects.count(), len(events())) == (2, 1)


def test_namesake_elsewhere_is_another_point(there: Kept) -> None:
    first, second = added(there), added(there, areas=[there.area])
    assert (first.slug, second.slug) == ("socialtjansten-dagtid", "socialtjansten-dagtid-2")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": "ring us"}, "value"),
        ({"kind": "chat", "value": "http://a.example/"}, "value"),
        ({"opening_hours": "weekdays"}, "opening_hours"),
        ({"purposes": ["everything"]}, "purposes"),
        ({"needs_login": True, "stays_unknown": True}, "stays_unknown"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"kind": "fax"}, "kind"),
    ],
)
def test_what_breaks_a_rule_is_not_added(there: Kept, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(NotPossible) as refused:
        added(there, **fields)
    assert (refused.value.field, ContactPoint.objects.count(), events()) == (field, 1, [])


def test_things_of_another_programme_are_not_taken(there: Kept) -> None:
    elsewhere = ProgrammeFactory(slug="granby")
    stranger = AppointmentFactory(organisation=OrganisationFactory(programme=elsewhere)).user
    foreign = {"areas": [AreaFactory(programme=elsewhere)], "owner": stranger}
    foreign["organisation"] = OrganisationFactory(programme=elsewhere)
    for name, value in foreign.items():
        with pytest.raises(NotPossible) as refused:
            added(there, **{name: value})
        assert refused.value.field == name


# ---- changing ----
def test_change_of_a_name_keeps_the_confirmation(there: Kept) -> None:
    change_point(there.point, {"name": "Jouren"}, by=there.editor, seen=1)
    point = now(there.point)
    assert (point.name, point.verified_on, point.version) == ("Jouren", there.point.verified_on, 2)
    assert history(point) == [("changed", {"name": "Jourtelefonen"}, {"name": "Jouren"})]


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "036-10 50 01"},
        {"opening_hours": "Mo-Fr 08:00-17:00"},
        {"kind": "sms"},
        {"needs_login": True},
        {"stays_unknown": True},
        {"cost": "free"},
        {"areas": "vast"},
        {"name": "Jouren", "cost": "premium"},
    ],
)
def test_change_of_a_fact_takes_the_confirmation(there: Kept, fields: dict[str, Any]) -> None:
    said = {"areas": [there.area]} if "areas" in fields else fields
    change_point(there.point, said, by=there.editor, seen=1)
    point = now(there.point)
    assert (point.verified_on, point.best_before, point.version) == (None, None, 2)


def test_other_spelling_is_no_other_fact(there: Kept) -> None:
    ContactPoint.objects.filter(pk=there.point.pk).update(value="036 105 000")
    change_point(there.point, {"value": "+4636105000"}, by=there.editor, seen=1)
    point = now(there.point)
    assert (point.value, point.verified_on) == ("036-10 50 00", there.point.verified_on)


def test_change_that_confirms_is_confirmed_today(there: Kept) -> None:
    change_point(there.point, {"value": "036105001"}, by=there.lead, seen=1, how="called them")
    point = now(there.point)
    assert (point.value, point.verified_on, point.best_before) == ("036-10 50 01", TODAY, TODAY + timedelta(days=182))
    assert (point.version, [what for what, _, _ in history(point)]) == (2, ["changed", "verified"])


def test_change_that_confirms_nothing_new_confirms(there: Kept) -> None:
    for _ in range(2):
        change_point(there.point, {"value": "036-10 50 00"}, by=there.lead, seen=1, how="called them")
    assert (now(there.point).verified_on, events()) == (TODAY, ["directory:point:verified"])


def test_same_again_changes_nothing(there: Kept) -> None:
    for _ in range(2):
        change_point(there.point, {"name": "Jouren", "value": "036105000"}, by=there.editor, seen=1)
    assert (now(there.point).version, events()) == (2, ["directory:point:changed"])


def test_of_two_people_the_later_one_is_told(there: Kept) -> None:
    change_point(there.point, {"name": "Jouren"}, by=there.editor, seen=1)
    with pytest.raises(ChangedMeanwhile):
        change_point(there.point, {"opening_hours": "24/7"}, by=there.lead, seen=1)
    assert (now(there.point).opening_hours, len(events())) == ("Mo-Fr 08:00-16:30", 1)


def test_retired_point_is_not_changed(there: Kept) -> None:
    retire_point(there.point, by=there.editor)
    with pytest.raises(NotPossible, match="Bring it back"):
        change_point(there.point, {"name": "Jouren"}, by=there.editor, seen=2)


def test_unknown_field_is_a_mistake_of_ours(there: Kept) -> None:
    with pytest.raises(TypeError):
        change_point(there.point, {"verified_on": TODAY}, by=there.editor, seen=1)
    with pytest.raises(TypeError):
        added(there, best_before=TODAY)


def test_refused_change_leaves_nothing(there: Kept) -> None:
    with pytest.raises(NotPossible):
        change_point(there.point, {"name": "Jouren", "value": "no number"}, by=there.editor, seen=1)
    assert (now(there.point).name, events()) == ("Jourtelefonen", [])


# ---- owner ----
def test_point_is_given_to_somebody_at_work_here(there: Kept) -> None:
    for _ in range(2):
        give_to(there.point, there.admin, by=there.lead)
    point = now(there.point)
    assert (point.owner, point.version, events()) == (there.admin, 2, ["directory:point:given"])
    assert history(point) == [("changed", {"owner": str(there.owner)}, {"owner": str(there.admin)})]


def test_point_is_left_to_the_leads(there: Kept) -> None:
    give_to(there.point, None, by=there.lead)
    assert now(there.point).owner is None


def test_nobody_owns_a_point_from_outside(there: Kept) -> None:
    Appointment.objects.filter(user=there.admin).update(left_on=TODAY)
    locked = AppointmentFactory(organisation=there.organisation, user__is_active=False).user
    for somebody in (there.admin, locked, AppointmentFactory().user):
        with pytest.raises(NotPossible) as refused:
            give_to(there.point, somebody, by=there.lead)
        assert refused.value.field == "owner"
    assert (now(there.point).owner, events()) == (there.owner, [])


# ---- retiring ----
def test_point_comes_back_unconfirmed(there: Kept) -> None:
    OtherSourceFactory(point=there.point)
    for _ in range(2):
        retire_point(there.point, by=there.editor)
    assert now(there.point).retired_on == TODAY
    for _ in range(2):
        return_point(there.point, by=there.editor)
    point = now(there.point)
    assert (point.retired_on, point.verified_on, point.best_before, point.version) == (None, None, None, 3)
    assert events() == ["directory:point:retired", "directory:point:returned"]
    assert OtherSource.objects.filter(settled_at=None).count() == 1


def test_every_act_counts_one_version_and_tells_history(there: Kept) -> None:
    point = added(there)
    change_point(point, {"name": "A", **{k: SAID[k] for k in ("source",)}}, by=there.editor, seen=1)
    give_to(point, there.owner, by=there.editor)
    retire_point(point, by=there.editor)
    return_point(point, by=there.editor)
    changes = PointChange.objects.filter(point=point)
    assert (now(point).version, changes.count(), {one.by for one in changes}) == (5, 5, {there.editor})
