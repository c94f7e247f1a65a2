"""The whole way of a file: what it makes of the register, and what it leaves alone."""

from datetime import timedelta

import pytest

from tests.factories.organisations import OrganisationFactory
from tests.factories.places import HomeFactory
from tests.places.importing.files import (
    ALL,
    HEADERS,
    a_row,
    areas_of,
    csv_file,
    imported,
    planned,
    register_of,
    table,
    there_today,
)
from trygga.audit.models import Entry
from trygga.organisations.models import Organisation
from trygga.places.importing import services
from trygga.places.importing.services import ManyWouldRetire, NotReady, RowsAreBad, Wishes
from trygga.places.models import (
    AddressWord,
    Area,
    EstateMove,
    Home,
    Import,
    ImportedRow,
    ImportFault,
    PlaceChange,
    PlannedChange,
    RegisterChange,
    Stairwell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord() -> Organisation:
    found: Organisation = OrganisationFactory(kind=Organisation.Kind.LANDLORD)
    areas_of(found, "ost", "vast")
    return found


def faults_of(source: Import) -> list[tuple[int, str, str]]:
    return list(
        ImportFault.objects.filter(source=source).order_by("line", "pk").values_list("line", "field", "problem")
    )


def test_first_import_adds_everything_once(landlord: Organisation) -> None:
    source = imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    assert source.counts == {
        "estate": {"added": 1},
        "building": {"added": 1},
        "stairwell": {"added": 1},
        "home": {"added": 2},
    }
    above = ("ost", "F1", "Sandby 1:1", "B1", "S1", "Storgatan", 1, "", "55322", "Sandby")
    assert register_of(landlord) == {(*above, "H1", 1001), (*above, "H2", 1002)}
    assert set(Home.objects.values_list("added_in", flat=True)) == {source.act_id}
    assert list(Stairwell.objects.values_list("home_count", flat=True)) == [2]
    assert list(AddressWord.objects.values_list("word", "number")) == [("storgatan", 1)]
    assert list(Entry.objects.values_list("event", "organisation", "subject")) == [
        ("places:register:imported", landlord.pk, str(source.act_id))
    ]


def test_the_same_file_twice_changes_nothing(landlord: Organisation) -> None:
    rows = [a_row("1"), a_row("2", number="1002")]
    imported(landlord, table(*rows))
    before = list(Home.objects.values())
    again = imported(landlord, table(*rows))
    assert (again.counts, list(Home.objects.values()), PlaceChange.objects.count()) == ({}, before, 0)


def test_two_homes_change_numbers(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    source = imported(landlord, table(a_row("1", number="1002"), a_row("2", number="1001")))
    assert source.counts == {"home": {"changed": 2}}
    assert dict(Home.objects.values_list("key", "number")) == {"H1": 1002, "H2": 1001}
    assert list(PlaceChange.objects.order_by("pk").values_list("what", "before", "after")) == [
        ("changed", {"number": 1001}, {"number": 1002}),
        ("changed", {"number": 1002}, {"number": 1001}),
    ]


def test_two_stairwells_change_addresses(landlord: Organisation) -> None:
    one, two = a_row("1"), a_row("2", stairwell="S2", address="Storgatan 3 B")
    imported(landlord, table(one, two))
    imported(landlord, table(a_row("1", address="Storgatan 3 B"), a_row("2", stairwell="S2", address="Storgatan 1")))
    found = Stairwell.objects.values_list("key", "number", "letter")
    assert sorted(found) == [("S1", 3, "B"), ("S2", 1, "")]
    assert sorted(AddressWord.objects.values_list("stairwell__key", "number")) == [("S1", 3), ("S2", 1)]


def test_homes_move_around_in_a_circle(landlord: Organisation) -> None:
    wells = {"S1": "Storgatan 1", "S2": "Storgatan 2", "S3": "Storgatan 3"}
    before = [a_row(well, stairwell=well, address=address) for well, address in wells.items()]
    imported(landlord, table(*before))
    around = {"S1": "S2", "S2": "S3", "S3": "S1"}
    after = [a_row(home, stairwell=well, address=wells[well]) for home, well in around.items()]
    source = imported(landlord, table(*after))
    assert source.counts == {"home": {"moved": 3}}
    assert {home.removeprefix("H"): well for home, well in Home.objects.values_list("key", "stairwell__key")} == around


def test_what_is_missing_retires_only_from_a_whole_register(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", stairwell="S2", address="Storgatan 3")))
    part = imported(landlord, table(a_row("1")), Wishes())
    assert part.counts == {}
    source = imported(landlord, table(a_row("1")))
    assert source.counts == {"stairwell": {"retired": 1}, "home": {"retired": 1}}
    assert Home.objects.get(key="H2").retired_on is not None
    assert [one.after.keys() for one in PlaceChange.objects.all()] == [{"retired_on"}, {"retired_on"}]


def test_what_was_retired_returns_under_its_key(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    imported(landlord, table(a_row("1")))
    source = imported(landlord, table(a_row("1"), a_row("2", number="1003")))
    assert source.counts == {"home": {"returned": 1}}
    assert Home.objects.filter(key="H2").values_list("number", "retired_on").get() == (1003, None)


def test_estate_comes_into_another_area_and_its_moves_tell(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1")))
    source = imported(landlord, table(a_row("1", area="Vast")))
    assert source.counts == {"estate": {"moved": 1}}
    change = PlaceChange.objects.get()
    assert (change.before, change.after) == ({"area": "ost"}, {"area": "vast"})
    assert EstateMove.objects.get().area.slug == "vast"


def test_estate_stays_in_its_area_where_nobody_may_move_it(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1")))
    source = planned(landlord, table(a_row("1", area="vast")), Wishes(is_whole=True))
    assert faults_of(source) == [(2, "area", "area-differs")]


def test_bad_rows_stop_it_unless_they_are_left_out(landlord: Organisation) -> None:
    source = planned(landlord, table(a_row("1"), a_row("2", address="Box 12")))
    assert faults_of(source) == [(3, "address", "no-address")]
    with pytest.raises(RowsAreBad):
        services.ask_to_apply(source, by=None)
    services.ask_to_apply(source, by=None, leaves_bad_rows_out=True)
    services.apply_import(source)
    assert set(Home.objects.values_list("key", flat=True)) == {"H1"}


def test_file_with_bad_rows_retires_nothing(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    source = planned(landlord, table(a_row("1"), a_row("2", number="tolv")))
    assert (faults_of(source), source.counts) == ([(3, "home_number", "no-home-number")], {})


def test_more_than_a_tenth_is_asked_for_again(landlord: Organisation) -> None:
    homes = [a_row(str(one), number=str(1000 + one)) for one in range(1, 21)]
    imported(landlord, table(*homes))
    few, many = planned(landlord, table(*homes[:18])), planned(landlord, table(*homes[:17]))
    services.ask_to_apply(few, by=None)
    for retires in (None, 2):
        with pytest.raises(ManyWouldRetire):
            services.ask_to_apply(many, by=None, retires=retires)
    services.ask_to_apply(many, by=None, retires=3)


def test_register_that_changed_meanwhile_is_planned_again(landlord: Organisation) -> None:
    source = planned(landlord, table(a_row("1")))
    services.ask_to_apply(source, by=None)
    imported(landlord, table(a_row("1", number="1009")))
    again = services.apply_import(source)
    assert (again.state, again.had_to_be_planned_again) == (Import.State.PLANNING, True)
    assert services.plan_import(again).counts == {"home": {"changed": 1}}


def test_applying_twice_does_it_once(landlord: Organisation) -> None:
    source = imported(landlord, table(a_row("1")))
    with pytest.raises(NotReady):
        services.apply_import(source)
    assert RegisterChange.objects.count() == 1


def test_cancelled_import_changes_nothing(landlord: Organisation) -> None:
    source = services.cancel_import(planned(landlord, table(a_row("1"))))
    with pytest.raises(NotReady):
        services.ask_to_apply(source, by=None)
    assert (Home.objects.count(), RegisterChange.objects.count()) == (0, 0)


def test_places_of_another_landlord_stay(landlord: Organisation) -> None:
    other = HomeFactory(key="H1", number=1001, stairwell__key="S1")
    imported(landlord, table(a_row("1", number="1002")))
    other.refresh_from_db()
    assert (other.number, other.retired_on) == (1001, None)


# ---- what contradicts ----
@pytest.mark.parametrize(
    ("second", "found"),
    [
        (a_row("1"), (3, "home_key", "home-twice")),
        (a_row("2"), (3, "home_number", "number-twice")),
        (a_row("2", number="1002", stairwell="S2"), (3, "address", "address-twice")),
        (a_row("2", number="1002", address="Storgatan 2"), (3, "address", "contradicts")),
        (a_row("2", number="1002", building="B2"), (3, "building_key", "contradicts")),
        (a_row("2", number="1002", area="vast"), (3, "area", "contradicts")),
        (a_row("2", number="1002", designation="Sandby 1:2"), (3, "designation", "contradicts")),
        (a_row("2", number="1002", town="Granby"), (3, "town", "contradicts")),
        (a_row("2", number="", home=""), (3, "home_number", "home-missing")),
        (a_row("2", address=""), (3, "address", "address-missing")),
        (a_row("2", postcode="5532"), (3, "postcode", "no-postcode")),
        (a_row("2", area="norr"), (3, "area", "no-area")),
        (a_row("2", designation="x" * 121), (3, "designation", "too-long")),
        (a_row("2", designation="SkÃ¶vde 1:1"), (3, "designation", "garbled")),
    ],
)
def test_line_that_is_wrong_is_named(landlord: Organisation, second: list[str], found: tuple[int, str, str]) -> None:
    source = planned(landlord, table(a_row("1"), second))
    assert (faults_of(source), source.bad_rows) == ([found], 1)


def test_what_the_register_keeps_is_not_given_twice(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", stairwell="S2", address="Storgatan 3")))
    number = planned(landlord, table(a_row("3")), Wishes())
    address = planned(landlord, table(a_row("3", stairwell="S3", address="Storgatan 3")), Wishes())
    assert faults_of(number) == [(2, "home_number", "number-taken")]
    assert faults_of(address) == [(2, "address", "address-taken")]


def test_line_left_out_leaves_its_number_in_the_register(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    swapped = table(a_row("1", number="1002"), a_row("2", number="1001", designation="x" * 121))
    source = planned(landlord, swapped, Wishes())
    assert faults_of(source) == [(2, "home_number", "number-taken"), (3, "designation", "too-long")]


# ---- keys that are not in the file ----
def test_hand_made_list_gets_keys_from_its_addresses(landlord: Organisation) -> None:
    rows = [["Adress", "Lgh"], ["Storgatan 1 A", "1001"], ["Storgatan 1 B", "1001"], ["Lillgatan 4", "1102"]]
    wishes = Wishes(is_whole=True, area_of_new=Area.objects.get(slug="ost"))
    imported(landlord, csv_file(rows), wishes)
    assert sorted(Home.objects.values_list("key", "stairwell__building__key", "stairwell__building__estate__key")) == [
        ("lillgatan 4/1102", "lillgatan 4", "ost"),
        ("storgatan 1a/1001", "storgatan 1", "ost"),
        ("storgatan 1b/1001", "storgatan 1", "ost"),
    ]
    assert imported(landlord, csv_file(rows), wishes).counts == {}


def test_file_without_keys_meets_the_places_of_one_with_keys(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1"), a_row("2", number="1002")))
    rows = [
        ["Fastighetsbeteckning", "Adress", "Lgh"],
        *(["Sandby 1:1", "storgatan 1", one] for one in ("1001", "1002")),
    ]
    source = imported(landlord, csv_file(rows))
    assert source.counts == {}


def in_two_towns(*towns: str) -> list[list[str]]:
    return [
        ["Fastighetsbeteckning", "Adress", "Ort", "Lgh"],
        *(["S 1:1", "Storgatan 1", town, "1001"] for town in towns),
    ]


def test_street_of_one_name_is_in_two_towns(landlord: Organisation) -> None:
    wishes = Wishes(is_whole=True, area_of_new=Area.objects.get(slug="ost"))
    rows = in_two_towns("Sandby", "Granby")
    source = imported(landlord, csv_file(rows), wishes)
    assert (source.counts["stairwell"], source.counts["home"]) == ({"added": 2}, {"added": 2})
    assert imported(landlord, csv_file(in_two_towns("GRANBY", "sandby")), wishes).counts["stairwell"] == {"changed": 2}
    assert Stairwell.objects.filter(retired_on=None).count() == 2


def test_town_told_later_is_no_other_door(landlord: Organisation) -> None:
    wishes = Wishes(is_whole=True, area_of_new=Area.objects.get(slug="ost"))
    imported(landlord, csv_file(in_two_towns("")), wishes)
    assert imported(landlord, csv_file(in_two_towns("Sandby")), wishes).counts == {"stairwell": {"changed": 1}}
    assert Stairwell.objects.get().town_key == "sandby"
    without_town = [[row[0], row[1], row[3]] for row in in_two_towns("Sandby")]
    assert imported(landlord, csv_file(without_town), wishes).counts == {}


def test_town_must_be_named_where_the_register_has_several(landlord: Organisation) -> None:
    wishes = Wishes(area_of_new=Area.objects.get(slug="ost"))
    imported(landlord, csv_file(in_two_towns("Sandby", "Granby")), wishes)
    assert faults_of(planned(landlord, csv_file(in_two_towns("")), wishes)) == [(2, "address", "town-missing")]


@pytest.mark.parametrize(("town", "problems"), [("", ["address-taken"]), ("Sandby", ["address-taken"]), ("Granby", [])])
def test_town_that_is_not_told_may_be_any(town: str, problems: list[str], landlord: Organisation) -> None:
    imported(landlord, table(a_row("1")))
    source = planned(landlord, table(a_row("2", stairwell="S2", town=town)), Wishes())
    assert [problem for _, _, problem in faults_of(source)] == problems


def test_what_the_file_does_not_speak_of_stays(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1")))
    rows = [["Objektsnr", "Adress"], ["H1", "Storgatan 1"]]
    assert imported(landlord, csv_file(rows)).counts == {}


# ---- what is kept ----
def test_rows_and_plan_are_erased_after_applying(landlord: Organisation) -> None:
    source = planned(landlord, table(a_row("1"), a_row("2", address="Box 12")))
    services.ask_to_apply(source, by=None, leaves_bad_rows_out=True)
    services.apply_import(source)
    while services.erase_next():
        pass
    assert (list(ImportedRow.objects.values_list("line", flat=True)), PlannedChange.objects.count()) == ([3], 0)
    Import.objects.update(began_at=source.began_at - timedelta(days=8))
    while services.erase_next():
        pass
    assert (ImportedRow.objects.count(), ImportFault.objects.count(), Import.objects.count()) == (0, 0, 1)


def test_forgotten_preview_ends_after_a_week(landlord: Organisation) -> None:
    source = planned(landlord, table(a_row("1")))
    assert services.erase_next() is False
    Import.objects.update(began_at=source.began_at - timedelta(days=8))
    while services.erase_next():
        pass
    source.refresh_from_db()
    assert (source.state, ImportedRow.objects.count()) == (Import.State.CANCELLED, 0)


def test_background_plans_and_applies_what_waits(landlord: Organisation) -> None:
    source = services.begin_import(landlord, table(a_row("1")), by=None, wishes=ALL)
    assert (services.work_on_next(), services.work_on_next()) == (True, False)
    services.ask_to_apply(source, by=None)
    assert (services.work_on_next(), services.work_on_next()) == (True, False)
    assert Home.objects.count() == 1
    assert HEADERS[0] in Import.objects.get().columns.values()


def test_line_may_end_at_a_place_that_is_still_empty(landlord: Organisation) -> None:
    ends = {"home": "", "number": ""}
    well = a_row(stairwell="S2", address="Storgatan 3", **ends)
    building = a_row(building="B2", stairwell="", address="", postcode="", town="", **ends)
    estate = a_row(estate="F2", building="", stairwell="", address="", postcode="", town="", **ends)
    rows = [a_row("1"), well, building, estate]
    source = planned(landlord, table(*rows))
    assert faults_of(source) == []
    imported(landlord, table(*rows))
    assert there_today(landlord) == {
        "Estate": {"F1", "F2"},
        "Building": {"B1", "B2"},
        "Stairwell": {"S1", "S2"},
        "Home": {"H1"},
    }
    assert imported(landlord, table(*rows)).counts == {}


def test_register_that_changes_at_the_very_moment_is_planned_again(landlord: Organisation) -> None:
    imported(landlord, table(a_row("1")))
    source = planned(landlord, table(a_row("1"), a_row("2", number="1002")))
    services.ask_to_apply(source, by=None)
    # By something that notes no act.
    HomeFactory(key="H9", number=1002, stairwell=Stairwell.objects.get())
    assert services.work_on_next() is True
    source.refresh_from_db()
    assert (source.state, source.had_to_be_planned_again) == (Import.State.PLANNING, True)
    assert set(Home.objects.values_list("key", flat=True)) == {"H1", "H9"}
