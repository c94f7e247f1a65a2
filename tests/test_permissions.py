"""Access, made from the permission table: every address, asked for by everybody who may and everybody who may not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from tests.addresses import PUBLIC, addresses, fill
from tests.cast import EASY, Cast, browser, make_cast, post
from tests.examples import (
    ACT,
    APPOINTMENT,
    BATCH,
    CALENDAR,
    CLOSING,
    ESTATE,
    EXAMPLES,
    IMPORT,
    INVITATION,
    LANDLORD,
    LINK,
    LIST,
    MOVE,
    NOTICE,
    OTHER_SOURCE,
    POINT,
    STAIRWELL,
    TOKEN,
    URLCONFS,
    Example,
)
from tests.factories.casework import CaseFactory, SetAsideFactory
from tests.factories.concerns import DialogueMessageFactory
from tests.factories.directory import (
    CalendarAddressFactory,
    ClosingFactory,
    ContactPointFactory,
    DirectoryListFactory,
    OtherSourceFactory,
)
from tests.factories.notifications import DeadFactory
from tests.factories.organisations import (
    AppointmentFactory,
    InvitationFactory,
    MemberFactory,
    OrganisationFactory,
    UnitFactory,
)
from tests.factories.places import (
    EstateFactory,
    EstateMoveFactory,
    ImportFactory,
    LinkFactory,
    RegisterChangeFactory,
    StairwellFactory,
)
from trygga.accounts.models import User
from trygga.organisations import permissions as table
from trygga.organisations.models import Appointment, Member, Organisation, Role, Unit
from trygga.organisations.permissions import NOBODY, Permission, permission_for, permissions, permitted
from trygga.web.access import Origin

HOSTS = {Origin.INBOX: settings.INBOX_HOST, Origin.OFFICE: settings.OFFICE_HOST}
STAFF = [
    replace(row, address=address)
    for origin in HOSTS
    for address in sorted(addresses(URLCONFS[origin]))
    if (row := permission_for(origin, address))
]
SHUT = [row for row in STAFF if row.who == NOBODY]
BEHIND_SIGN_IN = [row for row in STAFF if row.who not in ("anyone", NOBODY)]
NARROW = {"own unit", "own organisation"}


def label(value: Any) -> str:
    return f"{value.origin.value}-{value.address}" if isinstance(value, Permission) else str(value)


def example_of(row: Permission) -> Example:
    return EXAMPLES.get((row.origin, row.address), Example())


def home_of(row: Permission, cast: Cast) -> Unit:
    """A unit of the organisation that the example is about."""
    if not example_of(row).of_landlord:
        return cast.unit
    landlord = Organisation.objects.get(programme=cast.sandby, slug=LANDLORD)
    unit: Unit = landlord.units.first() or UnitFactory(organisation=landlord)
    return unit


def hold(role: Role, unit: Unit, **fields: Any) -> Member | Appointment:
    """Somebody new who has this role in the unit's organisation."""
    if role is Role.MEMBER:
        member: Member = MemberFactory(unit=unit, **fields)
        return member
    appointment: Appointment = AppointmentFactory(organisation=unit.organisation, role=role, **fields)
    return appointment


def ask(row: Permission, cast: Cast, who: Member | Appointment | None) -> Any:
    client = browser(f"{HOSTS[row.origin]}:8000")
    if who is not None:
        client.force_login(who.user)
    example = example_of(row)
    address = reverse(row.address, urlconf=URLCONFS[row.origin], kwargs=example.arguments(cast, who))
    if example.method == "get":
        return client.get(address, example.content)
    return client.post(address, example.content) if example.is_form else post(client, address, example.content)


