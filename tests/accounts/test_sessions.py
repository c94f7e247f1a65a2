"""Sessions belong to one origin, hold nothing that a copy could use, and end."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.accounts.signing_in import INBOX, OFFICE, confirm, is_signed_in
from tests.cast import Browser, Cast, browser
from tests.factories.accounts import PASSWORD
from trygga.accounts.models import StaffSession, User
from trygga.accounts.services import end_old_sessions, end_sessions
from trygga.organisations.models import Member

HOSTS = {"inbox": INBOX, "office": OFFICE}


def signed_in(cast: Cast, host: str = INBOX) -> Browser:
    client = browser(host)
    client.force_login(cast.social_worker.user)
    assert is_signed_in(client)
    return client


@pytest.mark.parametrize(("origin", "other"), [("inbox", "office"), ("office", "inbox")])
def test_session_is_worth_nothing_on_the_other_origin(origin: str, other: str, cast: Cast) -> None:
    key = signed_in(cast, HOSTS[origin]).cookies[origin].value
    for name in ("inbox", "office"):
        thief = browser(HOSTS[other])
        thief.cookies[name] = key
        assert not is_signed_in(thief)
    twin = browser(HOSTS[origin])
    twin.cookies[origin] = key
    assert is_signed_in(twin)


@pytest.mark.parametrize("origin", HOSTS)
def test_each_origin_has_cookies_of_its_own(origin: str, cast: Cast) -> None:
    client = browser(HOSTS[origin])
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": cast.social_worker.user.email, "password": PASSWORD})
    kept = {"httponly": True, "path": "/", "samesite": "Lax"}
    found = {name: {key: value for key, value in one.items() if value} for name, one in client.cookies.items()}
    assert found == {origin: kept, f"{origin}-csrf": kept}


def test_copy_of_the_table_signs_nobody_in(cast: Cast) -> None:
    client = signed_in(cast)
    row = StaffSession.objects.get()
    thief = browser(INBOX)
    thief.cookies["inbox"] = row.pk
    assert not is_signed_in(thief)
    assert client.cookies["inbox"].value not in row.pk + row.session_data
    assert "_auth_user" not in row.session_data


@pytest.mark.parametrize(("host", "idle"), [(INBOX, timedelta(minutes=30)), (OFFICE, timedelta(hours=4))])
def test_session_ends_when_it_is_not_used(host: str, idle: timedelta, cast: Cast) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as now:
        client = signed_in(cast, host)
        now.shift(idle - timedelta(minutes=1))
        assert is_signed_in(client)
        now.shift(idle - timedelta(minutes=1))
        assert is_signed_in(client)
        now.shift(idle + timedelta(seconds=1))
        assert not is_signed_in(client)


def test_session_ends_after_half_a_day_however_it_is_used(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = signed_in(cast)
        for _ in range(35):
            now.shift(timedelta(minutes=20))
            assert is_signed_in(client)
        now.shift(timedelta(minutes=20, seconds=1))
        assert not is_signed_in(client)


def test_use_is_noted_once_a_minute(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = signed_in(cast)
        now.shift(timedelta(seconds=59))
        with django_assert_num_queries(3):  # session, user, roles
            client.get("/")
        now.shift(timedelta(seconds=1))
        with django_assert_num_queries(4):
            client.get("/")


def test_change_of_password_ends_the_other_sessions(cast: Cast) -> None:
    client, others = signed_in(cast), [signed_in(cast), signed_in(cast, OFFICE)]
    confirm(client)
    new = {"oldpassword": PASSWORD, "password1": "three quiet owls", "password2": "three quiet owls"}
    assert client.post("/accounts/password/change/", new).headers["Location"] == "/accounts/"
    assert ([is_signed_in(one) for one in others], is_signed_in(client)) == ([False, False], True)
    assert StaffSession.objects.filter(user=cast.social_worker.user).count() == 1


def test_session_of_somebody_locked_ends(cast: Cast) -> None:
    client = signed_in(cast)
    User.objects.filter(pk=cast.social_worker.user.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_session_of_somebody_without_a_role_ends_with_the_next_answer(cast: Cast) -> None:
    client = signed_in(cast, OFFICE)
    Member.objects.filter(pk=cast.social_worker.pk).update(left_on=date(2026, 1, 31))
    assert client.get("/").status_code == 200  # says that there is no role any more
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"
    assert not StaffSession.objects.filter(user=cast.social_worker.user).exists()


def test_person_sees_and_ends_the_own_other_sessions_only(cast: Cast) -> None:
    client, other, third = signed_in(cast), signed_in(cast, OFFICE), signed_in(cast)
    colleague = browser(INBOX)
    colleague.force_login(cast.colleague.user)
    assert [one["origin"] for one in client.get("/accounts/").context["sessions"]] == ["inbox", "office", "inbox"]
    confirm(client)
    (theirs,) = StaffSession.objects.filter(user=cast.colleague.user)
    (office,) = StaffSession.objects.filter(user=cast.social_worker.user, origin="office")
    for one in (theirs, office):
        client.post("/accounts/sessions/end/", {"session": one.pk})
    assert [is_signed_in(one) for one in (client, other, third, colleague)] == [True, False, True, True]
    client.post("/accounts/sessions/end/")
    assert [is_signed_in(one) for one in (client, third, colleague)] == [True, False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_my_sign_in_asks_as_often_for_many_sessions(
    count: int, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, *_others = [signed_in(cast) for _ in range(count)]
    with django_assert_num_queries(5):  # session, user, second factors, sessions, roles
        client.get("/accounts/")


def test_everything_of_a_person_ends_at_once(cast: Cast) -> None:
    clients = [signed_in(cast), signed_in(cast, OFFICE)]
    assert end_sessions(cast.social_worker.user) == 2
    assert [is_signed_in(one) for one in clients] == [False, False]


def test_ended_sessions_are_erased(cast: Cast) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        signed_in(cast)
        now.shift(timedelta(hours=1))
        kept = signed_in(cast)
        assert (end_old_sessions(), end_old_sessions(), is_signed_in(kept)) == (1, 0, True)
        now.shift(timedelta(hours=1))
        call_command("clearsessions")
        assert StaffSession.objects.count() == 0
