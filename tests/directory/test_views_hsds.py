"""Sending a directory file in the office: preview, apply, let go; strangers; files that are meant to harm."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.directory.hsds.files import file_of, foreign, page_of
from tests.factories.directory import ContactPointFactory, DirectoryListFactory
from tests.factories.organisations import AppointmentFactory
from tests.places.people import office_of
from trygga.directory.models import ContactPoint, DirectoryList
from trygga.organisations.models import Role

HERE = "/p/sandby/directory/lists/"


@pytest.fixture
def client(cast: Cast) -> Client:
    return office_of(AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR).user)


def send(client: Client, content: Any) -> Any:
    return client.post(HERE, {"file": file_of(content)})


def test_file_becomes_contact_points_step_by_step(cast: Cast, client: Client) -> None:
    answer = send(client, [foreign(), foreign(id="b", name="Elsewhere", service_areas=[{"name": "Tranås"}])])
    here = f"{HERE}{DirectoryList.objects.get().pk}/"
    assert (answer.headers["Location"], ContactPoint.objects.count()) == (here, 0)
    preview = client.get(here)
    page = preview.content.decode()
    assert ("Familjerådgivningen" in page, "Would be added: 1" in page, "Cannot be used: 1" in page) == (True,) * 3
    assert "It serves another place than this programme: <bdi>Tranås</bdi>" in " ".join(page.split())
    done = client.post(f"{here}apply/", {"seen": preview.context["digest"]}, follow=True).content.decode()
    assert "Applied. Added: 1. Changed: 0. Here already: 0. Not used: 1." in done
    assert (ContactPoint.objects.get().name, ContactPoint.objects.get().verified_on) == ("Familjerådgivningen", None)


def test_change_is_shown_before_and_after(cast: Cast, client: Client) -> None:
    ContactPointFactory(programme=cast.sandby, slug="point", value="010-2")
    content = page_of(cast.sandby)
    ContactPoint.objects.update(value="010-22")
    send(client, content)
    page = client.get(f"{HERE}{DirectoryList.objects.get().pk}/").content.decode()
    assert ("<bdi>010-22</bdi> becomes <strong><bdi>010-2</bdi>" in page, "It is confirmed today." in page) == (
        True,
        True,
    )


def test_equal_file_offers_nothing_to_apply(cast: Cast, client: Client) -> None:
    ContactPointFactory(programme=cast.sandby, slug="point")
    send(client, page_of(cast.sandby))
    page = client.get(f"{HERE}{DirectoryList.objects.get().pk}/").content.decode()
    assert ("Nothing would change." in page, "apply/" in page) == (True, False)


def test_second_click_and_old_preview_change_nothing(cast: Cast, client: Client) -> None:
    send(client, [foreign()])
    here = f"{HERE}{DirectoryList.objects.get().pk}/"
    seen = {"seen": client.get(here).context["digest"]}
    stale = client.post(f"{here}apply/", {"seen": "something else"}, follow=True).content.decode()
    assert ("has changed since you looked" in stale, ContactPoint.objects.count()) == (True, 0)
    client.post(f"{here}apply/", seen)
    twice = client.post(f"{here}apply/", seen, follow=True).content.decode()
    assert ("It was applied already." in twice, ContactPoint.objects.count()) == (True, 1)


def test_file_is_let_go_of(cast: Cast, client: Client) -> None:
    send(client, [foreign()])
    drop = f"{HERE}{DirectoryList.objects.get().pk}/drop/"
    answers = [client.post(drop).headers["Location"] for _ in range(2)]
    assert (answers, DirectoryList.objects.count()) == ([HERE, HERE], 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "This is a PDF"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * (2 * 1024 * 1024 + 1), "too large"),
        (b"", "empty"),
        (b"{}", "no list of services"),
    ],
    ids=["pdf", "deep", "large", "empty", "object"],
)
def test_file_that_is_no_directory_says_so(content: bytes, sentence: str, client: Client) -> None:
    answer = send(client, content)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert DirectoryList.objects.count() == 0


def test_form_without_a_file_says_so(client: Client) -> None:
    assert client.post(HERE, {}).status_code == 422


def test_words_of_a_file_stay_words(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    send(client, [foreign(name=evil), foreign(id="b", name=evil, status="x")])
    page = client.get(f"{HERE}{DirectoryList.objects.get().pk}/").content.decode()
    assert (evil in page, page.count("&lt;script&gt;alert(1)")) == (False, 2)


def test_page_names_the_first_hundred(client: Client) -> None:
    send(client, [foreign(id=str(n), name=f"Nr {n}.", phones=[{"number": f"010-{n}"}]) for n in range(101)])
    page = client.get(f"{HERE}{DirectoryList.objects.get().pk}/").content.decode()
    assert ("Would be added: 101" in page, "Nr 99." in page, "Nr 100." in page) == (True, True, False)


# ---- strangers ----
@pytest.mark.parametrize("path", ["", "apply/"])
def test_list_of_another_programme_is_absent(path: str, cast: Cast, client: Client) -> None:
    theirs = DirectoryListFactory(programme=cast.granby)
    address = f"{HERE}{theirs.pk}/{path}"
    assert (client.post(address) if path else client.get(address)).status_code == 404


def test_list_of_another_programme_cannot_be_dropped(cast: Cast, client: Client) -> None:
    theirs = DirectoryListFactory(programme=cast.granby)
    client.post(f"{HERE}{theirs.pk}/drop/")
    client.post(f"/p/granby/directory/lists/{theirs.pk}/drop/")
    assert list(DirectoryList.objects.all()) == [theirs]


def test_another_programme_takes_no_file(cast: Cast, client: Client) -> None:
    answer = client.post("/p/granby/directory/lists/", {"file": file_of([foreign()])})
    assert (answer.status_code, DirectoryList.objects.count()) == (404, 0)


@pytest.mark.parametrize("role", [Role.ORGANISATION_ADMIN, Role.AUDITOR, Role.MANAGER])
def test_other_roles_find_nothing(role: Role, cast: Cast) -> None:
    stranger = office_of(AppointmentFactory(organisation=cast.unit.organisation, role=role).user)
    assert (stranger.get(HERE).status_code, send(stranger, [foreign()]).status_code) == (404, 404)
    assert DirectoryList.objects.count() == 0
