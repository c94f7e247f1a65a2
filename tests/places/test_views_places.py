"""The office's lists, tree and search: what they show, to whom, with how many queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.organisations import AppointmentFactory
from tests.factories.places import BuildingFactory, EstateFactory, HomeFactory
from tests.places.people import Town, door, office_of, person, town
from trygga.organisations.models import Role
from trygga.places import services
from trygga.places.levels import HOMES, LEVELS
from trygga.places.models import RegisterChange
from trygga.places.queries import PAGE
from trygga.places.register import index_addresses, recount

PLACES = "/p/sandby/places/bostaden"


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


@pytest.fixture
def manager(there: Town) -> Client:
    return office_of(there.manager)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def test_tree_leads_from_the_area_to_the_door(there: Town, manager: Client) -> None:
    steps = [
        (f"{PLACES}/", f"{PLACES}/areas/vast/"),
        (f"{PLACES}/areas/vast/", f"{PLACES}/estates/{there.estate.pk}/"),
        (f"{PLACES}/estates/{there.estate.pk}/", f"{PLACES}/buildings/{there.building.pk}/"),
        (f"{PLACES}/buildings/{there.building.pk}/", f"{PLACES}/stairwells/{there.stairwell.pk}/"),
        (f"{PLACES}/stairwells/{there.stairwell.pk}/", f"{PLACES}/homes/{there.homes[0].pk}/"),
    ]
    assert [f'href="{link}"' in text_of(manager, page) for page, link in steps] == [True] * 5
    home = text_of(manager, f"{PLACES}/homes/{there.homes[0].pk}/")
    back = [page for page, _ in steps]
    assert [f'href="{page}"' in home for page in back] == [True] * 5


def test_titles_name_no_place(there: Town, manager: Client) -> None:
    pages = [
        "/",
        "/areas/vast/",
        f"/estates/{there.estate.pk}/",
        f"/stairwells/{there.stairwell.pk}/",
        "/search/?q=nor",
    ]
    titles = [text_of(manager, PLACES + page).split("<title>")[1].split("</title>")[0] for page in pages]
    assert [word for title in titles for word in ("Storgatan", "Sandby 1:1", "Väst") if word in title] == []


def test_counts_stand_beside_areas_and_places(there: Town, manager: Client) -> None:
    tree = manager.get(f"{PLACES}/")
    assert [(one.area, one.estate_count, one.home_count) for one in tree.context["counts"]] == [(there.west, 1, 3)]
    assert there.east in tree.context["empty"]
    assert "3 homes" in text_of(manager, f"{PLACES}/estates/")


def queries_of(client: Client, pages: list[str]) -> dict[str, int]:
    counts = {}
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, PLACES + page)
        counts[page] = len(queries)
    return counts


def test_pages_ask_as_often_for_one_row_as_for_three(there: Town, manager: Client) -> None:
    def one_more(number: int) -> None:
        estate = EstateFactory(area=there.east, landlord=there.landlord, key=f"Q{number}")
        building = BuildingFactory(estate=estate, key=f"Q{number}")
        stairwell = door(building, "Storvägen", number, key=f"Q{number}")
        HomeFactory(stairwell=stairwell, key=f"Q{number}")
        index_addresses([stairwell])
        services.change_building(there.building, key="B1", name=f"Namn {number}", by=there.manager)
        recount(there.landlord)

    one_more(1)
    act = RegisterChange.objects.get()
    pages = ["/", "/areas/ost-b/", *(f"/{level}/" for level in LEVELS), *(f"/{level}/?area=ost-b" for level in LEVELS)]
    pages += [f"/estates/{there.estate.pk}/", f"/stairwells/{there.stairwell.pk}/", "/search/?q=storv", "/history/"]
    pages += [f"/history/{act.pk}/", f"/buildings/{there.building.pk}/history/"]
    with_one = queries_of(manager, pages)
    for number in (2, 3):
        one_more(number)
    assert queries_of(manager, pages) == with_one
    assert max(with_one.values()) <= 12


def test_next_page_keeps_what_was_asked(there: Town, manager: Client) -> None:
    for number in range(PAGE + 1):
        HomeFactory(stairwell=there.stairwell, key=f"X{number:03d}", number=None)
    first = manager.get(f"{PLACES}/homes/?area=vast")
    assert f"after={first.context['page'].after}".startswith('after=["E1",')
    link = first.content.decode().split('href="?after=')[1].split('"')[0].replace("&amp;", "&")
    second = manager.get(f"{PLACES}/homes/?after={link}")
    assert (second.context["narrowed"].area, len(second.context["page"].rows)) == (there.west, 4)


def test_retired_ones_are_shown_when_asked(there: Town, manager: Client) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    found = {
        shown: len(manager.get(f"{PLACES}/homes/?shown={shown}").context["page"].rows)
        for shown in ("there", "retired", "all", "nonsense")
    }
    assert found == {"there": 2, "retired": 1, "all": 3, "nonsense": 2}


def test_search_finds_the_door(there: Town, manager: Client) -> None:
    found = text_of(manager, f"{PLACES}/search/?q=stor 12b")
    assert f'href="{PLACES}/stairwells/{there.stairwell.pk}/"' in found
    assert f"/stairwells/{there.other_stairwell.pk}/" not in found


def test_list_narrowed_to_nothing_of_ours_is_absent(there: Town, manager: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    pages = [f"/homes/?estate={neighbour.estate.pk}", "/homes/?estate=x", "/homes/?area=nowhere", "/areas/nowhere/"]
    assert [manager.get(PLACES + page).status_code for page in pages] == [404] * 4


# ---- who sees what ----
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ORGANISATION_ADMIN])
def test_places_of_another_landlord_are_absent_under_the_own_address(role: Role, there: Town, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    client = office_of(person(there.landlord, role))
    pks = {"estates": neighbour.estate, "buildings": neighbour.building, "stairwells": neighbour.stairwell}
    pks |= {"homes": neighbour.homes[0]}
    statuses = []
    for level, row in pks.items():
        here = f"{PLACES}/{level}/{row.pk}"
        statuses += [client.get(f"{here}/").status_code, client.get(f"{here}/history/").status_code]
        statuses += [client.post(f"{here}/change/", {"key": "x"}).status_code]
        statuses += [client.post(f"{here}/bring-back/").status_code]
        sent = {"place": row.pk, "confirmed": "1"}
        statuses += [client.post(f"{PLACES}/{level}/retire/", sent).status_code]
    assert set(statuses) == {404}
    shown = text_of(client, f"{PLACES}/homes/") + text_of(client, f"{PLACES}/search/?q=g")
    assert [word for word in ("g-H1", "g-Norra", "g-Lill") if word in shown] == []


def test_caretaker_sees_and_is_offered_no_change(there: Town) -> None:
    client = office_of(person(there.landlord, Role.CARETAKER))
    page = text_of(client, f"{PLACES}/estates/{there.estate.pk}/")
    offered = [word for word in ("/change/", "/retire/", "/add/", "/move/", 'type="checkbox"') if word in page]
    assert offered == []
    assert client.post(f"{PLACES}/estates/retire/", {"place": there.estate.pk, "confirmed": "1"}).status_code == 404


def test_manager_of_one_landlord_and_caretaker_of_another_changes_only_the_one(there: Town, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    AppointmentFactory(organisation=neighbour.landlord, role=Role.CARETAKER, user=there.manager)
    client = office_of(there.manager)
    theirs = f"/p/sandby/places/grannhus/buildings/{neighbour.building.pk}"
    assert client.get(f"{theirs}/").status_code == 200
    assert client.get(f"{theirs}/change/").status_code == 404
    assert client.get("/p/sandby/places/grannhus/file.csv").status_code == 404
    assert text_of(client, "/p/sandby/places/").count("/p/sandby/places/") >= 2


def test_menu_offers_places_to_those_who_have_any(there: Town, cast: Cast) -> None:
    admin = person(cast.unit.organisation, Role.ORGANISATION_ADMIN)
    offered = {
        user: "/p/sandby/places/" in text_of(office_of(user), "/") for user in (there.manager, there.lead, admin)
    }
    assert offered == {there.manager: True, there.lead: True, admin: False}


def test_one_register_is_led_to(there: Town, manager: Client) -> None:
    assert manager.get("/p/sandby/places/").headers["Location"] == f"{PLACES}/"


def test_files_are_sent_whole(there: Town, manager: Client) -> None:
    answers: dict[str, Any] = {kind: manager.get(f"{PLACES}/file.{kind}") for kind in ("csv", "xlsx")}
    content = {kind: b"".join(answer.streaming_content) for kind, answer in answers.items()}
    assert content["csv"].startswith(b"\xef\xbb\xbfarea;estate key;")
    assert content["xlsx"].startswith(b"PK")
    names = [answer.headers["Content-Disposition"] for answer in answers.values()]
    assert names == ['attachment; filename="bostaden.csv"', 'attachment; filename="bostaden.xlsx"']


def test_too_large_a_spreadsheet_is_refused_with_a_way_out(
    there: Town, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trygga.places.exports.MOST_SHEET_ROWS", 2)
    answer = manager.get(f"{PLACES}/file.xlsx")
    assert (answer.status_code, b"Take the CSV file" in answer.content) == (409, True)
