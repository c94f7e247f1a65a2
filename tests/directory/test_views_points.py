"""The office's lists and pages of contact points: what they show, to whom, with how many queries."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast
from tests.directory.points import Kept, added, kept
from tests.factories.directory import (
    ClosingFactory,
    ContactPointFactory,
    OtherSourceFactory,
    PointChangeFactory,
)
from tests.factories.organisations import AppointmentFactory
from tests.factories.places import AreaFactory
from tests.places.people import office_of
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.services import change_point, contradict, verify_point
from trygga.directory.templatetags.points import clocks
from trygga.organisations.models import Appointment, Role
from trygga.places.queries import PAGE

POINTS = "/p/sandby/directory/"
ZONE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def there(cast: Cast) -> Kept:
    found = kept(cast.sandby)
    ContactPoint.objects.filter(pk=found.point.pk).update(best_before=timezone.localdate() + timedelta(days=100))
    return found


@pytest.fixture
def lead(there: Kept) -> Client:
    return office_of(there.lead)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def names(client: Client, query: str) -> list[str]:
    return [point.name for point in client.get(f"{POINTS}?{query}").context["page"].rows]


@pytest.fixture
def several(there: Kept) -> Kept:
    """One point for each thing that can be wrong."""
    today, here = timezone.localdate(), there.programme
    fresh = {"programme": here, "owner": there.owner, "never_expires": False, "best_before": today + timedelta(days=99)}
    ContactPointFactory(name="Stale", **fresh | {"best_before": today - timedelta(days=1)})
    ContactPointFactory(name="Last day", **fresh | {"best_before": today})
    ContactPointFactory(name="Soon", **fresh | {"best_before": today + timedelta(days=30)})
    ContactPointFactory(name="Not soon", **fresh | {"best_before": today + timedelta(days=31)})
    ContactPointFactory(name="Unverified", **fresh | {"verified_on": None, "best_before": None})
    ContactPointFactory(name="Gone", **fresh | {"retired_on": today})
    ContactPointFactory(name="Nobody's", **fresh | {"owner": None})
    left = AppointmentFactory(organisation=there.organisation, left_on=today).user
    ContactPointFactory(name="Left", **fresh | {"owner": left})
    OtherSourceFactory(point=ContactPointFactory(name="Settled", **fresh), settled_at=timezone.now())
    OtherSourceFactory(point=ContactPointFactory(name="Contradicted", **fresh))
    ContactPointFactory(name="Elsewhere")
    return there


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("stale", ["Stale"]),
        ("soon", ["Last day", "Soon"]),
        ("unverified", ["Unverified"]),
        ("contradicted", ["Contradicted"]),
        ("no-owner", ["Left", "Nobody's"]),
        ("retired", ["Gone"]),
    ],
)
def test_list_is_narrowed_to_a_state(several: Kept, lead: Client, state: str, found: list[str]) -> None:
    assert names(lead, f"state={state}") == found


def test_list_holds_all_that_are_there(several: Kept, lead: Client) -> None:
    everything = {"Jourtelefonen", "Stale", "Last day", "Soon", "Not soon", "Unverified", "Nobody's", "Left"}
    assert set(names(lead, "")) == everything | {"Settled", "Contradicted"}
    assert names(lead, "state=made-up") == names(lead, "")


def test_list_says_what_is_wrong(several: Kept, lead: Client) -> None:
    page = page_of(lead, POINTS)
    assert [word in page for word in ("stale since", "fresh until", "not confirmed", "contradicted")] == [True] * 4
    assert "retired on" in page_of(lead, f"{POINTS}?state=retired")


def who(page: str, name: str) -> str:
    """What stands in the row of this point about whoever keeps it right."""
    (row,) = (row for row in re.findall(r'<li class="point">.*?</li>', page, re.DOTALL) if f"<bdi>{name}</bdi>" in row)
    return " ".join(re.sub(r"<[^>]+>", "", row[row.rindex("<strong>") :] if "<strong>" in row else row).split())


def test_list_says_who_must_act(several: Kept, lead: Client) -> None:
    ContactPointFactory(
        programme=several.programme, name="Stale too", owner=None, never_expires=False, best_before=date(2026, 1, 1)
    )
    page = page_of(lead, f"{POINTS}?state=stale")
    assert who(page, "Stale") == f"Who must act: {several.owner}, its owner."
    assert who(page, "Stale too") == f"Who must act: the programme's leads ({several.lead}). It has no owner."
    assert "None of these is shown to the public" in page
    everything = page_of(lead, POINTS)
    assert who(everything, "Soon") == f"Who must act: {several.owner}, its owner."
    assert who(everything, "Not soon").endswith(f"Kept right by: {several.owner}, its owner.")
    assert "None of these is shown to the public" not in everything
    assert "Who must act" not in page_of(lead, f"{POINTS}?state=retired")


def test_list_is_narrowed_to_purpose_area_and_owner(there: Kept, lead: Client) -> None:
    east = AreaFactory(programme=there.programme, slug="oster")
    added(there, name="West only", areas=[there.area])
    added(there, name="Everywhere", owner=there.lead, purposes=["tenancy_advice", "child_concern"])
    assert names(lead, "purpose=tenancy_advice") == ["Everywhere"]
    assert names(lead, "purpose=child_concern") == ["Everywhere", "West only"]
    assert names(lead, f"area={there.area.slug}") == ["Everywhere", "Jourtelefonen", "West only"]
    assert names(lead, f"area={east.slug}") == ["Everywhere", "Jourtelefonen"]
    assert names(lead, "mine=1") == ["Everywhere"]
    assert lead.get(f"{POINTS}?area=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("jour", ["Jourtelefonen"]),
        ("JOUR telefonen", ["Jourtelefonen"]),
        ("036-10", ["Jourtelefonen"]),
        ("%2B4636105000", ["Jourtelefonen"]),
        ("036105000", ["Jourtelefonen"]),
        ("somebody", ["Jourtelefonen"]),
        ("nobody", []),
        ("%00", ["Jourtelefonen"]),
        ("%25", []),
    ],
)
def test_points_are_found_by_words_and_numbers(there: Kept, lead: Client, asked: str, found: list[str]) -> None:
    assert names(lead, f"q={asked}") == found


def test_pages_hold_everything_once_in_order(there: Kept, lead: Client) -> None:
    for number in range(PAGE + 2):
        ContactPointFactory(programme=there.programme, name=f"Punkt {number // 2:03}")
    first = lead.get(POINTS)
    more = lead.get(f"{POINTS}?after={first.context['page'].after}&q=")
    seen = [point.pk for answer in (first, more) for point in answer.context["page"].rows]
    assert (len(seen), len(set(seen)), more.context["page"].after) == (PAGE + 3, PAGE + 3, "")
    assert "Next page" in first.content.decode()


def test_next_page_keeps_what_was_asked(there: Kept, lead: Client) -> None:
    for _ in range(PAGE + 1):
        ContactPointFactory(programme=there.programme, name="Punkt")
    page = page_of(lead, f"{POINTS}?q=punkt&state=all&purpose=neighbour_advice")
    assert "&amp;purpose=neighbour_advice&amp;q=punkt" in page


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page_of(client, path)
    return len(captured)


def test_list_asks_as_much_for_many_as_for_one(there: Kept, lead: Client) -> None:
    few = queries(lead, POINTS)
    for number in range(3):
        point = added(there, name=f"Punkt {number}", areas=[there.area], owner=there.admin)
        OtherSourceFactory(point=point)
    assert (queries(lead, POINTS), few) == (few, few)


def test_page_of_a_point_asks_as_much_for_much_as_for_little(there: Kept, lead: Client) -> None:
    path = f"{POINTS}{there.point.pk}/"
    OtherSourceFactory(point=there.point, noted_by=there.owner)
    few = queries(lead, path)
    for _ in range(3):
        ClosingFactory(point=there.point)
        OtherSourceFactory(point=there.point, noted_by=there.editor)
        PointChangeFactory(point=there.point, by=there.lead)
    there.point.areas.add(there.area)
    assert queries(lead, path) == few


# ---- one point ----
def test_page_of_a_point_tells_everything(there: Kept, lead: Client) -> None:
    ClosingFactory(point=there.point)
    contradict(there.point, by=there.editor, source="other.example", as_of="2026-10", value="036-10 50 09")
    page = page_of(lead, f"{POINTS}{there.point.pk}/")
    told = ["Jourtelefonen", "036-10 50 00", "Mo-Fr 08:00-16:30", "example.se", "Olga", "fresh until", "contradicted"]
    told += ["other.example", "<mark><bdi>036-10 50 09</bdi></mark>", "differs", "Take back", "Settled"]
    assert [word for word in told if word not in page] == []


def test_side_by_side_marks_only_what_differs(there: Kept, lead: Client) -> None:
    OtherSourceFactory(point=there.point, value="036-10 50 00", opening_hours="24/7")
    page = page_of(lead, f"{POINTS}{there.point.pk}/")
    assert ("<mark><bdi>24/7</bdi></mark>" in page, page.count("<mark>")) == (True, 1)


def test_history_tells_who_did_what_and_how_it_was_known(there: Kept, lead: Client) -> None:
    change_point(there.point, {"value": "036105001", "areas": [there.area]}, by=there.editor, seen=1)
    verify_point(there.point, by=there.owner, how="Called them.", on=timezone.localdate(), seen=2)
    for path in ("", "history/"):
        page = page_of(lead, f"{POINTS}{there.point.pk}/{path}")
        told = ["changed", "confirmed", "Called them.", '<bdi class="gone">036-10 50 00</bdi>', "036-10 50 01", "Väst"]
        assert [word for word in told if word not in page] == []


def test_titles_name_no_point(there: Kept, lead: Client) -> None:
    paths = ["", *(f"{there.point.pk}/{path}" for path in ("", "change/", "verify/", "history/", "owner/", "retire/"))]
    titles = [page_of(lead, POINTS + path).split("<title>")[1].split("</title>")[0] for path in paths]
    assert [title for title in titles if "Jour" in title or "036" in title] == []


def test_owner_who_left_is_named_as_one_who_left(there: Kept, lead: Client) -> None:
    Appointment.objects.filter(user=there.owner).update(left_on=timezone.localdate())
    assert "who has left" in page_of(lead, f"{POINTS}{there.point.pk}/")


# ---- who sees which buttons ----
BUTTONS = {
    "verify/": "can_verify",
    "change/": "can_change",
    "owner/": "can_change",
    "retire/": "can_change",
    "contradict/": "can_keep",
    "closings/add/": "can_keep",
}


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("lead", {"verify/", "change/", "owner/", "retire/", "contradict/", "closings/add/"}),
        ("editor", {"change/", "owner/", "retire/", "contradict/", "closings/add/"}),
        ("admin", {"change/", "owner/", "retire/", "contradict/", "closings/add/"}),
        ("owner", {"verify/", "contradict/", "closings/add/"}),
        ("stranger", set()),
    ],
)
def test_everybody_is_offered_what_is_theirs_and_nothing_else(there: Kept, who: str, allowed: set[str]) -> None:
    stranger = AppointmentFactory(organisation__programme=there.programme, role=Role.CARETAKER).user
    client = office_of(getattr(there, who, stranger))
    here = f"{POINTS}{there.point.pk}/"
    page = page_of(client, here)
    offered = {path for path in BUTTONS if f'"{here}{path}"' in page}
    opened = {path for path in BUTTONS if client.get(here + path).status_code == 200}
    assert (offered, opened) == (allowed, allowed)


def test_admin_changes_only_the_own_organisation_s(there: Kept) -> None:
    other = added(there)
    client = office_of(there.admin)
    assert client.get(f"{POINTS}{other.pk}/change/").status_code == 404
    assert client.post(f"{POINTS}{other.pk}/retire/").status_code == 404
    form = client.get(f"{POINTS}add/").context["form"]
    assert list(form.fields["organisation"].queryset) == [there.organisation]
    assert "is_national" not in form.fields


def test_owner_who_left_confirms_nothing(there: Kept) -> None:
    client = office_of(there.owner)
    Appointment.objects.filter(user=there.owner).update(left_on=timezone.localdate())
    assert client.post(f"{POINTS}{there.point.pk}/verify/", {"how": "Called.", "seen": "1"}).status_code in (302, 404)
    assert ContactPoint.objects.get(pk=there.point.pk).version == 1


# ---- start ----
def test_start_says_what_waits(several: Kept, lead: Client) -> None:
    mine = page_of(office_of(several.owner), "/")
    told = {"?state=stale&amp;mine=1", "?state=contradicted&amp;mine=1", "?state=unverified&amp;mine=1"}
    assert {address for address in told if f"{POINTS}{address}" in mine} == told
    assert "no-owner" not in mine
    leads: Any = page_of(lead, "/")
    assert (f"{POINTS}?state=no-owner" in leads, "mine=1" in leads) == (True, False)
    assert f'href="{POINTS}"' in leads


def test_week_names_the_hole_and_who_closes_it(there: Kept, lead: Client) -> None:
    ContactPoint.objects.filter(pk=there.point.pk).update(purposes=["fire_risk"], opening_hours="Mo-Fr 08:00-16:30")
    page = page_of(lead, f"{POINTS}week/")
    assert "No contact point is shown for this." in page.partition('id="tenancy_advice"')[2].partition("</li>")[0]
    assert f"{len(Purpose) - 1} purposes have a hole here." in page  # 112 answers for one
    told = page.partition('id="fire_risk"')[2].partition("<table")[0]
    assert ("16:30–" in told, page.count("<table")) == (True, 1)
    assert str(there.lead) in page
    assert lead.get(f"{POINTS}week/?area=elsewhere").status_code == 404


@pytest.mark.usefixtures("cast")
def test_week_of_a_programme_without_areas_says_so() -> None:
    lead = AppointmentFactory(role=Role.PROGRAMME_LEAD)
    page = page_of(office_of(lead.user), f"/p/{lead.programme.slug}/directory/week/")
    assert "The programme has no area yet." in page


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        (datetime(2026, 11, 24, 17, 30), datetime(2026, 11, 25, 8), "Tue 17:30–Wed 08:00"),
        (datetime(2026, 11, 24, 0), datetime(2026, 11, 24, 8), "Tue 00:00–08:00"),
        (datetime(2026, 11, 24, 17), datetime(2026, 11, 25, 0), "Tue 17:00–24:00"),
        (datetime(2026, 11, 24, 17), datetime(2026, 11, 26, 0), "Tue 17:00–Thu 00:00"),
    ],
)
def test_hole_names_a_day_once_where_that_is_clear(begins: datetime, ends: datetime, told: str) -> None:
    assert clocks((begins.replace(tzinfo=ZONE), ends.replace(tzinfo=ZONE))) == told


def test_history_of_a_new_point_leaves_out_what_nobody_said(there: Kept, lead: Client) -> None:
    page = page_of(lead, f"{POINTS}{added(there).pk}/history/")
    assert ("Opening hours:" in page, "Remark:" in page, "Serves:" in page) == (True, False, False)
