"""The office's pages about posters: what a form does, what a mistake says, and who is offered what."""

import io
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast, browser
from tests.factories.organisations import AppointmentFactory, OrganisationFactory
from tests.factories.places import BatchFactory, EstateFactory, LinkFactory, StairwellFactory
from trygga.organisations.models import Organisation, Role
from trygga.places.models import Estate, PosterBatch, ScanCount, StairwellLink
from trygga.places.register import index_addresses

POSTERS = "/p/sandby/posters/bostaden/"


def client_of(landlord: Organisation, role: Role) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000", **{"accept-language": "en"})
    client.force_login(AppointmentFactory(organisation=landlord, role=role).user)
    return client


def seen(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Location")


@pytest.fixture
def landlord(cast: Cast) -> Organisation:
    found: Organisation = OrganisationFactory(
        programme=cast.sandby, slug="bostaden", name="Bostaden", kind=Organisation.Kind.LANDLORD
    )
    return found


@pytest.fixture
def estate(cast: Cast, landlord: Organisation) -> Estate:
    found: Estate = EstateFactory(area=cast.area, landlord=landlord, key="1203", designation="Sandby 4:1")
    return found


@pytest.fixture
def batch(landlord: Organisation) -> PosterBatch:
    found: PosterBatch = BatchFactory(landlord=landlord, name="November")
    return found


@pytest.fixture
def manager(landlord: Organisation) -> Client:
    return client_of(landlord, Role.MANAGER)


def test_one_landlord_is_led_to_and_several_are_named(cast: Cast, landlord: Organisation, manager: Client) -> None:
    assert seen(manager.get("/p/sandby/posters/")) == (302, POSTERS)
    OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD, name="Hyreshus")
    OrganisationFactory(programme=cast.granby, kind=Organisation.Kind.LANDLORD, name="Elsewhere")
    shown = client_of(landlord, Role.PROGRAMME_LEAD).get("/p/sandby/posters/").content.decode()
    assert [name in shown for name in ("Bostaden", "Hyreshus", "Elsewhere")] == [True, True, False]


def test_whoever_works_for_no_landlord_is_offered_none(cast: Cast, landlord: Organisation) -> None:
    client = client_of(cast.unit.organisation, Role.ORGANISATION_ADMIN)
    assert client.get("/p/sandby/posters/").status_code == 404
    assert b"/posters/" not in client.get("/").content


def test_batch_is_made_once(manager: Client, landlord: Organisation) -> None:
    answer = manager.post(f"{POSTERS}add/", {"name": "November"})
    made = PosterBatch.objects.get()
    assert (seen(answer), made.landlord) == ((302, f"{POSTERS}{made.pk}/"), landlord)
    again = manager.post(f"{POSTERS}add/", {"name": "November"})
    assert (again.status_code, b"Another batch has this name" in again.content) == (422, True)
    assert manager.post(f"{POSTERS}add/", {"name": ""}).status_code == 422
    assert PosterBatch.objects.count() == 1


def test_codes_are_made_after_saying_how_many(manager: Client, batch: PosterBatch, estate: Estate) -> None:
    for _ in range(2):
        StairwellFactory(building__estate=estate)
    make = f"{POSTERS}{batch.pk}/codes/make/"
    asked = manager.get(make, {"chosen": "1", "area": "ost", "estate": "sandby 4:1", "only_without": "on"})
    assert (b"2 stairwells get a code each" in asked.content, StairwellLink.objects.count()) == (True, 0)
    content = {"chosen": "1", "confirmed": "1", "area": "ost", "estate": "1203", "only_without": "on"}
    assert seen(manager.post(make, content)) == (302, f"{POSTERS}{batch.pk}/")
    assert b"2 codes made" in manager.get(f"{POSTERS}{batch.pk}/").content
    assert seen(manager.post(make, content)) == (302, f"{POSTERS}{batch.pk}/")
    assert b"no stairwell left" in manager.get(f"{POSTERS}{batch.pk}/").content
    assert StairwellLink.objects.count() == 2


