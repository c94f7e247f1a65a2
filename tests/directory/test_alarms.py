"""Who is asked about a contact point, when, and that each alarm comes once, late or twice."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.directory.points import NOON, STALE_AFTER, TODAY, Kept, added, kept
from tests.factories.directory import ContactPointFactory
from tests.factories.organisations import (
    AppointmentFactory,
    MemberFactory,
    OrganisationFactory,
    ProgrammeFactory,
    UnitFactory,
)
from tests.letters import Letter, letters
from tests.notifications.test_wording import TELLING
from tests.threads import at_once
from trygga.directory.alarms import MOST_LINKS, ask_about_points
from trygga.directory.models import Alarm, ContactPoint, OtherSource
from trygga.directory.services import (
    change_point,
    contradict,
    give_to,
    retire_point,
    return_point,
    settle,
    verify_point,
)
from trygga.notifications.models import Notice
from trygga.organisations.models import Appointment, Role

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http\S+/confirm/\S+/")


@pytest.fixture
def there() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield kept()


def on(days: int, *, at: time = time(12)) -> datetime:
    """That many days after today, in Sweden."""
    return datetime.combine(TODAY + timedelta(days=days), at).astimezone()


def asked(days: int, **when: Any) -> list[Letter]:
    """What the work loop mails on that day."""
    before = Notice.objects.count()
    with time_machine.travel(on(days, **when), tick=False):
        ask_about_points()
    return letters()[before:]


def receivers(days: int) -> list[str]:
    return [letter.to for letter in asked(days)]


STALE = (STALE_AFTER - TODAY).days + 1
"""In so many days the point is stale."""


# ---- the owner ----
def test_owner_is_asked_thirty_days_before_and_when_it_is_stale(there: Kept) -> None:
    found = {day: receivers(day) for day in range(STALE + 14)}
    assert {day: who for day, who in found.items() if who} == {
        STALE - 31: [there.owner.email],
        STALE: [there.owner.email],
    }


def test_each_alarm_comes_once_however_often_one_looks(there: Kept) -> None:
    assert [receivers(STALE) for _ in range(3)] == [[there.owner.email], [], []]


@pytest.mark.parametrize("late", [0, 3, 13])
def test_late_alarm_comes_all_the_same(there: Kept, late: int) -> None:
    assert receivers(STALE - 31 + late) == [there.owner.email]
    assert receivers(STALE + late) == [there.owner.email]
    assert receivers(STALE + late + 13) == []
    assert receivers(STALE + late + 17) == [there.lead.email]


def test_whoever_slept_through_the_warning_is_told_only_that_it_is_stale(there: Kept) -> None:
    letter = asked(STALE + 3)
    assert ([one.to for one in letter], len(LINK.findall(letter[0].text))) == ([there.owner.email], 1)
    assert list(Alarm.objects.values_list("kind", flat=True)) == ["due"]


def test_day_is_the_programme_s_own(there: Kept) -> None:
    assert asked(STALE - 1, at=time(23, 59)) != []  # thirty days before, not told yet
    assert asked(STALE - 1, at=time(23, 59)) == []
    assert [one.to for one in asked(STALE, at=time(0, 1))] == [there.owner.email]


def test_contradicted_owner_is_asked_on_the_day(there: Kept) -> None:
    contradict(there.point, by=there.editor, source="other", as_of="2026", value="036-10 50 09")
    assert receivers(0) == [there.owner.email]
    assert [receivers(day) for day in (1, 13, 14, 15)] == [[], [], [there.lead.email], []]


def test_settled_point_alarms_nobody_more(there: Kept) -> None:
    other = contradict(there.point, by=there.editor, source="other", as_of="2026", value="036-10 50 09")
    asked(0)
    settle(other, by=there.owner)
    assert [receivers(day) for day in (1, 14, 20)] == [[], [], []]


def test_unconfirmed_point_alarms_its_owner_from_the_next_day_on(there: Kept) -> None:
    added(there, owner=there.owner)
    assert [receivers(day) for day in (0, 1, 2, 14, 15, 16)] == [
        [],
        [there.owner.email],
        [],
        [],
        [there.lead.email],
        [],
    ]


def test_confirmed_point_is_quiet_until_its_next_best_before(there: Kept) -> None:
    asked(STALE)
    with time_machine.travel(on(STALE + 1), tick=False):
        point = ContactPoint.objects.get()
        verify_point(point, by=there.owner, how="Called.", on=timezone.localdate(), seen=point.version)
    assert Alarm.objects.count() == 0
    found = {day: receivers(day) for day in range(STALE + 1, STALE + 190)}
    assert {day: who for day, who in found.items() if who} == {
        STALE + 1 + 182 - 30: [there.owner.email],
        STALE + 1 + 183: [there.owner.email],
    }


def test_new_owner_is_asked_too(there: Kept) -> None:
    asked(STALE)
    give_to(there.point, there.admin, by=there.lead)
    assert receivers(STALE) == [there.admin.email]


def test_change_that_ends_the_link_brings_another(there: Kept) -> None:
    first = asked(STALE)[0].text
    change_point(there.point, {"name": "Jouren"}, by=there.editor, seen=1)
    second = asked(STALE)[0].text
    assert LINK.findall(first) != LINK.findall(second)


def test_one_mail_holds_all_links_of_an_owner(there: Kept) -> None:
    for _ in range(MOST_LINKS + 3):
        ContactPointFactory(programme=there.programme, owner=there.owner, verified_on=None)
    found = asked(0)
    assert [one.to for one in found] == [there.owner.email]
    assert len(set(LINK.findall(found[0].text))) == MOST_LINKS
    assert "Det finns mer" in found[0].text
    assert asked(0) == []


# ---- nobody is asked ----
@pytest.mark.parametrize("fields", [{"never_expires": True}, {"retired_on": TODAY}])
def test_point_that_needs_nobody_alarms_nobody(there: Kept, fields: dict[str, Any]) -> None:
    ContactPoint.objects.update(**fields)
    assert [receivers(day) for day in (STALE - 31, STALE, STALE + 14)] == [[], [], []]


def test_retired_point_alarms_anew_when_it_is_back(there: Kept) -> None:
    asked(STALE)
    with time_machine.travel(on(STALE), tick=False):
        retire_point(there.point, by=there.lead)
        return_point(there.point, by=there.lead)
    assert [receivers(day) for day in (STALE + 14, STALE + 27, STALE + 28)] == [
        [there.owner.email],
        [],
        [there.lead.email],
    ]


# ---- the leads ----
def test_leads_are_told_at_once_of_an_owner_who_left(there: Kept) -> None:
    Appointment.objects.filter(user=there.owner).update(left_on=TODAY)
    found = asked(0)
    assert [one.to for one in found] == [there.lead.email]
    assert "?state=no-owner" in found[0].text
    assert receivers(1) == []


def test_leads_are_told_again_when_the_owner_leaves_again(there: Kept) -> None:
    for left_on in (TODAY, None, TODAY):
        Appointment.objects.filter(user=there.owner).update(left_on=left_on)
        assert receivers(0) == ([there.lead.email] if left_on else [])


def test_locked_owner_has_left_and_one_who_is_a_member_has_not(there: Kept) -> None:
    MemberFactory(unit=UnitFactory(organisation=there.organisation), user=there.owner)
    Appointment.objects.filter(user=there.owner).update(left_on=TODAY)
    assert receivers(0) == []
    there.owner.is_active = False
    there.owner.save()
    assert receivers(0) == [there.lead.email]


def test_leads_are_asked_in_place_of_an_owner_who_is_not_there(there: Kept) -> None:
    ContactPoint.objects.update(owner=None)
    assert receivers(STALE - 31) == [there.lead.email]
    letter = asked(STALE)[0]
    assert (letter.to, "?state=stale" in letter.text, LINK.findall(letter.text)) == (there.lead.email, True, [])


def test_every_lead_of_today_is_told_and_nobody_else(there: Kept) -> None:
    landlord = there.lead.appointments.get().organisation
    second = AppointmentFactory(organisation=landlord).user
    AppointmentFactory(organisation=landlord, left_on=TODAY)
    AppointmentFactory(organisation=landlord, role=Role.MANAGER)
    AppointmentFactory(organisation=OrganisationFactory(programme=ProgrammeFactory(slug="granby")))
    Appointment.objects.filter(user=there.owner).update(left_on=TODAY)
    assert receivers(0) == [there.lead.email, second.email]


def test_programme_without_a_lead_tells_the_first_one_that_comes(there: Kept) -> None:
    lead = Appointment.objects.filter(user=there.lead)
    lead.update(left_on=TODAY)
    ContactPoint.objects.update(owner=None)
    assert receivers(STALE) == []
    lead.update(left_on=None)
    assert receivers(STALE) == [there.lead.email]


# ---- what is told ----
def test_mails_tell_nothing_of_what_it_is_about(there: Kept) -> None:
    contradict(there.point, by=there.editor, source="other.example", as_of="2026", value="036-10 50 09")
    Appointment.objects.filter(user=there.admin).update(left_on=TODAY)
    ContactPointFactory(programme=there.programme, owner=there.admin)
    found = asked(0)
    assert [one.to for one in found] == [there.owner.email, there.lead.email]
    for letter in found:
        said = letter.subject + re.sub(r"http\S+", "", letter.text)
        telling = [word for word in ("Jourtelefonen", "036", "other.example", "Sandby") if word in letter.text]
        assert (TELLING.findall(said), telling) == ([], [])


# ---- twice, killed ----
def test_alarm_and_mail_stand_together(there: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("trygga.directory.alarms.queue_mail", killed)
        with pytest.raises(RuntimeError):
            asked(STALE)
    assert Alarm.objects.count() == 0
    assert receivers(STALE) == [there.owner.email]


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_mail_once() -> None:
    there = kept()
    OtherSource.objects.create(
        programme=there.programme, point=there.point, source="x", as_of="2026", value="112", noted_at=timezone.now()
    )
    ContactPoint.objects.update(best_before=timezone.localdate() + timedelta(days=100))
    at_once(4, lambda _: ask_about_points())
    assert [letter.to for letter in letters()] == [there.owner.email]
