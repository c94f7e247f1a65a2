"""The link in a mail: one point, one version, one owner, thirty days; looking changes nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from tests.cast import Cast, browser
from tests.directory.points import Kept, kept
from tests.factories.directory import ContactPointFactory, OtherSourceFactory
from trygga.audit.models import Entry
from trygga.directory.links import LIFETIME, SALT, address_of
from trygga.directory.models import ContactPoint, PointChange
from trygga.directory.services import change_point, close_point, give_to, retire_point
from trygga.organisations.models import Appointment

HOW = {"how": "Called them."}


@pytest.fixture
def there(cast: Cast) -> Kept:
    found = kept(cast.sandby)
    ContactPoint.objects.filter(pk=found.point.pk).update(best_before=timezone.localdate() - timedelta(days=3))
    return found


@pytest.fixture
def anybody(cast: Cast) -> Client:
    """A browser that has never signed in."""
    return browser(f"{settings.OFFICE_HOST}:8000")


def link(point: ContactPoint) -> str:
    return address_of(ContactPoint.objects.get(pk=point.pk)).removeprefix(settings.OFFICE_ORIGIN)


def now(point: ContactPoint) -> ContactPoint:
    return ContactPoint.objects.get(pk=point.pk)


def test_page_shows_the_point_and_one_button(there: Kept, anybody: Client) -> None:
    OtherSourceFactory(point=there.point, value="036-10 50 09")
    answer = anybody.get(link(there.point))
    page = answer.content.decode()
    assert [word in page for word in ("Jourtelefonen", "036-10 50 00", "036-10 50 09", "differs")] == [True] * 4
    assert (answer.status_code, page.count("<button")) == (200, 1)
    assert "Jourtelefonen" not in page.split("<title>")[1].split("</title>")[0]


def test_looking_changes_nothing(there: Kept, anybody: Client) -> None:
    for _ in range(3):
        assert anybody.get(link(there.point)).status_code == 200
        assert anybody.head(link(there.point)).status_code == 200
    assert (now(there.point).version, PointChange.objects.count()) == (1, 0)


def test_sending_confirms_as_the_owner_once(there: Kept, anybody: Client) -> None:
    OtherSourceFactory(point=there.point)
    address = link(there.point)
    answer = anybody.post(address, HOW)
    point = now(there.point)
    assert (answer.status_code, point.verified_on, point.version) == (200, timezone.localdate(), 2)
    assert not point.other_sources.filter(settled_at=None).exists()
    verified = PointChange.objects.filter(what="verified").get()
    assert (verified.by, verified.note) == (there.owner, "Called them.")
    assert Entry.objects.filter(event="directory:point:verified", actor=there.owner.pk).count() == 1
    assert [anybody.get(address).status_code, anybody.post(address, {"how": "Again."}).status_code] == [410, 410]
    assert now(there.point).version == 2


def test_second_click_is_thanked_and_confirms_nothing_more(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    assert [anybody.post(address, HOW).status_code for _ in range(2)] == [200, 200]
    assert PointChange.objects.count() == 1


@pytest.mark.parametrize("how", ["", "   ", "a\x07b", "x" * 201])
def test_how_must_be_said(there: Kept, anybody: Client, how: str) -> None:
    answer = anybody.post(link(there.point), {"how": how})
    assert (answer.status_code, now(there.point).version) == (422, 1)


def test_link_is_asked_for_a_token_of_the_form(there: Kept) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": f"{settings.OFFICE_HOST}:8000"})
    assert strict.post(link(there.point), HOW).status_code == 403
    assert now(there.point).version == 1


def gone(client: Client, address: str) -> bool:
    return {client.get(address).status_code, client.post(address, HOW).status_code} == {410}


def test_link_ends_with_any_change(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    change_point(there.point, {"opening_hours": "24/7"}, by=there.editor, seen=1)
    assert (gone(anybody, address), now(there.point).verified_on) == (True, None)


def test_link_stays_good_when_a_closing_is_noted(there: Kept, anybody: Client) -> None:
    address, at = link(there.point), timezone.now()
    close_point(there.point, begins_at=at, ends_at=at + timedelta(days=1), by=there.lead)
    assert anybody.get(address).status_code == 200


def test_link_ends_when_the_owner_leaves(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    Appointment.objects.filter(user=there.owner).update(left_on=timezone.localdate())
    assert gone(anybody, address)
    Appointment.objects.filter(user=there.owner).update(left_on=None)
    there.owner.is_active = False
    there.owner.save()
    assert (gone(anybody, address), now(there.point).version) == (True, 1)


def test_link_ends_with_another_owner_also_when_the_first_has_it_again(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    give_to(there.point, there.admin, by=there.lead)
    assert gone(anybody, address)
    give_to(there.point, there.owner, by=there.lead)
    assert (gone(anybody, address), now(there.point).verified_on) == (True, there.point.verified_on)


def test_link_ends_with_the_point(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    retire_point(there.point, by=there.lead)
    assert gone(anybody, address)


def test_link_ends_after_thirty_days(there: Kept, anybody: Client) -> None:
    address = link(there.point)
    with time_machine.travel(timezone.now() + LIFETIME - timedelta(minutes=1)):
        assert anybody.get(address).status_code == 200
    with time_machine.travel(timezone.now() + LIFETIME + timedelta(minutes=1)):
        assert gone(anybody, address)


def test_link_is_of_no_other_point(there: Kept, anybody: Client) -> None:
    second = ContactPointFactory(programme=there.programme, owner=there.owner, version=1)
    first, other = link(there.point), link(second)
    head, tail = first.rstrip("/").split(":", 1)[0], other.rstrip("/").split(":", 1)[1]
    assert gone(anybody, f"{head}:{tail}/")
    anybody.post(other, HOW)
    assert (now(second).version, now(there.point).version) == (2, 1)


def test_what_is_signed_for_something_else_is_no_link(there: Kept, anybody: Client) -> None:
    content = [there.point.pk, 1, there.owner.pk]
    forged = [
        signing.dumps(content, salt="something.else"),
        signing.dumps(content, key="other", salt=SALT),
        "x",
        "x:y:z",
    ]
    assert [gone(anybody, f"/confirm/{signed}/") for signed in forged] == [True] * 4


def test_link_works_beside_another_person_s_sign_in(there: Kept, anybody: Client) -> None:
    anybody.force_login(there.editor)
    anybody.post(link(there.point), HOW)
    assert PointChange.objects.get().by == there.owner
