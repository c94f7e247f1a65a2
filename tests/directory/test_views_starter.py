"""The office's page of the starter set, clicked through without a script."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories.organisations import AppointmentFactory
from tests.places.people import office_of
from trygga.directory.models import ContactPoint
from trygga.directory.starter import lines
from trygga.organisations.models import Role

HERE = "/p/sandby/directory/starter/"
ALL = len(lines())


class Forms(HTMLParser):
    """Where the forms of a page lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.actions: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self.actions.append(dict(attrs).get("action") or "")


def office(cast: Cast, role: Role = Role.PROGRAMME_LEAD) -> Client:
    return office_of(AppointmentFactory(organisation=cast.unit.organisation, role=role).user)


def actions(answer: Any) -> list[str]:
    return [action for action in Forms(answer.content.decode()).actions if "/directory/" in action]


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.EDITOR])
def test_offered_lines_are_taken_one_by_one_and_all(role: Role, cast: Cast) -> None:
    client = office(cast, role)
    offered = actions(client.get(HERE))
    assert offered == [f"{HERE}take-all/", *(f"{HERE}{line.key}/take/" for line in lines())]
    page = client.post(f"{HERE}bris/take/", follow=True)
    assert ("Bris is here. Confirm it" in page.content.decode(), len(actions(page))) == (True, ALL)
    page = client.post(f"{HERE}take-all/", follow=True)
    assert (actions(page), ContactPoint.objects.filter(programme=cast.sandby).count()) == ([], ALL)
    assert f"{ALL - 1} lines were taken." in page.content.decode()


def test_second_click_changes_nothing(cast: Cast) -> None:
    client = office(cast)
    for address in (f"{HERE}bris/take/", f"{HERE}bris/take/", f"{HERE}take-all/", f"{HERE}take-all/"):
        assert client.post(address).headers["Location"] == HERE
    assert (ContactPoint.objects.count(), ContactPoint.objects.exclude(version=0).count()) == (ALL, 0)


def test_looking_takes_nothing(cast: Cast) -> None:
    client = office(cast)
    statuses = [client.get(address).status_code for address in (HERE, f"{HERE}bris/take/", f"{HERE}take-all/")]
    assert (statuses, ContactPoint.objects.count()) == ([200, 405, 405], 0)


def test_change_by_hand_is_shown_and_overwritten_only_with_a_yes(cast: Cast) -> None:
    client = office(cast)
    client.post(f"{HERE}bris/take/")
    ContactPoint.objects.update(value="116 112", verified_on=date(2026, 11, 1))
    page = client.get(HERE).content.decode()
    assert ("<bdi>116 112</bdi> becomes <strong><bdi>116 111</bdi>" in page, "different here" in page) == (True, True)
    refused = client.post(f"{HERE}bris/take/")
    assert (refused.status_code, "Say that it may be overwritten" in refused.content.decode()) == (409, True)
    assert ContactPoint.objects.get().value == "116 112"
    client.post(f"{HERE}bris/take/", {"overwrites": "1"})
    assert (ContactPoint.objects.get().value, ContactPoint.objects.get().verified_on) == ("116 111", None)


def test_unknown_hours_are_said_to_be_unknown(cast: Cast) -> None:
    assert office(cast).get(HERE).content.decode().count("hours not known") == 2


def test_line_that_is_not_shipped_changes_nothing(cast: Cast) -> None:
    office(cast).post(f"{HERE}no-such-line/take/")
    assert ContactPoint.objects.count() == 0


@pytest.mark.parametrize("path", ["", "take-all/", "bris/take/"])
def test_other_programme_is_absent(path: str, cast: Cast) -> None:
    address = f"/p/granby/directory/starter/{path}"
    client = office(cast)
    answer = client.post(address) if path else client.get(address)
    assert (answer.status_code, ContactPoint.objects.count()) == (404, 0)
