"""Headers as property systems write them, and people's columns, whatever they are called."""

import itertools

import pytest

from trygga.places.importing.columns import Field, recognise
from trygga.places.importing.personal import is_about_people, is_personal

SYSTEMS = {
    "Xpand": [
        "Fastighetsnr",
        "Fastighetsbeteckning",
        "Byggnadsnr",
        "Trapphus",
        "Gatuadress",
        "Postnr",
        "Ort",
        "Objektsnr",
    ],
    "Momentum": ["Fastighet", "Beteckning", "Hus", "Uppgång", "Adress", "Postnummer", "Postort", "Hyresobjekt"],
    "Vitec": ["Fastighets-ID", "Designation", "Byggnads-ID", "Port", "Besöksadress", "Postnr.", "ORT", "Objektnummer"],
    "English": [
        "Property",
        "Property designation",
        "Building",
        "Entrance",
        "Address",
        "Zip code",
        "City",
        "Apartment ID",
    ],
}
MEANT = [
    *(Field.ESTATE_KEY, Field.DESIGNATION, Field.BUILDING_KEY, Field.STAIRWELL_KEY),
    *(Field.ADDRESS, Field.POSTCODE, Field.TOWN, Field.HOME_KEY),
]


@pytest.mark.parametrize("headers", SYSTEMS.values(), ids=SYSTEMS)
def test_headers_of_property_systems_are_known(headers: list[str]) -> None:
    assert list(recognise(headers, []).at) == MEANT


def test_order_of_columns_does_not_matter() -> None:
    headers = ["Adress", "Lägenhetsnummer", "Objektsnr", "Fastighet"]
    for order in itertools.permutations(headers):
        found = recognise(order, []).at
        assert {field: order[at] for field, at in found.items()} == {
            Field.ADDRESS: "Adress",
            Field.HOME_NUMBER: "Lägenhetsnummer",
            Field.HOME_KEY: "Objektsnr",
            Field.ESTATE_KEY: "Fastighet",
        }


@pytest.mark.parametrize(
    ("headers", "meant"),
    [
        (["Adress", "Lägenhet"], {Field.ADDRESS: 0, Field.HOME_NUMBER: 1}),
        (["Adress", "Lägenhetsnummer", "Lägenhet"], {Field.ADDRESS: 0, Field.HOME_NUMBER: 1, Field.HOME_KEY: 2}),
        (["Gata", "Nr", "Bokstav"], {Field.STREET: 0, Field.NUMBER: 1, Field.LETTER: 2}),
    ],
)
def test_name_that_can_mean_two_things_means_what_is_still_free(headers: list[str], meant: dict[Field, int]) -> None:
    assert recognise(headers, []).at == meant


@pytest.mark.parametrize(
    "header",
    [
        *("Hyresgäst", "Hyresgästens namn", "Namn", "Förnamn", "Efternamn", "Personnr", "Personnummer", "Kontraktsnr"),
        *("Avtalsnr", "Telefon", "Tel. bostad", "Mobilnr", "E-post", "E-postadress", "Mail", "Kundnr", "Innehavare"),
        *("Boende", "Kontaktperson", "Inflyttningsdatum", "Skyddad adress", "Sekretess", "Tenant", "Tenant name"),
        *("Phone", "E-mail", "Lease start", "Resident", "SSN", "Date of birth", "Kön", "Ägare"),
    ],
)
def test_column_about_people_is_known_by_its_name(header: str) -> None:
    found = recognise(["Adress", header], [["Storgatan 1", "x"]])
    assert (found.about_tenants, found.unknown, list(found.at)) == ([header], [], [Field.ADDRESS])


@pytest.mark.parametrize(
    "cells",
    [
        ["19121212-1212", "20000101-2384"],
        ["121212-1212", "", "000101-2384"],
        ["anna@example.test", ""],
        ["070-123 45 67", "+46 70 123 45 67"],
        ["036-12 34 56", "036-12 34 57"],
    ],
)
def test_column_about_people_is_known_by_what_stands_in_it(cells: list[str]) -> None:
    found = recognise(["Adress", "Objektsnr"], [["Storgatan 1", cell] for cell in cells])
    assert (found.about_tenants, list(found.at)) == (["Objektsnr"], [Field.ADDRESS])
    assert is_about_people(cells)


@pytest.mark.parametrize(
    "value",
    [
        "1302",
        "0123-01-1302",
        "553 22",
        "Storgatan 12 B",
        "Sandby 1:23",
        "121212-1213",
        "991399-1234",
        "2026-11-24",
        "A-1+2",
    ],
)
def test_keys_and_addresses_are_not_personal(value: str) -> None:
    assert not is_personal(value)


def test_header_that_looks_personal_is_not_shown() -> None:
    found = recognise(["Adress", "19121212-1212"], [["Storgatan 1", "x"]])
    assert found.unknown == ["2"]


def test_what_a_person_said_of_a_column_comes_first_but_not_before_people() -> None:
    choices = {"kol1": "home_key", "kol2": "", "objektsnr": "home_number", "kol3": "estate_key"}
    found = recognise(["Kol 1", "Kol 2", "Objektsnr", "Kol 3"], [["H1", "x", "1001", "anna@example.test"]], choices)
    assert (found.at, found.unknown) == ({Field.HOME_KEY: 0, Field.HOME_NUMBER: 2}, ["Kol 2"])
    assert found.about_tenants == ["Kol 3"]