def test_form_that_nobody_has_seen_the_number_of_makes_nothing(
    manager: Client, batch: PosterBatch, estate: Estate
) -> None:
    StairwellFactory(building__estate=estate)
    answer = manager.post(f"{POSTERS}{batch.pk}/codes/make/", {"chosen": "1"})
    assert (answer.status_code, StairwellLink.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"estate": "9999"}, "No estate of yours"),
        ({"estate": "2000"}, "No estate of yours"),
        ({"area": "nowhere"}, "Select a valid choice"),
        ({"area": "vast", "estate": "1203"}, "stands in another area"),
    ],
)
def test_wrong_choice_is_said(
    typed: dict[str, str], said: str, cast: Cast, manager: Client, batch: PosterBatch, estate: Estate
) -> None:
    EstateFactory(area=cast.area, key="2000")  # another landlord's
    EstateFactory(area__programme=cast.sandby, area__slug="vast", landlord=estate.landlord)
    answer = manager.get(f"{POSTERS}{batch.pk}/codes/make/", {"chosen": "1"} | typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_code_is_replaced_after_asking_and_once(manager: Client, batch: PosterBatch) -> None:
    link = LinkFactory(batch=batch)
    page = f"{POSTERS}{batch.pk}/codes/{link.pk}/"
    assert b"cannot be undone" in manager.get(f"{page}replace/").content
    assert StairwellLink.objects.filter(ended_on=None).get() == link
    answer = manager.post(f"{page}replace/")
    fresh = StairwellLink.objects.get(ended_on=None)
    assert seen(answer) == (302, f"{POSTERS}{batch.pk}/codes/{fresh.pk}/")
    history = manager.get(answer.headers["Location"]).content.decode()
    assert [one.shown in history for one in (link, fresh)] == [True, True]
    assert (manager.post(f"{page}replace/").status_code, manager.post(f"{page}retire/").status_code) == (409, 409)
    assert StairwellLink.objects.count() == 2


def test_code_is_retired_after_asking_and_has_no_picture_any_more(manager: Client, batch: PosterBatch) -> None:
    link = LinkFactory(batch=batch)
    page = f"{POSTERS}{batch.pk}/codes/{link.pk}/"
    assert b"no other code takes its place" in manager.get(f"{page}retire/").content
    assert manager.get(f"{page}code.svg").status_code == 200
    assert seen(manager.post(f"{page}retire/")) == (302, page)
    assert b"This code has ended" in manager.get(page).content
    assert [manager.get(f"{page}code.{kind}").status_code for kind in ("svg", "png")] == [404, 404]


def test_stairwell_that_is_sold_is_said(cast: Cast, manager: Client, batch: PosterBatch) -> None:
    link = LinkFactory(batch=batch)
    link.stairwell.landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD)
    link.stairwell.save()
    answer = manager.post(f"{POSTERS}{batch.pk}/codes/{link.pk}/replace/")
    assert (answer.status_code, b"Retire the code instead" in answer.content) == (409, True)


@pytest.mark.parametrize(
    "rest", ["add/", "{batch}/codes/make/", "{batch}/codes/{link}/replace/", "{batch}/codes/{link}/retire/"]
)
def test_manager_elsewhere_who_may_look_here_changes_nothing_here(
    rest: str, cast: Cast, landlord: Organisation, batch: PosterBatch
) -> None:
    link = LinkFactory(batch=batch)
    other = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD)
    user = AppointmentFactory(organisation=other, role=Role.MANAGER).user
    AppointmentFactory(organisation=landlord, role=Role.CARETAKER, user=user)
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(user)
    address = POSTERS + rest.format(batch=batch.pk, link=link.pk)
    sent = {"name": "Mine", "chosen": "1", "confirmed": "1"}
    assert client.get(f"{POSTERS}{batch.pk}/").status_code == 200
    assert (client.get(address).status_code, client.post(address, sent).status_code) == (404, 404)
    assert (PosterBatch.objects.count(), StairwellLink.objects.filter(ended_on=None).count()) == (1, 1)


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.PROGRAMME_LEAD])
def test_whoever_may_only_look_is_offered_nothing_else(role: Role, landlord: Organisation, batch: PosterBatch) -> None:
    link, client = LinkFactory(batch=batch), client_of(landlord, role)
    pages = [POSTERS, f"{POSTERS}{batch.pk}/", f"{POSTERS}{batch.pk}/codes/{link.pk}/"]
    shown = "".join(client.get(page).content.decode() for page in pages)
    offered = [address for address in ("add/", "make/", "replace/", "retire/") if f'{address}"' in shown]
    assert (offered, "code.svg" in shown) == ([], True)


