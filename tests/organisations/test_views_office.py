"""The pages about people: what a form does, what a mistake says, and several at once."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from tests.accounts.signing_in import confirm, with_app
from tests.cast import Cast, browser
from tests.factories.organisations import AppointmentFactory, InvitationFactory, OrganisationFactory
from tests.letters import letters
from trygga.accounts.models import User
from trygga.organisations.models import Appointment, Invitation, Member, Organisation, Role, Unit

ORGANISATION = "/p/sandby/organisations/socialtjansten"


def client_of(user: User) -> Client:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(user)
    confirm(client)
    return client


@pytest.fixture
def admin(cast: Cast) -> Appointment:
    appointment: Appointment = AppointmentFactory(organisation=cast.unit.organisation, role=Role.ORGANISATION_ADMIN)
    return appointment


@pytest.fixture
def lead(cast: Cast) -> Appointment:
    landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD, slug="bolaget")
    appointment: Appointment = AppointmentFactory(organisation=landlord, role=Role.PROGRAMME_LEAD)
    return appointment


def seen(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.headers.get("Location")


def test_admin_invites_a_member(cast: Cast, admin: Appointment) -> None:
    content = {"email": "ny@staff.example", "role": "member", "unit": cast.unit.pk}
    answer = client_of(admin.user).post(f"{ORGANISATION}/invite/", content)
    assert seen(answer) == (302, "/p/sandby/people/invitations/")
    invitation = Invitation.objects.get()
    assert (invitation.unit, invitation.role, [letters()[0].to]) == (cast.unit, "member", ["ny@staff.example"])


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "no address"},
        {"role": "programme_lead"},
        {"role": "caretaker"},
        {"role": "member", "unit": ""},
        {"role": "member", "unit": "stranger"},
    ],
    ids=str,
)
def test_wrong_invitation_is_said_and_sends_nothing(changes: dict[str, str], cast: Cast, admin: Appointment) -> None:
    if changes.get("unit") == "stranger":
        changes = changes | {"unit": str(cast.stranger.unit.pk)}
    content = {"email": "ny@staff.example", "role": "editor"} | changes
    answer = client_of(admin.user).post(f"{ORGANISATION}/invite/", content)
    assert (answer.status_code, Invitation.objects.count(), letters()) == (422, 0, [])
    assert answer.context["form"].errors != {}


def test_lead_is_offered_no_unit_and_no_membership(cast: Cast, lead: Appointment) -> None:
    form = client_of(lead.user).get(f"{ORGANISATION}/invite/").context["form"]
    assert list(form.fields) == ["email", "role"]
    assert [value for value, _ in form.fields["role"].choices] == [
        "organisation_admin",
        "programme_lead",
        "sign_off_partner",
    ]


def end_of(*chosen: Appointment) -> str:
    return "/p/sandby/people/end/?" + "&".join(f"role={one.pk}" for one in chosen)


def test_several_roles_end_at_once_after_being_shown(cast: Cast, admin: Appointment) -> None:
    chosen = [AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR) for _ in range(2)]
    client, address = client_of(admin.user), end_of(*chosen)
    shown = client.get(address)
    assert [one.user.email in shown.content.decode() for one in chosen] == [True, True]
    assert Appointment.objects.filter(left_on=None).count() == 3
    assert address in shown.content.decode().replace("&amp;", "&")
    assert seen(client.post(address)) == (302, "/p/sandby/people/")
    assert list(Appointment.objects.filter(left_on=None)) == [admin]


@pytest.mark.parametrize("where", ["other organisation", "other programme", "nowhere"])
def test_one_that_is_closed_to_the_asker_stops_all(where: str, cast: Cast, admin: Appointment) -> None:
    own = AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR)
    others = {
        "other organisation": lambda: (
            AppointmentFactory(organisation=cast.stranger.unit.organisation, role=Role.EDITOR).pk
        ),
        "other programme": lambda: (
            AppointmentFactory(organisation=cast.outsider.unit.organisation, role=Role.EDITOR).pk
        ),
        "nowhere": lambda: 999_999,
    }
    address = f"{end_of(own)}&role={others[where]()}"
    before = Appointment.objects.filter(left_on=None).count()
    answer = client_of(admin.user).post(address)
    assert (answer.status_code, Appointment.objects.filter(left_on=None).count()) == (404, before)


def test_only_lead_cannot_be_ended_and_the_page_says_what_to_do(lead: Appointment) -> None:
    answer = client_of(lead.user).post(end_of(lead))
    assert (answer.status_code, b"Name another lead first" in answer.content) == (409, True)
    left = client_of(lead.user).post(f"/leave/{lead.pk}/")
    assert (left.status_code, Appointment.objects.get(pk=lead.pk).left_on) == (409, None)


def test_person_leaves_by_hand(cast: Cast, admin: Appointment) -> None:
    assert seen(client_of(admin.user).post(f"/leave/{admin.pk}/")) == (302, "/")
    assert seen(client_of(cast.colleague.user).post(f"/leave/{cast.colleague.public_id}/")) == (302, "/")
    assert Appointment.objects.get(pk=admin.pk).left_on is not None
    assert Member.objects.get(pk=cast.colleague.pk).left_on is not None


def test_nobody_gives_up_the_role_of_another(cast: Cast, admin: Appointment) -> None:
    client = client_of(cast.stranger.user)
    statuses = [client.post(f"/leave/{which}/").status_code for which in (admin.pk, cast.colleague.public_id)]
    assert statuses == [404, 404]


def test_member_who_is_ended_opens_nothing_more(cast: Cast, admin: Appointment) -> None:
    inbox = browser(f"{settings.INBOX_HOST}:8000")
    inbox.force_login(cast.colleague.user)
    address = f"/data/{cast.colleague.public_id}/received/"
    assert inbox.get(address).status_code == 200
    client_of(admin.user).post(f"/p/sandby/people/members/{cast.colleague.public_id}/end/")
    assert inbox.get(address).status_code == 404


def test_name_and_unit_that_are_taken_are_said(cast: Cast, admin: Appointment, lead: Appointment) -> None:
    again = {"name": "Socialtjänsten", "slug": "socialtjansten", "kind": "police"}
    answers = [
        client_of(lead.user).post("/p/sandby/organisations/add/", again),
        client_of(admin.user).post(f"{ORGANISATION}/units/add/", {"name": "M", "slug": "mottagning"}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [b"Choose another" in answer.content for answer in answers] == [True, True]


def test_organisation_gets_another_name_and_a_unit(cast: Cast, admin: Appointment) -> None:
    client = client_of(admin.user)
    client.post(f"{ORGANISATION}/name/", {"name": "Socialförvaltningen"})
    client.post(f"{ORGANISATION}/units/add/", {"name": "Barn och unga", "slug": "barn"})
    cast.unit.organisation.refresh_from_db()
    assert cast.unit.organisation.name == "Socialförvaltningen"
    assert Unit.objects.get(slug="barn").organisation == cast.unit.organisation


def test_landlord_gets_no_unit(cast: Cast, lead: Appointment) -> None:
    post = AppointmentFactory(organisation=lead.organisation, role=Role.ORGANISATION_ADMIN)
    answer = client_of(post.user).post("/p/sandby/organisations/bolaget/units/add/", {"name": "U", "slug": "u"})
    assert (answer.status_code, Unit.objects.filter(organisation=lead.organisation).count()) == (409, 0)


def test_accepted_invitation_is_not_withdrawn_by_a_second_tab(cast: Cast, admin: Appointment) -> None:
    invitation = InvitationFactory(organisation=cast.unit.organisation, accepted_on="2026-11-01")
    answer = client_of(admin.user).post(f"/p/sandby/people/invitations/{invitation.pk}/withdraw/")
    assert (answer.status_code, b"has been accepted" in answer.content) == (409, True)


@pytest.mark.parametrize(
    "path", [f"{ORGANISATION}/invite/", "people/members/{}/end/", "people/end/?role={}", "/leave/{}/"]
)
def test_what_is_dangerous_asks_first_who_it_is(path: str, cast: Cast, admin: Appointment) -> None:
    client = browser(f"{settings.OFFICE_HOST}:8000")
    client.force_login(admin.user)
    which = admin.pk if "role" in path or "leave" in path else cast.colleague.public_id
    asked = client.get(path.format(which) if path.startswith("/") else f"/p/sandby/{path.format(which)}")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/?next=")


def test_admin_takes_a_lost_second_factor_away(cast: Cast, admin: Appointment) -> None:
    with_app(cast.colleague.user)
    client, path = client_of(admin.user), f"/p/sandby/people/{cast.colleague.user_id}/second-factor/"
    assert cast.colleague.user.email in client.get(path).content.decode()
    assert has_app(cast.colleague.user)
    assert seen(client.post(path)) == (302, "/p/sandby/people/")
    assert not has_app(cast.colleague.user)
    assert client.get(f"/p/sandby/people/{cast.stranger.user_id}/second-factor/").status_code == 404
    assert client.get(f"/p/sandby/people/{cast.leaver.user_id}/second-factor/").status_code == 404
    assert client.post(f"/p/sandby/people/{admin.user_id}/second-factor/").status_code == 409


def has_app(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_lead_withdraws_no_invitation_to_a_role_that_a_lead_does_not_give(cast: Cast, lead: Appointment) -> None:
    invitation = InvitationFactory(organisation=cast.unit.organisation, role=Role.EDITOR)
    answer = client_of(lead.user).post(f"/p/sandby/people/invitations/{invitation.pk}/withdraw/")
    invitation.refresh_from_db()
    assert (answer.status_code, invitation.withdrawn_on) == (404, None)
