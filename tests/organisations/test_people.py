"""Lists of people: the same number of queries for one and for many, page by page, and nobody of elsewhere."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast, browser
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AppointmentFactory,
    InvitationFactory,
    MemberFactory,
    OrganisationFactory,
    UnitFactory,
)
from trygga.organisations.access import Desk, desk_for
from trygga.organisations.models import Appointment, Member, Organisation, Role
from trygga.organisations.people import (
    PAGE,
    appointments_at,
    members_at,
    organisations_at,
    organisations_to_choose,
    people_table,
)

LISTS = ["people/", "people/members/", "people/invitations/", "organisations/"]


@pytest.fixture
def lead(cast: Cast) -> Appointment:
    landlord = OrganisationFactory(programme=cast.sandby, kind=Organisation.Kind.LANDLORD, slug="bolaget")
    appointment: Appointment = AppointmentFactory(organisation=landlord, role=Role.PROGRAMME_LEAD)
    return appointment


def desk_of(appointment: Appointment) -> Desk:
    return desk_for(appointment.user, appointment.programme.slug)


def add_one(cast: Cast) -> None:
    AppointmentFactory(organisation=cast.unit.organisation, role=Role.EDITOR)
    MemberFactory(unit=cast.unit)
    InvitationFactory(organisation=cast.unit.organisation)


@pytest.mark.parametrize("path", LISTS)
def test_list_asks_the_database_as_often_for_many_rows(path: str, cast: Cast, lead: Appointment) -> None:
    client = browser("office.localhost:8000")
    client.force_login(lead.user)
    counts = []
    for _ in range(3):
        add_one(cast)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/p/sandby/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast, lead: Appointment) -> None:
    Appointment.objects.bulk_create(
        AppointmentFactory.build(
            programme=cast.sandby, organisation=cast.unit.organisation, user=UserFactory(), role=Role.EDITOR
        )
        for _ in range(2 * PAGE)
    )
    seen: list[int] = []
    after = None
    sizes = []
    while True:
        page = appointments_at(desk_of(lead), None, search="", after=after)
        seen += [row.pk for row in page.rows]
        sizes.append(len(page.rows))
        if page.after is None:
            break
        after = page.after
    assert sizes == [PAGE, PAGE, 1]
    assert seen == sorted(Appointment.objects.values_list("pk", flat=True), reverse=True)


def test_admin_sees_the_own_organisation_and_lead_all_of_the_programme(cast: Cast, lead: Appointment) -> None:
    admin = AppointmentFactory(organisation=cast.unit.organisation, role=Role.ORGANISATION_ADMIN)
    elsewhere = AppointmentFactory(organisation=cast.outsider.unit.organisation, role=Role.EDITOR)
    of_admin = appointments_at(desk_of(admin), None, search="", after=None).rows
    of_lead = appointments_at(desk_of(lead), None, search="", after=None).rows
    assert (of_admin, of_lead) == ([admin], [admin, lead])
    assert elsewhere not in of_lead
    own = {member.pk for member in members_at(desk_of(admin), None, search="", after=None).rows}
    assert own == set(Member.objects.filter(unit=cast.unit, left_on=None).values_list("pk", flat=True))


@pytest.mark.parametrize(("search", "found"), [("soraya", 1), ("SORAYA staff", 1), ("nobody", 0), ("%", 0), ("_", 0)])
def test_search_takes_words_and_no_wildcards(search: str, found: int, cast: Cast, lead: Appointment) -> None:
    assert len(members_at(desk_of(lead), None, search=search, after=None).rows) == found


def test_file_holds_everybody_and_no_formula(cast: Cast, lead: Appointment) -> None:
    cast.colleague.user.first_name = '=HYPERLINK("x")'
    cast.colleague.user.save()
    rows = list(csv.reader(people_table(desk_of(lead))))
    names = {row[3] for row in rows[1:]}
    assert {"Soraya", "Frida", '\'=HYPERLINK("x")'} <= names
    assert {"Otto", "Lena"} & names == set()
    assert rows[1] == [
        lead.organisation.name,
        "",
        "programme lead",
        lead.user.first_name,
        "",
        lead.user.email,
    ]


@pytest.mark.parametrize("after", ["", "x", "²", "9" * 40, "-1"])
def test_page_that_is_no_number_is_the_first(after: str, cast: Cast, lead: Appointment) -> None:
    client = browser("office.localhost:8000")
    client.force_login(lead.user)
    assert lead.user.email.encode() in client.get("/p/sandby/people/", {"after": after}).content


def test_invitation_that_nobody_answered_says_so(cast: Cast, lead: Appointment) -> None:
    InvitationFactory(organisation=cast.unit.organisation, expires_at=timezone.now())
    client = browser("office.localhost:8000")
    client.force_login(lead.user)
    assert b"too old now" in client.get("/p/sandby/people/invitations/").content


def test_pages_of_organisations_follow_one_another_by_name(cast: Cast, lead: Appointment) -> None:
    names = [*(f"Namn {number:03}" for number in range(2 * PAGE)), *["Samma namn"] * 5]
    Organisation.objects.bulk_create(
        OrganisationFactory.build(programme=cast.sandby, name=name, kind=Organisation.Kind.POLICE) for name in names
    )
    seen: list[Organisation] = []
    after: int | None = None
    while after is not None or not seen:
        page = organisations_at(desk_of(lead), after=after)
        seen, after = seen + page.rows, page.after
    assert seen == list(Organisation.objects.filter(programme=cast.sandby).order_by("name", "id"))
    assert len(seen) == 2 * PAGE + 8
    inside = seen[-3]
    assert organisations_at(desk_of(lead), after=inside.pk).rows == seen[-2:]


def test_page_after_an_organisation_of_elsewhere_is_the_first(cast: Cast, lead: Appointment) -> None:
    elsewhere = cast.outsider.unit.organisation
    assert organisations_at(desk_of(lead), after=elsewhere.pk) == organisations_at(desk_of(lead), after=None)


def test_list_of_people_offers_some_organisations_and_the_chosen_one(cast: Cast, lead: Appointment) -> None:
    Organisation.objects.bulk_create(
        OrganisationFactory.build(programme=cast.sandby, name=f"Namn {number:03}") for number in range(PAGE)
    )
    last = OrganisationFactory(programme=cast.sandby, name="Ö")
    first = organisations_to_choose(desk_of(lead), None)
    assert (len(first), last in first) == (PAGE, False)
    assert organisations_to_choose(desk_of(lead), last) == [*first, last]
    assert organisations_to_choose(desk_of(lead), first[3]) == first


def test_members_of_an_organisation_are_those_of_all_its_units(cast: Cast, lead: Appointment) -> None:
    other = MemberFactory(unit=UnitFactory(organisation=cast.unit.organisation))
    found = members_at(desk_of(lead), cast.unit.organisation, search="", after=None).rows
    assert found == [other, cast.colleague, cast.social_worker]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ("/", "page")),
        ("/p/sandby/people/", ("/p/sandby/people/", "page")),
        ("/p/sandby/people/members/", ("/p/sandby/people/", "true")),
        ("/p/sandby/organisations/bolaget/name/", ("/p/sandby/organisations/", "true")),
    ],
)
def test_menu_says_where_one_is(path: str, current: tuple[str, str], cast: Cast, lead: Appointment) -> None:
    client = browser("office.localhost:8000")
    client.force_login(lead.user)
    menu = client.get(path).context["office_menu"]
    assert [(one.url, one.current) for one in menu if one.current] == [current]