def test_pictures_come_as_files(manager: Client, batch: PosterBatch) -> None:
    link = LinkFactory(batch=batch, stairwell__number=7)
    LinkFactory(batch=batch, ended_on="2026-11-03", ending="retired")
    page = f"{POSTERS}{batch.pk}/codes/{link.pk}/"
    found = {kind: manager.get(f"{page}code.{kind}") for kind in ("svg", "png")}
    assert {kind: answer.headers["Content-Type"] for kind, answer in found.items()} == {
        "svg": "image/svg+xml",
        "png": "image/png",
    }
    name = f"storgatan-7-{link.shown}"
    assert found["svg"].headers["Content-Disposition"] == f'attachment; filename="{name}.svg"'
    assert manager.get(f"{page}code.exe").status_code == 404
    answer: Any = manager.get(f"{POSTERS}{batch.pk}/codes.zip")
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.namelist() == [f"svg/{name}.svg", f"png/{name}.png", "codes.csv"]


@pytest.mark.parametrize(
    ("search", "found"), [("stor 7", [7]), ("7", [7]), ("STORG", [7, 8]), ("lill", []), ("code", [8]), ("", [7, 8])]
)
def test_codes_are_found_by_street_number_and_code(
    search: str, found: list[int], manager: Client, batch: PosterBatch
) -> None:
    links = [LinkFactory(batch=batch, stairwell__number=number) for number in (7, 8)]
    index_addresses([link.stairwell for link in links])
    typed = links[1].shown.lower() if search == "code" else search
    rows = manager.get(f"{POSTERS}{batch.pk}/", {"q": typed}).context["page"].rows
    assert [row.stairwell.number for row in rows] == found


def test_list_goes_on_page_by_page(manager: Client, batch: PosterBatch) -> None:
    links = [LinkFactory(batch=batch) for _ in range(51)]
    first = manager.get(f"{POSTERS}{batch.pk}/").context["page"]
    assert (first.rows, first.after) == (links[:50], f"[{links[49].pk}]")
    second = manager.get(f"{POSTERS}{batch.pk}/", {"after": first.after}).context["page"]
    assert (second.rows, second.after) == (links[50:], "")


@pytest.mark.parametrize("page", ["", "batch"])
def test_lists_take_as_many_queries_for_three_rows_as_for_one(
    page: str,
    landlord: Organisation,
    manager: Client,
    batch: PosterBatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    address = POSTERS if page == "" else f"{POSTERS}{batch.pk}/"
    LinkFactory(batch=batch)
    manager.get(address)
    with CaptureQueriesContext(connection) as captured:
        manager.get(address)
    for _ in range(2):
        LinkFactory(batch=batch)
        LinkFactory(batch=BatchFactory(landlord=landlord))
    with django_assert_num_queries(len(captured)):
        manager.get(address)


def test_scans_are_a_table_by_day(manager: Client, batch: PosterBatch) -> None:
    for day, count in (("2026-11-09", 3), ("2026-11-10", 12)):
        ScanCount.objects.create(programme=batch.programme, batch=batch, day=day, count=count)
    shown = manager.get(f"{POSTERS}{batch.pk}/")
    assert [count for _, count in shown.context["scans"]] == [12, 3]
    assert b"<table" in shown.content


def test_menu_leads_to_the_posters(manager: Client) -> None:
    assert b'href="/p/sandby/posters/"' in manager.get("/").content


@pytest.mark.parametrize("role", [Role.ORGANISATION_ADMIN, Role.MANAGER, Role.CARETAKER])
def test_another_landlords_posters_are_absent(role: Role, cast: Cast, batch: PosterBatch) -> None:
    other = OrganisationFactory(programme=cast.sandby, slug="hyreshus", kind=Organisation.Kind.LANDLORD)
    link, client = LinkFactory(batch=batch), client_of(other, role)
    theirs = [f"{POSTERS}{batch.pk}/", f"{POSTERS}{batch.pk}/codes/{link.pk}/", f"{POSTERS}{batch.pk}/codes.zip"]
    slipped_in = [one.replace("bostaden", "hyreshus") for one in theirs]
    assert {client.get(one).status_code for one in [POSTERS, *theirs, *slipped_in]} == {404}
    assert client.post(f"{slipped_in[1]}retire/").status_code == 404