def is_refused(answer: Any) -> bool:
    return answer.status_code in (401, 403, 404) or answer.headers.get("Location", "").startswith("/accounts/login/")


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker, static_files: None) -> Iterator[Cast]:
    """The things below, made once for all tests: they are hundreds, and each of them takes back what it adds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_things(make_cast())
        transaction.set_rollback(True)


@pytest.fixture
def things(standing: Cast, db: None, settings: Settings) -> Cast:
    """The cast with what the examples need, so that there is something to leak."""
    settings.PROOF_BITS = EASY
    return standing


def make_things(cast: Cast) -> Cast:
    """What the examples are about, beside the cast."""
    CaseFactory(report=cast.report)
    DialogueMessageFactory(report=cast.report)
    SetAsideFactory(report=cast.report)
    AppointmentFactory(organisation=cast.unit.organisation, role=Role.SIGN_OFF_PARTNER, pk=APPOINTMENT)
    DeadFactory(programme=cast.sandby.pk, pk=NOTICE)
    InvitationFactory(organisation=cast.unit.organisation, role=Role.SIGN_OFF_PARTNER, pk=INVITATION, token=TOKEN)
    landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD, slug=LANDLORD)
    estate = EstateFactory(area=cast.area, landlord=landlord, pk=ESTATE)
    StairwellFactory(building__estate=estate, pk=STAIRWELL)
    RegisterChangeFactory(landlord=landlord, pk=ACT)
    EstateMoveFactory(estate=estate, pk=MOVE)
    ImportFactory(pk=IMPORT, landlord=landlord)
    point = ContactPointFactory(pk=POINT, programme=cast.sandby, organisation=cast.unit.organisation)
    OtherSourceFactory(pk=OTHER_SOURCE, point=point)
    ClosingFactory(pk=CLOSING, point=point)
    DirectoryListFactory(programme=cast.sandby, pk=LIST)
    CalendarAddressFactory(programme=cast.sandby, user=cast.social_worker.user, token=CALENDAR)
    LinkFactory(pk=LINK, batch__pk=BATCH, batch__landlord=landlord)
    return cast


# ---- the table and the addresses ----
@pytest.mark.parametrize(("origin", "urlconf"), [(Origin.PUBLIC, PUBLIC), *URLCONFS.items()])
def test_every_address_has_a_row_and_every_row_an_address(origin: Origin, urlconf: str) -> None:
    there = set(addresses(urlconf))
    rows = {row.address for row in permissions().values() if row.origin is origin}
    assert {address for address in there if permission_for(origin, address) is None} == set()
    assert {row for row in rows if row not in there and not row.endswith(":*")} == set()


def test_address_that_names_something_says_whose_it_must_be() -> None:
    naming = {
        label(row): row.scopes for row in BEHIND_SIGN_IN if "<" in addresses(URLCONFS[row.origin]).get(row.address, "")
    }
    assert {name for name, scope in naming.items() if scope == ("-",)} == set()


def test_address_without_a_row_looks_absent(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.origin = Origin.OFFICE  # type: ignore[attr-defined]
    request.resolver_match = type("Match", (), {"view_name": "forgotten"})()
    with pytest.raises(Http404):
        permitted(lambda _: None).process_view(request, lambda _: None, (), {})  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    "page",
    [
        "| `start` | does | anyone | - |",
        "## Inbox\n| `start` | does | anyone |",
        "## Inbox\n| `start` | does | everybody | - |",
        "## Inbox\n| `start` | does | member, nobody | - |",
        "## Inbox\n| `start` | does | member | theirs |",
        "## Inbox\n| `start` | does | member | own, own unit |",
        "## Inbox\n| `start` | does | member | - |\n| `start` | does | anyone | - |",
    ],
)
def test_table_that_cannot_be_read_stops_the_start(page: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "permissions.md").write_text(page)
    monkeypatch.setattr(table, "TABLE", tmp_path / "permissions.md")
    with pytest.raises(ImproperlyConfigured):
        permissions.__wrapped__()


# ---- who gets through ----
@pytest.mark.parametrize("row", [row for row in STAFF if row.who == "anyone"], ids=label)
def test_anyone_gets_through(row: Permission, things: Cast) -> None:
    assert not is_refused(ask(row, things, None)) or row.address in LEADS_BACK


@pytest.mark.parametrize("row", BEHIND_SIGN_IN, ids=label)
def test_no_one_is_refused(row: Permission, things: Cast) -> None:
    assert is_refused(ask(row, things, None))


@pytest.mark.parametrize("row", BEHIND_SIGN_IN, ids=label)
def test_role_in_the_own_organisation_decides(row: Permission, things: Cast) -> None:
    home = home_of(row, things)
    found = {role: not is_refused(ask(row, things, hold(role, home))) for role in Role}
    assert found == {role: row.allows({role}) for role in Role}


def test_what_is_shut_is_shut_to_everybody(things: Cast) -> None:
    everything = AppointmentFactory(organisation=things.unit.organisation, role=Role.EDITOR, user__is_superuser=True)
    for role in set(Role) - {Role.MEMBER, Role.EDITOR}:
        AppointmentFactory(organisation=things.unit.organisation, role=role, user=everything.user)
    got_through = []
    for row in SHUT:
        client = browser(f"{HOSTS[row.origin]}:8000")
        client.force_login(everything.user)
        address = reverse(
            row.address, urlconf=URLCONFS[row.origin], kwargs=fill(addresses(URLCONFS[row.origin])[row.address])
        )
        got_through += [
            row.address for answer in (client.get(address), client.post(address)) if answer.status_code != 404
        ]
    assert got_through == []
    assert len(SHUT) > 50


@pytest.mark.parametrize("row", [row for row in BEHIND_SIGN_IN if row.roles], ids=label)
def test_role_elsewhere_reaches_only_as_far_as_the_row_says(row: Permission, things: Cast) -> None:
    neighbours = UnitFactory(organisation=things.stranger.unit.organisation)
    of_another_organisation = {role: not is_refused(ask(row, things, hold(role, neighbours))) for role in row.roles}
    of_another_programme = {
        role: not is_refused(ask(row, things, hold(role, things.outsider.unit))) for role in row.roles
    }
    reach = {role: reach_of(row, role) for role in row.roles}
    assert of_another_organisation == {role: where not in NARROW for role, where in reach.items()}
    assert of_another_programme == {role: where in ("-", "own") for role, where in reach.items()}


def reach_of(row: Permission, role: Role) -> str:
    """What the role must belong to; nothing where the address names no thing, or only the asker's own membership."""
    names_a_thing = "<" in addresses(URLCONFS[row.origin])[row.address] and row.address not in OF_THE_ASKER
    return row.scope_of(role) if names_a_thing or example_of(row).content else "-"


