"""A programme of any size, and how long a page of its people or organisations takes there.

`python -m bench.people people|people-queries|organisations|organisations-queries LENGTH` on the database of the
settings: one line of JSON, seconds or queries.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial

from bench.by_length import seconds_of

LOOKS = 40
SMALL, LARGE = 1, 2
"""Two organisations with a unit each: the small one has the oldest fifty people, the large one all others."""
OLDEST = 50
COUNTED = "WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < %s)"
WHERE = f"CASE WHEN number <= {OLDEST} THEN {SMALL} ELSE {LARGE} END"
STATEMENTS = [
    """
    INSERT INTO organisations_organisation (programme_id, slug, name, kind)
    {counted} SELECT 1, 'organisation-' || number, 'Organisation ' || number, 'police' FROM counted
    """,
    """
    INSERT INTO organisations_unit (programme_id, organisation_id, slug, name)
    {counted} SELECT 1, number, 'unit', 'Unit' FROM counted
    """,
    """
    INSERT INTO accounts_user
        (password, is_superuser, first_name, last_name, is_staff, is_active, date_joined, email)
    {counted} SELECT '', FALSE, 'Kim', 'Ek', FALSE, TRUE, '2026-01-01', number || '@staff.example' FROM counted
    """,
    """
    INSERT INTO organisations_appointment (programme_id, user_id, organisation_id, role, since)
    {counted} SELECT 1, number, {where}, 'editor', '2026-01-01' FROM counted
    """,
    """
    INSERT INTO organisations_member (programme_id, public_id, user_id, unit_id)
    {counted} SELECT 1, 'member-' || number, number, {where} FROM counted
    """,
    """
    INSERT INTO organisations_invitation
        (programme_id, organisation_id, role, email, token_hash, invited_by_id, expires_at)
    {counted} SELECT 1, {where}, 'editor', number || '@staff.example', 'hash-' || number, 1, '2026-01-08' FROM counted
    """,
]
Look = Callable[[], object]


def fill(length: int) -> None:
    """So many organisations, and so many appointments, members and invitations in the first two of them."""
    from django.db import connection

    from tests.factories.organisations import ProgrammeFactory
    from trygga.organisations.models import Programme

    # In bulk, because a programme that is saved gets its place among Wagtail's texts, which have no tables here.
    Programme.objects.bulk_create([ProgrammeFactory.build(pk=1, slug="large")])
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement.format(counted=COUNTED, where=WHERE), [length])
        cursor.execute("ANALYZE")


def looks_at_people() -> list[Look]:
    """The newest and a middle page of each list, for the lead and for the admin of each organisation."""
    from trygga.accounts.models import User
    from trygga.organisations.access import Desk
    from trygga.organisations.models import Member, Programme
    from trygga.organisations.people import appointments_at, invitations_at, members_at

    programme, user = Programme.objects.get(), User.objects.get(pk=1)
    desks = [Desk(programme, user, True, frozenset())]
    desks += [Desk(programme, user, False, frozenset({organisation})) for organisation in (SMALL, LARGE)]
    pages = [None, Member.objects.count() // 2 + OLDEST]
    people = [
        partial(rows, desk, None, search="", after=after)
        for rows in (appointments_at, members_at)
        for desk in desks
        for after in pages
    ]
    return [*people, *(partial(invitations_at, desk, after=after) for desk in desks for after in pages)]


def looks_at_organisations() -> list[Look]:
    """The first and a middle page, and those that a list of people can be narrowed to."""
    from trygga.accounts.models import User
    from trygga.organisations.access import Desk
    from trygga.organisations.models import Organisation, Programme
    from trygga.organisations.people import organisations_at, organisations_to_choose

    desk = Desk(Programme.objects.get(), User.objects.get(pk=1), True, frozenset())
    middle = Organisation.objects.order_by("name", "id")[Organisation.objects.count() // 2]
    pages = [partial(organisations_at, desk, after=after) for after in (None, middle.pk)]
    return [*pages, partial(organisations_to_choose, desk, middle)]


def queries_of(look: Look) -> int:
    """How often it asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        look()
    return len(queries)


def main(what: str, length: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from trygga.organisations.models import Programme

    call_command("migrate", "organisations", verbosity=0)
    if not Programme.objects.exists():
        fill(int(length))
    looks = looks_at_people() if what.startswith("people") else looks_at_organisations()
    if what.endswith("queries"):
        print(json.dumps(sum(queries_of(look) for look in looks)))
    else:
        print(json.dumps(max(min(seconds_of(look) for _ in range(LOOKS)) for look in looks)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
    main(*sys.argv[1:])
