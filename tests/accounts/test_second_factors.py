"""Codes at sign-in, who must have them, and how they are forgotten."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.signing_in import (
    CODE,
    INBOX,
    OFFICE,
    SECRET,
    code,
    confirm,
    is_signed_in,
    kinds,
    password,
    with_app,
)
from tests.cast import Browser, Cast, browser
from tests.factories.organisations import AppointmentFactory
from trygga.accounts.models import StaffSession
from trygga.audit.models import Entry, Event
from trygga.organisations.models import Role
from trygga.organisations.second_factors import NotTheirAdmin, forget_second_factor

SET_UP = "/accounts/second-factor/?next="


def without_second_factor(cast: Cast, host: str = INBOX) -> Browser:
    client = browser(host)
    client.force_login(cast.social_worker.user, second_factor=False)
    return client


# ---- at sign-in ----
def test_password_alone_does_not_sign_in_whoever_has_an_app(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    client = browser(INBOX)
    assert password(client, cast.social_worker.user).headers["Location"] == CODE
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code()}).headers["Location"] == "/"
    assert client.get("/data/").status_code == 200


def test_code_works_once_even_while_clocks_may_differ(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    with time_machine.travel(timezone.now(), tick=False) as now:
        used = code(later=1)
        answers = []
        for _ in range(3):
            client = browser(INBOX)
            password(client, cast.social_worker.user)
            answers.append(client.post(CODE, {"code": used}).status_code)
            now.shift(timedelta(seconds=29))
    assert answers == [302, 200, 200]


def test_recovery_code_works_once(cast: Cast) -> None:
    codes = with_app(cast.social_worker.user)
    answers = []
    for _ in range(2):
        client = browser(INBOX)
        password(client, cast.social_worker.user)
        answers.append(client.post(CODE, {"code": codes[0]}).status_code)
    assert answers == [302, 200]


def test_secrets_are_encrypted_at_rest(cast: Cast) -> None:
    codes = with_app(cast.social_worker.user)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert [secret for secret in (SECRET, *codes) if secret in stored] == []


def test_codes_under_a_former_secret_key_let_nobody_in(cast: Cast, settings: Settings) -> None:
    codes = with_app(cast.social_worker.user)
    settings.SECRET_KEY = "another secret of tests alone, long enough to be taken for one"
    client = browser(INBOX)
    password(client, cast.social_worker.user)
    assert [client.post(CODE, {"code": one}).status_code for one in (code(), codes[0])] == [200, 200]


# ---- who must ----
@pytest.mark.parametrize("host", [INBOX, OFFICE])
def test_member_is_led_to_set_up_and_reaches_nothing_else(host: str, cast: Cast) -> None:
    client = without_second_factor(cast, host)
    shut = [
        "/",
        "/accounts/",
        "/accounts/password/change/",
        "/accounts/recovery-codes/",
        "/accounts/passkeys/1/remove/",
    ]
    answers = [client.get(path) for path in shut]
    assert [answer.headers.get("Location") for answer in answers] == [f"{SET_UP}{path}" for path in shut]
    assert client.get("/accounts/second-factor/").status_code == 200


def test_script_of_a_member_without_second_factor_is_refused(cast: Cast) -> None:
    answer = without_second_factor(cast).get("/data/", headers={"sec-fetch-dest": "empty"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MEMBER])
def test_second_factor_is_needed_by_role(role: Role, cast: Cast) -> None:
    person = AppointmentFactory(organisation=cast.unit.organisation, role=role)
    client = browser(OFFICE)
    client.force_login(person.user, second_factor=False)
    is_led = client.get("/").status_code == 302
    assert is_led is (role in {Role.ORGANISATION_ADMIN, Role.PROGRAMME_LEAD})


def test_demo_forces_nobody(cast: Cast, settings: Settings) -> None:
    settings.DEMO = True
    assert without_second_factor(cast).get("/data/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_app_is_set_up_and_opens_the_way(cast: Cast) -> None:
    client = without_second_factor(cast)
    confirm(client)
    form = client.get("/accounts/second-factor/app/").context["form"]
    assert form.secret not in str(list(StaffSession.objects.values()))
    answer = client.post("/accounts/second-factor/app/", {"code": code(secret=form.secret)})
    assert answer.headers["Location"] == "/accounts/recovery-codes/"
    shown = client.get("/accounts/recovery-codes/").context["unused_codes"]
    saved = client.get("/accounts/recovery-codes/download/")
    assert (len(shown), saved.content.decode().split(), client.get("/data/").status_code) == (10, shown, 200)
    assert saved.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert client.get("/accounts/").context["recovery_codes"] == 10
    assert [one.to for one in mail.outbox] == [[cast.social_worker.user.email]]


def test_whoever_removes_the_last_one_is_led_to_set_up_again(cast: Cast) -> None:
    with_app(cast.social_worker.user)
    client = browser(INBOX)
    client.force_login(cast.social_worker.user)
    confirm(client)
    client.post("/accounts/second-factor/app/remove/")
    assert (kinds(cast.social_worker.user), client.get("/data/").headers["Location"]) == ([], f"{SET_UP}/data/")


# ---- forgotten by another ----
def test_another_admin_forgets_a_second_factor(cast: Cast) -> None:
    admin = AppointmentFactory(organisation=cast.unit.organisation, role=Role.ORGANISATION_ADMIN)
    with_app(cast.social_worker.user)
    client = browser(INBOX)
    client.force_login(cast.social_worker.user)
    forget_second_factor(cast.social_worker.user, by=admin.user)
    assert (kinds(cast.social_worker.user), is_signed_in(client)) == ([], False)
    entries = Entry.objects.filter(event=Event.SECOND_FACTOR_FORGOTTEN).values_list("organisation", "actor", "subject")
    assert list(entries) == [(cast.unit.organisation_id, admin.user_id, str(cast.social_worker.user.pk))]
    assert password(client, cast.social_worker.user).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == f"{SET_UP}/"


def test_nobody_else_forgets_a_second_factor(cast: Cast) -> None:
    own = AppointmentFactory(
        user=cast.social_worker.user, organisation=cast.unit.organisation, role=Role.ORGANISATION_ADMIN
    )
    elsewhere = AppointmentFactory(organisation=cast.stranger.unit.organisation, role=Role.ORGANISATION_ADMIN)
    lead = AppointmentFactory(organisation=cast.unit.organisation, role=Role.PROGRAMME_LEAD)
    with_app(cast.social_worker.user)
    for by in (own.user, elsewhere.user, lead.user, cast.colleague.user):
        with pytest.raises(NotTheirAdmin):
            forget_second_factor(cast.social_worker.user, by=by)
    assert kinds(cast.social_worker.user) == ["recovery_codes", "totp"]
