"""Importing in the office: from the file to the register, and what stands on the pages on the way."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, browser
from tests.factories.organisations import AppointmentFactory, OrganisationFactory
from tests.factories.places import ImportFactory
from tests.places.importing.files import HEADERS, a_row, csv_file, table
from trygga.organisations.models import Organisation, Role
from trygga.places.importing.services import work_on_next
from trygga.places.models import ColumnChoice, Home, Import, ImportedRow

HERE = "/p/sandby/places/bostaden/import/"


@pytest.fixture
def landlord(cast: Cast) -> Organisation:
    found: Organisation = OrganisationFactory(programme=cast.sandby, slug="bostaden", kind=Organisation.Kind.LANDLORD)
    return found


@pytest.fixture
def manager(landlord: Organisation) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(AppointmentFactory(organisation=landlord, role=Role.MANAGER).user)
    return client


def send(client: Client, file: Any, **fields: Any) -> Any:
    file.name = "homes.csv"
    return client.post(HERE, {"file": file} | fields)


def page_of(client: Client, **query: Any) -> str:
    return client.get(f"{HERE}{Import.objects.latest('pk').pk}/", query).content.decode()


def act(client: Client, what: str, **fields: Any) -> Any:
    return client.post(f"{HERE}{Import.objects.latest('pk').pk}/{what}/", fields)


def test_list_becomes_the_register_step_by_step(manager: Client) -> None:
    answer = send(manager, table(a_row("1"), a_row("2", number="1002")))
    source = Import.objects.get()
    assert answer.headers["Location"] == f"{HERE}{source.pk}/"
    waiting = manager.get(f"{HERE}{source.pk}/")
    assert (waiting.headers["Refresh"], Home.objects.count()) == ("3", 0)
    work_on_next()
    preview = manager.get(f"{HERE}{source.pk}/")
    assert ("H2: Storgatan 1, 1002" in preview.content.decode(), "Refresh" in preview.headers) == (True, False)
    act(manager, "apply")
    assert "You can close this page" in page_of(manager)
    work_on_next()
    assert "The register is changed." in page_of(manager)
    assert Home.objects.count() == 2


def test_tenants_are_told_by_their_columns_and_nowhere_else(manager: Client) -> None:
    rows = [[*HEADERS, "Hyresgäst", "Mobil"], [*a_row("1", address="Box 1"), "Canary Canarysson", "070-123 45 67"]]
    send(manager, csv_file(rows))
    work_on_next()
    page, lists = page_of(manager), manager.get(HERE).content.decode()
    assert ("Hyresgäst, Mobil" in page, "Canary" in page + lists, "070-123" in page + lists) == (True, False, False)


def test_bad_rows_come_back_as_a_file_that_can_be_sent_again(manager: Client) -> None:
    send(manager, table(a_row("1"), a_row("2", number="1002", address="Box 12", designation="=1+1")))
    work_on_next()
    assert "Line 3" in page_of(manager)
    assert act(manager, "apply").status_code == 409
    act(manager, "apply", leave_bad_rows="1")
    work_on_next()
    answer: Any = manager.get(f"{HERE}{Import.objects.get().pk}/bad-rows.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in content
    mended = content.replace("Box 12", "Storgatan 1").replace("'=1+1", "Sandby 1:1")
    send(manager, io.BytesIO(mended.encode()))
    work_on_next()
    act(manager, "apply")
    work_on_next()
    assert set(Home.objects.values_list("key", flat=True)) == {"H1", "H2"}


def test_columns_that_are_not_clear_are_asked_for_once(manager: Client, landlord: Organisation) -> None:
    rows = [["Kvarter", "Var", "Postnr", "Ort", "Dörr"], ["F1", "Storgatan 1", "55322", "Sandby", "1001"]]
    answer = send(manager, csv_file(rows))
    assert (answer.status_code, answer.context["asked"]) == (422, ("Kvarter", "Var", "Dörr"))
    assert ImportedRow.objects.count() == 0
    said = {"column-kvarter": "estate_key", "column-var": "address", "column-dörr": "home_number"}
    send(manager, csv_file(rows), asked=["Kvarter", "Var", "Dörr"], **said)
    assert ImportedRow.objects.values_list("estate_key", "street", "home_number").get() == ("F1", "Storgatan", 1001)
    send(manager, csv_file(rows))
    assert (Import.objects.count(), ColumnChoice.objects.filter(landlord=landlord).count()) == (2, 3)


def test_file_that_cannot_be_read_says_why(manager: Client) -> None:
    answer = send(manager, io.BytesIO(b"%PDF-1.7 ..."))
    assert (answer.status_code, "This is a PDF" in answer.content.decode()) == (422, True)


def test_cancelled_import_is_over(manager: Client) -> None:
    send(manager, table(a_row("1")))
    work_on_next()
    act(manager, "cancel")
    assert act(manager, "apply").status_code == 409
    assert Home.objects.count() == 0


def test_many_that_would_retire_are_asked_for_again(manager: Client) -> None:
    for number, rows in ((2, [a_row("1"), a_row("2", number="1002")]), (1, [a_row("1")])):
        send(manager, table(*rows), is_whole="on")
        work_on_next()
        assert ("Retire 1 of 2" in page_of(manager)) is (number == 1)
        act(manager, "apply")
        work_on_next()
    assert Home.objects.filter(retired_on=None).count() == 2
    act(manager, "apply", retires="1")
    work_on_next()
    assert Home.objects.filter(retired_on=None).count() == 1


def test_office_never_moves_an_estate_to_another_area(manager: Client, cast: Cast) -> None:
    cast.area.__class__.objects.create(programme=cast.sandby, slug="vast", name="Väst", wave=2)
    send(manager, table(a_row("1")))
    work_on_next()
    act(manager, "apply")
    work_on_next()
    send(manager, table(a_row("1", area="vast")))
    work_on_next()
    assert "Only the programme" in page_of(manager)


def test_imports_are_listed_with_as_many_queries(manager: Client) -> None:
    counts = []
    for _ in range(3):
        send(manager, table(a_row("1")))
        with CaptureQueriesContext(connection) as queries:
            manager.get(HERE)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_import_of_another_landlord_is_absent(manager: Client, cast: Cast) -> None:
    OrganisationFactory(programme=cast.sandby, slug="andra", kind=Organisation.Kind.LANDLORD)
    send(manager, table(a_row("1")))
    source = Import.objects.get().pk
    assert manager.get("/p/sandby/places/andra/import/").status_code == 404
    assert manager.get(f"/p/sandby/places/andra/import/{source}/").status_code == 404
    assert manager.post(f"/p/sandby/places/andra/import/{source}/apply/").status_code == 404


@pytest.mark.parametrize("rest", ["", "bad-rows.csv"])
def test_import_of_another_landlord_is_absent_under_the_own_address(rest: str, manager: Client, cast: Cast) -> None:
    other = OrganisationFactory(programme=cast.sandby, slug="andra", kind=Organisation.Kind.LANDLORD)
    source = ImportFactory(landlord=other)
    assert manager.get(f"{HERE}{source.pk}/{rest}").status_code == 404
    for what in ("apply", "cancel"):
        assert manager.post(f"{HERE}{source.pk}/{what}/").status_code == 404
    source.refresh_from_db()
    assert source.state == Import.State.READY


@pytest.mark.parametrize("rest", ["", "{0}/", "{0}/apply/", "{0}/cancel/", "{0}/bad-rows.csv"])
def test_manager_elsewhere_who_may_look_here_imports_nothing_here(
    rest: str, landlord: Organisation, cast: Cast
) -> None:
    source = ImportFactory(landlord=landlord)
    other = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD)
    user = AppointmentFactory(organisation=other, role=Role.MANAGER).user
    AppointmentFactory(organisation=landlord, role=Role.CARETAKER, user=user)
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(user)
    address = HERE + rest.format(source.pk)
    method = client.post if address.endswith(("apply/", "cancel/")) else client.get
    assert (client.get("/p/sandby/places/bostaden/").status_code, method(address).status_code) == (200, 404)
    source.refresh_from_db()
    assert source.state == Import.State.READY
