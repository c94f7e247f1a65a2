"""Following the link of an invitation: with an account, without one, as somebody else, too late, twice."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast, browser
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import InvitationFactory
from trygga.accounts.models import User
from trygga.organisations.models import Appointment, Invitation, Member, Role
from trygga.organisations.roles import posts_of

ADDRESS = "/invitation/link/"
NEW = {"first_name": "Nora", "last_name": "Ny", "password": "seven calm herons"}
HOSTS = [settings.INBOX_HOST, settings.OFFICE_HOST]


@pytest.fixture
def offered(cast: Cast) -> Invitation:
    """To be an editor at Sandby's social services."""
    invitation: Invitation = InvitationFactory(
        organisation=cast.unit.organisation, role=Role.EDITOR, email="nora@staff.example", token="link"
    )
    return invitation


def client_of(user: User | None = None, host: str = settings.OFFICE_HOST) -> Client:
    client = browser(f"{host}:8000")
    if user is not None:
        client.force_login(user)
    return client


def seen(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Location")


@pytest.mark.parametrize("host", HOSTS)
def test_newcomer_makes_an_account_and_then_signs_in(host: str, offered: Invitation) -> None:
    client = client_of(host=host)
    assert client.get(ADDRESS).status_code == 200
    assert seen(client.post(ADDRESS, NEW)) == (302, "/accounts/login/")
    nora = User.objects.get(email="nora@staff.example")
    assert [post.role for post in posts_of(nora)] == [Role.EDITOR]
    assert seen(client.post("/accounts/login/", {"login": nora.email, "password": NEW["password"]})) == (302, "/")
    # The double click, and the link found later in a mailbox.
    assert (client.post(ADDRESS, NEW).status_code, client_of().get(ADDRESS).status_code) == (410, 410)
    assert User.objects.filter(email="nora@staff.example").count() == 1


@pytest.mark.parametrize(
    "changes", [{"password": "short"}, {"password": "password1234"}, {"first_name": ""}, {"last_name": "x" * 151}]
)
def test_mistake_makes_no_account_and_keeps_the_link(changes: dict[str, str], offered: Invitation) -> None:
    answer = client_of().post(ADDRESS, NEW | changes)
    assert (answer.status_code, User.objects.filter(email="nora@staff.example").exists()) == (422, False)
    assert client_of().get(ADDRESS).status_code == 200


def test_somebody_with_an_account_signs_in_first_and_then_accepts(offered: Invitation) -> None:
    nora = UserFactory(email="nora@staff.example")
    client = client_of()
    assert seen(client.get(ADDRESS)) == (302, f"/accounts/login/?next={ADDRESS}")
    # Nobody gets an account, or another password, by a link to somebody who has one.
    assert seen(client.post(ADDRESS, NEW)) == (302, f"/accounts/login/?next={ADDRESS}")
    assert User.objects.get(pk=nora.pk).check_password(PASSWORD)
    client.force_login(nora)
    assert b"invites you" in client.get(ADDRESS).content
    assert seen(client.post(ADDRESS)) == (302, "/")
    assert [post.role for post in posts_of(nora)] == [Role.EDITOR]


def test_link_gives_nothing_to_another_account(offered: Invitation, cast: Cast) -> None:
    client = client_of(cast.stranger.user)
    pages = [client.get(ADDRESS), client.post(ADDRESS)]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(b"Sign out, then open the link again" in page.content for page in pages)
    assert not Appointment.objects.filter(user=cast.stranger.user).exists()


def test_looking_accepts_nothing(offered: Invitation) -> None:
    nora = UserFactory(email="nora@staff.example")
    client_of(nora).get(ADDRESS)
    assert posts_of(nora) == ()


def test_unknown_link_looks_like_a_used_one(offered: Invitation) -> None:
    unknown = client_of().get("/invitation/nothing-of-the-kind/")
    Invitation.objects.filter(pk=offered.pk).update(withdrawn_on="2026-01-01")
    gone = client_of().get(ADDRESS)
    assert (unknown.status_code, unknown.content) == (410, gone.content)


def test_answer_from_another_site_is_refused(offered: Invitation) -> None:
    nora = UserFactory(email="nora@staff.example")
    client = Client(enforce_csrf_checks=True, headers={"host": f"{settings.OFFICE_HOST}:8000"})
    client.force_login(nora)
    assert (client.post(ADDRESS).status_code, posts_of(nora)) == (403, ())


def test_member_by_invitation_is_in_the_inbox(cast: Cast) -> None:
    InvitationFactory(
        organisation=cast.unit.organisation, unit=cast.unit, role=Role.MEMBER, email="nora@staff.example", token="link"
    )
    client_of(host=settings.INBOX_HOST).post(ADDRESS, NEW)
    nora = User.objects.get(email="nora@staff.example")
    (mine,) = client_of(nora, settings.INBOX_HOST).get("/data/").json()["memberships"]
    assert (mine["unit"], mine["member"]) == (cast.unit.slug, Member.objects.get(user=nora).public_id)