LEADS_BACK = {
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
}
"""Open to anyone, but without a sign-in under way, a passkey or a configured provider they lead back."""

OF_THE_ASKER = {"received"}
"""Addresses that name only the asker's own membership: what they show is the asker's."""


OF_ONE_LANDLORD = [row for row in BEHIND_SIGN_IN if "<slug:landlord>" in addresses(URLCONFS[row.origin])[row.address]]


@pytest.mark.parametrize("row", OF_ONE_LANDLORD, ids=label)
def test_landlord_is_closed_to_the_people_of_another_landlord(row: Permission, things: Cast) -> None:
    neighbours = OrganisationFactory(programme=things.sandby, kind=Organisation.Kind.LANDLORD)
    unit = UnitFactory(organisation=neighbours)
    StairwellFactory(building__estate__area=things.area, building__estate__landlord=neighbours)
    found = {role: not is_refused(ask(row, things, hold(role, unit))) for role in Role}
    assert found == {role: role is Role.PROGRAMME_LEAD and row.allows({role}) for role in Role}


@pytest.mark.parametrize("row", [row for row in BEHIND_SIGN_IN if row.roles], ids=label)
def test_whoever_has_left_or_is_locked_is_refused(row: Permission, things: Cast) -> None:
    home = home_of(row, things)
    for role in row.roles:
        assert is_refused(ask(row, things, hold(role, home, left_on=date(2026, 1, 31))))
        locked = hold(role, home)
        client_saw = ask(row, things, locked)
        User.objects.filter(pk=locked.user.pk).update(is_active=False)
        locked.user.refresh_from_db()
        assert (is_refused(client_saw), is_refused(ask(row, things, locked))) == (False, True)
