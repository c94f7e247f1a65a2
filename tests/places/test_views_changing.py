"""The office's forms about places: what a form does, what a mistake says, several at once."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories.places import RegisterChangeFactory
from tests.places.people import Town, office_of, town, untruths
from trygga.places import services
from trygga.places.levels import HOMES
from trygga.places.models import Building, Estate, EstateMove, Home, PlaceChange, RegisterChange, Stairwell

PLACES = "/p/sandby/places/bostaden"


@pytest.fixture
def there(cast: Cast) -> Town:
    return town(cast.sandby)


@pytest.fixture
def manager(there: Town) -> Client:
    return office_of(there.manager)


@pytest.fixture
def lead(there: Town) -> Client:
    return office_of(there.lead)


def seen(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Location")


def test_places_are_added_from_the_area_to_the_home(there: Town, manager: Client) -> None:
    manager.post(f"{PLACES}/areas/ost-b/add/", {"key": "E2", "designation": "Sandby 2:1"})
    estate = Estate.objects.get(key="E2")
    manager.post(f"{PLACES}/estates/{estate.pk}/add/", {"key": "B2"})
    building = Building.objects.get(key="B2")
    address = {"key": "S2b", "street": "kungsg.", "number": "12", "letter": "b", "postcode": "553 12", "town": "Sandby"}
    manager.post(f"{PLACES}/buildings/{building.pk}/add/", address)
    stairwell = Stairwell.objects.get(key="S2b")
    answer = manager.post(f"{PLACES}/stairwells/{stairwell.pk}/add/", {"key": "H9", "number": "1302"})
    home = Home.objects.get(key="H9")
    assert (stairwell.street_key, stairwell.letter, stairwell.postcode) == ("kungsgatan", "B", "55312")
    assert (home.number, seen(answer)) == (1302, (302, f"{PLACES}/homes/{home.pk}/"))
    assert untruths(there.landlord) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key": ""}, "This field is required"),
        ({"key": "S2"}, "Another place of this kind has this key"),
        ({"key": "a\x07b"}, "cannot be seen"),
        ({"key": "x" * 65}, "at most 64"),
        ({"street": "!"}, "Write the name of the street"),
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "99999"}, "less than or equal to 32767"),
        ({"letter": "12"}, "Enter a valid value"),
        ({"postcode": "123"}, "five digits"),
        ({"street": "Lillgatan", "number": "3", "letter": ""}, "Another stairwell has this address"),
    ],
)
def test_mistake_is_said_and_what_was_typed_stays(
    changes: dict[str, str], sentence: str, there: Town, manager: Client
) -> None:
    typed = {"key": "S9", "street": "Nygatan", "number": "12", "letter": "b", "postcode": "", "town": "Ort"} | changes
    answer = manager.post(f"{PLACES}/buildings/{there.building.pk}/add/", typed)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, 'value="Ort"' in page) == (422, True, True)
    assert (Stairwell.objects.count(), RegisterChange.objects.count()) == (2, 0)


@pytest.mark.parametrize(("number", "is_right"), [("1302", True), ("", True), ("13", False), ("abcd", False)])
def test_home_number_has_four_digits(number: str, is_right: bool, there: Town, manager: Client) -> None:
    answer = manager.post(f"{PLACES}/stairwells/{there.stairwell.pk}/add/", {"key": "H9", "number": number})
    assert answer.status_code == (302 if is_right else 422)


def test_nothing_stands_in_a_home(there: Town, manager: Client) -> None:
    assert manager.get(f"{PLACES}/homes/{there.homes[0].pk}/add/").status_code == 409


def test_form_shows_what_stands_there_and_changes_it(there: Town, manager: Client) -> None:
    path = f"{PLACES}/homes/{there.homes[0].pk}/change/"
    assert 'value="1001"' in manager.get(path).content.decode()
    assert seen(manager.post(path, {"key": "H1", "number": "1009", "seen": "0"}))[0] == 302
    assert Home.objects.get(key="H1").number == 1009


def test_second_tab_is_shown_what_stands_there_now(there: Town, manager: Client) -> None:
    path = f"{PLACES}/buildings/{there.building.pk}/change/"
    manager.post(path, {"key": "B1", "name": "Ett", "seen": "0"})
    answer = manager.post(path, {"key": "B1", "name": "Två", "seen": "0"})
    page = answer.content.decode()
    assert (answer.status_code, "Somebody has changed this place" in page) == (422, True)
    assert ("Ett" in page, 'value="Två"' in page, Building.objects.get().name) == (True, True, "Ett")
    newest = answer.context["seen"]
    assert manager.post(path, {"key": "B1", "name": "Två", "seen": newest}).status_code == 302


def test_chosen_places_are_shown_before_they_are_retired(there: Town, manager: Client) -> None:
    chosen = {"place": [there.stairwell.pk, there.other_stairwell.pk]}
    shown = manager.post(f"{PLACES}/stairwells/retire/", chosen).content.decode()
    assert ("Norra Storgatan 12 B" in shown, "3 homes" in shown, Home.objects.filter(retired_on=None).count()) == (
        True,
        True,
        3,
    )
    answer = manager.post(f"{PLACES}/stairwells/retire/", chosen | {"confirmed": "1"})
    assert (seen(answer), Home.objects.filter(retired_on=None).count()) == ((302, f"{PLACES}/stairwells/"), 0)
    again = manager.post(f"{PLACES}/stairwells/retire/", chosen | {"confirmed": "1"})
    assert (again.status_code, RegisterChange.objects.count()) == (302, 1)


def test_one_that_is_not_ours_stops_all(there: Town, manager: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    chosen = {"place": [there.stairwell.pk, neighbour.stairwell.pk], "confirmed": "1"}
    assert manager.post(f"{PLACES}/stairwells/retire/", chosen).status_code == 404
    assert Stairwell.objects.filter(retired_on=None).count() == 4


def test_retired_place_is_brought_back(there: Town, manager: Client) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    path = f"{PLACES}/homes/{there.homes[0].pk}"
    assert "Bring it back" in manager.get(f"{path}/").content.decode()
    assert seen(manager.post(f"{path}/bring-back/")) == (302, f"{path}/")
    assert Home.objects.get(key="H1").retired_on is None


def test_what_cannot_come_back_says_why(there: Town, manager: Client) -> None:
    services.retire(HOMES, [there.homes[0]], by=there.manager)
    services.add_home(there.stairwell, key="H7", number=1001, by=there.manager)
    answer = manager.post(f"{PLACES}/homes/{there.homes[0].pk}/bring-back/")
    assert (answer.status_code, b"cannot come back" in answer.content) == (409, True)


# ---- moving ----
def test_chosen_places_move_after_being_shown(there: Town, manager: Client) -> None:
    other = services.add_building(there.estate, key="B2", name="Nya", by=there.manager)
    path, chosen = f"{PLACES}/stairwells/move/", {"place": there.stairwell.pk}
    assert "Key of the building" in manager.post(path, chosen).content.decode()
    shown = manager.post(path, chosen | {"to": "B2"})
    assert ("They will belong to Nya" in shown.content.decode(), Stairwell.objects.filter(building=other).count()) == (
        True,
        0,
    )
    answer = manager.post(path, chosen | {"to": "B2", "confirmed": "1"})
    assert seen(answer) == (302, f"{PLACES}/buildings/{other.pk}/")
    assert untruths(there.landlord) == []


def test_unknown_key_is_said(there: Town, manager: Client) -> None:
    answer = manager.post(f"{PLACES}/stairwells/move/", {"place": there.stairwell.pk, "to": "nowhere"})
    assert (answer.status_code, b"There is no such key" in answer.content) == (422, True)


def test_lead_moves_an_estate_on_a_day(there: Town, lead: Client) -> None:
    path, chosen = f"{PLACES}/estates/move/", {"place": there.estate.pk}
    asked = lead.post(path, chosen)
    assert (asked.status_code, asked.context["form"].errors) == (200, {})
    where = {"area": there.east.pk, "landlord": there.landlord.pk, "on": "2026-02-01"}
    assert "2026-02-01" in lead.post(path, chosen | where).content.decode()
    assert (Estate.objects.get().area, seen(lead.post(path, chosen | where | {"confirmed": "1"}))) == (
        there.west,
        (302, f"{PLACES}/estates/"),
    )
    assert Estate.objects.get().area == there.east


def test_colliding_keys_are_said_on_the_form(there: Town, lead: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    Estate.objects.filter(pk=neighbour.estate.pk).update(key="E1")
    where = {"area": there.east.pk, "landlord": neighbour.landlord.pk, "on": "2026-02-01", "confirmed": "1"}
    answer = lead.post(f"{PLACES}/estates/move/", {"place": there.estate.pk} | where)
    assert (answer.status_code, b"already has the key E1" in answer.content) == (422, True)


def test_move_to_come_is_listed_and_withdrawn(there: Town, lead: Client) -> None:
    where = {"area": there.east.pk, "landlord": there.landlord.pk, "on": "2099-01-01", "confirmed": "1"}
    lead.post(f"{PLACES}/estates/move/", {"place": there.estate.pk} | where)
    move = EstateMove.objects.get()
    assert there.estate.designation in lead.get("/p/sandby/moves/").content.decode()
    assert "2099" in lead.get(f"{PLACES}/estates/{there.estate.pk}/").content.decode()
    assert seen(lead.post(f"/p/sandby/moves/{move.pk}/withdraw/")) == (302, "/p/sandby/moves/")
    assert EstateMove.objects.count() == 0


def test_move_that_is_stuck_waits_on_the_start_page(there: Town, lead: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    Estate.objects.filter(pk=neighbour.estate.pk).update(key="E1")
    EstateMove.objects.create(
        programme=cast.sandby,
        estate=there.estate,
        on="2026-01-01",
        area=there.east,
        landlord=neighbour.landlord,
        by=there.lead,
    )
    services.carry_out_next_move()
    assert "Estates could not be moved" in lead.get("/").content.decode()
    assert "already has the key E1" in lead.get("/p/sandby/moves/").content.decode()
    assert "Estates could not be moved" not in office_of(there.manager).get("/").content.decode()


# ---- history ----
def test_history_tells_who_and_what(there: Town, manager: Client) -> None:
    services.change_building(there.building, key="B1", name="Höghuset", by=there.manager)
    page = manager.get(f"{PLACES}/buildings/{there.building.pk}/history/").content.decode()
    assert [word in page for word in (str(there.manager), "Punkthuset", "Höghuset", "by hand")] == [True] * 4
    act = RegisterChange.objects.get()
    assert "building: 1 changed" in manager.get(f"{PLACES}/history/").content.decode()
    assert "Höghuset" in manager.get(f"{PLACES}/history/{act.pk}/").content.decode()


def test_history_names_nobody_of_the_landlord_before(there: Town, lead: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    services.change_estate(there.estate, key="E1", designation="Ny", name="", by=there.manager)
    services.move_estate(there.estate, area=there.east, landlord=neighbour.landlord, on=date(2026, 1, 1), by=there.lead)
    path = f"/p/sandby/places/grannhus/estates/{there.estate.pk}/history/"
    page = office_of(neighbour.manager).get(path).content.decode()
    assert (str(there.manager) in page, str(there.landlord) in page) == (False, True)
    assert str(there.manager) in lead.get(path).content.decode()


def test_act_of_another_register_is_absent(there: Town, manager: Client, cast: Cast) -> None:
    neighbour = town(cast.sandby, slug="grannhus", prefix="g-")
    services.change_building(neighbour.building, key="g-B1", name="Deras", by=neighbour.manager)
    assert manager.get(f"{PLACES}/history/{RegisterChange.objects.get().pk}/").status_code == 404


def test_nothing_about_tenants_is_on_the_form(there: Town, manager: Client) -> None:
    pages = [manager.get(f"{PLACES}/homes/{there.homes[0].pk}/change/"), manager.get(f"{PLACES}/areas/vast/add/")]
    fields = [sorted(answer.context["form"].fields) for answer in pages]
    assert fields == [["key", "number"], ["designation", "key", "name"]]


def test_history_tells_of_an_import_too(there: Town, manager: Client) -> None:
    act = RegisterChangeFactory(landlord=there.landlord, by=there.lead, counts={"building": {"changed": 1}})
    PlaceChange.objects.create(
        programme=there.programme,
        act=act,
        level="building",
        place=there.building.pk,
        what="changed",
        before={"name": "Ur filen"},
        after={"name": "Punkthuset"},
    )
    Building.objects.update(added_in=act)
    page = manager.get(f"{PLACES}/buildings/{there.building.pk}/history/").content.decode()
    assert [word in page for word in ("import", "Ur filen", str(there.lead), "added")] == [True] * 4
